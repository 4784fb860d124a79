from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BreachConfig(AppConfig):
    name = "fostercare.workflows.breach"
    label = "breach"
    verbose_name = _("Breaches of data")

    def ready(self):
        from fostercare.workflows.breach import flow, screens  # noqa: F401
