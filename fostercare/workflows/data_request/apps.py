from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DataRequestConfig(AppConfig):
    name = "fostercare.workflows.data_request"
    label = "data_request"
    verbose_name = _("Requests of data subjects")

    def ready(self):
        from fostercare.workflows.data_request import flow, screens  # noqa: F401
