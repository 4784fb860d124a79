from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrievanceConfig(AppConfig):
    name = "fostercare.workflows.grievance"
    label = "grievance"
    verbose_name = _("Grievance")

    def ready(self):
        from fostercare.workflows.grievance import flow, screens  # noqa: F401
