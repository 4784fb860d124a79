"""What goes to a committee's next sitting, what waits for it, and what would hold it back on the day."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fostercare.workflows.committee import planning
from fostercare.workflows.committee.agenda_screens import told
from fostercare.workflows.committee.models import Sitting, State
from fostercare.workflows.committee.pages import bodies_with
from fostercare.workflows.tabs import of_families

FORESEES = ("manage_sittings", "present_applications", "request_exemptions")


def next_sitting(request):
    """For who prepares cases or sittings of a directorate: the cases judged as of the day of the next sitting."""
    bodies = bodies_with(request.user, *FORESEES)
    if not bodies:
        raise PermissionDenied("no committee's cases are prepared")
    chosen = next((body for body in bodies if str(body.pk) == request.GET.get("body")), bodies[0])
    sitting = Sitting.objects.filter(body=chosen, state__in=[State.PLANNED, State.ANNOUNCED]).whole()
    sitting = sitting.order_by("sits_on", "pk").first()
    day = sitting.sits_on if sitting else timezone.localdate()
    listed = [told(candidate) for candidate in planning.forecast(sitting)] if sitting else []
    return render(
        request,
        "committee/next.html",
        {
            "title": _("Next sitting"),
            "lead": chosen.name,
            "tabs": of_families("sitting_next", request.user),
            "bodies": bodies if len(bodies) > 1 else [],
            "chosen": chosen,
            "sitting": sitting,
            "day": day,
            "listed": listed,
            "waiting": [told(candidate) for candidate in planning.candidates(chosen, day)],
        },
    )
