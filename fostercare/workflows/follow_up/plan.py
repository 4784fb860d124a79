"""The follow-up plan of a placement, from the edition's schedule, to the age at which follow-up ends."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.workflows.beginning import begin_all
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.models import Process

AGES = {"majority_age", "follow_up_until"}
OPENS_BEFORE = timedelta(days=14)
BATCH = 500


def make(placement):
    """Write the plan of a child who was just handed over. Returns the visits."""
    parameters = book(placement.edition).parameters
    days = list(planned_days(placement, parameters))
    return Visit.objects.bulk_create(
        Visit(
            placement=placement, sequence=sequence, stage=stage, planned_on=day,
            late_after=parameters.add(day, "visit_grace") or day,
        )
        for sequence, (stage, day) in enumerate(days, start=1)
    )  # fmt: skip


def planned_days(placement, parameters):
    """(stage, day) of each visit: one after the other, each as far from the last as its stage says."""
    start, born = placement.handed_over_on, placement.child.birth_date
    end = parameters.add(born, "follow_up_until")
    stages = [row for row in book(placement.edition).rows("visit_schedule") if row["until"] and not row["risk"]]
    day = parameters.add(start, stages[0]["visit"])
    while day <= end:
        stage = next((row for row in stages if day <= _ends(row, start, born, parameters)), None)
        if stage is None:
            return
        yield stage["key"], day
        day = parameters.add(day, _next_interval(stage, stages))


def _next_interval(stage, stages):
    """The first week has one visit: what follows it comes at the interval of the next stage."""
    first, second = stages[0], stages[1]
    return second["visit"] if stage is first else stage["visit"]


def _ends(row, start, born, parameters):
    """The day on which a stage ends: counted from the hand-over, or from birth where it is an age."""
    return parameters.add(born if row["until"] in AGES else start, row["until"])


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
