"""The machine's clock jumps, forward and back: nothing is done twice, nothing is forgotten, history keeps its order."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone

from fostercare.ledger import sealing
from fostercare.ledger.verifying import verify
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import State
from fostercare.workflows.clocks.models import Escalation, Level
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.models import Process
from tests.cases import an_application
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@contextmanager
def the_clock_is_off_by(**span):
    real = timezone.now
    with mock.patch("django.utils.timezone.now", lambda: real() + timedelta(**span)):
        yield


def dispatched(times=2):
    for _run in range(times):
        call_command("clocks")


def begun():
    """How often each visit was put on the work list."""
    return Counter(Process.objects.filter(record_type__model="visit").values_list("record_id", flat=True))


def test_the_dispatcher_forward_and_back_doubles_nothing_and_loses_no_day(placement):
    task = waiting.open_tasks(an_application()).get()
    due, planned = task.due_on, list(Visit.objects.order_by("pk").values_list("pk", "planned_on"))
    assert planned

    dispatched()
    with the_clock_is_off_by(days=90):  # a wrong year, a dead battery: everything seems late
        dispatched()
        assert set(task.escalations.values_list("level", flat=True)) == set(Level.values)
        ahead, told = begun(), Escalation.objects.count()
        assert ahead and set(ahead.values()) == {1}
    with the_clock_is_off_by(days=-90):
        dispatched()
    dispatched()

    assert begun() == ahead and Escalation.objects.count() == told
    task.refresh_from_db()
    assert (task.due_on, task.finished) == (due, None)
    assert set(Visit.objects.filter(pk__in=[pk for pk, _day in planned]).values_list("pk", "planned_on")) == set(
        planned
    )


def test_history_keeps_the_order_of_what_happened_and_not_of_the_clock():
    application = an_application(at=State.REGISTERED)
    with the_clock_is_off_by(days=3):
        lifecycle.act(application.withdraw, by=person("salma"), why="رغبة الأسرة")
    told = list(application.history.order_by("pk").values_list("source", "target"))
    assert all(before[1] == after[0] for before, after in zip(told, told[1:], strict=False))
    sealing.seal()
    assert verify() == []
