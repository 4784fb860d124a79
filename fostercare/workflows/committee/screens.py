"""The sittings: their list, planning one, and what a sitting's own page shows."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.keys import read_key
from directorates.templatetags.arabic import long_day
from fostercare.workflows import exporting
from fostercare.workflows.cases import PROCEDURES, Procedure
from fostercare.workflows.committee import invitations, planning
from fostercare.workflows.committee.forms import PlanForm, PutOffForm
from fostercare.workflows.committee.models import Sitting, State
from fostercare.workflows.committee.packs import FILES_OPEN
from fostercare.workflows.committee.pages import Hands, bodies_with, refuse_unpublished
from fostercare.workflows.committee.presence import Room
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tones import badge

PREPARES = ("manage_sittings",)
SITS = ("manage_sittings", "chair_sittings", "vote")
PAST = [State.SIGNED, State.CLOSED, State.CANCELLED]


def sitting_list(request):
    """The sittings of the bodies that the officer has to do with: what comes first, on request what has been."""
    prepared, bodies = bodies_with(request.user, *PREPARES), _bodies(request.user)
    past = "past" in request.GET
    sittings = seen_by(request.user)
    sittings = sittings.filter(state__in=PAST) if past else sittings.exclude(state__in=PAST)
    if body := read_key(request.GET.get("body")):
        sittings = sittings.filter(body=body)
    order = ("-sits_on", "-case_ptr") if past else ("sits_on", "case_ptr")
    page = paged(request, sittings.whole().annotate(heard=Count("items", filter=Q(items__withdrawn_at=None))), *order)
    return render(
        request,
        "committee/list.html",
        {
            "title": _("Sittings"),
            "tabs": list_tabs("past" if past else "open"),
            "tools": _list_tools(prepared, request.user),
            "bodies": bodies if len(bodies) > 1 else [],
            "body": request.GET.get("body", ""),
            "past": past,
            "rows": [{"sitting": sitting, "badge": badge(sitting)} for sitting in page.rows],
            "pager": page,
            "empty_sentence": _("No sitting is planned.") if not past else _("No sitting has been closed yet."),
        },
    )


def seen_by(user):
    """The sittings in the officer's list. 403 without a body."""
    bodies = _bodies(user)
    if not bodies and not access.allowed_somewhere(user, "appoint_officers"):
        raise PermissionDenied("no body")
    return _of(bodies, user)


def open_to(user):
    """The sittings whose pages the officer may open; none without a body."""
    return _of(_bodies(user), user)


def _of(bodies, user):
    """The sittings of these bodies; those in planning, where the officer prepares them."""
    sittings = Sitting.objects.visible_to(user).filter(body__in=bodies)
    return sittings.exclude(Q(state=State.PLANNED) & ~Q(body__in=bodies_with(user, *PREPARES)))


def list_tabs(current) -> list:
    """The views of the list of sittings."""
    views = {
        "open": (_("Upcoming and open"), reverse("sitting_list")),
        "calendar": (_("Calendar"), reverse("sitting_calendar")),
        "past": (_("Past"), f"{reverse('sitting_list')}?past"),
    }
    return [{"label": label, "url": url, "current": key == current} for key, (label, url) in views.items()]


class PlanSitting(View):
    """A sitting is planned: body, day, hour and place."""

    def dispatch(self, request):
        self.bodies = bodies_with(request.user, *PREPARES)
        if not self.bodies:
            raise PermissionDenied("manage_sittings")
        return super().dispatch(request)

    def get(self, request):
        return self._page(PlanForm(bodies=self.bodies, initial={"sits_on": _day_named(request.GET.get("on", ""))}))

    def post(self, request):
        form = PlanForm(request.POST, bodies=self.bodies)
        if not form.is_valid():
            return self._page(form)
        given = form.cleaned_data
        sitting = planning.plan(
            given["body"], given["sits_on"], by=request.user, sits_at=given["sits_at"], place=given["place"]
        )
        return redirect("sitting_agenda", sitting.number)

    def _page(self, form):
        return render(
            self.request,
            "layout/step.html",
            {
                "title": _("Plan a sitting"),
                "form": form,
                "back": {"label": _("Sittings"), "url": reverse("sitting_list")},
                "submit_label": _("Plan the sitting"),
            },
        )


def road(sitting, checklist):
    return straight(
        sitting,
        [
            (_("Planned"), [State.PLANNED]),
            (_("Agenda published"), [State.ANNOUNCED]),
            (_("In session"), [State.IN_SESSION]),
            (_("Minutes to be signed"), [State.AWAITING_SIGNATURES]),
            (_("Minutes signed"), [State.SIGNED]),
            (_("Closed"), [State.CLOSED]),
        ],
    )


def sections(sitting, user, checklist):
    """The agenda with what was decided, and who sits."""
    hands = Hands.of(user, sitting)
    refuse_unpublished(sitting, hands)
    if not hands.any and sitting.body not in _bodies(user):
        raise Http404
    items = list(sitting.items.select_related("case", "resolution").order_by("position"))
    return {
        "hands": hands,
        "items": items,
        "room": Room(sitting),
        "tools": _tools(sitting, hands, items),
        "facts": _facts(sitting),
        "crumbs": [{"label": _("Sittings"), "url": reverse("sitting_list")}, {"label": sitting.number}],
    }


def _day_named(text):
    """The day that the calendar's link names; none where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bodies(user):
    """The bodies whose sittings the officer may see: those prepared, chaired or sat on."""
    return bodies_with(user, *SITS)


def _list_tools(prepared, user):
    if not prepared:
        return [{"label": _("Committees and members"), "url": reverse("body_list"), "icon": "person"}]
    return [
        {"label": _("Committees and members"), "url": reverse("body_list"), "icon": "person"},
        {"label": _("Plan a sitting"), "url": reverse("sitting_plan"), "icon": "plus"},
        *exporting.tools("sittings", user),
    ]


def _tools(sitting, hands, items):
    """The pages of the sitting that make sense now."""
    number, state = sitting.number, sitting.state
    found = []
    if hands.manages and state in (State.PLANNED, State.ANNOUNCED):
        found.append({"label": _("Agenda"), "url": reverse("sitting_agenda", args=[number]), "icon": "edit"})
    if hands.manages and state in invitations.OPEN and invitations.hears_families(sitting.body):
        url = reverse("sitting_invitations", args=[number])
        found.append({"label": _("Invitations"), "url": url, "icon": "send"})
    if state == State.ANNOUNCED:
        url = reverse("sitting_calendar_file", args=[number])
        found.append({"label": _("For my calendar"), "url": url, "icon": "cal"})
    if state in FILES_OPEN:
        found.append({"label": _("Members' pack"), "url": reverse("sitting_pack", args=[number]), "icon": "file"})
    if state in (State.ANNOUNCED, State.IN_SESSION):
        found.append({"label": _("Attendance"), "url": reverse("sitting_attendance", args=[number]), "icon": "person"})
    if state == State.IN_SESSION and (first := _first_open(items)):
        url = reverse("sitting_item", args=[number, first.position])
        found.append({"label": _("To the session"), "url": url, "icon": "scale"})
    if state in (State.AWAITING_SIGNATURES, State.SIGNED, State.CLOSED):
        found.append({"label": _("Minutes"), "url": reverse("sitting_minutes", args=[number]), "icon": "file"})
    return found if hands.any else []


def _first_open(items):
    """The first item that is not decided; when all are, the first."""
    standing = [item for item in items if not item.withdrawn_at]
    waiting = [item for item in standing if not (hasattr(item, "resolution") and item.resolution.confirmed_at)]
    return next(iter(waiting or standing), None)


def _facts(sitting):
    facts = [
        {"label": _("Case number"), "value": sitting.number, "ltr": True},
        {"label": _("Date"), "value": long_day(sitting.held_on)},
        {"label": _("Hour"), "value": sitting.sits_at and sitting.sits_at.strftime("%H:%M")},
        {"label": _("Place"), "value": sitting.place},
        {"label": _("Number of the sitting"), "value": sitting.label, "ltr": True},
    ]
    return [fact for fact in facts if fact["value"]]


PROCEDURES["sitting"] = Procedure(
    model=Sitting, forms={"put_off": PutOffForm}, template="committee/page.html", road=road, sections=sections
)
