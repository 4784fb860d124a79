"""The plan is made anew, thousands of children at a time, when risk, edition or dates change, and only then."""

from datetime import timedelta
from time import sleep

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from fostercare.workflows import waiting
from fostercare.workflows.follow_up import plan
from fostercare.workflows.follow_up.models import Plan, Visit
from fostercare.workflows.lifecycle import act
from fostercare.workflows.models import Process
from fostercare.workflows.placement.models import Placement
from fostercare.workflows.placement.spans import stop
from tests.cases import put
from tests.children import a_placement
from tests.people import person
from tests.test_reservations import at_the_same_moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

TODAY = timezone.localdate


def days(placement):
    return list(placement.visits.values_list("sequence", "stage", "planned_on", "late_after").order_by("sequence"))


def ahead(placement):
    """How far each planned visit is, in days, with its stage."""
    return [
        ((visit.planned_on - TODAY()).days, visit.stage)
        for visit in placement.visits.planned().order_by("planned_on", "sequence")
    ]


def at_risk(placement, level):
    Placement.objects.filter(pk=placement.pk).update(risk=level)
    return plan.renew()


def done(placement, days_ago, sequence=0, **more):
    visit = placement.visits.all()[sequence]
    Visit.objects.filter(pk=visit.pk).update(
        visited_on=TODAY() - timedelta(days=days_ago), recorded_by=person("dina"), **more
    )
    put(visit, "signed_off")
    return visit


def test_a_plan_that_fits_is_not_touched(placement):
    second = placement.visits.all()[1]
    act(second.reschedule, by=person("nadia"), why="سفر", planned_on=TODAY() + timedelta(days=40))
    before = days(placement)
    assert plan.renew() == 0
    call_command("clocks")
    assert days(placement) == before


def test_a_placement_without_a_plan_gets_the_one_it_had(placement):
    before = days(placement)
    Plan.objects.all().delete()
    assert (plan.renew(), plan.renew()) == (1, 0)
    assert days(placement) == before


def test_a_raised_risk_replaces_the_rows_of_the_stage_and_a_lowered_one_gives_them_back(placement):
    before = days(placement)
    assert at_risk(placement, "high") == 1
    assert ahead(placement)[:3] == [(2, "high_risk"), (9, "high_risk"), (16, "high_risk")]
    assert [stage for _day, stage in ahead(placement)].count("high_risk") == plan.AHEAD
    assert at_risk(placement, "high") == 0
    at_risk(placement, "low")
    assert days(placement) == before


def test_a_medium_risk_is_visited_as_often_as_may_lower_it(placement):
    Placement.objects.filter(pk=placement.pk).update(handed_over_on=TODAY() - timedelta(days=900))
    plan.renew()
    done(placement, days_ago=10)
    at_risk(placement, "medium")
    stages = [stage for _day, stage in ahead(placement)]
    assert stages[:3] == ["medium_risk", "medium_risk", "long_term"]
    assert 18 <= ahead(placement)[0][0] <= 21


def test_what_was_done_and_what_is_late_stands(placement):
    first = done(placement, days_ago=30)
    late = placement.visits.all()[1]
    Visit.objects.filter(pk=late.pk).update(planned_on=TODAY() - timedelta(days=9), late_after=TODAY())
    kept = days(placement)[:2]
    at_risk(placement, "high")
    assert days(placement)[:2] == kept
    assert Visit.objects.get(pk=first.pk).state == "signed_off"
    assert ahead(placement)[:2] == [(-9, late.stage), (2, "high_risk")]


def test_a_visit_on_the_work_list_moves_with_its_task_and_is_never_taken_back(placement):
    first = placement.visits.first()
    (task,) = waiting.open_tasks(first)
    at_risk(placement, "high")
    first.refresh_from_db()
    task.refresh_from_db()
    assert first.planned_on == TODAY() + timedelta(days=2)
    assert task.due_on == first.late_after
    placement.child.birth_date = TODAY() - timedelta(days=366 * 22)
    placement.child.save(update_fields=["birth_date"])
    assert plan.renew() == 1
    assert list(placement.visits.planned()) == [first]


def test_another_birth_date_ends_the_plan_on_another_day(placement):
    child, before = placement.child, placement.visits.count()
    child.birth_date = TODAY() - timedelta(days=366 * 16)
    child.save(update_fields=["birth_date"])
    plan.renew()
    assert 8 < placement.visits.count() < before
    assert placement.visits.last().stage == "of_age"
    assert placement.visits.last().planned_on <= TODAY() + timedelta(days=5 * 366)


def test_an_ended_placement_is_not_planned(placement):
    stop(placement.duties.all(), TODAY())
    Placement.objects.filter(pk=placement.pk).update(ended_on=TODAY(), risk="high")
    assert plan.renew() == 0


def test_a_signed_off_visit_that_found_a_risk_moves_the_visits_ahead_at_once(placement):
    visit = placement.visits.first()
    act(visit.record, by=person("dina"), visited_on=TODAY(), answers={"risk_after": "high"})
    visit = Visit.objects.whole().get(pk=visit.pk)
    act(visit.sign_off, by=person("nadia"))
    assert ahead(placement)[:2] == [(2, "high_risk"), (9, "high_risk")]
    begun = Process.objects.filter(record_id__in=placement.visits.planned().values("pk"), flow_class__contains="follow")
    assert begun.count() == 2
    assert Plan.objects.get(placement=placement).risk == "high"


@pytest.mark.django_db(transaction=True)
def test_more_children_than_are_held_at_a_time_are_planned_once_by_two_connections_side_by_side(edition, monkeypatch):
    placements = [a_placement(at="transition") for _each in range(3)]
    foreseen = [days(placement) for placement in placements]
    Visit.objects.all().delete()
    Plan.objects.all().delete()
    monkeypatch.setattr(plan, "AT_ONCE", 1)
    assert plan.renew() == 3
    assert [days(placement) for placement in placements] == foreseen
    assert plan.renew() == 0


def _slowly(execute, sql, *rest):
    """The statement has begun, and sees what there was then, a second before it comes to the placements."""
    begun = "FROM (SELECT pg_sleep(1)) AS slow, placement_placement AS placement"
    return execute(sql.replace("FROM placement_placement AS placement", begun), *rest)


@pytest.mark.django_db(transaction=True)
def test_two_machines_that_plan_at_the_same_moment_plan_each_child_once(edition):
    placements = [a_placement(at="transition") for _each in range(2)]
    foreseen = [days(placement) for placement in placements]
    Visit.objects.all().delete()
    Plan.objects.all().delete()

    def slow():
        with connection.execute_wrapper(_slowly):
            return plan.renew()

    def meanwhile():
        sleep(0.3)
        return plan.renew()

    assert at_the_same_moment(slow, meanwhile) == [0, len(placements)]
    assert [days(placement) for placement in placements] == foreseen
