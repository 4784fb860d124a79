from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OriginsConfig(AppConfig):
    name = "fostercare.workflows.origins"
    label = "origins"
    verbose_name = _("Origins of children")

    def ready(self):
        from fostercare.workflows.origins import flow  # noqa: F401
