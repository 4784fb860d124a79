"""What was escalated to an officer: late tasks of others, told by the clocks."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directorates import access
from fostercare.desk.filters import places
from fostercare.workflows import breaking
from fostercare.workflows.clocks.models import TOLD, Escalation
from fostercare.workflows.paging import paged


def is_told(user) -> bool:
    """Does this officer hold a role to which late tasks are escalated?"""
    return any(role in TOLD for role, _place in access.rights(user).roles)


@require_safe
def escalated(request):
    """The late tasks of which this officer was told, the latest escalation first."""
    if not is_told(request.user):
        raise PermissionDenied("escalated")
    told = Escalation.objects.told_to(request.user).select_related("task__case", "task__owner", "task__directorate")
    page = paged(request, told, "-at", "-pk")
    return render(
        request,
        "desk/escalated.html",
        {
            "title": _("Escalated to me"),
            "lead": _("Tasks of others that are so late that the guidebook has you told."),
            "rows": page.rows,
            "pager": page,
            "emergencies": breaking.rows(request.user),
            "several_places": bool(places(request.user)),
            "empty_sentence": _("No late task has been escalated to you."),
        },
    )
