"""The rows of the work list: what is to be done, for whom, by whom, since when and by when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.wording import counted

FIELDS = [
    "flow_task", "created", "assigned", "due_on", "due_order", "owner__full_name", "directorate__name_ar",
    "directorate__name_en", "case__number", "case__heading", "process__record_id",
]  # fmt: skip


@dataclass
class Row:
    """A waiting task as the work list shows it."""

    pk: int
    title: str
    url: str
    number: str
    family: str
    place: str
    owner: Any
    taken_by_me: bool
    since: Any
    days: int
    due_on: date | None

    @property
    def waiting(self):
        return _("waiting for %(days)s") % {"days": counted(self.days, "day")}


def with_all_a_row_shows(tasks):
    return tasks.select_related("case", "process", "owner", "directorate").only(*FIELDS)


def rows(tasks, user, today) -> list[Row]:
    return [_row(task, user, today) for task in tasks]


def _row(task, user, today):
    return Row(
        pk=task.pk,
        title=task.flow_task.task_title,
        url=task.flow_task.url(task),
        number=task.case.number,
        family=task.case.heading,
        place=task.directorate.name if task.directorate else "",
        owner=task.owner,
        taken_by_me=task.owner_id == user.pk,
        since=task.assigned,
        days=(today - timezone.localdate(task.created)).days,
        due_on=task.due_on,
    )
