"""Who does what next on a journey: opinion, decision, departure, return."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.travel.models import AWAY, State
from fostercare.workflows.waiting import flow_of


class DepartureStep(Step):
    """Due on the day on which the family leaves."""

    def due_on(self, task):
        return task.process.record.leaves_on


class ReturnStep(Step):
    """Due when the return stops being in time: from then on it is told up to the Ministry."""

    def due_on(self, task):
        return task.process.record.back_by or timezone.localdate()


@flow_of("travel.travel")
class TravelFlow(flow.Flow):
    """A request, its decision and the way back."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.opinion)

    # The head of Family and Childhood, or the supervisor of follow-up
    opinion = Step(
        "review_placements",
        title=_("Give the directorate's opinion on the journey"),
        acts=["give_opinion"],
        open_in=[State.ASKED],
        due="travel_opinion",
    ).Next(this.decision)

    # The secretariat of the Higher Committee
    decision = Step(
        "record_higher_decisions",
        title=_("Put the journey before the Higher Committee in a sitting"),
        acts=["grant", "refuse"],
        open_in=[State.WITH_HIGHER],
        due="travel_lead_time",
    ).Next(this.after_decision)
    after_decision = flow.If(state_is(State.GRANTED)).Then(this.departure).Else(this.end)

    # The Family and Childhood officer, or the follow-up worker
    departure = DepartureStep(
        "request_travel", title=_("Record the departure"), acts=["record_departure"], open_in=[State.GRANTED]
    ).Next(this.return_home)
    return_home = ReturnStep(
        "request_travel", title=_("See that the child has returned"), acts=["record_return"], open_in=AWAY
    ).Next(this.end)

    end = flow.End()
