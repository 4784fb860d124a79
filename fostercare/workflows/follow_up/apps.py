from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowUpConfig(AppConfig):
    name = "fostercare.workflows.follow_up"
    label = "follow_up"
    verbose_name = _("Follow-up")

    def ready(self):
        from fostercare.workflows.follow_up import flow, screens  # noqa: F401
