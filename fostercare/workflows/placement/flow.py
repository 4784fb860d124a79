"""Who does what next on a placement, up to the day it is stable."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.models import Process, Task
from fostercare.workflows.placement.models import State
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


@flow_of("placement.placement")
class PlacementFlow(flow.Flow):
    """Contract and hand-over before the weekly panel, then the transition."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.contract)

    # The Ministry's foster-families department
    contract = Step(
        "sign_contracts",
        title=_("Prepare the contract and record its signature"),
        acts=["sign_contract"],
        open_in=[State.PREPARED],
        due="timer_hand_over",
    ).Next(this.hand_over)

    # The weekly hand-over panel
    hand_over = Step(
        "hand_over_children",
        title=_("Hand over the child before the panel"),
        acts=["hand_over"],
        open_in=[State.CONTRACTED],
        due="hand_over_panel_interval",
    ).Next(this.settle)

    # The head of Family and Childhood, when the transition is over
    settle = Step(
        "review_placements",
        title=_("Judge whether the placement is stable"),
        acts=["settle", "put_under_watch"],
        open_in=[State.TRANSITION],
        due="transition_length",
    ).Next(this.end)

    end = flow.End()
