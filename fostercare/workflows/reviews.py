"""What the half-yearly confirmation and the yearly review tell of a child: visits, own words, risk, incidents, support.

The child is called by the number of the file; the own words are why few may read these papers.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from fostercare.guidebook.book import book, wording
from fostercare.workflows.letter_facts import family_of

EVERY, A_YEAR = "status_update_every", relativedelta(years=1)
# Half-years of a childhood and the years after it.
MOST = 50
DONE = ["recorded", "signed_off"]


def half_year(placement, today) -> date | None:
    """The last day since the hand-over on which the status was to be confirmed; None before the first one."""
    parameters, start = book(placement.edition).parameters, placement.handed_over_on
    every = parameters.length(EVERY)
    if not every or not start or placement.ended_on:
        return None
    marks = (start + every * count for count in range(1, MOST))
    return max((mark for mark in marks if mark <= today), default=None)


def of_half_year(placement):
    until = half_year(placement, timezone.localdate())
    return _told(placement, until - book(placement.edition).parameters.length(EVERY), until)


def of_year(placement):
    reviewed = placement.history.filter(act="review").first()
    until = timezone.localdate(reviewed.at)
    return _told(placement, max(until - A_YEAR, placement.handed_over_on), until) | {"review": reviewed}


def _told(placement, since, until):
    edition, days = book(placement.edition), (since, until)
    visits = placement.visits.filter(state__in=DONE, visited_on__range=days).order_by("visited_on", "pk")
    changes = placement.risk_changes.filter(on__range=days).order_by("on", "pk")
    told = [_visit(visit, edition) for visit in visits]
    levels = {row["key"]: wording(row) for row in edition.rows("risk_levels")}
    return {
        **family_of(placement.match.application),
        "placement": placement,
        "child_number": placement.match.child_file.number,
        "child": placement.child,
        "since": since,
        "until": until,
        "visits": told,
        "words": [visit for visit in told if visit["words"]],
        "late": placement.visits.late(until).count(),
        "risk": placement.get_risk_display(),
        "risks": [(change.on, levels[change.before], levels[change.level], change.reason) for change in changes],
        "incidents": placement.incidents.filter(reported_at__date__range=days).order_by("reported_at"),
        "needs": placement.needs.filter(found_on__lte=until).exclude(concluded_on__lt=since),
    }


def _visit(visit, edition):
    """A visit in a line: what was found of growth, health and school, and what the child said."""
    asked = {row["key"]: row for row in edition.rows("visit_questions")}
    return {
        "on": visit.visited_on,
        "alone": visit.seen_alone,
        "weight": visit.answers.get("weight_kg"),
        "height": visit.answers.get("height_cm"),
        "vaccinations": _said(asked.get("vaccinations"), visit.answers),
        "attendance": _said(asked.get("attendance"), visit.answers),
        "words": visit.answers.get("child_words"),
    }


def _said(question, answers):
    chosen = question and answers.get(question["key"])
    return next((wording(row) for row in question["choices"] if row["key"] == chosen), "") if chosen else ""
