"""Lock every stored file and every sealed note with the newest key."""

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from fostercare.records import sealed
from fostercare.vault import fields


class Command(BaseCommand):
    help = "Locks files and sealed notes with the newest of FILE_KEYS where they are not; may be stopped and run again."

    def handle(self, **options):
        renewed = sum(default_storage.renew(name) for name in default_storage.names())
        self.stdout.write(f"Files locked with the newest key: {renewed}")
        notes = sealed.renew() + sum(fields.renew(*column) for column in fields.columns())
        self.stdout.write(f"Notes and answers locked with the newest key: {notes}")
