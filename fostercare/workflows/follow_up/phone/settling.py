"""Two versions of one visit, from the phone and from the office: both stand side by side, and a person chooses."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from directorates import access
from fostercare.ledger.reading import opens
from fostercare.workflows.follow_up.drafting import answered
from fostercare.workflows.follow_up.models import State, Visit
from fostercare.workflows.follow_up.phone.models import TO_SETTLE, Delivery
from fostercare.workflows.follow_up.phone.receiving import as_answers
from fostercare.workflows.follow_up.questions import Questions

PHONE, OFFICE = "phone", "office"
MAY = ("record_visits", "sign_off_visits")


class ChoiceForm(forms.Form):
    """For each question that was answered twice: whose answer stands."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        for row in rows:
            self.fields[row["key"]] = forms.ChoiceField(
                label=row["label"],
                choices=[(PHONE, row["phone"]), (OFFICE, row["office"])],
                widget=forms.RadioSelect,
            )

    @property
    def of_the_phone(self):
        return {key for key, chosen in self.cleaned_data.items() if chosen == PHONE}


class AsideForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why it is set aside"), max_length=250)


class Settle(View):
    """One delivery beside the visit: choose answer by answer while the visit is open, or set the delivery aside."""

    def dispatch(self, request, pk):
        visible = Visit.objects.visible_to(request.user).whole()
        self.delivery = Delivery.objects.filter(pk=pk, outcome__in=TO_SETTLE).select_related("sent_by").first()
        self.visit = self.delivery and visible.filter(pk=self.delivery.visit_id).first()
        if self.visit is None:
            raise Http404
        opens(request, self.visit.placement.number)
        if not any(access.allowed(request.user, right, self.visit.directorate_id) for right in MAY):
            raise PermissionDenied(MAY[0])
        if self.delivery.settlement:
            messages.info(request, _("This has been settled already."))
            return redirect("visit", self.visit.pk)
        self.questions = Questions(self.visit, request.user, timezone.localdate())
        self.given = as_answers(self.visit, self.questions, self.delivery.answers, self.questions.all)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self._page(ChoiceForm(rows=self._rows()), AsideForm())

    def post(self, request, pk):
        if "why" in request.POST:
            aside = AsideForm(request.POST)
            if not aside.is_valid():
                return self._page(ChoiceForm(rows=self._rows()), aside)
            self._settle(Delivery.Settlement.SET_ASIDE, why=aside.cleaned_data["why"])
            messages.success(request, _("The version from the phone was set aside; it is kept."))
            return redirect("visit", self.visit.pk)
        choice = ChoiceForm(request.POST, rows=self._rows())
        if not self._open or not choice.is_valid():
            return self._page(choice, AsideForm())
        self._choose(choice.of_the_phone)
        messages.success(request, _("The draft holds what you chose. Record the visit when it is complete."))
        return redirect("visit_record" if self._records else "visit", self.visit.pk)

    @property
    def _open(self):
        return self.visit.state == State.PLANNED

    @property
    def _records(self):
        return access.allowed(self.request.user, MAY[0], self.visit.directorate_id)

    @transaction.atomic
    def _choose(self, of_the_phone):
        """What the phone alone answered joins the draft; where both answered, what was chosen."""
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=self.visit.pk)
        taken = {
            key: value
            for key, value in self.given.items()
            if key in of_the_phone or not answered(visit.answers.get(key))
        }
        visit.answers, visit.drafted_by, visit.drafted_at = visit.answers | taken, self.request.user, timezone.now()
        visit.save(update_fields=["answers", "drafted_by", "drafted_at"])
        self._settle(Delivery.Settlement.CHOSEN)

    def _settle(self, settlement, **more):
        facts = {"settlement": settlement, "settled_by": self.request.user, "settled_at": timezone.now(), **more}
        Delivery.objects.filter(pk=self.delivery.pk, settlement="").update(**facts)

    def _rows(self):
        """The questions answered twice and differently, both answers in words."""
        for row in self.questions.shown:
            ours, theirs = self.visit.answers.get(row["key"]), self.given.get(row["key"])
            if row["key"] in self.given and answered(ours) and ours != theirs:
                yield {
                    "key": row["key"],
                    "label": self.questions.label(row),
                    "phone": _("On the phone: %(answer)s") % {"answer": self._said(row, theirs)},
                    "office": _("In the office: %(answer)s") % {"answer": self._said(row, ours)},
                }

    def _said(self, row, answer):
        return self.questions.said(row, answer) or _("nothing")

    def _page(self, choice, aside):
        title = _("Two versions of one visit")
        told = [
            {"label": self.questions.label(row), "value": self._said(row, self.given[row["key"]])}
            for row in self.questions.shown
            if row["key"] in self.given
        ]
        visit = {"label": _("Visit"), "url": reverse("visit", args=[self.visit.pk])}
        return render(
            self.request,
            "phone/settle.html",
            {
                "title": title,
                "crumbs": [{"label": _("Follow-up"), "url": reverse("visit_list")}, visit, {"label": title}],
                "visit": self.visit,
                "delivery": self.delivery,
                "open": self._open,
                "form": choice,
                "aside_form": aside,
                "told": told,
            },
        )
