"""Check the ledger: exit code 1 and one line for each entry that is not as it was written."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from fostercare.ledger.models import Entry, Redaction
from fostercare.ledger.verifying import verify


class Command(BaseCommand):
    help = "Checks every entry of the ledger and its chain of seals, and the anchors kept elsewhere if they are given."

    def add_arguments(self, parser):
        parser.add_argument("--anchors", type=Path, help="a file of lines as `manage.py anchor` prints them")

    def handle(self, anchors=None, **options):
        began = time.monotonic()
        findings = verify(anchors.read_text().splitlines() if anchors else ())
        for finding in findings:
            self.stderr.write(str(finding))
        if findings:
            raise CommandError(f"The ledger is not as it was written: {len(findings)} findings.")
        count, seconds = Entry.objects.count(), time.monotonic() - began
        if redacted := Redaction.objects.count():
            self.stdout.write(f"{redacted} entries were blacked out when their time was over, each on a named ground.")
        self.stdout.write(f"{count} entries are as they were written ({seconds:.1f} s).")
