"""The flow's gateways: the engine's own, but each written once or not at all; and what they ask."""

from viewflow.workflow import flow, nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowRuntimeError

from fostercare.workflows.steps import StepActivation, Unwritten


class SwitchActivation(Unwritten, nodes.SwitchActivation):
    """A switch only points the way, so it leaves no row."""

    @Activation.status.super()
    def activate(self):
        self.next_task = next((node for node, case in self.flow_task._branches if case is None or case(self)), None)
        if self.next_task is None:
            raise FlowRuntimeError(f"no way leads on from {self.flow_task.name}")

    @Activation.status.super()
    def complete(self):
        pass


class SplitActivation(Unwritten, nodes.SplitActivation):
    """A split is done as soon as it is reached, so it is written once; its steps are written together."""

    @Activation.status.super()
    def create_next(self):
        branches = list(super().create_next.original())
        steps = [branch.task for branch in branches if isinstance(branch, StepActivation)]
        self.flow_class.task_class.write_together(steps)
        return branches


class Switch(flow.Switch):
    activation_class = SwitchActivation


class Split(flow.Split):
    activation_class = SplitActivation


def state_is(*states):
    """The condition of a branch: does the record stand in one of these states?"""
    return lambda activation: activation.process.record.state in states
