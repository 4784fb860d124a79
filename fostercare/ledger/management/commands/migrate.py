"""Django's own `migrate`, done by the tables' owner."""

from django.conf import settings
from django.core.management.commands import migrate

from fostercare.ledger.roles import as_owner

ONE_ROLE = (
    "The web will work as the owner of its tables. Give DATABASE_URL a role that owns nothing, and "
    "MIGRATION_DATABASE_URL the owner: docs/operations.md."
)


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner():
            super().handle(*args, **options)
        if settings.HTTPS and settings.DATABASE_OWNER == settings.DATABASE_WORKER:
            self.stderr.write(self.style.WARNING(ONE_ROLE))
