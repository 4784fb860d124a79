"""A file on hold: its clocks stand still and it does not move; lifted, every deadline lies later by the pause."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.workflows import waiting
from fostercare.workflows.calendar import working_days_between
from fostercare.workflows.clocks import escalating, holds
from fostercare.workflows.clocks.models import Hold
from fostercare.workflows.committee import planning
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.models import Task
from tests.cases import again, an_application
from tests.grievances import days_later
from tests.people import person
from tests.sittings import a_body, a_sitting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def application():
    return an_application(at="registered")


def put_on_hold(record, days=30, by="huda", **more):
    until = timezone.localdate() + timedelta(days=days)
    return holds.hold(again(record), **{"reason": "S07", "until": until, "by": person(by), **more})


def due(record):
    return {task.flow_task.name: task.due_on for task in waiting.open_tasks(record)}


def test_the_question_to_the_family_stops_the_clocks_and_its_answer_starts_them_again(client, application):
    before, parameters = due(application), book(application.edition).parameters
    client.force_login(person("huda"))
    page = client.get(reverse("case", args=[application.number])).content.decode()
    assert reverse("case_hold", args=[application.number]) in page
    until = timezone.localdate() + timedelta(days=20)
    client.post(
        reverse("case_hold", args=[application.number]),
        {"reason": "S07", "text": "شهادة من جهة العمل", "until": until.strftime("%d/%m/%Y")},
    )
    assert set(due(application).values()) == {until}
    page = client.get(reverse("case", args=[application.number])).content.decode()
    assert "شهادة من جهة العمل" in page and reverse("case_lift_hold", args=[application.number]) in page
    client.force_login(person("salma"))
    assert "is-soon" in client.get(reverse("home") + "?tab=all").content.decode()

    with days_later(13):
        client.force_login(person("huda"))
        client.post(reverse("case_lift_hold", args=[application.number]), {"why": "قُدمت الشهادة"})
        stood_still = working_days_between(timezone.localdate() - timedelta(days=13), timezone.localdate(), parameters)
    after = due(application)
    assert {name: working_days_between(before[name], after[name], parameters) for name in before} == dict.fromkeys(
        before, stood_still
    )
    told = list(application.history.values_list("act", "why")[:2])
    assert told == [("lift_hold", "قُدمت الشهادة"), ("hold", "سؤال مطروح على الأسرة بانتظار ردها: شهادة من جهة العمل")]
    assert again(application).state == "registered"


def test_a_file_on_hold_is_not_late_until_its_day_has_passed(application):
    Task.objects.filter(case=application.pk).update(due_on=timezone.localdate() - timedelta(days=40))
    put_on_hold(application)
    assert escalating.escalate(timezone.localdate() + timedelta(days=20)) == 0
    assert escalating.escalate(timezone.localdate() + timedelta(days=70)) > 0


def test_nothing_moves_a_file_on_hold_but_its_end(application):
    put_on_hold(application)
    with pytest.raises(NotNow):
        act(again(application).request_exemption, by=person("huda"), why="السن")
    act(again(application).withdraw, by=person("salma"), why="رغبة الأسرة")
    assert again(application).on_hold_until is None and Hold.objects.get().lifted_by == person("salma")


def test_what_begins_on_a_file_on_hold_stands_still_too():
    application = an_application()
    put_on_hold(application)
    waiting.finish(waiting.open_tasks(again(application)).get(), person("salma"))
    until = again(application).on_hold_until
    assert {task.due_on for task in waiting.open_tasks(application)} == {until}
    holds.lift(again(application), by=person("huda"))
    parameters = book(application.edition).parameters
    assert due(application)["papers"] == timezone.localdate() + parameters.length("timer_study")


def test_a_case_on_hold_waits_for_no_committee_and_a_case_on_an_agenda_is_not_put_on_hold():
    ready = an_application(at="ready_for_committee")
    put_on_hold(ready)
    assert not planning.candidates(a_body(), timezone.localdate())
    holds.lift(again(ready), by=person("huda"))
    a_sitting(cases=[ready], at="planned")
    with pytest.raises(ValidationError):
        put_on_hold(ready)


def test_a_hold_is_given_by_the_head_for_so_long_and_so_often(client, application):
    with pytest.raises(PermissionDenied):
        put_on_hold(application, by="salma")
    for days in (0, 91):
        with pytest.raises(ValidationError):
            put_on_hold(application, days=days)
    for _time in range(2):
        put_on_hold(application)
        with pytest.raises(ValidationError):
            put_on_hold(application)
        holds.lift(again(application), by=person("huda"))
    with pytest.raises(ValidationError):
        put_on_hold(application)
    client.force_login(person("huda"))
    answer = client.post(reverse("case_hold", args=[application.number]), {"reason": "S99", "text": "", "until": ""})
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == {"text", "until"}


def test_the_database_lets_a_case_be_on_hold_once(application):
    first = put_on_hold(application)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
