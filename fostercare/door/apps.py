from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorConfig(AppConfig):
    name = "fostercare.door"
    verbose_name = _("Signing in")

    def ready(self):
        from fostercare.door import consequences  # noqa: F401  listens from here on
