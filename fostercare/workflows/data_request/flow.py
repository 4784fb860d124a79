"""Who does what next on a data subject's request; the officer is reminded by the work list, and by what escalates."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.data_request.models import State
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class WithinTheTerm(Step):
    """Due when the whole answer is."""

    def due_on(self, task):
        return task.process.record.due_on


@flow_of("data_request.datarequest")
class DataRequestFlow(flow.Flow):
    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.verify_identity, state_is(State.RECEIVED))
        .Case(this.prepare, state_is(State.IN_HAND))
        .Case(this.answer, state_is(State.PREPARED))
        .Case(this.carry_out, lambda activation: activation.process.record.is_to_be_carried_out)
        .Case(this.hand_over)
    )

    # The officer at the counter
    verify_identity = WithinTheTerm(
        "receive_data_requests",
        title=_("Verify who asks about the data"),
        acts=["verify_identity"],
        open_in=[State.RECEIVED],
    ).Next(this.prepare)

    # The head of Family and Childhood
    prepare = WithinTheTerm(
        "prepare_data_requests",
        title=_("Prepare the answer to a data subject"),
        acts=["prepare"],
        open_in=[State.IN_HAND],
    ).Next(this.answer)

    # The data-protection officer
    answer = WithinTheTerm(
        "answer_data_requests",
        title=_("Answer a data subject"),
        acts=["answer", "refuse"],
        open_in=[State.PREPARED],
        page="case",
    ).Next(this.where)

    # Whoever keeps the data
    carry_out = WithinTheTerm(
        "receive_data_requests",
        title=_("Carry out what a data subject was granted"),
        acts=["carry_out"],
        open_in=[State.ANSWERED],
        page="case",
    ).Next(this.hand_over)

    # The officer at the counter
    hand_over = Step(
        "receive_data_requests",
        title=_("Hand the answer over to the data subject"),
        acts=["hand_over"],
        open_in=[State.ANSWERED, State.CARRIED_OUT, State.REFUSED],
        due="data_request_delivery",
        page="case",
    ).Next(this.end)

    end = flow.End()
