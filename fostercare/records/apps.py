from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "fostercare.records"
    verbose_name = _("Families, children, homes and papers")
