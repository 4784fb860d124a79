"""Lists that stand in one room, beside one another."""

from django.urls import reverse
from django.utils.translation import gettext as _


def of_families(current) -> list:
    """What families ask for: their applications, and their grievances."""
    lists = {"application_list": _("Applications"), "grievance_list": _("Grievances")}
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in lists.items()]
