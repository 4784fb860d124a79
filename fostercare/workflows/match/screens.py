"""Matches: the list, the choice of a family for a child, the visits to the child, and what a match's page shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from directorates import access
from directorates.wording import Number, digits
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.records.agreement import agreement
from fostercare.records.sealed import is_there
from fostercare.workflows import exporting, lifecycle
from fostercare.workflows.cases import PROCEDURES, Procedure, find, sees
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.match.forms import DECLINES, DeclineForm, ViewingVisitForm
from fostercare.workflows.match.models import HELD_FOR_A_TIME, Match, Side, State, ViewingVisit
from fostercare.workflows.match.proposing import MOST, candidates, propose, why_below
from fostercare.workflows.match.reasons import LINES, comparison, in_words, reasons, weight
from fostercare.workflows.match.statement_screens import statements
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tones import badge


def match_list(request):
    """The matches within the officer's sight, newest first."""
    if not access.allowed_somewhere(request.user, "view_cases"):
        raise PermissionDenied("view_cases")
    places = access.directorates_where(request.user, "view_cases")
    narrowed = CaseFilter(request.GET, states=State.choices, places=places)
    matches = Match.objects.visible_to(request.user).select_related("directorate", "child_file", "edition")
    seen = ViewingVisit.objects.filter(match=OuterRef("pk")).order_by().values("match").annotate(n=Count("pk"))
    matches = matches.defer("edition__lists").annotate(visits=Coalesce(Subquery(seen.values("n")), 0))
    page = paged(request, narrowed.narrow(matches), "-opened_on", "-pk")
    return render(
        request,
        "match/list.html",
        {
            "title": _("Matches"),
            "rows": [{"match": match, "badge": badge(match), "wanted": _visits_wanted(match)} for match in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "tools": [
                {"label": _("Families that wait"), "url": reverse("waiting_list")},
                *exporting.tools("matches", request.user),
            ],
        },
    )


class ProposeFamily(View):
    """The families that wait, each with what speaks for and against it; choosing one reserves the child for it."""

    def dispatch(self, request, number):
        self.child_file = _record(request.user, number, Case.Kind.CHILD_FILE)
        access.require(request.user, "propose_matches", self.child_file.directorate)
        return super().dispatch(request, number)

    def get(self, request, number):
        if self.child_file.state != "available":
            messages.error(request, _("The child is not available for a match now."))
            return redirect("case", number)
        return self._page()

    def post(self, request, number):
        try:
            match = propose(self.child_file, request.POST.get("application", ""), by=request.user)
        except lifecycle.NotNow as not_now:
            messages.error(request, not_now.message)
            return redirect(request.path)
        messages.success(request, _("The child is reserved; the head of the department issues the viewing letter."))
        return redirect("case", match.number)

    def _page(self):
        found = candidates(self.child_file, self.request.user)
        fitting = [candidate for candidate in found if candidate.fits]
        everybody = self.request.GET.get("show") == "all"
        return render(
            self.request,
            "match/propose.html",
            {
                "title": _("Find a family for the child"),
                "file": self.child_file,
                "child": self.child_file.child,
                "rows": _one_below_the_other(found if everybody else fitting, book(self.child_file.edition)),
                "tabs": [
                    _tab(_("Wishes fit"), "?", len(fitting), not everybody),
                    _tab(_("All waiting families"), "?show=all", len(found), everybody),
                ],
                "capped": len(found) == MOST,
                "most": MOST,
                "weights": _weights(book(self.child_file.edition)),
                "crumbs": [
                    {"label": _("Children"), "url": reverse("child_list")},
                    {"label": self.child_file.number, "url": _case_url(self.child_file), "ltr": True},
                    {"label": _("Find a family")},
                ],
            },
        )


class AddViewingVisit(View):
    """A visit of the family to the child, recorded by the home's officer or by the intake officer."""

    def dispatch(self, request, number):
        self.match = _record(request.user, number, Case.Kind.MATCH)
        if not may_record_visits(request.user, self.match):
            raise PermissionDenied("record_viewing_visits")
        if self.match.state != State.VIEWING:
            messages.error(request, _("Visits are recorded while the viewing letter is in force."))
            return redirect("case", number)
        return super().dispatch(request, number)

    def get(self, request, number):
        return self._page(ViewingVisitForm(match=self.match))

    def post(self, request, number):
        form = ViewingVisitForm(request.POST, match=self.match)
        if not form.is_valid():
            return self._page(form)
        form.save(by=request.user)
        messages.success(request, _("The visit was recorded."))
        return redirect("case", number)

    def _page(self, form):
        done, wanted = self.match.viewing_visits.count(), _visits_wanted(self.match)
        return render(
            self.request,
            "match/visit.html",
            {
                "title": _("Record a visit to the child"),
                "lead": _("Visit %(count)s of %(total)s.") % {"count": digits(done + 1), "total": digits(wanted)},
                "form": form,
                "back": {"label": self.match.number, "url": _case_url(self.match)},
                "facts": [
                    {"label": _("Family"), "value": self.match.heading},
                    {"label": _("Child's file"), "value": self.match.child_file.number, "ltr": True},
                ],
                "submit_label": _("Record the visit"),
            },
        )


def _one_below_the_other(found, kept):
    """The candidates, each with why it stands below the one before."""
    above = [None, *found]
    return [
        {
            "candidate": one,
            "below": why_below(before, one) if before else "",
            "speaks_for": in_words(one.speaks_for, kept),
            "speaks_against": in_words(one.speaks_against, kept),
        }
        for before, one in zip(above, found, strict=False)
    ]


def _weights(kept):
    """What the edition declares each criterion to weigh."""
    weighed = [(label, weight(key, kept.parameters)) for key, label, _rule, _judge in LINES]
    return [{"label": label, "weight": points} for label, points in weighed if points]


def may_record_visits(user, match) -> bool:
    """The right is asked where the family lives and where the child does: the home may be in another governorate."""
    places = {match.directorate_id, match.child_file.directorate_id}
    return any(access.allowed(user, "record_viewing_visits", place) for place in places)


def _record(user, number, kind):
    record = find(user, number)
    if record.kind != kind:
        raise Http404
    return record


def _visits_wanted(match):
    return book(match.edition).parameters.value("match_visits_required") or 0


def _tab(label, url, count, current):
    return {"label": label, "url": url, "count": count, "current": current}


def _case_url(record):
    return reverse("case", args=[record.number])


def road(match, checklist):
    return straight(
        match,
        [
            (_("Proposed"), [State.PROPOSED]),
            (_("Viewing letter and visits"), [State.VIEWING]),
            (_("Accepted"), [State.ACCEPTED]),
            (_("Child handed over"), [State.FULFILLED]),
        ],
    )


def sections(match, user, checklist):
    """Family and child side by side, the letter, and the visits so far."""
    file = match.child_file
    compared = compared_now(match, checklist.book.parameters)
    visits = list(match.viewing_visits.select_related("recorded_by"))
    return {
        "crumbs": [{"label": _("Matches"), "url": reverse("match_list")}, {"label": match.number, "ltr": True}],
        "file": file,
        "child": file.child,
        "application": match.application,
        "opens_child": sees(user, file),
        "opens_application": sees(user, match.application),
        "reasons": in_words(reasons(compared), checklist.book),
        "statements": statements(match, user),
        "visits": visits,
        "visits_done": len(visits),
        "visits_wanted": _visits_wanted(match),
        "renewals_left": _renewals_left(match),
        "decline_reason": match.decline_reason and checklist.book.label("decline_reasons", match.decline_reason),
        "declined_by": DECLINES.get(match.declined_by, ""),
        "holds": match.state in HELD_FOR_A_TIME,
        "placement": getattr(match, "placement", None),
        "add_visit_url": _add_visit_url(match, user),
    }


def compared_now(match, parameters):
    """The family and the child as they stand today; children it fosters beside this one, what it declined before."""
    household = match.application.household_id
    matches = Match.objects.filter(application__household=household)
    return comparison(
        match.application, match.child_file, match.child_file.child_facts(), parameters, timezone.localdate(),
        one_religion=agreement(match.child_file.child, [household])[household],
        health_note=is_there("health", match.child_file.child),
        fostered=matches.with_a_child().exclude(pk=match.pk).count(),
        declines=matches.filter(state=State.DECLINED, declined_by=Side.FAMILY).exclude(pk=match.pk).count(),
    )  # fmt: skip


def _renewals_left(match):
    most = book(match.edition).parameters.value("viewing_letter_renewals")
    if most is None:
        return _("may be renewed")
    left = most - match.renewals
    if left <= 0:
        return _("may not be renewed again")
    return ngettext("may be renewed %(count)s time", "may be renewed %(count)s times", left) % {"count": Number(left)}


def _add_visit_url(match, user):
    possible = match.state == State.VIEWING and may_record_visits(user, match)
    return reverse("viewing_visit", args=[match.number]) if possible else ""


PROCEDURES["match"] = Procedure(
    model=Match, forms={"decline": DeclineForm}, template="match/page.html", road=road, sections=sections
)
