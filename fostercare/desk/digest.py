"""What an officer is reminded of once a working day: the numbers of the cases with which their own tasks are due."""

from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from directorates import wording
from fostercare.door.models import Notice
from fostercare.guidebook.book import book
from fostercare.guidebook.parameters import WEEKDAYS
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.models import WAITING, Task

MOST = 30  # cases in one mail; the rest stands on the work list


def remind(today) -> int:
    """Write the day's digest for each officer with an address and something due. Returns how many were written."""
    if not settings.MAIL or not _is_working_day(today):
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        written = [_digest(officer, list(tasks), today) for officer, tasks in groupby(_due(today), attrgetter("owner"))]
    before = Notice.objects.count()
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    return Notice.objects.count() - before


def _is_working_day(day):
    week = book(in_force()).parameters.value("working_week") or WEEKDAYS
    return WEEKDAYS[day.weekday()] in week


def _due(today):
    tasks = Task.objects.filter(flow_task_type="HUMAN", status__in=WAITING, due_on__lte=today, owner__is_active=True)
    return tasks.exclude(owner__email="").select_related("owner", "case").order_by("owner", "due_on", "pk")


def _digest(officer, tasks, today):
    lines = [f"{task.case.number}: {wording.due(task.due_on, today)}" for task in tasks[:MOST]]
    body = _("These tasks of yours are due or overdue:") + "\n\n" + "\n".join(lines) + "\n"
    if len(tasks) > MOST:
        body += _("and %(more)s more on the work list.") % {"more": wording.digits(len(tasks) - MOST)} + "\n"
    return Notice(officer=officer, address=officer.email, subject=_("Tasks that are due"), body=body, reminds_of=today)
