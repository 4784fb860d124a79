from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "fostercare.workflows.clocks"
    label = "clocks"
    verbose_name = _("Clocks")

    def ready(self):
        from fostercare.workflows.clocks import ending  # noqa: F401
