"""Lists that stand in one room, beside one another."""

from django.urls import reverse
from django.utils.translation import gettext as _

from directorates import access

# Who prepares cases for a committee, or its sittings.
FORESEES = ("manage_sittings", "manage_higher_sittings", "present_applications", "request_exemptions")


def of_families(current, user) -> list:
    """What families ask for: applications, exemptions, grievances; and what of them a committee hears next."""
    lists = {
        "application_list": _("Applications"),
        "exemption_list": _("Exemptions"),
        "grievance_list": _("Grievances"),
    }
    if any(access.allowed_somewhere(user, action) for action in FORESEES):
        lists["sitting_next"] = _("Next sitting")
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in lists.items()]
