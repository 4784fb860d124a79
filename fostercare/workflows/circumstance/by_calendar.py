"""What time brings: reviews that come round, and the birthdays on which a young person's next step is planned.

Run by the clocks: what is near is written down and put on the work list, for all placements of an edition at once. What
is there already is not written twice.
"""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case, Edition
from fostercare.workflows.beginning import begin_all
from fostercare.workflows.circumstance.models import Circumstance, State

LIVES_THERE = ["transition", "stable", "under_watch"]
BATCH = 500


def open_due(on=None) -> int:
    """Open every review whose day is near and that is not open yet. Returns how many."""
    on = on or timezone.localdate()
    editions = Edition.objects.exclude(state=Edition.State.DRAFT).defer("lists")
    return sum(_open(edition, row, on) for edition in editions for row in book(edition).rows("calendar_events"))


def _open(edition, row, on):
    parameters = book(edition).parameters
    if parameters.value(row["every"] or row["at_age"]) is None:
        return 0
    found = _recurring(edition, row, on) if row["every"] else _birthdays(edition, row, on)
    return sum(_write(found[at : at + BATCH], row) for at in range(0, len(found), BATCH))


def _recurring(edition, row, on):
    """(placement, the day of its review) of those whose last review, or hand-over, lies far enough back."""
    parameters = book(edition).parameters
    latest = (parameters.add(on, row["before"]) or on) - parameters.length(row["every"])
    last = Circumstance.objects.filter(placement=OuterRef("pk"), kind=row["key"], state=State.CONCLUDED)
    last = last.order_by().values("placement").annotate(day=Max("concluded_on")).values("day")
    placements = _living(edition).annotate(counts_from=Coalesce(Subquery(last), "handed_over_on"))
    found = _without(placements, row, Q(state=State.OPEN)).filter(counts_from__lte=latest)
    return [(placement, parameters.add(placement.counts_from, row["every"])) for placement in found]


def _birthdays(edition, row, on):
    """The same of the children who have reached the age; each age comes once."""
    parameters = book(edition).parameters
    placements = _living(edition).filter(child__birth_date__lte=on - parameters.length(row["at_age"]))
    found = _without(placements, row, ~Q(state=State.SET_ASIDE)).select_related("child")
    birthdays = [(placement, parameters.add(placement.child.birth_date, row["at_age"])) for placement in found]
    return [
        (placement, parameters.add(max(day, placement.handed_over_on), row["term"])) for placement, day in birthdays
    ]


def _living(edition):
    model = Circumstance._meta.get_field("placement").related_model
    return (
        model.objects.filter(edition=edition, state__in=LIVES_THERE).select_related("edition").defer("edition__lists")
    )


def _without(placements, row, which):
    return placements.exclude(Exists(Circumstance.objects.filter(which, placement=OuterRef("pk"), kind=row["key"])))


@transaction.atomic
def _write(found, row):
    changes = []
    for placement, due_on in found:
        Case.objects.hold(placement.pk)
        changes.append(Circumstance(placement=placement, kind=row["key"], happened_on=due_on, due_on=due_on))
    begin_all(Circumstance.objects.bulk_create(changes))
    return len(changes)
