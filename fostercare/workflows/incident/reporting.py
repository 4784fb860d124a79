"""A report becomes an incident: numbered, with its clocks running and those told who are to know."""

from django.db import transaction

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.incident import clocks
from fostercare.workflows.incident.models import Incident, Telling

FOLLOWS = "case_worker"


@transaction.atomic
def report(placement, *, by, what, **told) -> Incident:
    """Write the report down and start its clocks; it goes to the child's worker and to the roles of its level."""
    edition, level = _edition_and_level(placement, what)
    incident = Incident(
        placement=placement, directorate=placement.directorate, edition=edition, heading=placement.heading,
        what=what, level=level, reported_by=by, **told,
    ).open()  # fmt: skip
    clocks.start(incident)
    follower = placement.assignments.filter(role=FOLLOWS).first()
    if follower:
        Assignment.objects.create(case=incident.case, officer=follower.officer, role=FOLLOWS, assigned_by=by)
    lifecycle.begin(incident, by=by)
    Telling.of(incident, level)
    return incident


def _edition_and_level(placement, what):
    """Under the placement's edition; a kind that it does not know yet, under the one in force."""
    for edition in (placement.edition, in_force()):
        for row in book(edition).rows("incident_kinds"):
            if row["key"] == what:
                return edition, row["level"]
    raise ValueError(what)


def tell_of_the_late(now) -> int:
    """Where a clock ran out without an answer, all roles of the gravest level are told. Returns how many tellings."""
    late = Incident.objects.filter(pk__in=clocks.Clock.objects.late(now).values("incident")).select_related("edition")
    before = Telling.objects.count()
    for incident in late:
        Telling.of(incident, book(incident.edition).rows("incident_levels")[0]["key"])
    return Telling.objects.count() - before
