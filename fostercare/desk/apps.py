from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "fostercare.desk"
    verbose_name = _("Desk")

    def ready(self):
        from fostercare.desk import wiring  # noqa: F401
