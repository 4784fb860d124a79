"""What the acts on a match ask for, and the record of a visit to the child."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.match.models import ViewingVisit

STATED_IN_FULL = "X99"


class DeclineForm(ConfirmForm):
    """Why the match did not come about: a coded reason of the edition, and words where the code asks for them."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason of the decline"), widget=forms.RadioSelect)
    field_order = ["reason", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = book(self.record.edition).choices("decline_reasons")
        self.fields["why"].label = _("Details")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == STATED_IN_FULL and not cleaned.get("why", "").strip():
            self.add_error("why", _("Another reason has to be stated in full."))
        return cleaned


class ViewingVisitForm(forms.ModelForm):
    """A visit in which the family and the child get to know each other: past, and under a letter that was valid."""

    visited_on = DayField(label=gettext_lazy("Date of the visit"), not_in_future=True)

    class Meta:
        model = ViewingVisit
        fields = ["visited_on", "who_came", "note"]
        labels = {
            "who_came": gettext_lazy("Who came"),
            "note": gettext_lazy("How the child and the family were with each other"),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, match, **kwargs):
        super().__init__(*args, **kwargs)
        self.match = match
        self.fields["visited_on"].initial = timezone.localdate()

    def clean_visited_on(self):
        day = self.cleaned_data["visited_on"]
        first, last = self._first_letter_on(), self.match.letter_until
        if first and day < first:
            raise ValidationError(_("The visit lies before the viewing letter was issued."))
        if last and day > last:
            raise ValidationError(_("The viewing letter was no longer valid on this day; renew it first."))
        if self.match.viewing_visits.filter(visited_on=day).exists():
            raise ValidationError(_("A visit on this day is recorded already."))
        return day

    def _first_letter_on(self):
        """A renewed letter covers the visits under the first one too."""
        issued = self.match.history.filter(act="issue_letter").last()
        return issued and timezone.localdate(issued.at)

    def save(self, by):
        visit = super().save(commit=False)
        visit.match, visit.recorded_by = self.match, by
        visit.save()
        return visit
