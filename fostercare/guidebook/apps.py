from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidebookConfig(AppConfig):
    name = "fostercare.guidebook"
    verbose_name = _("Mandatory guidebook")
