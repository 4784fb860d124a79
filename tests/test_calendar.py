"""Working days: the arithmetic against a count day by day, and a calendar that the Ministry corrects."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from fostercare.guidebook.parameters import Parameters
from fostercare.workflows import calendar, waiting
from fostercare.workflows.clocks import holds, holidays
from fostercare.workflows.clocks.models import Escalation, Holiday, Level
from fostercare.workflows.clocks.recounting import recount
from fostercare.workflows.models import Task
from tests.cases import again, an_application
from tests.grievances import days_later
from tests.people import person
from tests.test_holds import put_on_hold

WEEK = ["sunday", "monday", "tuesday", "wednesday", "thursday"]
FIRST = date(2026, 1, 1)
days = st.integers(0, 200).map(lambda number: FIRST + timedelta(days=number))


class Row:
    def __init__(self, key, value, unit):
        self.key, self.value, self.unit = key, value, unit


def an_edition(count):
    return Parameters([Row("limit", count, "working_days"), Row("working_week", WEEK, "weekdays")])


@pytest.fixture
def closed(monkeypatch):
    """The offices are closed on these days and no others."""

    def close(days):
        monkeypatch.setattr(calendar.table, "year", lambda year: frozenset(day for day in days if day.year == year))

    return close


@pytest.fixture(autouse=True)
def _forget():
    """What a test before read, within its minute, and what this one wrote."""
    calendar.table.forget()
    yield
    calendar.table.forget()


def counted_day_by_day(start, count, pauses, closed):
    """The independent statement: go on one day after the other, and count what is a working day and in no pause."""
    day = start
    while count:
        day += timedelta(days=1)
        weekday = day.weekday() not in (4, 5)  # neither Friday nor Saturday
        count -= weekday and day not in closed and not any(began < day <= ended for began, ended in pauses)
    return day


@settings(max_examples=300, deadline=None)
@given(
    start=days,
    count=st.integers(0, 40),
    closed=st.frozensets(days, max_size=40),
    lengths=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 30)), max_size=3),
)
def test_a_deadline_with_pauses_and_holidays_is_where_counting_day_by_day_ends(start, count, closed, lengths):
    parameters = an_edition(count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar.table, "year", lambda year: frozenset(day for day in closed if day.year == year))
        pauses, due = [], calendar.due_date(start, "limit", parameters)
        for gap, length in lengths:
            began = (pauses[-1][1] if pauses else start) + timedelta(days=gap)
            if began < due:  # a pause that begins in time
                pauses.append((began, began + timedelta(days=length)))
                due = calendar.due_date(start, "limit", parameters, pauses)
        assert due == counted_day_by_day(start, count, pauses, closed)


@settings(max_examples=200, deadline=None)
@given(due=days, began=days, length=st.integers(0, 60), closed=st.frozensets(days, max_size=40))
def test_a_pause_gives_back_what_was_left_and_forgives_no_delay(due, began, length, closed):
    """As many working days are left (or overdue) when the clock runs again as were when it was stopped."""
    parameters, ended = an_edition(0), began + timedelta(days=length)

    def left(day):
        def count(after, until):
            return calendar.working_days_between(after, until, parameters)

        return lambda moment: count(moment, day) - count(day, moment)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar.table, "year", lambda year: frozenset(day for day in closed if day.year == year))
        assert left(calendar.paused(due, began, ended, parameters))(ended) == left(due)(began)


def test_a_year_nobody_has_entered_is_as_foreseen(db):
    assert not Holiday.objects.filter(day__year=2040).exists()
    assert calendar.public_holidays(2040) >= set(holidays.expected(2040))


# The table --------------------------------------------------------------------------------------------------------


@pytest.fixture
def task(edition):
    """At the counter: to be registered within one working day."""
    return waiting.open_tasks(an_application()).get()


def test_moving_a_holiday_moves_the_open_deadlines(client, task):
    other = waiting.open_tasks(an_application(at="registered")).get(flow_task__endswith="papers")
    due, client.user = task.due_on, person("fathi")
    client.force_login(client.user)
    typed = {"day": due.strftime("%d/%m/%Y"), "name": "عطلة طارئة", "observed": "on"}
    page = client.post(reverse("holiday_new"), typed, follow=True).content.decode()
    assert "عطلة طارئة" in page
    task.refresh_from_db()
    assert calendar.working_days_between(due, task.due_on, an_edition(0)) == 1
    before = other.due_on
    other.refresh_from_db()
    assert other.due_on == before  # calendar days know no holidays

    holiday = Holiday.objects.get(name="عطلة طارئة")
    client.post(reverse("holiday", args=[holiday.pk]), {**typed, "observed": ""})
    task.refresh_from_db()
    assert task.due_on == due
    assert recount() == 0


def test_a_holiday_in_the_pause_of_a_file_counts_too(edition):
    application = an_application(at="registered")
    parameters, today = an_edition(0), timezone.localdate()
    put_on_hold(application)
    with days_later(10):
        holds.lift(again(application), by=person("huda"))
    study = waiting.open_tasks(application).get(flow_task__endswith="papers")
    assert recount() == 0

    in_the_pause = (today + timedelta(days=number) for number in range(1, 10))
    Holiday.objects.create(
        day=next(day for day in in_the_pause if calendar.is_working_day(day, parameters)), name="عطلة"
    )
    assert recount() > 0
    earlier = waiting.open_tasks(application).get(pk=study.pk).due_on
    assert calendar.working_days_between(earlier, study.due_on, parameters) == 1


def test_who_keeps_the_calendar(client, edition):
    client.force_login(person("salma"))
    assert client.get(reverse("holiday_list")).status_code == 200
    assert client.get(reverse("holiday_new")).status_code == 403
    client.force_login(person("fathi"))
    taken, _new = Holiday.objects.get_or_create(day=date(timezone.localdate().year, 1, 25))
    answer = client.post(reverse("holiday_new"), {"day": taken.day.strftime("%d/%m/%Y"), "name": "مكرر"})
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == {"day"}


# The dispatcher -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_tell_everybody_once(edition):
    holidays.fill(timezone.localdate().year)
    task = waiting.open_tasks(an_application()).get()
    Task.objects.filter(pk=task.pk).update(due_on=timezone.localdate() - timedelta(days=60))
    together = Barrier(2)

    def run():
        together.wait()
        call_command("clocks")
        connection.close()

    runs = [Thread(target=run) for _run in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    call_command("clocks")
    assert sorted(Escalation.objects.values_list("level", flat=True)) == sorted(Level.values)
