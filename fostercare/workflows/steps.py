"""A human step of a flow: which acts of the record, or which guidebook items, it waits for."""

from django.urls import reverse
from django.utils import timezone
from viewflow.workflow import flow, nodes
from viewflow.workflow.activation import Activation

from directorates.access import guarded
from fostercare.guidebook.book import book
from fostercare.workflows.calendar import due_date


class Unwritten:
    """An activation whose task is made in memory first, and without pointers to the tasks before it: only a join asks
    who arrived, and it keeps its own."""

    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        return cls(flow_task.flow_class.task_class(process=prev_activation.process, flow_task=flow_task, token=token))

    # The engine keeps activations in sets; a task that is not written has no key to be hashed by.
    __hash__ = object.__hash__


class StepActivation(Unwritten, nodes.ViewActivation):
    """A step is written when the flow has come to it, and of its end only what changed."""

    @classmethod
    def create(cls, flow_task, *args, **kwargs):
        activation = super().create(flow_task, *args, **kwargs)
        activation.task.owner_permission = flow_task.calc_owner_permission(activation)
        activation.task.owner_permission_obj = flow_task.calc_owner_permission_obj(activation)
        return activation

    @Activation.status.super()
    def activate(self):
        if self.task.pk is None:  # not yet written by its split
            self.task.save()

    @Activation.status.super()
    def complete(self):
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "owner", "assigned", "started", "finished"])


class Step(flow.View):
    """A task for a role. It ends when one of its acts was done on the record, or when all its items are satisfied.

    acts: names of the record's transitions that fulfil the step.
    stage: a stage of the guidebook whose items fulfil it (for work that runs side by side and changes no state).
    items: single guidebook items, likewise.
    open_in: the states of the record in which the step makes sense; an act that leaves them closes the task.
    due: the edition's parameter that says how much time there is.
    page: name of the page on which the work is done, where that is not the act's or the item's own.
    """

    activation_class = StepActivation

    def __init__(self, right, *, title, open_in, acts=(), stage="", items=(), due="", page=""):
        super().__init__(view=None)
        self.right, self.acts, self.stage, self.items = right, tuple(acts), stage, tuple(items)
        self.open_in, self.due, self.page = frozenset(open_in), due, page
        self.Annotation(title=title)
        self.Permission(**guarded(right))

    def due_on(self, task):
        """The day by which the step is due, counted from today by the case's edition; None where it sets no time."""
        if not self.due:
            return None
        return due_date(timezone.localdate(), self.due, book(task.process.case.edition).parameters)

    @property
    def rights(self) -> set:
        """Each right that the step may ask for: which one, may depend on the record."""
        return {self.right}

    @property
    def for_items(self) -> bool:
        """Is the step fulfilled by guidebook items rather than by an act?"""
        return bool(self.stage or self.items)

    def waits_for(self, item) -> bool:
        """Does this guidebook item belong to what the step waits for?"""
        return not item.optional and (item.stage == self.stage or item.code in self.items)

    def url(self, task) -> str:
        """Where the work of a task of this step is done."""
        number = task.case.number
        if self.page:
            return reverse(self.page, args=[number])
        if len(self.acts) == 1:
            return reverse("act", args=[number, self.acts[0]])
        if self.stage:
            return reverse("answer_stage", args=[number, self.stage])
        if self.items:
            return reverse("answer_item", args=[number, self.items[0]])
        return reverse("case", args=[number])

    def _get_urls(self):
        return []
