"""Who follows whom: a fair proposal for every child whom nobody in office follows; a person confirms it.

Children whose worker left are among them, so that a leaver's children are given away in one go. Continuity comes first,
then the district, then the load; nobody is proposed beyond the edition's number of children while somebody has room.
Who follows more than that number is relieved of as many, of those the worker knows least; a child at risk, with an open
incident or with a sibling at the same worker stays where it is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.models import Appointment
from directorates.wording import digits
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment, Case
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.reach import WORKER, with_a_family, without_a_worker
from fostercare.workflows.follow_up.workload import workload

FULL = "children_per_worker"
Placement = Visit._meta.get_field("placement").related_model


class Child(NamedTuple):
    """What is weighed of a placement; a thousand of them are read at once, so they are no records."""

    pk: int
    directorate_id: int
    number: str
    heading: str
    match_id: int
    file_id: int
    family_id: int
    district: str


READ = [
    "pk", "directorate", "number", "heading", "match", "match__child_file", "match__application",
    "match__application__household__district",
]  # fmt: skip


@dataclass
class Proposal:
    """A child, the worker who is proposed (None: nobody holds the role there) and why it is this one; `now` is the
    overloaded worker who follows the child, where there is one."""

    child: Child
    worker: Appointment | None
    why: str
    now: Appointment | None = None


def workers_of(places, today) -> dict:
    """directorate → its workers in office, each with what they carry."""
    staff = defaultdict(list)
    for worker in workload(places, today):
        staff[worker.directorate_id].append(worker)
    return staff


def proposals(places, staff) -> list[Proposal]:
    """For every child without a worker, those who have waited longest first; then what relieves the overloaded.

    All of them are weighed together, so that confirming a part changes nothing in the rest.
    """
    children, full = _waiting(places), most_children()
    overloaded = [worker for workers in staff.values() for worker in workers if worker.children > full]
    movable = _movable(overloaded)
    scale = _Scale([*children, *(child for of_one in movable.values() for child in of_one)], staff, full)
    given = [scale.propose(child) for child in children]
    return [*given, *(move for worker in overloaded for move in scale.relieve(worker, movable[worker.pk]))]


def most_children() -> float:
    """How many children a worker follows at most, by the edition in force; without a figure there is no limit."""
    return book(in_force()).parameters.value(FULL) or inf


def _waiting(places):
    waiting = without_a_worker(with_a_family(Placement.objects.filter(directorate__in=places)))
    return [Child(*row) for row in waiting.order_by("handed_over_on", "pk").values_list(*READ)]


def _movable(overloaded):
    """worker → the children who may change to another, those whom the worker visited least and follows shortest first.

    One statement for all workers.
    """
    found = defaultdict(list)
    if not overloaded:
        return found
    of_officer = {(worker.officer_id, worker.directorate_id): worker for worker in overloaded}
    running = Exists(
        Placement._meta.get_field("incidents")
        .related_model.objects.filter(placement=OuterRef("pk"))
        .exclude(state="closed")
    )
    siblings = Exists(
        Placement.objects.filter(match__application=OuterRef("match__application"), ended_on=None).exclude(
            pk=OuterRef("pk")
        )
    )
    followed = with_a_family(
        Placement.objects.filter(
            risk="low", assignments__role=WORKER, assignments__officer__in=[officer for officer, _place in of_officer]
        )
    ).exclude(running | siblings)
    visited = Count("visits", filter=Q(visits__recorded_by=F("assignments__officer")))
    rows = followed.annotate(follows=F("assignments__officer"), visited=visited)
    for *row, follows in rows.order_by("visited", "-handed_over_on", "pk").values_list(*READ, "follows"):
        child = Child(*row)
        if worker := of_officer.get((follows, child.directorate_id)):
            found[worker.pk].append(child)
    return found


class _Scale:
    """Weighs the workers of each place; what is proposed already counts as their load."""

    def __init__(self, children, staff, full):
        self.staff, self.full = staff, full
        self.load = {worker.pk: worker.children for workers in staff.values() for worker in workers}
        self.known = _known(children)
        self.near = _near(staff)
        self.with_the_family = {}

    def propose(self, child):
        workers = self.staff[child.directorate_id]
        free = [worker for worker in workers if self.load[worker.pk] < self.full] or workers
        if not free:
            return Proposal(child, None, _("Nobody holds the role of a follow-up worker here."))
        worker, why = self._best(child, free)
        self.load[worker.pk] += 1
        self.with_the_family[child.family_id] = worker.officer_id
        return Proposal(child, worker, why)

    def relieve(self, worker, children):
        """Moves that bring the worker down to the edition's number, as long as a colleague has room."""
        said = _("%(worker)s follows %(many)s children, more than %(full)s; the new worker %(why)s")
        for child in children:
            room = [
                other
                for other in self.staff[worker.directorate_id]
                if other.pk != worker.pk and self.load[other.pk] < self.full
            ]
            if self.load[worker.pk] <= self.full or not room:
                return
            taker, why = self._best(child, room)
            why = said % {
                "worker": worker.officer, "many": digits(self.load[worker.pk]), "full": digits(self.full), "why": why
            }  # fmt: skip
            self.load[taker.pk] += 1
            self.load[worker.pk] -= 1
            yield Proposal(child, taker, why, now=worker)

    def _best(self, child, workers):
        def lightest(among):
            return min(among, key=lambda worker: (self.load[worker.pk], worker.pk))

        known = self.known[child.family_id] | {self.with_the_family.get(child.family_id)}
        if among := [worker for worker in workers if worker.officer_id in known]:
            return lightest(among), _("knows the family or the child already")
        least = min(self.load[worker.pk] for worker in workers)
        near = [worker for worker in workers if self.near[worker.officer_id, child.district]]
        # A worker of the district may carry a tenth more than the least loaded, for the sake of shorter ways.
        if among := [worker for worker in near if self.load[worker.pk] <= least + max(2, least // 10)]:
            return lightest(among), _("visits in the same district")
        return lightest(workers), _("carries the fewest children")


def _known(children):
    """application → officers who follow a sibling with the family, or worked on the child's file or match."""
    of_case = defaultdict(set)
    for child in children:
        for case in (child.match_id, child.file_id):
            of_case[case].add(child.family_id)
    families = {child.family_id for child in children}
    siblings = Placement.objects.filter(match__application__in=families, ended_on=None)
    for case, family in siblings.values_list("pk", "match__application"):
        of_case[case].add(family)
    found = defaultdict(set)
    for case, officer in Assignment.objects.filter(case__in=of_case, role=WORKER).values_list("case", "officer"):
        for family in of_case[case]:
            found[family].add(officer)
    return found


def _near(staff):
    """(officer, district) → how many children the officer follows there."""
    officers = [worker.officer_id for workers in staff.values() for worker in workers]
    followed = with_a_family(Placement.objects.filter(assignments__officer__in=officers, assignments__role=WORKER))
    return Counter(followed.values_list("assignments__officer", "match__application__household__district"))


@transaction.atomic
def assign(chosen, *, by, now=None) -> int:
    """Give children to workers: placement → officer. Returns how many; who was given away meanwhile stays there.

    now: placement → the officer who followed the child when the move was proposed.
    """
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=[child.pk for child in chosen]))
    still = set(
        without_a_worker(Placement.objects.filter(pk__in=[case.pk for case in cases])).values_list("pk", flat=True)
    )
    followed_by = set(Assignment.objects.filter(case__in=cases, role=WORKER).values_list("case", "officer"))
    still |= {child.pk for child, officer in (now or {}).items() if (child.pk, officer.pk) in followed_by}
    officers = {child.pk: officer for child, officer in chosen.items() if child.pk in still}
    followed = dict(officers)
    incidents = Placement._meta.get_field("incidents").related_model.objects.filter(placement__in=officers)
    for incident, placement in incidents.exclude(state="closed").values_list("pk", "placement"):
        followed[incident] = officers[placement]
    Assignment.objects.filter(case__in=followed, role=WORKER).delete()
    Assignment.objects.bulk_create(
        Assignment(case_id=case, officer=officer, role=WORKER, assigned_by=by, assigned_at=timezone.now())
        for case, officer in followed.items()
    )
    return len(officers)
