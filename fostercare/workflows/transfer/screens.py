"""Transfers between directorates: the list, the notice that opens one, and what a transfer's page shows."""

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
from fostercare.workflows.transfer.forms import AcceptForm, NotifyForm, ReportForm
from fostercare.workflows.transfer.models import State, Transfer
from fostercare.workflows.transfer.moving import MOVES_IN


def transfer_list(request):
    """The transfers from and to the officer's places, newest first."""
    if not access.allowed_somewhere(request.user, "view_cases"):
        raise PermissionDenied("view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = CaseFilter(request.GET, states=State.choices, places=places)
    transfers = Transfer.objects.visible_to(request.user).select_related(
        "sender", "receiver", "directorate", "placement"
    )
    page = paged(request, narrowed.narrow(transfers), "-opened_on", "-pk")
    return render(
        request,
        "transfer/list.html",
        {
            "title": _("Transfers between directorates"),
            "tabs": placement_tabs("transfer_list"),
            "tools": exporting.tools("transfers", request.user),
            "rows": [{"transfer": transfer, "badge": badge(transfer)} for transfer in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No family's file is moving. A transfer is opened on the page of the placement."),
        },
    )


class Notify(View):
    """A family has said that it moves to another governorate: its file follows it."""

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, "transfer_files", self.placement.directorate)
        if self.placement.state not in MOVES_IN:
            messages.error(request, _("This is not possible in the present state of the placement."))
            return redirect("case", number)
        return super().dispatch(request)

    def get(self, request):
        return self._page(NotifyForm(placement=self.placement))

    def post(self, request):
        form = NotifyForm(request.POST, placement=self.placement)
        if not form.is_valid():
            return self._page(form)
        transfer = form.save(commit=False)
        transfer.placement, transfer.sender = self.placement, self.placement.directorate
        transfer.directorate, transfer.edition = self.placement.directorate, self.placement.edition
        transfer.heading = self.placement.heading
        lifecycle.begin(transfer.open(), by=request.user)
        messages.success(request, _("The transfer was opened; the closing report comes next."))
        return redirect("case", transfer.number)

    def _page(self, form):
        return render(
            self.request,
            "transfer/notify.html",
            {
                "title": _("Transfer to another directorate"),
                "form": form,
                "back": {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])},
                "facts": [
                    {"label": _("Family"), "value": self.placement.heading},
                    {"label": _("Directorate"), "value": self.placement.directorate.name},
                ],
                "submit_label": _("Open the transfer"),
            },
        )


def road(transfer, checklist):
    return straight(
        transfer,
        [
            (_("Notified"), [State.NOTIFIED]),
            (_("Report sent"), [State.REPORT_SENT]),
            (_("Accepted"), [State.ACCEPTED]),
            (_("File moved"), [State.MOVED]),
            (_("First visit done"), [State.COMPLETED]),
        ],
    )


def sections(transfer, user, checklist):
    """From where to where, who answers for the child now, and the closing report."""
    return {
        "crumbs": [
            {"label": _("Placements"), "url": reverse("placement_list")},
            {"label": _("Transfers"), "url": reverse("transfer_list")},
            {"label": transfer.number, "ltr": True},
        ],
        "placement": transfer.placement,
        "opens_placement": sees(user, transfer.placement),
    }


PROCEDURES["transfer"] = Procedure(
    model=Transfer,
    forms={"send_report": ReportForm, "accept": AcceptForm},
    template="transfer/page.html",
    road=road,
    sections=sections,
)
