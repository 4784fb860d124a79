"""Who does what next on an application, in the order of the circular."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.guidebook.book import book
from fostercare.workflows import gateways
from fostercare.workflows.application import conditions
from fostercare.workflows.application.models import BEFORE_HIGHER, State
from fostercare.workflows.calendar import working_day
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class ConditionStep(Step):
    """Due when the committee said; done on the condition's own page."""

    def due_on(self, task):
        return task.process.record.due_on

    def url(self, task):
        return reverse("condition_act", args=[task.process.record_id, "meet"])


class Closing(Step):
    """Due on the day after the last one on which the family may lodge a grievance."""

    def due_on(self, task):
        refusal = task.process.record.decisions.order_by("-recorded_at").first()
        until = refusal and refusal.contest_until
        if until is None:
            return super().due_on(task)
        return working_day(until + timedelta(days=1), book(task.process.case.edition).parameters)


@flow_of("application.condition")
class ConditionFlow(flow.Flow):
    """Each condition of an approval is a task with its own day."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.meet)

    # The intake officer
    meet = ConditionStep(
        "register_applications",
        title=_("See that the condition of the approval is met"),
        acts=["meet"],
        open_in=[conditions.State.OPEN],
    ).Next(this.end)

    end = flow.End()


@flow_of("application.application")
class ApplicationFlow(flow.Flow):
    """From the counter to the decision, and what the decision asks for."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    # A run begins where the record stands: an application that was sent back begins in the middle.
    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.register, state_is(State.SUBMITTED))
        .Case(this.preparation, state_is(State.REGISTERED))
        .Case(this.present, state_is(State.POSTPONED))
        .Case(this.local_review, state_is(State.READY))
        .Case(this.higher_decision, state_is(*BEFORE_HIGHER))
        .Case(this.approval, state_is(State.APPROVED))
        .Case(this.notify_refusal, state_is(State.REFUSED))
    )

    # The intake officer
    register = Step(
        "register_applications",
        title=_("Register the application and inform the family"),
        acts=["register"],
        open_in=[State.SUBMITTED],
        due="timer_register",
    ).Next(this.preparation)

    # Side by side: the intake officer, the social worker, the directorate's field check, the training provider
    preparation = gateways.Split().Next(this.papers).Next(this.home_study).Next(this.field_check).Next(this.training)
    papers = Step(
        "register_applications",
        title=_("Collect and check the papers"),
        stage="documents",
        page="documents",
        open_in=[State.REGISTERED],
        due="timer_study",
    ).Next(this.prepared)
    home_study = Step(
        "study_families",
        title=_("Study the family at home"),
        items=["HS-01", "HS-02", "HS-03", "HS-04", "HS-05", "HS-07"],
        page="home_study",
        open_in=[State.REGISTERED],
        due="timer_study",
    ).Next(this.prepared)
    field_check = Step(
        "register_applications",
        title=_("Check the family's data in the field"),
        items=["HS-06"],
        open_in=[State.REGISTERED],
        due="timer_verification",
    ).Next(this.prepared)
    training = Step(
        "record_training",
        title=_("Train the family and record the result"),
        stage="training",
        open_in=[State.REGISTERED],
        due="timer_study",
    ).Next(this.prepared)
    prepared = flow.Join().Next(this.present)

    # The head of Family and Childhood
    present = Step(
        "present_applications",
        title=_("Review the file and declare it ready for the committee"),
        acts=["present"],
        open_in=[State.REGISTERED, State.POSTPONED],
        due="timer_study_approval",
    ).Next(this.local_review)

    # The rapporteur of the local committee
    local_review = Step(
        "record_local_decisions",
        title=_("Put before the local committee in a sitting"),
        acts=["recommend", "approve_locally", "refuse", "postpone", "refer"],
        open_in=[State.READY],
        due="timer_committee",
    ).Next(this.after_local_review)
    after_local_review = (
        gateways.Switch()
        .Case(this.higher_decision, state_is(*BEFORE_HIGHER))
        .Case(this.present, state_is(State.POSTPONED))
        .Case(this.approval, state_is(State.APPROVED))
        .Case(this.notify_refusal, state_is(State.REFUSED))
    )

    # The secretariat of the Higher Committee
    higher_decision = Step(
        "record_higher_decisions",
        title=_("Put before the Higher Committee in a sitting"),
        acts=["approve", "refuse_finally", "return_from_higher"],
        open_in=BEFORE_HIGHER,
        due="timer_higher_committee",
    ).Next(this.after_higher_decision)
    after_higher_decision = (
        gateways.Switch()
        .Case(this.approval, state_is(State.APPROVED))
        .Case(this.notify_refusal, state_is(State.REFUSED))
        .Case(this.preparation, state_is(State.REGISTERED))
    )

    # After an approval, side by side: the intake officer tells the family, the enquiries officer asks for clearance
    approval = gateways.Split().Next(this.notify_approval).Next(this.security_enquiry)
    notify_approval = Step(
        "register_applications",
        title=_("Notify the family of the approval"),
        items=["CM-04"],
        page="notification",
        open_in=[State.APPROVED],
        due="timer_notify",
    ).Next(this.cleared)
    security_enquiry = Step(
        "record_security_results",
        title=_("Record the result of the security enquiry"),
        items=["CM-05"],
        open_in=[State.APPROVED],
        due="timer_security_enquiry",
    ).Next(this.cleared)
    cleared = flow.Join().Next(this.end)

    # After a refusal: the intake officer tells the family, the head closes the file
    notify_refusal = Step(
        "register_applications",
        title=_("Notify the family of the refusal and of how to appeal"),
        items=["CM-04"],
        page="notification",
        open_in=[State.REFUSED],
        due="timer_notify",
    ).Next(this.close)
    close = Closing(
        "close_applications", title=_("Close the file"), acts=["close"], open_in=[State.REFUSED], due="grievance_lodge"
    ).Next(this.end)

    end = flow.End()
