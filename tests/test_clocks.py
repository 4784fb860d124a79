"""What stays undone is told to one level after the other, whatever happens to the run that tells it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.workflows import waiting
from fostercare.workflows.calendar import due_date
from fostercare.workflows.clocks import escalating
from fostercare.workflows.clocks.models import Escalation, Level
from tests.cases import an_application
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def task():
    """The first step of an application of Alexandria, at the counter."""
    return waiting.open_tasks(an_application()).get()


def levels(task):
    return set(task.escalations.values_list("level", flat=True))


def reached(task, level):
    return due_date(task.due_on, level.parameter, book(task.case.edition).parameters)


def test_each_level_is_told_on_its_day_and_not_before(task):
    told = set()
    for level in Level:
        escalating.escalate(reached(task, level) - timedelta(days=1))
        assert levels(task) == told
        escalating.escalate(reached(task, level))
        told.add(level.value)
        assert levels(task) == told


def test_nobody_is_told_of_what_is_done(task):
    waiting.finish(task, person("salma"))
    escalating.escalate(task.due_on + timedelta(days=60))
    assert not levels(task)


def test_a_run_that_breaks_off_is_made_up_for_and_a_second_tells_nobody_twice(task, monkeypatch):
    late, tell, told = task.due_on + timedelta(days=60), escalating.tell, []

    def breaks_off(level, *args):
        if level == Level.DIRECTORATE:
            raise ConnectionError
        told.append(level)
        return tell(level, *args)

    monkeypatch.setattr(escalating, "tell", breaks_off)
    with pytest.raises(ConnectionError):
        escalating.escalate(late)
    assert levels(task) == {"supervisor", "head"}

    monkeypatch.setattr(escalating, "tell", tell)
    escalating.escalate(late)
    assert levels(task) == set(Level.values)
    assert escalating.escalate(late) == 0


def test_the_dispatcher_tells_of_what_is_late(task):
    task.due_on = timezone.localdate() - timedelta(days=60)
    task.save(update_fields=["due_on"])
    call_command("clocks")
    assert levels(task) == set(Level.values)


def test_who_is_told_sees_it_in_the_own_place_only(client, task):
    escalating.escalate(task.due_on + timedelta(days=60))
    url = reverse("escalated")
    for name, shown in [("layla", True), ("huda", True), ("hany", True), ("fathi", True), ("nabil", False)]:
        client.force_login(person(name))
        assert url in client.get(reverse("home")).content.decode(), name
        assert (task.case.number in client.get(url).content.decode()) is shown, name
    client.force_login(person("salma"))
    assert client.get(url).status_code == 403


def test_a_long_list_costs_what_a_short_one_does(client, task, django_assert_max_num_queries):
    for _more in range(3):
        an_application()
    escalating.escalate(task.due_on + timedelta(days=60))
    assert Escalation.objects.count() == 4 * len(Level)
    client.force_login(person("huda"))
    with django_assert_max_num_queries(8):
        client.get(reverse("escalated"))
