"""The fair order of the families that wait for a child: by the day of their approval, within their directorate.

A family that declines, or whose proposal comes to nothing, waits on in its old place.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from fostercare.guidebook.models import Answer
from fostercare.workflows.match.models import CLEARANCE, HOLDS_THE_CHILD, Match
from fostercare.workflows.match.spells import WaitingSpell
from fostercare.workflows.models import StateChange

Cause = WaitingSpell.Cause
MOVES = 60


def waiting(applications=None, besides_group=None):
    """The applications (of all, or of those given) whose family waits: approved, cleared, and no child held for it.

    besides_group: siblings of this group do not count: who is matched with one of them may be proposed another.
    """
    held = Match.objects.filter(application=OuterRef("pk"), state__in=HOLDS_THE_CHILD)
    if besides_group:
        held = held.exclude(child_file__child__sibling_group=besides_group)
    if applications is None:
        applications = Match._meta.get_field("application").related_model.objects.all()
    approvals = StateChange.objects.filter(
        case=OuterRef("pk"), record=applications.model._meta.label_lower, target="approved"
    )
    return (
        applications.filter(Exists(_clearances()), ~Exists(held), state="approved")
        .annotate(approved_at=Subquery(approvals.values("case").annotate(last=Max("at")).values("last")))
        .order_by("approved_at", "pk")
    )


def _clearances():
    """The enquiry's result as the guidebook has it: answered "met", and verified where the edition asks for it."""
    verified = Q(item__verified_by="") | Q(verified_by__isnull=False)
    return Answer.objects.filter(
        verified, case=OuterRef("pk"), item__code=CLEARANCE, state=Answer.State.MET, replaced_at=None
    )


def settle(application, cause):
    """After anything that may have changed whether this family waits: begin its time of waiting, or end it."""
    family = waiting().filter(pk=application.pk).first()
    standing = WaitingSpell.objects.filter(application=application.pk, ended_at=None)
    if family is None:
        standing.update(ended_at=timezone.now(), ended_with=cause)
    elif not standing.exists():
        WaitingSpell.objects.create(
            application_id=family.pk, directorate_id=family.directorate_id, since=family.approved_at,
            began_at=timezone.now(), began_with=cause,
        )  # fmt: skip


def with_places(spells):
    """Open times of waiting, each with its place in its directorate."""
    ahead = (
        WaitingSpell.objects.filter(
            _before(OuterRef("since"), OuterRef("application")), ended_at=None, directorate=OuterRef("directorate")
        )
        .order_by()
        .values("directorate")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return spells.filter(ended_at=None).annotate(
        place=Coalesce(Subquery(ahead, output_field=IntegerField()), Value(0)) + Value(1)
    )


def _before(since, application):
    """Who stands before a family in the order: approved earlier or, at the same moment, entered earlier."""
    return Q(since__lt=since) | Q(since=since, application__lt=application)


@dataclass(frozen=True)
class Move:
    """A change of a family's place: one to another (None: it did not wait then), when, and what brought it about."""

    at: datetime
    before: int | None
    after: int | None
    cause: str
    own: bool


def moves(application) -> list[Move]:
    """How the family came to its present place, the newest move first."""
    own = list(application.waiting_spells.order_by("began_at"))
    if not own:
        return []
    place = _place_when_it_last_waited(own[-1])
    told, waits = [], own[-1].ended_at is None
    for at, step, cause, mine in _events(own):
        if mine:
            told.append(Move(at, place if step < 0 else None, place if step > 0 else None, cause, own=True))
            waits = step < 0
            continue
        before = place - step
        if waits:
            told.append(Move(at, before, place, cause, own=False))
        place = before
    return told[:MOVES]


def _events(own):
    """(when, +1 or −1, why, was it the family itself) of all that moved its place, the newest first."""
    last = own[-1]
    ahead = WaitingSpell.objects.filter(
        _before(last.since, last.application_id),
        Q(began_at__gt=own[0].began_at) | Q(ended_at__gt=own[0].began_at),
        directorate=last.directorate_id,
    )
    found = []
    for spell in [*own, *ahead]:
        mine = spell.application_id == last.application_id
        if spell.began_at > own[0].began_at or mine:
            found.append((spell.began_at, 1, spell.began_with, mine))
        if spell.ended_at:
            found.append((spell.ended_at, -1, spell.ended_with, mine))
    return sorted(found, key=lambda event: event[0], reverse=True)


def _place_when_it_last_waited(spell):
    """Its place now; where it waits no longer, how many stand before its old place, and one more."""
    before = _before(spell.since, spell.application_id)
    return WaitingSpell.objects.filter(before, ended_at=None, directorate=spell.directorate_id).count() + 1
