from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationConfig(AppConfig):
    name = "fostercare.workflows.application"
    label = "application"
    verbose_name = _("Application")

    def ready(self):
        from fostercare.workflows.application import flow, screens  # noqa: F401
