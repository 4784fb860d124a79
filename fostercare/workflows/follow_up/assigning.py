"""Who follows whom: a fair proposal for every child whom nobody in office follows; a person confirms it.

Children whose worker left are among them, so that a leaver's children are given away in one go. Continuity comes first,
then the district, then the load; nobody is proposed beyond the edition's number of children while somebody has room.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.models import Appointment
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment, Case
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.reach import WORKER, with_a_family, without_a_worker
from fostercare.workflows.follow_up.workload import workload

MOST = 100
FULL = "children_per_worker"
Placement = Visit._meta.get_field("placement").related_model


@dataclass
class Proposal:
    """A child, the worker who is proposed (None: nobody holds the role there) and why it is this one."""

    placement: object
    worker: Appointment | None
    why: str


def proposals(places, today) -> list[Proposal]:
    """For the children without a worker, those who have waited longest first."""
    children = list(_waiting(places)[:MOST])
    staff = defaultdict(list)
    for worker in workload(places, today):
        staff[worker.directorate_id].append(worker)
    scale = _Scale(children, staff)
    return [scale.propose(child) for child in children]


def _waiting(places):
    waiting = without_a_worker(with_a_family(Placement.objects.filter(directorate__in=places)))
    return waiting.select_related(
        "directorate", "match__child_file", "match__application__household"
    ).order_by("handed_over_on", "pk")  # fmt: skip


class _Scale:
    """Weighs the workers of each place; what is proposed already counts as their load."""

    def __init__(self, children, staff):
        self.staff, self.full = staff, book(in_force()).parameters.value(FULL) or float("inf")
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
        self.with_the_family[child.match.application_id] = worker.officer_id
        return Proposal(child, worker, why)

    def _best(self, child, workers):
        def lightest(among):
            return min(among, key=lambda worker: (self.load[worker.pk], worker.pk))

        family, district = child.match.application_id, child.match.application.household.district
        known = self.known[family] | {self.with_the_family.get(family)}
        if among := [worker for worker in workers if worker.officer_id in known]:
            return lightest(among), _("knows the family or the child already")
        least = min(self.load[worker.pk] for worker in workers)
        near = [worker for worker in workers if self.near[worker.officer_id, district]]
        # A worker of the district may carry a tenth more than the least loaded, for the sake of shorter ways.
        if among := [worker for worker in near if self.load[worker.pk] <= least + max(2, least // 10)]:
            return lightest(among), _("visits in the same district")
        return lightest(workers), _("carries the fewest children")


def _known(children):
    """application → officers who follow a sibling with the family, or worked on the child's file or match."""
    of_case = defaultdict(set)
    for child in children:
        for case in (child.match_id, child.match.child_file_id):
            of_case[case].add(child.match.application_id)
    families = {child.match.application_id for child in children}
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
def assign(chosen, *, by) -> int:
    """Give children to workers: placement → officer. Returns how many; who was given away meanwhile stays there."""
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=[child.pk for child in chosen]))
    still = without_a_worker(Placement.objects.filter(pk__in=[case.pk for case in cases])).values_list("pk", flat=True)
    officers = {child.pk: officer for child, officer in chosen.items() if child.pk in set(still)}
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
