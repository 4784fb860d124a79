from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacementConfig(AppConfig):
    name = "fostercare.workflows.placement"
    label = "placement"
    verbose_name = _("Placement")

    def ready(self):
        from fostercare.workflows.placement import flow, screens  # noqa: F401
