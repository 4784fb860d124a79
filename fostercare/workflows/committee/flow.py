"""Who does what next on a sitting."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.guidebook.book import book
from fostercare.workflows import gateways
from fostercare.workflows.committee.bodies import rights_named
from fostercare.workflows.committee.models import State
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class SittingStep(Step):
    """A step whose right depends on whose sitting it is."""

    def calc_owner_permission(self, activation):
        return f"directorates.{activation.process.record.body.right(self.right)}"

    @property
    def rights(self):
        return rights_named(self.right)


class Publishing(SittingStep):
    """Due as many days before the sitting as the edition gives notice."""

    def due_on(self, task):
        sitting = task.process.record
        return sitting.sits_on - timedelta(days=book(sitting.edition).parameters.value("agenda_notice") or 0)


class OnTheDay(SittingStep):
    """Due on the day of the sitting."""

    def due_on(self, task):
        return task.process.record.sits_on


@flow_of("committee.sitting")
class SittingFlow(flow.Flow):
    """From the agenda to the closed sitting."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.publish, state_is(State.PLANNED))
        .Case(this.open, state_is(State.ANNOUNCED))
        .Case(this.adjourn, state_is(State.IN_SESSION))
        .Case(this.sign, state_is(State.AWAITING_SIGNATURES))
        .Case(this.close, state_is(State.SIGNED))
    )

    # The rapporteur
    publish = Publishing(
        "manage_sittings", title=_("Set up and publish the agenda"), acts=["publish_agenda"], open_in=[State.PLANNED]
    ).Next(this.open)

    # The chair
    open = OnTheDay(
        "chair_sittings", title=_("Open the sitting"), acts=["open_sitting"], open_in=[State.ANNOUNCED]
    ).Next(this.adjourn)
    adjourn = OnTheDay(
        "chair_sittings",
        title=_("Hear the agenda and adjourn"),
        acts=["adjourn"],
        open_in=[State.IN_SESSION],
        page="case",
    ).Next(this.sign)
    sign = SittingStep(
        "chair_sittings",
        title=_("Have the minutes signed, and sign last"),
        acts=["sign_minutes"],
        open_in=[State.AWAITING_SIGNATURES],
        due="minutes_signature",
        page="case",
    ).Next(this.close)

    # The rapporteur again
    close = SittingStep(
        "manage_sittings",
        title=_("Close the sitting's business"),
        acts=["close"],
        open_in=[State.SIGNED],
        due="timer_notify",
    ).Next(this.end)

    end = flow.End()
