"""A placement in words, for whoever decides on it."""

from django.utils.translation import gettext as _

from directorates.templatetags.arabic import age


def in_brief(placement) -> list[dict]:
    """The child without its name, where it comes from, the contract; then the family."""
    child, file = placement.child, placement.match.child_file
    return [
        {"label": _("Child's file"), "value": file.number, "ltr": True},
        {"label": _("The child"), "value": f"{child.get_sex_display()}، {age(child.birth_date)}"},
        {"label": _("Home"), "value": child.home.name},
        {"label": _("Contract"), "value": placement.contract_label or _("not signed yet")},
        *placement.match.application.in_brief(),
    ]
