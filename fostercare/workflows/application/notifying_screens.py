"""The page on which it is recorded how a decision reached the family."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from directorates import access
from directorates.wording import full_day
from fostercare.records.fields import DayField, DocumentFileField
from fostercare.workflows.application import notifying
from fostercare.workflows.cases import find
from fostercare.workflows.letter_facts import decision_told
from fostercare.workflows.letters import label
from fostercare.workflows.ways import PROVEN


class NotificationForm(forms.Form):
    """How, when and by whom the letter was received, with the signed slip or the receipt of the post."""

    way = forms.ChoiceField(
        label=gettext_lazy("How the letter reached the family"),
        choices=[(way.value, way.label) for way in PROVEN],
        widget=forms.RadioSelect,
    )
    received_on = DayField(label=gettext_lazy("Received on"), not_in_future=True)
    received_by = forms.CharField(label=gettext_lazy("Name of who received it"), max_length=200)
    file = DocumentFileField(
        label=gettext_lazy("Signed slip or receipt of the post"),
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 20 MB."),
    )


class NotificationPage(View):
    """The latest decision of which a family is told; without its letter there is nothing to record yet."""

    def dispatch(self, request, number):
        self.application = find(request.user, number)
        self.decision = self.application.kind == "application" and decision_told(self.application)
        if not self.decision:
            raise Http404
        access.require(request.user, "register_applications", self.application.directorate)
        self.letter = notifying.letter_of(self.decision)
        return super().dispatch(request)

    def get(self, request):
        return self._page(NotificationForm())

    def post(self, request):
        form = NotificationForm(request.POST, request.FILES)
        if form.is_valid() and self._done(form):
            messages.success(request, _("The notification was recorded."))
            return redirect("case", self.application.number)
        return self._page(form)

    def _done(self, form):
        try:
            notifying.notify(self.decision, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        return form.is_valid()

    def _page(self, form):
        code = notifying.LETTERS[self.decision.outcome]
        told = {"label": label(self.application, code), "code": code, "paper": self.letter}
        return render(
            self.request,
            "application/notification.html",
            {
                "title": _("Notification of the family"),
                "lead": _("The term for a grievance runs from the day on which the family received the letter."),
                "form": form,
                "record": self.application,
                "letters": [] if self.letter else [told],
                "facts": self._facts(told),
                "back": {"label": self.application.heading, "url": reverse("case", args=[self.application.number])},
                "submit_label": _("Record the notification"),
            },
        )

    def _facts(self, told):
        return [
            {"label": _("Case number"), "value": self.application.number, "ltr": True},
            {"label": _("Decision"), "value": self.decision.get_outcome_display()},
            {"label": _("Date"), "value": full_day(self.decision.decided_on)},
            {
                "label": _("Letter"),
                "value": f"{told['label']} {self.letter.number}" if self.letter else _("not issued yet"),
            },
        ]
