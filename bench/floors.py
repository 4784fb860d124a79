"""The floors of the pages: one that shows nothing, and one that writes the rows of an ideal statement."""

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join

from bench.database import sql

IDEAL = """
    SELECT task.id, task.flow_task, guidebook_case.number, guidebook_case.heading, task.created, task.due_on
    FROM workflows_task AS task JOIN guidebook_case ON guidebook_case.id = task.case_id
    WHERE task.directorate_id = %(place)s AND task.flow_task_type = 'HUMAN'
        AND task.status IN ('NEW', 'ASSIGNED', 'STARTED') AND task.owner_id IS NULL
        AND task.owner_permission = 'directorates.register_applications'
    ORDER BY task.due_order, task.id LIMIT 51
"""


def empty(request):
    """Session and user are read, nothing is shown."""
    return HttpResponse(format_html("<!doctype html><title>{}</title>", request.user.get_username()))


def ideal(request, place):
    """A work list without rights, words and looks."""
    rows = format_html_join("", f"<tr>{'<td>{}</td>' * 6}</tr>", sql(IDEAL, place=place))
    return HttpResponse(
        format_html("<!doctype html><title>{}</title><table>{}</table>", request.user.get_username(), rows)
    )
