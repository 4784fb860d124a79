from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentConfig(AppConfig):
    name = "fostercare.workflows.incident"
    label = "incident"
    verbose_name = _("Incidents")

    def ready(self):
        from fostercare.workflows.incident import flow, screens  # noqa: F401
