"""What has been kept long enough: told by default, carried out only where two people have confirmed a list.

Carried out by the tables' owner: the role that the web works as can take nothing out of the history.
"""

from django.core.management.base import BaseCommand

from fostercare.ledger.context import writing_as
from fostercare.ledger.roles import as_owner
from fostercare.records.alone import alone
from fostercare.workflows.retention import due, reducing

# Any number will do, as long as nothing else in the database takes the same.
LOCK = 2_026_021


class Command(BaseCommand):
    help = "Lists cases whose time of retention is over; with --carry-out, reduces those of lists two people confirmed."

    def add_arguments(self, parser):
        parser.add_argument("--carry-out", action="store_true", help="reduce what stands on confirmed lists")

    def handle(self, carry_out=False, **options):
        if not carry_out:
            self._tell()
            return
        with as_owner(), alone(LOCK) as got_it, writing_as(lambda: None, "retention"):
            if not got_it:
                self.stdout.write("Another run is under way; nothing to do.")
                return
            self.stdout.write(f"Cases reduced to statistical records: {reducing.carry_out()}")

    def _tell(self):
        for rule in due.rules():
            found = due.due(rule)
            self.stdout.write(f"{rule['key']} ({rule['then']}): {len(found)}")
            for one in found:
                self.stdout.write(f"  {one.case.number} since {one.since:%Y-%m-%d}")
        self.stdout.write(
            "Nothing was changed: a list is drawn up and confirmed by two people on the page of retention."
        )
