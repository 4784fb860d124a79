"""The rows of the work list: what is to be done, for whom, by whom, since when and by when.

Fifty of them stand on the page that is opened most often. So a row is read as plain values, and what was said of it
once is not said again while none of the values has changed.
"""

from functools import cached_property, lru_cache
from types import SimpleNamespace

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from directorates.governorates import GOVERNORATES
from fostercare.desk.lists import capped_counts

FIELDS = [
    "pk", "flow_task", "created", "assigned", "due_on", "due_order", "owner", "case__number", "case__heading",
    "process__record_id", "paused_on",
]  # fmt: skip
KEPT = 5000


class Row:
    """A waiting task as the work list shows it, on one day and in one language."""

    def __init__(self, task, mine, today):
        self.pk, self.step, self.due_on = str(task.pk), task.flow_task, task.due_on
        self.number, self.family, self.record_id = task.case__number, task.case__heading, task.process__record_id
        self.paused_on = task.paused_on
        self.mine, self.owner = mine, getattr(task, "owner__full_name", "")
        self.since = task.assigned and timezone.localdate(task.assigned)
        self.days = (today - timezone.localdate(task.created)).days
        code = getattr(task, "directorate__code", None)
        self.place = GOVERNORATES[code].name if code else ""

    @property
    def url(self):
        """Where the work is done; a step asks this of a task, of which a row knows enough."""
        case, process = SimpleNamespace(number=self.number), SimpleNamespace(record_id=self.record_id)
        return self.step.url(SimpleNamespace(case=case, process=process))

    @cached_property
    def html(self):
        return render_to_string("desk/work_row.html", {"row": self})


def in_tab(tab, user, today) -> Q:
    """Which of the tasks that an officer may do stand in a tab."""
    return {"mine": Q(owner=user), "office": Q(owner=None), "late": Q(due_order__lt=today), "all": Q()}[tab]


def counts(tasks, user, today, soon) -> dict:
    """How many tasks stand in each tab, and how many are due by the day `soon`; the same conditions in SQL."""
    return capped_counts(
        tasks.values("owner_id", "due_order"),
        mine=("owner_id = %s", user.pk),
        office=("owner_id IS NULL",),
        late=("due_order < %s", today),
        all=("TRUE",),
        soon=("due_order BETWEEN %s AND %s", today, soon),
    )


def as_values(tasks, *, owners, places):
    """The tasks as plain values: all that a row shows, with names and places only where they differ."""
    more = [name for name, wanted in [("owner__full_name", owners), ("directorate__code", places)] if wanted]
    return tasks.values_list(*FIELDS, *more, named=True)


def rows(tasks, user, today) -> list[Row]:
    return [_row(task, task.owner == user.pk, today, get_language()) for task in tasks]


@lru_cache(maxsize=KEPT)
def _row(task, mine, today, language):
    return Row(task, mine, today)
