"""Bring a backup back, or only read it through."""

import time
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from fostercare.ledger.roles import as_owner
from fostercare.ledger.verifying import verify
from fostercare.vault import backups, sealing


class Command(BaseCommand):
    help = "Brings a backup into an empty database and an empty folder, counts every table and checks the ledger."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only read it through; nothing is written")

    def handle(self, file, check, **options):
        began = time.monotonic()
        try:
            if check:
                taken = backups.check(file)
            else:
                with as_owner():
                    taken = backups.restore(file)
        except (backups.Unfit, sealing.Damaged, OSError) as error:
            raise CommandError(f"Not restored: {error}") from error
        if not check:
            call_command("migrate", verbosity=0)
            if findings := verify():
                raise CommandError(f"The ledger in the backup is not as it was written: {findings[0]}")
        rows, seconds = sum(taken.tables.values()), time.monotonic() - began
        said = "read through" if check else "restored"
        self.stdout.write(f"{said}: {rows} rows, {len(taken.files)} files of {taken.made_at} ({seconds:.1f} s)")
