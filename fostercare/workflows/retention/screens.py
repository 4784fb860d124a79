"""Retention: what has been kept long enough, the lists that two people confirm, and legal holds on a case."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from directorates import access
from directorates.templatetags.arabic import full_day
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.processing import THEN, kept_for
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.cases import find
from fostercare.workflows.retention import confirming, due
from fostercare.workflows.retention.models import LegalHold, RetentionLine, RetentionList
from fostercare.workflows.tabs import of_privacy

SHOWN = 100


@require_safe
def retention(request):
    """By rule, what has been kept long enough: nothing is changed by looking."""
    access.require_somewhere(request.user, "view_privacy")
    kept, places = book(in_force()), set(access.directorates_where(request.user, "view_privacy"))
    confirms = any(access.allowed(request.user, right, None) for right in ("propose_retention", "confirm_retention"))
    holds = LegalHold.objects.filter(lifted_at=None, case__directorate__in=places)
    return render(
        request,
        "retention/page.html",
        {
            "title": _("Retention"),
            "lead": _("What has been kept long enough. Looking changes nothing."),
            "tabs": of_privacy("retention", request.user),
            "tools": _tools(request.user),
            "rules": [_rule(rule, kept, places) for rule in due.rules()],
            "lists": RetentionList.objects.select_related("drawn_up_by")[:SHOWN] if confirms else [],
            "holds": holds.select_related("case", "placed_by")[:SHOWN],
        },
    )


def _tools(user):
    if not access.allowed(user, "propose_retention", None):
        return []
    url = reverse("retention_draw_up")
    return [{"label": _("Draw up the list of what is to be reduced"), "url": url, "icon": "file", "post": True}]


def _rule(rule, kept, places):
    codes = {place.pk for place in places}
    found = [one for one in due.due(rule) if one.case.directorate_id in codes]
    return {
        "label": wording(rule),
        "kept_for": kept_for(kept, rule["key"]),
        "then": THEN[rule["then"]],
        "count": len(found),
        "found": found[:SHOWN],
    }


@require_POST
def draw_up(request):
    """The data-protection officer writes down what is to be reduced."""
    access.require(request.user, "propose_retention", None)
    try:
        drawn = confirming.draw_up(by=request.user)
    except ValidationError as nothing:
        messages.info(request, nothing.message)
        return redirect("retention")
    return redirect("retention_list", drawn.pk)


def retention_list(request, pk):
    """One list: its cases by number, who confirmed it, and what came of each."""
    if not any(access.allowed(request.user, right, None) for right in ("propose_retention", "confirm_retention")):
        access.require(request.user, "confirm_retention", None)
    drawn = get_object_or_404(RetentionList.objects.select_related("drawn_up_by", "first_by", "second_by"), pk=pk)
    may = access.allowed(request.user, "confirm_retention", None)
    rules = {rule["key"]: wording(rule) for rule in due.rules()}
    lines = drawn.lines.select_related("case__directorate")
    return render(
        request,
        "retention/list.html",
        {
            "title": _("List of what is to be reduced"),
            "crumbs": [{"label": _("Retention"), "url": reverse("retention")}, {"label": full_day(drawn.drawn_up_at)}],
            "drawn": drawn,
            "rows": [_line(line, rules) for line in lines],
            "confirms": may and not drawn.confirmed and drawn.first_by_id != request.user.pk,
        },
    )


TONES = {RetentionLine.Outcome.WAITING: "wait", RetentionLine.Outcome.REDUCED: "na", RetentionLine.Outcome.LEFT: "soon"}


def _line(line, rules):
    return {
        "line": line,
        "rule": rules.get(line.rule, line.rule),
        "badge": {"label": line.get_outcome_display(), "tone": TONES[line.outcome]},
    }


@require_POST
def confirm(request, pk):
    """The first and the second person."""
    access.require(request.user, "confirm_retention", None)
    get_object_or_404(RetentionList, pk=pk)
    try:
        drawn = confirming.confirm(pk, by=request.user)
    except ValidationError as refused:
        messages.error(request, refused.message)
        return redirect("retention_list", pk)
    messages.success(
        request, _("Confirmed by two people.") if drawn.confirmed else _("Confirmed; a second person has to.")
    )
    return redirect("retention_list", pk)


class HoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class LegalHoldPage(View):
    """Places a legal hold on a case, or lifts the one that stands; both say why."""

    def dispatch(self, request, number):
        self.record = find(request.user, number)
        if self.record.directorate is None:
            raise Http404
        access.require(request.user, "hold_retention", self.record.directorate)
        self.standing = confirming.standing_hold(self.record)
        return super().dispatch(request)

    def get(self, request):
        return self._page(HoldForm())

    def post(self, request):
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        change = confirming.lift_hold if self.standing else confirming.place_hold
        change(self.record, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("case", self.record.number)

    def _page(self, form):
        title = _("Lift the legal hold") if self.standing else _("Place a legal hold")
        facts = [{"label": _("Case number"), "value": self.record.number, "ltr": True}]
        if self.standing:
            facts.append({"label": _("Held because"), "value": self.standing.reason, "note": self.standing.placed_by})
        return render(
            self.request,
            "retention/hold.html",
            {
                "title": title,
                "lead": _("While a legal hold stands nothing of the case is reduced, however old it is."),
                "form": form,
                "back": {"label": self.record.number, "url": reverse("case", args=[self.record.number])},
                "facts": facts,
                "submit_label": title,
            },
        )
