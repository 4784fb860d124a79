from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TravelConfig(AppConfig):
    name = "fostercare.workflows.travel"
    label = "travel"
    verbose_name = _("Travel of a child abroad")

    def ready(self):
        from fostercare.workflows.travel import flow, screens  # noqa: F401
