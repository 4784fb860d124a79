"""What time alone brings about, run every few minutes by the machine's scheduler; safe to run twice, even at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from directorates import access
from fostercare.desk.digest import remind
from fostercare.desk.exports.models import put_away
from fostercare.door import lockout, mailing
from fostercare.door.sessions import SessionStore
from fostercare.ledger import sealing
from fostercare.ledger.context import writing_as
from fostercare.records.alone import alone
from fostercare.records.rescanning import scan_waiting
from fostercare.workflows.circumstance import by_calendar
from fostercare.workflows.clocks import escalating, holidays, recounting
from fostercare.workflows.follow_up import plan
from fostercare.workflows.incident.reporting import tell_of_the_late
from fostercare.workflows.match import reservations
from fostercare.workflows.travel import overdue

# Any number will do, as long as nothing else in the database takes the same.
LOCK = 2_026_001


class Command(BaseCommand):
    help = "End appointments, plan visits, put near ones on the work list, release reservations, escalate what is late."

    def handle(self, *args, **options):
        with alone(LOCK) as got_it, writing_as(lambda: None, "clocks"):
            if not got_it:
                self.stdout.write("Another run is under way; nothing to do.")
                return
            self.stdout.write(f"Appointments ended with their last day: {access.release_past()}")
            SessionStore.clear_expired()
            self.stdout.write(f"Old attempts to sign in forgotten: {lockout.sweep()}")
            self.stdout.write(f"Placements planned anew: {plan.renew()}")
            self.stdout.write(f"Visits put on the work list: {plan.open_due()}")
            self.stdout.write(f"Reservations that ran out released: {reservations.release()}")
            self.stdout.write(f"Children missed who are not back from a journey: {overdue.miss()}")
            self.stdout.write(f"Holidays written down: {holidays.fill(timezone.localdate().year)}")
            self.stdout.write(f"Deadlines counted anew: {recounting.recount_after_a_change()}")
            self.stdout.write(f"Reviews put on the work list: {by_calendar.open_due()}")
            self.stdout.write(f"Late tasks escalated: {escalating.escalate()}")
            self.stdout.write(f"Roles told of incidents whose time is over: {tell_of_the_late(timezone.now())}")
            self.stdout.write(f"Officers reminded by mail: {remind(timezone.localdate())}")
            self.stdout.write(f"Old mails forgotten: {mailing.sweep()}")
            self.stdout.write(f"Files of exports deleted: {put_away()}")
            self.stdout.write(f"Waiting papers scanned: {scan_waiting()}")
            self.stdout.write(f"Seals put on the ledger: {sealing.seal()}")
