"""Who does what next on a follow-up visit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.follow_up.models import State
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class VisitStep(Step):
    """A step whose work is done on the visit's own page."""

    def url(self, task):
        return reverse("visit", args=[task.process.record_id])


class VisitDue(VisitStep):
    """A step that is due when the visit itself is late."""

    def due_on(self, task):
        return task.process.record.late_after


@flow_of("follow_up.visit")
class FollowUpFlow(flow.Flow):
    """A specialist visits the child, a supervisor signs the visit off."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = gateways.Switch().Case(this.record, state_is(State.PLANNED)).Case(this.sign_off, state_is(State.RECORDED))

    # The follow-up worker
    record = VisitDue(
        "record_visits",
        title=_("Visit the child and record the visit"),
        acts=["record", "miss"],
        open_in=[State.PLANNED],
    ).Next(this.recorded)
    recorded = flow.If(state_is(State.RECORDED)).Then(this.sign_off).Else(this.end)

    # The supervisor
    sign_off = VisitStep(
        "sign_off_visits",
        title=_("Read the visit and sign it off"),
        acts=["sign_off"],
        open_in=[State.RECORDED],
        due="visit_sign_off",
    ).Next(this.end)

    end = flow.End()
