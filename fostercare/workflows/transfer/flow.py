"""Who does what next while a file moves from one directorate to another."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.transfer.models import State
from fostercare.workflows.waiting import flow_of


@flow_of("transfer.transfer")
class TransferFlow(flow.Flow):
    """Report, acceptance, move, first visit."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.report)

    # The sending directorate
    report = Step(
        "transfer_files",
        title=_("Send the closing report to the receiving directorate"),
        acts=["send_report"],
        open_in=[State.NOTIFIED],
        due="transfer_report",
    ).Next(this.answer)

    # The receiving directorate
    answer = Step(
        "receive_files",
        title=_("Accept the file and name the follow-up worker"),
        acts=["accept", "return_report"],
        open_in=[State.REPORT_SENT],
        due="transfer_accept",
    ).Next(this.after_answer)
    after_answer = (
        gateways.Switch().Case(this.report, state_is(State.NOTIFIED)).Case(this.move, state_is(State.ACCEPTED))
    )

    # The sending directorate, which answers for the child up to this day
    move = Step(
        "transfer_files",
        title=_("Move the file"),
        acts=["move_file"],
        open_in=[State.ACCEPTED],
        due="transfer_move",
    ).Next(this.first_visit)

    # The receiving directorate
    first_visit = Step(
        "receive_files",
        title=_("See that the first visit after the move takes place"),
        acts=["confirm_first_visit"],
        open_in=[State.MOVED],
        due="transfer_first_visit",
        page="case",
    ).Next(this.end)

    end = flow.End()
