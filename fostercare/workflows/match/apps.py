from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchConfig(AppConfig):
    name = "fostercare.workflows.match"
    label = "match"
    verbose_name = _("Match")

    def ready(self):
        from fostercare.workflows.match import flow, screens  # noqa: F401
