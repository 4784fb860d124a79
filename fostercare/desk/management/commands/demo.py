"""Fill an empty database with invented officers, families and children, and print whom to sign in as."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directorates.models import Officer
from directorates.roles import ROLES
from fostercare.desk.demo.people import MAIL, NAMED, NATIONAL, PASSWORD, POSTS
from fostercare.desk.demo.world import World
from fostercare.guidebook.models import Case
from fostercare.ledger.roles import as_owner


class Command(BaseCommand):
    help = "Fill an empty database with a demonstration: invented officers, families, children, and their cases."

    def add_arguments(self, parser):
        parser.add_argument("--small", action="store_true", help="one directorate and a dozen cases")
        parser.add_argument(
            "--again", action="store_true", help="empty a database that holds a demonstration, and fill it anew"
        )

    def handle(self, *args, small, again, **options):
        if again:
            self._empty()
        if not Case.objects.exists():
            self._refuse_beside_people_at_work()
            self._fill(small)
        if Officer.objects.filter(email__endswith=f"@{MAIL}").exists():
            with translation.override("ar"):
                self._print_accounts()

    @transaction.atomic
    def _fill(self, small):
        self.stdout.write("Inventing a demonstration; this takes some minutes …")
        World(timezone.localdate(), small).tell()

    def _empty(self):
        self._refuse_beside_people_at_work()
        with as_owner():
            call_command("flush", interactive=False, verbosity=0)

    def _refuse_beside_people_at_work(self):
        """A database in which one officer is no invention belongs to people at work."""
        if Officer.objects.exclude(email__endswith=f"@{MAIL}").exists():
            raise CommandError("This database holds officers who are not of the demonstration; it stays as it is.")

    def _print_accounts(self):
        """Whom to sign in as; what is printed here is known to everybody, and says so."""
        self.stdout.write(_("DEMONSTRATION ONLY: every officer, family, child and case here is invented."))
        self.stdout.write(_("One password for all accounts: %(password)s") % {"password": PASSWORD})
        shown = [*NATIONAL, *(login for officers in NAMED.values() for login in officers)]
        officers = Officer.objects.filter(username__in=shown).prefetch_related("appointments__directorate")
        for officer in sorted(officers, key=lambda officer: shown.index(officer.username)):
            for appointment in officer.appointments.all():
                self.stdout.write(_line(officer, appointment))
        if Officer.objects.filter(username="intake.cairo").exists():
            posts = " ".join(POSTS)
            self.stdout.write(
                _("In other directorates an account is the post and the place: %(example)s")
                % {"example": "intake.cairo"}
            )
            self.stdout.write(_("Posts: %(posts)s") % {"posts": posts})


def _line(officer, appointment):
    place = appointment.directorate.name if appointment.directorate else _("the Ministry")
    return f"  {officer.username:<10} {officer.full_name} · {ROLES[appointment.role].label} · {place}"
