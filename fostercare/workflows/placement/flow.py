"""Who does what next on a placement: up to the day it is stable, and when its ending is in question."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.gateways import state_is
from fostercare.workflows.models import Process, Task
from fostercare.workflows.placement.models import State
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


def is_cleared(activation):
    placement = activation.process.record
    return placement.state == State.CONTRACTED and placement.cleared_by_id is not None


@flow_of("placement.placement")
class PlacementFlow(flow.Flow):
    """Contract and hand-over before the weekly panel, then the transition; later what an ending asks for."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    # A run begins where the record stands: most of a placement's life no task is open.
    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.contract, state_is(State.PREPARED))
        .Case(this.hand_over, is_cleared)
        .Case(this.panel, state_is(State.CONTRACTED))
        .Case(this.settle, state_is(State.TRANSITION))
        .Case(this.urgent_decision, state_is(State.URGENT_REVIEW))
        .Case(this.decision, state_is(State.REFERRED))
        .Case(this.carry_out, state_is(State.ENDING))
    )

    # The Ministry's foster-families department
    contract = Step(
        "sign_contracts",
        title=_("Prepare the contract and record its signature"),
        acts=["sign_contract"],
        open_in=[State.PREPARED],
        due="timer_hand_over",
    ).Next(this.panel)

    # The weekly hand-over panel: its rapporteur, then a member
    panel = Step(
        "manage_hand_over_panel",
        title=_("Put the hand-over before the weekly panel"),
        acts=["clear_hand_over"],
        open_in=[State.CONTRACTED],
        due="hand_over_panel_interval",
        page="case",
    ).Next(this.hand_over)
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

    # The secretariat of the Higher Committee
    urgent_decision = Step(
        "record_higher_decisions",
        title=_("Put the removed child's placement before the Higher Committee"),
        acts=["confirm_ending", "continue_care"],
        open_in=[State.URGENT_REVIEW],
        due="red_higher_committee",
    ).Next(this.after_decision)
    decision = Step(
        "record_higher_decisions",
        title=_("Put the ending before the Higher Committee in a sitting"),
        acts=["confirm_ending", "continue_care"],
        open_in=[State.REFERRED],
        due="timer_higher_committee",
    ).Next(this.after_decision)
    after_decision = flow.If(state_is(State.ENDING)).Then(this.carry_out).Else(this.end)

    # The Ministry's foster-families department
    carry_out = Step(
        "end_placements",
        title=_("Carry out the decision that ends the placement"),
        acts=["end"],
        open_in=[State.ENDING],
        due="ending_carried_out",
    ).Next(this.end)

    end = flow.End()
