"""Who does what next on a child's file, until the child is available."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.child_file.models import LEGAL_STATUS, State
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


@flow_of("child_file.childfile")
class ChildFileFlow(flow.Flow):
    """A child becomes available for fostering."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.legal_status)

    # The home answers, the Ministry's department verifies
    legal_status = Step(
        "register_children",
        title=_("Have the child's legal status checked"),
        items=[LEGAL_STATUS],
        open_in=[State.REGISTERED, State.TRACING],
        due="kafala_centre_stay",
    ).Next(this.make_available)

    # The Ministry's foster-families department, once the home and the follow-up worker have answered their items
    make_available = Step(
        "make_children_available",
        title=_("Make the child available"),
        acts=["make_available"],
        open_in=[State.REGISTERED, State.TRACING],
        due="kafala_centre_stay",
    ).Next(this.end)

    end = flow.End()
