"""Overdue tasks go up, level by level, by the working days of the edition their case keeps.

Each level of each edition is one statement that writes what is missing, so a run that broke off is made up for by the
next, and one that comes twice writes nothing.
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Edition
from fostercare.workflows.calendar import public_holidays
from fostercare.workflows.clocks.models import Level
from fostercare.workflows.models import WAITING

# What the Ministry itself keeps belongs to no directorate, so nobody stands between the officer and the Ministry.
_TELL = """
    INSERT INTO clocks_escalation (task_id, level, at)
    SELECT task.id, %(level)s, now()
    FROM workflows_task AS task
    JOIN guidebook_case ON guidebook_case.id = task.case_id
    WHERE task.flow_task_type = 'HUMAN' AND task.status IN %(waiting)s AND task.due_order <= %(last_day)s
      AND guidebook_case.edition_id = %(edition)s
      AND (task.directorate_id IS NOT NULL OR %(level)s = 'ministry')
      AND NOT EXISTS (SELECT FROM clocks_escalation AS told WHERE told.task_id = task.id AND told.level = %(level)s)
    ON CONFLICT DO NOTHING
"""


def escalate(today=None) -> int:
    """Tell each level of the tasks that have become late enough for it. Returns how many were told of."""
    today = today or timezone.localdate()
    editions = list(Edition.objects.exclude(digest=""))
    return sum(tell(level, edition, today) for edition in editions for level in Level)


def tell(level, edition, today) -> int:
    """Tell one level of the late tasks of one edition's cases; nobody, where the edition sets no time for it."""
    last_day = due_at_the_latest(book(edition).parameters, level.parameter, today)
    if last_day is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {"level": level.value, "waiting": tuple(WAITING), "last_day": last_day, "edition": edition.pk},
        )
        return cursor.rowcount


def due_at_the_latest(parameters, key, today):
    """The last due day after which the length of the parameter has run out by today."""
    day = today
    if parameters.value(key) is None:
        return None
    while parameters.add(day, key, public_holidays(day.year)) > today:
        day -= timedelta(days=1)
    return day
