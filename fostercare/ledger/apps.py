from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "fostercare.ledger"
    verbose_name = _("Ledger")

    def ready(self):
        from fostercare.ledger import roles, watching

        post_migrate.connect(watching.watch, sender=self)
        post_migrate.connect(roles.grant, sender=self)
