"""Print a key for FILE_KEYS."""

from django.core.management.base import BaseCommand

from fostercare.vault import keys


class Command(BaseCommand):
    help = "Prints a new key for FILE_KEYS: put it first, restart, run lock_files, then take the old one away."
    requires_system_checks = ()

    def handle(self, **options):
        self.stdout.write(keys.new())
