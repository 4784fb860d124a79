"""How much each follow-up worker carries: the children, the visits of the coming weeks, the late ones."""

from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from directorates.models import Appointment
from fostercare.workflows.follow_up.models import Visit, VisitQuerySet
from fostercare.workflows.follow_up.reach import WORKER, with_a_family

ASSIGNS = "assign_officers"
COMING = timedelta(days=28)


def workload_page(request):
    """For whoever assigns: who has room for one more child, and who has too many."""
    access.require_somewhere(request.user, ASSIGNS)
    places = access.directorates_where(request.user, ASSIGNS)
    to_lists = access.allowed_somewhere(request.user, VisitQuerySet.view_action)
    title = _("Workload of the follow-up workers")
    return render(
        request,
        "follow_up/workload.html",
        {
            "title": title,
            "rows": workload(places, timezone.localdate()),
            "crumbs": [{"label": _("Follow-up"), "url": reverse("visit_list")}, {"label": title}] if to_lists else [],
            "tools": [{"label": _("Propose who follows whom"), "url": reverse("follow_up_proposal"), "icon": "person"}],
            "empty_sentence": _("Nobody holds the role of a follow-up worker here."),
        },
    )


def workload(places, today):
    """The workers in office, the least loaded first, each with .children .coming .late."""
    in_office = Appointment.objects.filter(
        role=WORKER, ended=None, directorate__in=places, officer__is_active=True
    ).select_related("officer", "directorate")
    planned = Visit.objects.planned().filter(placement__ended_on=None, **_assigned("placement__"))
    placements = Visit._meta.get_field("placement").related_model.objects.filter(**_assigned())
    return in_office.annotate(
        children=_count(with_a_family(placements)),
        coming=_count(planned.filter(planned_on__range=(today, today + COMING))),
        late=_count(planned.late(today)),
    ).order_by("directorate__code", "children", "officer__full_name", "pk")


def _assigned(path=""):
    """The worker's own cases in the place of the appointment."""
    return {
        f"{path}directorate": OuterRef("directorate"),
        f"{path}assignments__officer": OuterRef("officer"),
        f"{path}assignments__role": WORKER,
    }


def _count(rows):
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)
