"""How a child fares, on the placement's page: incidents, the history of the risk, needs and what came of them."""

import django_fsm as fsm
from django.urls import reverse

from directorates import access
from fostercare.guidebook.book import book
from fostercare.workflows import lifecycle
from fostercare.workflows.tones import badge

NOTES, REPORTS = "plan_visits", "report_incidents"


def care_of(placement, user) -> dict:
    """Context of these sections; from the hand-over on something can be noted and reported."""
    here = placement.directorate_id
    with_the_family = placement.handed_over_on is not None
    may_note = with_the_family and access.allowed(user, NOTES, here)
    return {
        "incidents": [{"incident": one, "badge": badge(one)} for one in _of(placement, placement.incidents, user)],
        "may_report": with_the_family and access.allowed(user, REPORTS, here),
        "needs": [
            {"need": need, "badge": badge(need), "acts": _acts(need) if may_note else []}
            for need in _of(placement, placement.needs, user)
        ],
        "note_need_url": reverse("need_note", args=[placement.number]) if may_note else "",
        "risks": _risks(placement) if access.allowed(user, "view_children", here) else [],
    }


def _of(placement, rows, user):
    """The rows in sight, each with the placement at hand instead of a second copy of it."""
    found = list(rows.visible_to(user))
    for row in found:
        row.placement = placement
    return found


def _acts(need):
    return [
        {"label": transition.custom["label"], "url": reverse("need_act", args=[need.pk, name])}
        for name, transition in lifecycle.transitions(need).items()
        if fsm.can_proceed(getattr(need, name))
    ]


def _risks(placement):
    """The changes of the level with their reasons and signs, the latest first."""
    edition = book(placement.edition)
    return [
        {
            "change": change,
            "before": edition.label("risk_levels", change.before, key="key"),
            "level": edition.label("risk_levels", change.level, key="key"),
            "signs": [edition.label("risk_signs", sign, key="key") for sign in change.signs],
        }
        for change in placement.risk_changes.select_related("by")
    ]
