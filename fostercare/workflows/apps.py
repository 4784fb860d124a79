from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "fostercare.workflows"
    verbose_name = _("Procedures")

    def ready(self):
        from fostercare.workflows import guards

        post_migrate.connect(guards.guard, sender=self)
