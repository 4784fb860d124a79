"""Lock every stored file with the newest key."""

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Locks every stored file with the newest of FILE_KEYS where it is not; safe to stop and to run again."

    def handle(self, **options):
        renewed = sum(default_storage.renew(name) for name in default_storage.names())
        self.stdout.write(f"Files locked with the newest key: {renewed}")
