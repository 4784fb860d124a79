from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteeConfig(AppConfig):
    name = "fostercare.workflows.committee"
    label = "committee"
    verbose_name = _("Committees")

    def ready(self):
        from fostercare.workflows.committee import flow, screens  # noqa: F401
