from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircumstanceConfig(AppConfig):
    name = "fostercare.workflows.circumstance"
    label = "circumstance"
    verbose_name = _("Changes in families")

    def ready(self):
        from fostercare.workflows.circumstance import flow, screens  # noqa: F401
