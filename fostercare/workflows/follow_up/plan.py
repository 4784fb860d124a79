"""The visits ahead of every child, from the schedule of the placement's edition and its risk, to the age of the end.

Planned by one statement for thousands of placements: those are planned anew whose edition, risk or dates are no longer
those of their last plan. What was done, and what is due or late today, stands; only the days ahead move.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from math import ceil

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Edition
from fostercare.ledger.context import writing_as
from fostercare.workflows import waiting
from fostercare.workflows.beginning import begin_all
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.plan_sql import HOLD, REPLAN
from fostercare.workflows.models import Process

AGES = {"majority_age", "follow_up_until"}
OPENS_BEFORE = timedelta(days=14)
BATCH = 500
# The cases are held for no longer than an officer's page waits for one (door/limits.py).
AT_ONCE = 2_000
# A risk that lasts until somebody lowers it is planned this many visits ahead.
AHEAD = 13
POSTGRES_UNITS = {"days": "days", "months": "mons", "years": "years"}


def renew(placement=None, on=None) -> int:
    """Plan anew what no longer fits: of one placement or of all of them. Returns how many placements changed.

    Thousands are held and planned at a time, each time in a transaction of its own, by two connections where there are
    more. A case in which somebody acts at this moment, or that another machine is planning, is left out.
    """
    schedules = [_schedule(edition) for edition in _editions(placement)]
    facts = {
        "stages": json.dumps([row for schedule in schedules for row in schedule["stages"]]),
        "raised": json.dumps([row for schedule in schedules for row in schedule["raised"]]),
        "rules": json.dumps([schedule["rule"] for schedule in schedules]),
        "today": on or timezone.localdate(),
        "placement": placement and placement.pk,
        "visit_type": ContentType.objects.get_for_model(Visit).pk,
        "most": AT_ONCE,
    }
    held, planned = _renew_some(facts | {"after": 0})
    if len(held) < AT_ONCE:
        return planned
    with ThreadPoolExecutor(max_workers=1) as helper:
        beside = helper.submit(_beside, facts)
        return planned + _renew_on(facts, held[-1]) + beside.result()


def _beside(facts):
    """A second connection takes part where there are thousands: each plans what the other does not hold."""
    try:
        with writing_as(lambda: None, "plan"):
            return _renew_on(facts, 0)
    finally:
        connection.close()


def _renew_on(facts, last):
    """From this placement on, to the end. Returns how many changed."""
    planned = 0
    while last is not None:
        held, changed = _renew_some(facts | {"after": last})
        planned += changed
        last = held[-1] if len(held) == AT_ONCE else None
    return planned


@transaction.atomic
def _renew_some(facts):
    """The placements that were held, and how many of them were planned anew."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, facts)
        held = [number for (number,) in cursor.fetchall()]
        if not held:
            return [], 0
        cursor.execute(REPLAN, facts | {"held": held})
        return held, cursor.fetchone()[0]


def _editions(placement):
    return [placement.edition] if placement else Edition.objects.exclude(state=Edition.State.DRAFT).defer("lists")


def _schedule(edition):
    """The edition's schedule as rows of plain values, as the statement joins them."""
    rules, parameters = book(edition), book(edition).parameters
    rows = rules.rows("visit_schedule")
    stages = [row for row in rows if row["until"] and not row["risk"]]

    def length(key):
        return _length(parameters, key)

    return {
        "rule": {
            "edition": edition.pk,
            "until": length("follow_up_until"),
            "grace": length("visit_grace") or "0 days",
        },
        "stages": [
            {
                "edition": edition.pk,
                "place": place,
                "key": row["key"],
                "ends": length(row["until"]),
                "by_age": row["until"] in AGES,
                "visit": length(row["visit"]),
                # The first week has one visit: what follows it comes at the interval of the next stage.
                "after": length(stages[1]["visit"] if place == 0 else row["visit"]),
            }
            for place, row in enumerate(stages)
        ],
        "raised": [
            {
                "edition": edition.pk,
                "risk": row["risk"],
                "key": row["key"],
                "every": length(row["visit"]),
                "first": length(row["first_visit"]),
                "visits": parameters.value(row["until"]) if row["until"] else AHEAD,
            }
            for row in rows
            if row["risk"]
        ],
    }


def _length(parameters, key):
    """A length of the edition as PostgreSQL reads it; hours are rounded up to days."""
    count, unit = parameters.value(key), parameters.unit(key)
    if count is None:
        return None
    return f"{ceil(count / 24)} days" if unit == "hours" else f"{count} {POSTGRES_UNITS[unit]}"


def bring_forward(placement, latest) -> None:
    """The next planned visit takes place by a day at the latest, and is put on the work list."""
    visit = placement.visits.planned().order_by("planned_on", "pk").first()
    if latest is None or visit is None:
        return
    if visit.late_after > latest:
        visit.planned_on, visit.late_after = min(visit.planned_on, latest), latest
        visit.save(update_fields=["planned_on", "late_after"])
        waiting.open_tasks(visit).update(due_on=latest)
    open_due(Visit.objects.filter(pk=visit.pk), on=visit.planned_on)


def open_due(visits=None, on=None):
    """Start the flow of every planned visit whose day is near and that nobody was told of yet. Returns how many."""
    on = on or timezone.localdate()
    among = Visit.objects.all() if visits is None else visits
    near = among.planned().filter(planned_on__lte=on + OPENS_BEFORE)
    fresh = list(near.exclude(Exists(_runs())).values_list("pk", flat=True))
    for at in range(0, len(fresh), BATCH):
        begin_all(list(Visit.objects.select_related("placement").filter(pk__in=fresh[at : at + BATCH])))
    return len(fresh)


def _runs():
    return Process.objects.filter(record_type=ContentType.objects.get_for_model(Visit), record_id=OuterRef("pk"))
