"""A grievance in facts: what it contests, who lodged it and when, and both together with its words for the members."""

from django.utils.translation import gettext as _

from directorates.wording import full_day


def contested(decision) -> list[dict]:
    return [
        {"label": _("Contested decision"), "value": decision.label, "ltr": True},
        {"label": _("Committee"), "value": decision.get_body_display()},
        {"label": _("Date of the sitting"), "value": full_day(decision.decided_on)},
    ]


def lodged(grievance) -> list[dict]:
    facts = [
        {"label": _("Lodged by"), "value": grievance.lodged_by.full_name},
        {"label": _("Came in on"), "value": full_day(grievance.lodged_on)},
    ]
    if grievance.last_day:
        facts.append({"label": _("Last day of the term"), "value": full_day(grievance.last_day)})
    return facts


def in_brief(grievance) -> list[dict]:
    """What a member of the Higher Committee reads of it on one page."""
    return [
        *contested(grievance.decision),
        *lodged(grievance),
        {"label": _("Grounds of the grievance"), "value": grievance.grounds},
        {"label": _("Study of the grievance"), "value": grievance.study},
        *grievance.application.in_brief(),
    ]
