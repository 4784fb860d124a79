"""Placements: the list, what is prepared before contract and ending, and what a placement's page shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.guidebook.book import wording
from fostercare.guidebook.models import Case
from fostercare.workflows import exporting
from fostercare.workflows.cases import PROCEDURES, Procedure, find, sees
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.paging import paged
from fostercare.workflows.placement import endings
from fostercare.workflows.placement.care import care_of
from fostercare.workflows.placement.contract_screens import parts
from fostercare.workflows.placement.forms import (
    ContractForm,
    EndForm,
    EndingForm,
    EndingKindForm,
    RiskForm,
    SafetyForm,
    SignContractForm,
    WhereForm,
)
from fostercare.workflows.placement.models import BEFORE_HIGHER, LIVE, UNDER_WAY, WITH_THE_FAMILY, Placement, State
from fostercare.workflows.roads import straight
from fostercare.workflows.rooms import placement_tabs
from fostercare.workflows.tones import badge

RISK_TONES = {"low": "met", "medium": "soon", "high": "late"}
SHOWN_AHEAD = 4
STAYS_SHOWN = 6


def placement_list(request):
    """The placements within the officer's sight, newest first, each with its next visit."""
    if not access.allowed_somewhere(request.user, "view_cases"):
        raise PermissionDenied("view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = CaseFilter(request.GET, states=State.choices, places=places)
    placements = (
        Placement.objects.visible_to(request.user).select_related("directorate", "match__child_file").with_next_visit()
    )
    page = paged(request, narrowed.narrow(placements), "-opened_on", "-pk")
    return render(
        request,
        "placement/list.html",
        {
            "title": _("Placements"),
            "tabs": placement_tabs("placement_list"),
            "tools": exporting.tools("placements", request.user),
            "rows": [
                {"placement": placement, "badge": badge(placement), "risk": _risk(placement)} for placement in page.rows
            ],
            "pager": page,
            "filter_form": narrowed,
        },
    )


class Preparation(View):
    """Facts about a placement that are written down before an act, so that the guidebook's gate can read them."""

    form_class = None
    right = ""
    states = ()
    title = ""

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, self.right, self.placement.directorate)
        if self.placement.state not in self.states:
            messages.error(request, _("This is not possible in the present state of the placement."))
            return redirect("case", number)
        return super().dispatch(request, number)

    def get(self, request, number):
        return self._page(self.form())

    def post(self, request, number):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        for name, value in form.cleaned_data.items():
            setattr(self.placement, name, value)
        self.placement.save(update_fields=list(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("case", number)

    def _page(self, form):
        return render(
            self.request,
            "placement/preparation.html",
            {
                "title": self.title,
                "form": form,
                "back": {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])},
                "facts": [{"label": _("Family"), "value": self.placement.heading}],
                **self.context(form),
            },
        )

    def context(self, form):
        """What else the page shows."""
        return {}


class PrepareContract(Preparation):
    """What the contract will say beside what every contract says."""

    right = "prepare_contracts"
    states = [State.PREPARED]

    @property
    def title(self):
        return _("Prepare the contract")

    def form(self, data=None):
        return ContractForm(data, initial={"name_change_asked": self.placement.name_change_asked})


class PrepareEnding(Preparation):
    """The kind of ending, then why and where to: it decides which items of the guidebook have to be shown before it."""

    right = "review_placements"
    states = UNDER_WAY

    @property
    def title(self):
        return _("Prepare the ending")

    def dispatch(self, request, number):
        self.choosing = "kind" in request.GET
        return super().dispatch(request, number)

    def form(self, data=None):
        if self.choosing or not self.placement.ending_kind:
            return EndingKindForm(data, placement=self.placement)
        return EndingForm(data, instance=self.placement.ending)

    def post(self, request, number):
        if "drop" in request.POST and self.placement.state in WITH_THE_FAMILY:
            endings.drop(self.placement)
            messages.success(request, _("No ending is prepared any more."))
            return redirect("case", number)
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        if isinstance(form, EndingForm):
            form.save()
            messages.success(request, _("Saved."))
            return redirect("case", number)
        return self._prepare(form)

    def _prepare(self, form):
        try:
            endings.prepare(self.placement, form.cleaned_data["kind"], by=self.request.user)
        except ValidationError as error:
            form.add_error("kind", error)
            return self._page(form)
        return redirect("placement_ending", self.placement.number)

    def context(self, form):
        if isinstance(form, EndingKindForm):
            return {"submit_label": _("Continue")}
        return {
            "lead": form.instance.rule and wording(form.instance.rule),
            "droppable": self.placement.state in WITH_THE_FAMILY,
            "another_kind": f"{self.request.path}?kind=another",
        }


def road(placement, checklist):
    return straight(
        placement,
        [
            (_("Being prepared"), [State.PREPARED]),
            (_("Contract signed"), [State.CONTRACTED]),
            (_("Handed over, in transition"), [State.TRANSITION]),
            (_("Stable"), [State.STABLE, State.UNDER_WATCH]),
            (_("Before the Higher Committee"), BEFORE_HIGHER),
            (_("Ending decided"), [State.ENDING]),
            (_("Ended"), [State.ENDED]),
        ],
    )


def sections(placement, user, checklist):
    """Where the placement comes from, its contract and hand-over, and the plan of visits."""
    return {
        "crumbs": [
            {"label": _("Placements"), "url": reverse("placement_list")},
            {"label": placement.number, "ltr": True},
        ],
        "match": placement.match,
        "file": placement.match.child_file,
        "application": placement.match.application,
        "opens_child": sees(user, placement.match.child_file),
        "opens_application": sees(user, placement.match.application),
        "child": placement.child,
        "risk": _risk(placement),
        "ending": _ending(placement, checklist.book, user),
        "contract_url": _preparing_url("placement_contract", PrepareContract, placement, user),
        "ending_url": _preparing_url("placement_ending", PrepareEnding, placement, user),
        "parts": parts(placement, user),
        "clearance": _clearance(placement),
        "waits_for_panel": placement.state == State.CONTRACTED,
        **_who_answers(placement, user),
        **care_of(placement, user),
        **_where(placement, user, checklist.book),
        **_changes(placement, user),
        **_plan(placement, user, checklist.book),
    }


def _clearance(placement):
    """The resolution by which the weekly panel cleared the hand-over."""
    cleared = type(placement).objects.filter(pk=placement.pk).select_related("cleared_by__item__sitting")
    return cleared.get().cleared_by if placement.cleared_by_id else None


def _who_answers(placement, user):
    """Which directorate answered for the child when, and the transfer that is under way or may be opened."""
    transfer = placement.transfers.under_way().first()
    opens = placement.state in WITH_THE_FAMILY and access.allowed(user, "transfer_files", placement.directorate_id)
    return {
        "duties": placement.duties.select_related("directorate"),
        "transfer": transfer,
        "transfer_url": reverse("transfer_notify", args=[placement.number]) if opens and not transfer else "",
    }


def _changes(placement, user):
    """What changed in the family, open reassessments first."""
    reports = placement.state in UNDER_WAY and access.allowed(user, "report_changes", placement.directorate_id)
    changes = placement.circumstances.order_by(F("state").desc(), "-reported_at")[:STAYS_SHOWN]
    for change in changes:
        change.placement = placement
    return {
        "changes": [{"change": change, "badge": badge(change)} for change in changes],
        "change_url": reverse("circumstance_report", args=[placement.number]) if reports else "",
    }


def _where(placement, user, edition):
    """Where the child is and was, newest first, and its journeys abroad."""
    asks = placement.state in WITH_THE_FAMILY and access.allowed(user, "request_travel", placement.directorate_id)
    stays = placement.child.stays.select_related("home").order_by("-since")[:STAYS_SHOWN]
    return {
        "stays": [{"stay": stay, "place": edition.label("whereabouts", stay.place, key="key")} for stay in stays],
        "journeys": [
            {"travel": travel, "badge": badge(travel)}
            for travel in placement.travels.order_by("-leaves_on")[:STAYS_SHOWN]
        ],
        "travel_url": reverse("travel_ask", args=[placement.number]) if asks else "",
    }


def _relatives(ending, user):
    """The requests of relatives that followed the ending, and where one is begun for who may register requests."""
    if ending.next_care != endings.RELATIVE:
        return {}
    requests = list(ending.applications.order_by("pk"))
    begins = not requests and access.allowed_somewhere(user, "register_applications")
    return {
        "relatives": [{"application": one, "opens": sees(user, one)} for one in requests],
        "relative_url": reverse("register_relative", args=[ending.placement.number]) if begins else "",
    }


def _ending(placement, edition, user):
    """The ending that stands, in words."""
    ending = placement.ending if placement.ending_kind else None
    if ending is None:
        return None
    return {
        "kind": edition.label("ending_kinds", ending.kind, key="key"),
        "asked_on": ending.asked_on,
        "reasons": [edition.label("ending_reasons", code) for code in ending.reasons],
        "text": ending.text,
        "next_care": edition.label("next_cares", ending.next_care, key="key"),
        "next_home": ending.next_home,
        "next_care_note": ending.next_care_note,
        "account_holder": ending.account_holder,
        "decision": ending.resolution,
        "gaps": [] if placement.ended_on else ending.gaps(),
        **_relatives(ending, user),
    }


def _plan(placement, user, edition):
    """The visits so far, the next ones, how many more the plan holds and how many the ending called off."""
    today = timezone.localdate()
    every = [_visit_row(visit, edition, today) for visit in placement.visits.visible_to(user)]
    called_off = [row for row in every if placement.ended_on and row["visit"].state == "cancelled"]
    visits = [row for row in every if row not in called_off]
    ahead = [row for row in visits if row["visit"].state == "planned" and row["visit"].planned_on > today]
    return {
        "visits": [row for row in visits if row not in ahead] + ahead[:SHOWN_AHEAD],
        "further": len(ahead[SHOWN_AHEAD:]),
        "called_off": len(called_off),
        "last_planned": ahead[-1]["visit"].planned_on if ahead else None,
        "late_visits": sum(row["late"] for row in visits),
        "next_visit": next((row["visit"] for row in visits if row["visit"].state == "planned"), None),
    }


def _visit_row(visit, edition, today):
    return {
        "visit": visit,
        "stage": edition.label("visit_schedule", visit.stage, key="key"),
        "late": visit.state == "planned" and visit.late_after < today,
        "badge": badge(visit),
    }


def _risk(placement):
    if placement.state not in LIVE:
        return None
    return {"label": placement.get_risk_display(), "tone": RISK_TONES[placement.risk]}


def _preparing_url(name, page, placement, user):
    possible = placement.state in page.states and access.allowed(user, page.right, placement.directorate_id)
    return reverse(name, args=[placement.number]) if possible else ""


PROCEDURES["placement"] = Procedure(
    model=Placement,
    forms={
        "sign_contract": SignContractForm,
        "remove_child": SafetyForm,
        "record_whereabouts": WhereForm,
        "assess_risk": RiskForm,
        "end": EndForm,
    },
    template="placement/page.html",
    road=road,
    sections=sections,
)
