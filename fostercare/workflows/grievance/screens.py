"""Grievances: the list, lodging one, and what a grievance's page shows: above all the term, and what silence means."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.wording import counted, full_day
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.workflows import exporting
from fostercare.workflows.cases import PROCEDURES, Procedure, find, sees
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.grievance import in_words
from fostercare.workflows.grievance.forms import AdmitForm, InadmissibleForm, LodgeForm, NotifyForm, StudyForm
from fostercare.workflows.grievance.lodging import contestable, lodge
from fostercare.workflows.grievance.models import OPEN, Grievance, State
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tabs import of_families
from fostercare.workflows.tones import badge


def grievance_list(request):
    """The grievances within the officer's sight, newest first."""
    access.require_somewhere(request.user, "view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = CaseFilter(request.GET, states=State.choices, places=places)
    grievances = Grievance.objects.visible_to(request.user).select_related("directorate", "decision__application")
    page = paged(request, narrowed.narrow(grievances), "-opened_on", "-pk")
    return render(
        request,
        "grievance/list.html",
        {
            "title": _("Grievances"),
            "tabs": of_families("grievance_list", request.user),
            "tools": exporting.tools("grievances", request.user),
            "rows": [(grievance, badge(grievance), grievance.state in OPEN) for grievance in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No grievance matches."),
        },
    )


class Lodge(View):
    """A grievance against the refusal of an application is registered; its number goes on the receipt."""

    def dispatch(self, request, number):
        self.application = find(request.user, number)
        if self.application.kind != Case.Kind.APPLICATION:
            raise Http404
        access.require(request.user, "lodge_grievances", self.application.directorate)
        self.decision = contestable(self.application)
        if self.decision is None:
            messages.error(request, _("There is no refusal of this application that can be contested now."))
            return redirect("case", number)
        return super().dispatch(request, number)

    def get(self, request, number):
        return self._page(LodgeForm(decision=self.decision))

    def post(self, request, number):
        form = LodgeForm(request.POST, decision=self.decision)
        if not form.is_valid():
            return self._page(form)
        try:
            grievance = lodge(self.decision, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        messages.success(request, _("The grievance was lodged under %(number)s.") % {"number": grievance.number})
        return redirect("case", grievance.number)

    def _page(self, form):
        return render(
            self.request,
            "grievance/lodge.html",
            {
                "title": _("Lodge a grievance"),
                "form": form,
                "lead": self._term(),
                "back": {"label": self.application.number, "url": reverse("case", args=[self.application.number])},
                "facts": [
                    {"label": _("Family"), "value": self.application.heading},
                    *in_words.contested(self.decision),
                ],
                "submit_label": _("Lodge the grievance"),
            },
        )

    def _term(self):
        until = self.decision.contest_until
        if until is None:
            return _("The family has not been notified of the refusal yet: the term does not run.")
        said = {"day": full_day(until)}
        if timezone.localdate() <= until:
            return _("The term runs until %(day)s.") % said
        text = _(
            "The term ended on %(day)s. The grievance is registered all the same; whether it is heard is decided by "
            "people."
        )
        return text % said


def road(grievance, checklist):
    return straight(
        grievance,
        [
            (_("Lodged"), [State.LODGED]),
            (_("Under study"), [State.UNDER_STUDY]),
            (_("Before the Higher Committee"), [State.WITH_HIGHER]),
            (_("Decided"), [State.UPHELD, State.DISMISSED, State.SENT_BACK]),
        ],
    )


def sections(grievance, user, checklist):
    """What is contested, what the family says, what the secretariat found, what was decided, and the term."""
    application = grievance.application
    return {
        "crumbs": [
            {"label": _("Grievances"), "url": reverse("grievance_list")},
            {"label": grievance.number, "ltr": True},
        ],
        "application": application,
        "opens_application": sees(user, application),
        "contested": in_words.contested(grievance.decision),
        "reasons": [checklist.book.label("refusal_reasons", code) for code in grievance.decision.reasons],
        "lodged": in_words.lodged(grievance),
        "term": term(grievance),
        "inadmissible": grievance.inadmissible_because
        and checklist.book.label("inadmissibility_reasons", grievance.inadmissible_because),
        "decided": _decided(grievance),
        "took_part": grievance.state in OPEN and _concerned(grievance, user),
    }


def term(grievance) -> list:
    """The clock of the law in words: how long it runs, that silence is refusal, and what the family may do then."""
    said = [_clock(grievance)] if grievance.decide_by else []
    if grievance.late and grievance.state in OPEN:
        text = _("Lodged after the term, which ended on %(day)s.") % {"day": full_day(grievance.last_day)}
        said.append({"text": text, "tone": "late"})
    if until := grievance.sue_until:
        text = _("The family may sue before the administrative court until %(day)s.") % {"day": full_day(until)}
        said.append({"text": text, "tone": "wait"})
    return [notice for notice in said if notice]


def _clock(grievance):
    left = (grievance.decide_by - timezone.localdate()).days
    said = {"day": full_day(grievance.decide_by), "left": counted(left, "day") if left > 0 else _("today")}
    if grievance.state not in OPEN:
        return None
    if left < 0:
        text = _(
            "The term ended on %(day)s without a decision: by law (47 of 1972, article 24) silence is refusal. "
            "Record the lapse of the term."
        )
        return {"text": text % said, "tone": "late"}
    text = _(
        "To be decided by %(day)s (remaining: %(left)s). By law (47 of 1972, article 24) silence until then is refusal."
    )
    warning = book(grievance.edition).parameters.value("grievance_warning") or 0
    return {"text": text % said, "tone": "soon" if left <= warning else "wait"}


def _decided(grievance):
    """The decision of the sitting: number, day, reasons."""
    resolution = grievance.resolution
    if resolution is None:
        return None
    return {
        "number": resolution.label, "on": resolution.item.sitting.held_on, "text": resolution.text,
        "badge": badge(grievance), "sitting": resolution.item.sitting.number,
    }  # fmt: skip


def _concerned(grievance, user):
    """Would this officer work on it, had they not worked on the first decision?"""
    rights = ("study_grievances", "record_higher_decisions")
    return any(access.allowed(user, right, grievance.directorate) for right in rights) and grievance.first_hand(user)


PROCEDURES["grievance"] = Procedure(
    model=Grievance,
    forms={
        "admit": AdmitForm, "find_inadmissible": InadmissibleForm, "present": StudyForm, "notify": NotifyForm,
    },
    template="grievance/page.html",
    road=road,
    sections=sections,
)  # fmt: skip
