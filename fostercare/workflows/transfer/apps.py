from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "fostercare.workflows.transfer"
    label = "transfer"
    verbose_name = _("Transfer between directorates")

    def ready(self):
        from fostercare.workflows.transfer import flow, screens  # noqa: F401
