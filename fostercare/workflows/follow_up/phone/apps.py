from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhoneConfig(AppConfig):
    name = "fostercare.workflows.follow_up.phone"
    label = "phone"
    verbose_name = _("Visits on a phone")

    def ready(self):
        from fostercare.workflows.follow_up.phone import consequences  # noqa: F401
