"""Two hundred random worlds, asked of the product and of an oracle that knows nothing of how the product asks.

A world is a few officers and a handful of random acts: appointments, some with a last day, releases, people who leave,
cases assigned, officers of children's homes. The oracle keeps plain lists and reads the table of roles; whatever the
two say differently, for any officer, action, place, case or task, is a hole or a closed door, and fails.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from directorates import access
from directorates.models import Directorate, Officer
from directorates.roles import ACTIONS, INCOMPATIBLE, ROLES
from fostercare.guidebook.models import Assignment
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.application.models import Application
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.models import Task
from tests.cases import a_household
from tests.children import a_child, a_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

WORLDS, OFFICERS, ACTS = 200, 4, 9
CODES = ["01", "02", "29"]
NATIONAL = None


@dataclass
class Oracle:
    """Plain lists of what was done, and the answers that follow from the table of roles."""

    today: object
    held: list = field(default_factory=list)  # [officer, role, place, last day]
    assigned: dict = field(default_factory=dict)  # (case, role) → officer
    homes: set = field(default_factory=set)  # (officer, home)
    gone: set = field(default_factory=set)

    def roles(self, officer):
        if officer in self.gone:
            return []
        return [
            (role, place) for who, role, place, last in self.held if who == officer and (not last or last >= self.today)
        ]

    def clash(self, officer, role, place):
        return any(
            frozenset({role, other}) in INCOMPATIBLE and (place is NATIONAL or at is NATIONAL or place == at)
            for other, at in self.roles(officer)
        )

    def may(self, officer, action, place):
        return any(action in ROLES[role].actions and at in (NATIONAL, place) for role, at in self.roles(officer))

    def sees(self, officer, action, case, place, home=None):
        return any(
            action in ROLES[role].actions and self._reaches(officer, role, at, case, place, home)
            for role, at in self.roles(officer)
        )

    def _reaches(self, officer, role, at, case, place, home):
        narrowing = ROLES[role].narrowed_to
        if narrowing == "home":
            return (officer, home) in self.homes
        if at not in (NATIONAL, place):
            return False
        if narrowing == "assigned":
            return self.assigned.get((case, role)) == officer
        return narrowing is None  # "agenda": no committee sits in these worlds


@dataclass
class Scene:
    """What all worlds have in common: cases, children's files and their open tasks in three directorates."""

    places: list
    homes: list
    applications: list
    files: list
    tasks: list


@pytest.fixture
def scene():
    places = list(Directorate.objects.filter(code__in=CODES))
    clerk = person("salma")
    homes, applications, files = [], [], []
    for place in places:
        homes.append(a_home(place, name=f"دار {place.code}"))
        files.append(
            ChildFile(child=a_child(homes[-1]), directorate=place, edition=in_force(), heading=homes[-1].name).open()
        )
        lifecycle.begin(files[-1], by=clerk)
        for _number in range(2):
            household = a_household(place)
            applications.append(
                Application(household=household, directorate=place, edition=in_force(), heading=household.name).open()
            )
            lifecycle.begin(applications[-1], by=clerk)
    for role in ROLES:  # the groups are made once, not in each world
        for place in [None] if ROLES[role].national else places:
            access._group(role, place)
    tasks = list(Task.objects.filter(flow_task_type="HUMAN").order_by("pk"))
    return Scene(places, homes, applications, files, tasks)


def a_world(dice, scene):
    """Random acts, done in the product and told to the oracle."""
    officers = [Officer.objects.create(username=f"o{n}", full_name=f"موظف {n}") for n in range(OFFICERS)]
    oracle = Oracle(timezone.localdate())
    acts = [appoint] * 5 + [release, leave, assign, assign, at_home]
    for _number in range(ACTS):
        dice.choice(acts)(dice, scene, officers, oracle)
    return officers, oracle


def appoint(dice, scene, officers, oracle):
    officer, role = dice.choice(officers), dice.choice(list(ROLES))
    place = NATIONAL if ROLES[role].national else dice.choice(scene.places)
    last = dice.choice([None, None, None, 0, 3, -1])
    last = last if last is None else oracle.today + timedelta(days=last)
    at = place and place.pk
    try:
        access.appoint(officer, role, place, until=last)
        accepted = True
    except ValidationError:
        accepted = False
    assert accepted is not oracle.clash(officer.pk, role, at), (role, at, oracle.roles(officer.pk))
    if accepted:
        oracle.held = [line for line in oracle.held if line[:3] != [officer.pk, role, at]]
        oracle.held.append([officer.pk, role, at, last])


def release(dice, scene, officers, oracle):
    standing = [appointment for officer in officers for appointment in officer.appointments.filter(ended=None)]
    if standing:
        ended = dice.choice(standing)
        access.release(ended)
        oracle.held = [line for line in oracle.held if line[:3] != [ended.officer_id, ended.role, ended.directorate_id]]


def leave(dice, scene, officers, oracle):
    if dice.random() < 0.3:
        officer = dice.choice(officers)
        access.leave(officer, by=person("salma"))
        oracle.gone.add(officer.pk)
        oracle.held = [line for line in oracle.held if line[0] != officer.pk]


def assign(dice, scene, officers, oracle):
    case = dice.choice(scene.applications + scene.files)
    role = dice.choice([key for key, role in ROLES.items() if role.narrowed_to == "assigned"])
    officer = dice.choice(officers)
    Assignment.objects.update_or_create(case_id=case.pk, role=role, defaults={"officer": officer})
    oracle.assigned[case.pk, role] = officer.pk


def at_home(dice, scene, officers, oracle):
    officer, home = dice.choice(officers), dice.choice(scene.homes)
    home.officers.add(officer)
    oracle.homes.add((officer.pk, home.pk))


def differences(officers, oracle, scene):
    """Where the product and the oracle disagree, in words."""
    for known in officers:
        officer = Officer.objects.get(pk=known.pk)
        for action in ACTIONS:
            for place in [None, *scene.places]:
                said, should = (
                    access.allowed(officer, action, place),
                    oracle.may(officer.pk, action, place and place.pk),
                )
                if said != should:
                    yield f"{action} at {place}: product {said}, oracle {should}"
        for action in ("view_cases", "view_children"):
            yield from _unlike(
                f"places of {action}",
                access.directorates_where(officer, action).filter(code__in=CODES).values_list("pk", flat=True),
                {place.pk for place in scene.places if oracle.may(officer.pk, action, place.pk)},
            )
        yield from _unlike(
            "applications",
            Application.objects.visible_to(officer).values_list("pk", flat=True),
            {a.pk for a in scene.applications if oracle.sees(officer.pk, "view_cases", a.pk, a.directorate_id)},
        )
        yield from _unlike(
            "children's files",
            ChildFile.objects.visible_to(officer).values_list("pk", flat=True),
            {
                file.pk
                for file in scene.files
                if oracle.sees(officer.pk, "view_children", file.pk, file.directorate_id, file.child.home_id)
            },
        )
        yield from _unlike(
            "tasks",
            Task.objects.for_officer(officer).values_list("pk", flat=True),
            {
                task.pk
                for task in scene.tasks
                if oracle.sees(officer.pk, task.owner_permission.partition(".")[2], task.case_id, task.directorate_id)
            },
        )


def _unlike(what, product, oracle):
    if set(product) != oracle:
        yield f"{what}: only the product {set(product) - oracle}, only the oracle {oracle - set(product)}"


def test_two_hundred_random_worlds_agree_with_the_oracle(scene):
    wrong, asked = [], 0
    for seed in range(WORLDS):
        with transaction.atomic():
            officers, oracle = a_world(random.Random(seed), scene)
            wrong += [f"world {seed}: {difference}" for difference in differences(officers, oracle, scene)]
            asked += len(oracle.held)
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong[:20])
    assert asked > 2 * WORLDS, "the worlds are not empty"
