"""Planning a sitting, and what waits for it: "what goes to the next sitting and what would hold it back"."""

from django.db import transaction
from django.utils import translation

from fostercare import printing
from fostercare.guidebook.book import book
from fostercare.guidebook.judgement import judgements
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.cases import RECORDS
from fostercare.workflows.committee.agenda import AgendaItem
from fostercare.workflows.committee.evidence import Candidate, holds_back
from fostercare.workflows.committee.models import Sitting


@transaction.atomic
def plan(body, sits_on, *, by, sits_at=None, place="") -> Sitting:
    """Plan a sitting of a body, under the edition in force."""
    body.require(by, "manage_sittings")
    with translation.override(printing.LANGUAGE):
        heading = body.name
    sitting = Sitting(
        body=body, directorate=body.directorate, edition=in_force(), heading=heading, sits_on=sits_on, sits_at=sits_at,
        place=place,
    )  # fmt: skip
    return lifecycle.begin(sitting.open(), by=by)


def candidates(body, on) -> list[Candidate]:
    """The cases before a body that are on no agenda, the longest-waiting first, judged on the day of a sitting."""
    found = []
    for model in RECORDS.values():
        if body.kind in model.HEARD_BY:
            found += _judged(body, list(_waiting(model, body)), on)
    return sorted(found, key=lambda candidate: (candidate.record.opened_on, candidate.record.pk))


def forecast(sitting) -> list[Candidate]:
    """The items of a sitting's agenda as they will stand on its day."""
    items = sitting.items.standing().select_related("case").order_by("position")
    matters = {item.case_id: item.matter for item in items}
    found = {}
    for model in RECORDS.values():
        records = model.objects.whole().filter(pk__in=matters)
        found |= {candidate.record.pk: candidate for candidate in _judged(sitting.body, list(records), sitting.held_on)}
    return [found[key] for key in matters if key in found]


def _waiting(model, body):
    waiting = model.objects.whole().filter(state__in=list(model.HEARD_BY[body.kind]), on_hold_until=None)
    if body.directorate_id:
        waiting = waiting.filter(directorate=body.directorate_id)
    return waiting.exclude(pk__in=AgendaItem.objects.filter(live=True).values("case"))


def _judged(body, records, on):
    heard = [(record, *record.HEARD_BY.get(body.kind, {}).get(record.state, ("other", ""))) for record in records]
    gates = [(record, _items(record, act)) for record, _matter, act in heard]
    return [
        Candidate(record, matter, holds_back(body, record, act, on, checklist=judgement) if act else [])
        for (record, matter, act), judgement in zip(heard, judgements(gates, on), strict=True)
    ]


def _items(record, act):
    if not act:  # what is heard as another matter has no gate
        return []
    return [item for item, _asked in book(record.edition).gates(lifecycle.gate_of(record, act))]
