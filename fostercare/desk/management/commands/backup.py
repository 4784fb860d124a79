"""Take a backup of the database and the papers together, locked and checked."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from fostercare.vault import backups


class Command(BaseCommand):
    help = "Writes one locked file with database and papers into a folder, and reads it through before it counts."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, help="delete the oldest backups of the folder beyond so many")

    def handle(self, folder, keep, **options):
        try:
            path = backups.take(folder)
        except (backups.Unfit, OSError) as error:
            raise CommandError(f"No backup was taken: {error}") from error
        for old in sorted(folder.glob(f"*{backups.SUFFIX}"))[: -keep if keep else 0]:
            old.unlink()
        self.stdout.write(str(path))
