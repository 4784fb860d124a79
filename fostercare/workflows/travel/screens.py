"""Journeys abroad: the list, the request, and what a journey's page shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows import exporting, lifecycle
from fostercare.workflows.cases import PROCEDURES, Procedure, find, sees
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.rooms import placement_tabs
from fostercare.workflows.tones import badge
from fostercare.workflows.travel.forms import AskForm, DepartureForm, OpinionForm, ReturnForm
from fostercare.workflows.travel.models import AWAY, State, Travel, is_overdue

TRAVELS_IN = ["transition", "stable", "under_watch"]


def travel_list(request):
    """The journeys within the officer's sight, newest first; who should be back is marked."""
    if not access.allowed_somewhere(request.user, "view_cases"):
        raise PermissionDenied("view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = CaseFilter(request.GET, states=State.choices, places=places)
    journeys = Travel.objects.visible_to(request.user).select_related("directorate", "placement", "edition")
    page = paged(request, narrowed.narrow(journeys.defer("edition__lists")), "-opened_on", "-pk")
    return render(
        request,
        "travel/list.html",
        {
            "title": _("Journeys abroad"),
            "tabs": placement_tabs("travel_list"),
            "tools": exporting.tools("journeys", request.user),
            "rows": [{"travel": travel, "badge": badge(travel), "late": _late(travel)} for travel in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("Nobody travels. A permission is asked for on the page of the placement."),
        },
    )


class Ask(View):
    """A family asks to travel abroad with the child."""

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, "request_travel", self.placement.directorate)
        if self.placement.state not in TRAVELS_IN:
            messages.error(request, _("This is not possible in the present state of the placement."))
            return redirect("case", number)
        return super().dispatch(request)

    def get(self, request):
        return self._page(AskForm(placement=self.placement))

    def post(self, request):
        form = AskForm(request.POST, placement=self.placement)
        if not form.is_valid():
            return self._page(form)
        if same := self._sent_before(form):
            return redirect("case", same.number)
        travel = form.save(commit=False)
        travel.placement, travel.heading = self.placement, self.placement.heading
        travel.directorate, travel.edition = self.placement.directorate, self.placement.edition
        lifecycle.begin(travel.open(), by=request.user)
        messages.success(request, _("The request was opened and awaits the directorate's opinion."))
        return redirect("case", travel.number)

    def _sent_before(self, form):
        """The same request sent twice, as by an impatient thumb."""
        same = {name: form.cleaned_data[name] for name in ("countries", "leaves_on", "returns_on")}
        return Travel.objects.visible_to(self.request.user).open().filter(placement=self.placement, **same).first()

    def _page(self, form):
        return render(
            self.request,
            "travel/ask.html",
            {
                "title": _("Ask for a travel permission"),
                "form": form,
                "back": {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])},
                "facts": [{"label": _("Family"), "value": self.placement.heading}],
                "submit_label": _("Open the request"),
            },
        )


def road(travel, checklist):
    return straight(
        travel,
        [
            (_("Asked for"), [State.ASKED]),
            (_("Before the Higher Committee"), [State.WITH_HIGHER]),
            (_("Granted"), [State.GRANTED]),
            (_("Departed"), AWAY),
            (_("Returned"), [State.RETURNED]),
        ],
    )


def sections(travel, user, checklist):
    """Where to, when and with whom, what the directorate thinks of it, and whether the child should be back."""
    return {
        "crumbs": [
            {"label": _("Placements"), "url": reverse("placement_list")},
            {"label": _("Journeys abroad"), "url": reverse("travel_list")},
            {"label": travel.number, "ltr": True},
        ],
        "placement": travel.placement,
        "opens_placement": sees(user, travel.placement),
        "late": _late(travel),
        "days": (travel.returns_on - travel.leaves_on).days + 1,
    }


def _late(travel):
    """The day by which the child had to be back, if it is not."""
    return travel.back_by if travel.state in AWAY and is_overdue(travel) else None


PROCEDURES["travel"] = Procedure(
    model=Travel,
    forms={"give_opinion": OpinionForm, "record_departure": DepartureForm, "record_return": ReturnForm},
    template="travel/page.html",
    road=road,
    sections=sections,
)
