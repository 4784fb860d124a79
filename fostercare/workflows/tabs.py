"""Lists that stand in one room, beside one another."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access

# Who prepares cases for a committee, or its sittings.
FORESEES = ("manage_sittings", "manage_higher_sittings", "present_applications", "request_exemptions")


# What the data-protection officer keeps, and by which right each register is opened.
PRIVACY = {
    "consent_list": (gettext_lazy("Consents"), "view_privacy"),
    "data_request_list": (gettext_lazy("Requests"), "view_data_requests"),
    "breach_list": (gettext_lazy("Breaches of data"), "view_breaches"),
    "processing_register": (gettext_lazy("Register of processing"), "view_privacy"),
    "retention": (gettext_lazy("Retention"), "view_privacy"),
}


def of_privacy(current, user) -> list:
    """The registers that the law on personal data asks for, in one room."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, (label, right) in PRIVACY.items()
        if access.allowed_somewhere(user, right)
    ]


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
