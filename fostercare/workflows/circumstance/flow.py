"""Who does what next when something changed in a family."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.circumstance.models import State
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class ReassessmentStep(Step):
    """Due when the edition says; done on the change's own page."""

    def due_on(self, task):
        return task.process.record.due_on

    def url(self, task):
        return reverse("circumstance", args=[task.process.record_id])


@flow_of("circumstance.circumstance")
class CircumstanceFlow(flow.Flow):
    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.reassess)

    # The head of Family and Childhood, or the supervisor of follow-up
    reassess = ReassessmentStep(
        "review_placements",
        title=_("Reassess the family after a change"),
        acts=["conclude", "set_aside"],
        open_in=[State.OPEN],
    ).Next(this.end)

    end = flow.End()
