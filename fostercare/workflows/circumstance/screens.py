"""Changes in families: the list, the report, one change with what it touches, and the acts on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.templatetags.arabic import day
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.circumstance.forms import ConcludeForm, ReportForm
from fostercare.workflows.circumstance.models import Circumstance, State
from fostercare.workflows.circumstance.reporting import report
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.offers import blocked, offers
from fostercare.workflows.paging import paged
from fostercare.workflows.rooms import placement_tabs
from fostercare.workflows.screens import ActPage, told
from fostercare.workflows.tones import badge

REPORTED_IN = ["transition", "stable", "under_watch", "urgent_review", "referred"]


def circumstance_list(request):
    """The changes within the officer's sight, the newest first."""
    access.require_somewhere(request.user, "view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = ChangeFilter(request.GET, states=State.choices, places=places)
    changes = Circumstance.objects.visible_to(request.user).select_related(
        "placement__directorate", "placement__edition", "reported_by"
    ).defer("placement__edition__lists")  # fmt: skip
    page = paged(request, narrowed.narrow(changes), "-reported_at", "-pk")
    return render(
        request,
        "circumstance/list.html",
        {
            "title": _("Changes and reviews"),
            "tabs": placement_tabs("circumstance_list"),
            "rows": [{"change": change, "badge": badge(change)} for change in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No change was reported. It is reported on the page of the placement, or by a visit."),
        },
    )


class ChangeFilter(CaseFilter):
    """The place is that of the placement."""

    def narrow(self, changes):
        self.is_valid()
        chosen = {
            "state": self.cleaned_data.get("state"),
            "placement__directorate": self.cleaned_data.get("directorate"),
        }
        return changes.filter(**{name: value for name, value in chosen.items() if value})


class Report(View):
    """Something changed in the family: whoever learns of it writes it down."""

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, "report_changes", self.placement.directorate)
        if self.placement.state not in REPORTED_IN:
            messages.error(request, _("This is not possible in the present state of the placement."))
            return redirect("case", number)
        return super().dispatch(request)

    def get(self, request):
        return self._page(ReportForm(placement=self.placement))

    def post(self, request):
        form = ReportForm(request.POST, placement=self.placement)
        if not form.is_valid():
            return self._page(form)
        try:
            change = report(self.placement, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("kind", error)
            return self._page(form)
        messages.success(request, _("The change was reported; what it touches is listed here."))
        return redirect("circumstance", change.pk)

    def _page(self, form):
        return render(
            self.request,
            "circumstance/report.html",
            {
                "title": _("Report a change in the family"),
                "form": form,
                "back": {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])},
                "facts": [{"label": _("Family"), "value": self.placement.heading}],
                "submit_label": _("Report the change"),
            },
        )


def circumstance_page(request, pk):
    """One change: what it touches, what of it was answered anew, and what follows."""
    change = _find(request.user, pk)
    lines = change.touched()
    shut = {(obstacle.item.code, obstacle.part.person) for obstacle in change.still_open(lines)}
    acts = offers(change, request.user)
    return render(
        request,
        "circumstance/page.html",
        {
            "change": change,
            "title": change.label,
            "badge": badge(change),
            "crumbs": [
                {"label": _("Placements"), "url": reverse("placement_list")},
                {"label": change.placement.number, "url": reverse("case", args=[change.placement.number]), "ltr": True},
                {"label": change.label},
            ],
            "facts": [
                {"label": _("Family"), "value": change.placement.heading},
                {"label": _("Happened on"), "value": day(change.happened_on)},
                {
                    "label": _("Reported by"),
                    "value": change.reported_by or _("the calendar"),
                    "note": day(change.reported_at),
                },
            ],
            "rows": list(_rows(lines, shut)),
            "acts": [act for act in acts if act.open],
            "blocked": [blocked(act) for act in acts if not act.open],
            "history": told(change.past_acts().select_related("by")),
        },
    )


def _rows(lines, shut):
    """The items that the change touches, one row for each adult of whom they are asked."""
    for line in lines:
        for part in line.parts:
            yield {
                "item": line.item,
                "person": part.person,
                "anew": (line.item.code, part.person) not in shut,
                "answered_at": part.answer and part.answer.answered_at,
                "url": reverse("answer_item", args=[line.case.number, line.item.code]),
            }


class CircumstanceActPage(ActPage):
    """An act on a change, on the page that every act has."""

    def find(self, pk):
        return _find(self.request.user, pk)

    def url(self):
        return reverse("circumstance", args=[self.record.pk])

    def forms(self):
        return {"conclude": ConcludeForm}

    def history(self):
        return self.record.past_acts()

    def facts(self):
        return [
            {"label": _("Family"), "value": self.record.placement.heading},
            {"label": _("What changed"), "value": self.record.label},
        ]


def _find(user, pk):
    change = Circumstance.objects.visible_to(user).whole().filter(pk=pk).first()
    if change is None:
        raise Http404
    return change
