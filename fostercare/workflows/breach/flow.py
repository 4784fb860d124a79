"""Who does what next on a breach: the data-protection officer by the two clocks, then a second person."""

from datetime import timedelta

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways, waiting
from fostercare.workflows.breach.models import Breach, State
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.signals import acted
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class ByTheClocks(Step):
    """Due when the next notice is; where both were given, on the day itself."""

    def due_on(self, task):
        return task.process.record.next_due_on or timezone.localdate() + timedelta(days=1)


@flow_of("breach.breach")
class BreachFlow(flow.Flow):
    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.look_into, state_is(State.REPORTED))
        .Case(this.tell, state_is(State.CONFIRMED))
        .Case(this.close, state_is(State.SETTLED))
    )

    # The data-protection officer
    look_into = Step(
        "manage_breaches",
        title=_("Look into the report of a breach of data"),
        acts=["confirm"],
        open_in=[State.REPORTED],
        due="breach_assessment",
        page="case",
    ).Next(this.tell)
    tell = ByTheClocks(
        "manage_breaches",
        title=_("Tell the Centre and the persons of the breach"),
        acts=["settle"],
        open_in=[State.CONFIRMED],
        page="case",
    ).Next(this.close)

    # A second person: the head of the Ministry's department
    close = Step(
        "supervise_breaches",
        title=_("Read what was done and close the breach"),
        acts=["close"],
        open_in=[State.SETTLED],
        due="breach_closing",
        page="case",
    ).Next(this.end)

    end = flow.End()


@receiver(acted, sender=Breach)
def the_next_clock_runs(sender, record, act, **kwargs):
    """What is told, or known anew, moves the day of the next notice."""
    if act in ("amend", "tell_centre", "tell_persons") and record.next_due_on:
        waiting.open_tasks(record).update(due_on=record.next_due_on)
