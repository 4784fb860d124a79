"""Who does what next where a sealed record is to be opened: the second hand, then the Ministry."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.models import Process, Task
from fostercare.workflows.origins.models import State
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class OpeningStep(Step):
    """A step whose work is done on the page of one opening's act."""

    def url(self, task):
        return reverse("opening_act", args=[task.process.record_id, self.acts[0]])


@flow_of("origins.opening")
class OpeningFlow(flow.Flow):
    """A second person agrees, and the Ministry is told."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.approve)

    # The head of the directorate, or the secretariat of the Higher Committee
    approve = OpeningStep(
        "approve_openings",
        title=_("A sealed record is to be opened: agree or refuse"),
        acts=["approve"],
        open_in=[State.ASKED],
    ).Next(this.take_note)

    # The head of the Ministry's department
    take_note = OpeningStep(
        "note_openings",
        title=_("A sealed record was opened: take note"),
        acts=["take_note"],
        open_in=[State.OPENED],
    ).Next(this.end)

    end = flow.End()
