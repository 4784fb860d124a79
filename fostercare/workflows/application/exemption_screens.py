"""The list of exemptions: what is asked of whom, where the file stands, and what was decided under which number."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directorates import access
from directorates.models import Directorate
from fostercare.guidebook.book import book
from fostercare.guidebook.gate import EXEMPTS
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import exporting
from fostercare.workflows.application import exemptions
from fostercare.workflows.application.exemptions import ASKED, DECLINED, GRANTED
from fostercare.workflows.application.models import OPEN, Application
from fostercare.workflows.paging import paged
from fostercare.workflows.tabs import of_families
from fostercare.workflows.tones import badge

WORDS = {
    ASKED: (gettext_lazy("asked for"), "wait"),
    GRANTED: (gettext_lazy("granted"), "met"),
    DECLINED: (gettext_lazy("not granted"), "late"),
}


class ExemptionFilter(forms.Form):
    """What was asked of whom, and how it stands; at first what still waits."""

    how = forms.ChoiceField(label=gettext_lazy("Exemption"), required=False)
    authority = forms.ChoiceField(label=gettext_lazy("Asked of"), required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )

    def __init__(self, data, *, authorities, places):
        super().__init__(data)
        self.fields["how"].choices = [*((name, word) for name, (word, _tone) in WORDS.items()), ("all", _("all"))]
        self.fields["authority"].choices = [("", _("all")), *authorities.items()]
        self.fields["directorate"].queryset = places
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, answers):
        self.is_valid()
        chosen = self.cleaned_data
        if (how := chosen.get("how") or ASKED) != "all":
            answers = answers.filter(exemptions.STANDS[how])
        if chosen.get("authority"):
            answers = answers.filter(item__exempted_by=chosen["authority"])
        if chosen.get("directorate"):
            answers = answers.filter(case__directorate=chosen["directorate"])
        return answers


@require_safe
def exemption_list(request):
    """The exemptions of the open applications within the officer's sight, the longest-waiting first."""
    access.require_somewhere(request.user, "view_cases")
    kept = book(in_force())
    authorities = {key: kept.label("authorities", key, key="key") for key in EXEMPTS}
    places = access.directorates_where(request.user, "view_cases")
    narrowed = ExemptionFilter(request.GET, authorities=authorities, places=places)
    applications = Application.objects.visible_to(request.user).filter(state__in=OPEN)
    answers = exemptions.standing(applications).select_related(
        "item", "person", "answered_by", "case__directorate", "case__as_application"
    )
    page = paged(request, narrowed.narrow(answers), "answered_at", "pk")
    return render(
        request,
        "application/exemptions.html",
        {
            "title": _("Exemptions"),
            "tabs": of_families("exemption_list", request.user),
            "tools": exporting.tools("exemptions", request.user),
            "rows": [_row(answer, authorities) for answer in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No exemption matches."),
        },
    )


def _row(answer, authorities):
    word, tone = WORDS[exemptions.how(answer)]
    return {
        "answer": answer,
        "word": word,
        "tone": tone,
        "authority": authorities.get(answer.item.exempted_by, ""),
        "badge": badge(answer.case.as_application),
    }
