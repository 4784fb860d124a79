"""Who does what next on a grievance, and what the law's term means for it."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.gateways import state_is
from fostercare.workflows.grievance.models import TOLD, State
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class Hearing(Step):
    """Due on the last day of the law's term: whoever lets it pass has refused."""

    def due_on(self, task):
        return task.process.record.decide_by


@flow_of("grievance.grievance")
class GrievanceFlow(flow.Flow):
    """From the counter to the Higher Committee, and back to the family."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.admit, state_is(State.LODGED))
        .Case(this.study, state_is(State.UNDER_STUDY))
        .Case(this.hear, state_is(State.WITH_HIGHER))
        .Case(this.notify, state_is(*TOLD))
    )

    # The secretariat of the Higher Committee
    admit = Step(
        "study_grievances",
        title=_("Decide whether the grievance is admissible"),
        acts=["admit", "find_inadmissible"],
        open_in=[State.LODGED],
        due="timer_grievance_admission",
    ).Next(this.after_admission)
    after_admission = (
        gateways.Switch().Case(this.study, state_is(State.UNDER_STUDY)).Case(this.notify, state_is(State.INADMISSIBLE))
    )
    study = Step(
        "study_grievances",
        title=_("Study the grievance"),
        acts=["present"],
        open_in=[State.UNDER_STUDY],
        due="timer_grievance_study",
    ).Next(this.hear)
    hear = Hearing(
        "record_higher_decisions",
        title=_("Put the grievance before the Higher Committee in a sitting"),
        acts=["uphold", "dismiss", "send_back"],
        open_in=[State.WITH_HIGHER],
        page="case",
    ).Next(this.notify)

    # The intake officer
    notify = Step(
        "lodge_grievances",
        title=_("Notify the family of the outcome of the grievance"),
        acts=["notify"],
        open_in=TOLD,
        due="timer_notify",
    ).Next(this.end)

    end = flow.End()
