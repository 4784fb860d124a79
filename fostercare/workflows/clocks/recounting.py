"""Deadlines are counted anew when the calendar changes: each task from the day it began, its case's pauses left out.

Only what counts in working days can move: steps whose time the edition gives in them, and cases that were on hold.
Tasks that began on the same day for the same step move together, in one statement.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Edition
from fostercare.workflows.calendar import due_date, table
from fostercare.workflows.clocks.models import Hold, Holiday
from fostercare.workflows.models import WAITING, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import FLOWS

MEANWHILE = timedelta(hours=1)


def recount_after_a_change() -> int:
    """For the dispatcher: a deadline set while another process did not know of the change yet is counted anew."""
    lately = Holiday.objects.filter(changed_by__isnull=False, changed_at__gte=timezone.now() - MEANWHILE)
    return recount() if lately.exists() else 0


@transaction.atomic
def recount() -> int:
    """Count the open deadlines anew by the calendar as it stands. Returns how many moved; a second run moves none."""
    table.forget()
    editions = Edition.objects.exclude(digest="").defer("lists")
    return sum(_never_paused(edition) + _once_paused(edition) for edition in editions)


def _never_paused(edition):
    parameters = book(edition).parameters
    steps = [step for step in _steps() if parameters.unit(step.due) == "working_days"]
    tasks = _waiting(edition).filter(flow_task__in=steps, paused_on=None).exclude(case__holds__isnull=False)
    moved = 0
    for step, start in tasks.values_list("flow_task", "start").order_by().distinct():
        due = due_date(start, step.due, parameters)
        moved += tasks.filter(flow_task=step, start=start).exclude(due_on=due).update(due_on=due)
    return moved


def _once_paused(edition):
    parameters, pauses, moved = book(edition).parameters, _pauses(edition), 0
    fields = ("pk", "case", "flow_task", "start", "paused_on", "due_on", "due_before_pause")
    tasks = _waiting(edition).filter(case__in=pauses, flow_task__in=_steps())
    for pk, case, step, start, paused_on, due_on, before in tasks.values_list(*fields):
        lasted = [(began, ended) for began, ended in pauses[case] if ended and ended >= start]
        due = due_date(start, step.due, parameters, lasted)
        if due != (before if paused_on else due_on):
            moved += Task.objects.filter(pk=pk).update(**{"due_before_pause" if paused_on else "due_on": due})
    return moved


def _steps():
    """The steps whose deadline is a time limit of the edition, counted from the day they began."""
    nodes = [node for flow in FLOWS.values() for node in flow.instance.nodes()]
    return [node for node in nodes if isinstance(node, Step) and node.due and type(node).due_on is Step.due_on]


def _waiting(edition):
    return Task.objects.filter(flow_task_type="HUMAN", status__in=WAITING, case__edition=edition).annotate(
        start=TruncDate(F("created"))
    )


def _pauses(edition):
    found = defaultdict(list)
    for hold in Hold.objects.filter(case__edition=edition).order_by("held_on", "pk"):
        found[hold.case_id].append((hold.held_on, hold.lifted_on))
    return dict(found)
