"""The page of the children who are not reached, by directorate, and the campaign that reaches them."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from directorates import access
from directorates.wording import digits, number
from fostercare.records.fields import DayField
from fostercare.workflows.follow_up import coverage
from fostercare.workflows.follow_up.models import Campaign, VisitQuerySet

FIGURES, OPENS = "view_figures", "review_placements"


def coverage_page(request):
    """Never visited, not seen alone, late: how many of each directorate's children, and the campaigns."""
    access.require_somewhere(request.user, FIGURES)
    today = timezone.localdate()
    places = list(access.directorates_where(request.user, FIGURES))
    to_lists = access.allowed_somewhere(request.user, VisitQuerySet.view_action)
    title = _("Children follow-up has not reached")
    return render(
        request,
        "follow_up/coverage.html",
        {
            "title": title,
            "rows": [_row(one, to_lists) for one in coverage.reached(places, today)],
            "campaigns": coverage.progress(places, today),
            "crumbs": [{"label": _("Follow-up"), "url": reverse("visit_list")}, {"label": title}] if to_lists else [],
            "tools": _tools(request.user),
        },
    )


def _row(one, to_lists):
    def cell(label, show, count, of="children"):
        share = one.share(count, of)
        address = {"show": show} | ({"directorate": one.directorate.pk} if one.directorate else {})
        return {
            "label": label,
            "count": number(one.counts[count]),
            "share": "" if share is None else _("%(n)s%%") % {"n": digits(share)},
            "url": reverse("visit_list", query=address) if to_lists and one.counts[count] else "",
        }

    return {
        "directorate": one.directorate or _("All directorates"),
        "all": one.directorate is None,
        "children": number(one.counts["children"]),
        "cells": [
            cell(_("Never visited"), "unvisited", "never"),
            cell(_("Not seen alone"), "not_alone", "not_alone", "of_age"),
            cell(_("With a late visit"), "late", "late"),
            cell(_("Without a follow-up worker"), "no_worker", "no_worker"),
        ],
    }


def _tools(user):
    tools = [{"label": _("Returns and digests"), "url": reverse("reports"), "icon": "file"}]
    if access.allowed_somewhere(user, OPENS):
        opens = _("Open a campaign of baseline visits")
        tools.append({"label": opens, "url": reverse("campaign_open"), "icon": "plus"})
    return tools


class CampaignForm(forms.ModelForm):
    """Where, from when, by when."""

    begins_on = DayField(label=gettext_lazy("Begins on"), not_in_future=True)
    until = DayField(label=gettext_lazy("Every child visited by"))

    class Meta:
        model = Campaign
        fields = ["directorate", "begins_on", "until"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["directorate"].queryset = access.directorates_where(user, OPENS)
        self.fields["directorate"].label = _("Directorate")

    def clean(self):
        cleaned = super().clean()
        begins_on, until, place = (cleaned.get(name) for name in ("begins_on", "until", "directorate"))
        if begins_on and until and until < begins_on + timedelta(days=1):
            self.add_error("until", _("A campaign ends after its beginning."))
        if place and begins_on and place.campaigns.filter(until__gte=begins_on).exists():
            raise ValidationError(_("Another campaign of this directorate lasts until that day."))
        return cleaned


class OpenCampaign(FormView):
    """A head of Family and Childhood, or a supervisor of follow-up, sets the directorate a goal."""

    form_class, template_name = CampaignForm, "layout/step.html"
    success_url = reverse_lazy("follow_up_coverage")

    def dispatch(self, request, *args, **kwargs):
        access.require_somewhere(request.user, OPENS)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        places = access.directorates_where(self.request.user, OPENS)[:2]
        initial = {"begins_on": timezone.localdate(), "directorate": places[0] if len(places) == 1 else None}
        return {**super().get_form_kwargs(), "user": self.request.user, "initial": initial}

    def get_context_data(self, **kwargs):
        back = {"url": self.success_url, "label": _("Children follow-up has not reached")}
        lead = _("From its first day on, every child with a family is to be visited once, whatever the plan says.")
        title = _("Open a campaign of baseline visits")
        return super().get_context_data(title=title, lead=lead, back=back, **kwargs)

    def form_valid(self, form):
        form.instance.opened_by = self.request.user
        form.save()
        messages.success(self.request, _("The campaign was opened."))
        return redirect(self.success_url)
