"""Read-only mode from the command line: `manage.py pause on --why "…"`, `manage.py pause off`."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from fostercare.vault.models import Pause


class Command(BaseCommand):
    help = "While a pause is on, files are read and nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument("--why", default="")

    def handle(self, state, why, **options):
        if state == "on" and Pause.now() is None:
            Pause.objects.create(why=why)
        elif state == "off":
            Pause.objects.filter(ended=None).update(ended=timezone.now())
        self.stdout.write("Nothing can be written." if state == "on" else "Everything can be written.")
