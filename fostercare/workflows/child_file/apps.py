from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChildFileConfig(AppConfig):
    name = "fostercare.workflows.child_file"
    label = "child_file"
    verbose_name = _("Child's file")

    def ready(self):
        from fostercare.workflows.child_file import flow, screens  # noqa: F401
