"""Needs of a child or a family: noting one, and the acts that lead from it to its outcome."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.records.fields import DayField
from fostercare.workflows import lifecycle
from fostercare.workflows.cases import find
from fostercare.workflows.follow_up.support import Need
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.screens import ActPage

NOTES = "plan_visits"


class NeedForm(forms.ModelForm):
    """Whose need, which, and since when."""

    what = forms.ChoiceField(label=gettext_lazy("Need"))
    found_on = DayField(label=gettext_lazy("Found on"), not_in_future=True)

    class Meta:
        model = Need
        fields = ["whose", "what", "note", "found_on"]
        widgets = {"whose": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data=None, *, placement):
        super().__init__(data, instance=Need(placement=placement))
        self.fields["what"].choices = book(placement.edition).choices("support_needs", key="key")
        self.fields["whose"].choices = Need.Whose.choices
        self.fields["found_on"].initial = timezone.localdate()

    def clean(self):
        cleaned = super().clean()
        same = {"whose": cleaned.get("whose"), "what": cleaned.get("what")}
        if self.instance.placement.needs.exclude(state="concluded").filter(**same).exists():
            raise ValidationError(_("This need stands on the page already."))
        return cleaned


class NoteNeed(View):
    """A follow-up worker or a supervisor notes a need between the visits."""

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, NOTES, self.placement.directorate)
        return super().dispatch(request)

    def get(self, request):
        return self._page(NeedForm(placement=self.placement))

    @transaction.atomic
    def post(self, request):
        form = NeedForm(request.POST, placement=self.placement)
        if not form.is_valid():
            return self._page(form)
        lifecycle.begin(form.save(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("case", self.placement.number)

    def _page(self, form):
        back = {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])}
        facts = [{"label": _("Family"), "value": self.placement.heading}]
        context = {"title": _("Note a need"), "form": form, "back": back, "facts": facts}
        return render(self.request, "layout/step.html", context)


class OnForm(ConfirmForm):
    """An act with its day."""

    on = DayField(label=gettext_lazy("Date"), not_in_future=True)
    field_order = ["service", "outcome", "on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class ReferForm(OnForm):
    service = forms.CharField(label=gettext_lazy("Service and body"), max_length=200)


class ConcludeForm(OnForm):
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), widget=forms.RadioSelect)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["outcome"].choices = book(record.edition).choices("support_outcomes", key="key")


class NeedActPage(ActPage):
    """An act on a need, on the page that every act has."""

    def find(self, pk):
        need = Need.objects.visible_to(self.request.user).whole().filter(pk=pk).first()
        if need is None:
            raise Http404
        return need

    def url(self):
        return reverse("case", args=[self.record.placement.number])

    def forms(self):
        return {"refer": ReferForm, "serve": OnForm, "conclude": ConcludeForm}

    def history(self):
        return self.record.past_acts()

    def facts(self):
        return [
            {"label": _("Family"), "value": self.record.placement.heading},
            {"label": _("Need"), "value": self.record.label, "note": self.record.get_whose_display()},
        ]
