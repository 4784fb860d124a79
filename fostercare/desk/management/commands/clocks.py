"""What time alone brings about, run every few minutes by the machine's scheduler; safe to run twice, even at once."""

from contextlib import contextmanager

from django.core.management.base import BaseCommand
from django.db import connection

from fostercare.workflows.clocks import escalating
from fostercare.workflows.follow_up import plan

# Any number will do, as long as nothing else in the database takes the same.
LOCK = 2_026_001


class Command(BaseCommand):
    help = "Plan visits anew where the plan no longer fits, put near ones on the work list, escalate what is overdue."

    def handle(self, *args, **options):
        with alone() as got_it:
            if not got_it:
                self.stdout.write("Another run is under way; nothing to do.")
                return
            self.stdout.write(f"Placements planned anew: {plan.renew()}")
            self.stdout.write(f"Visits put on the work list: {plan.open_due()}")
            self.stdout.write(f"Late tasks escalated: {escalating.escalate()}")


@contextmanager
def alone():
    """PostgreSQL's advisory lock: held by one run on whatever machine, let go when its connection ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (got_it,) = cursor.fetchone()
        try:
            yield got_it
        finally:
            if got_it:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
