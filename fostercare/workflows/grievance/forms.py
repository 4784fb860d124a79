"""What is asked when a grievance is lodged, and by the acts on it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.records.models import Person
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.grievance.models import WAYS


class LodgeForm(forms.Form):
    """Who lodges the grievance, when it came in, and what it says."""

    lodged_by = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Lodged by"), widget=forms.RadioSelect, empty_label=None
    )
    lodged_on = DayField(
        label=gettext_lazy("Came in on"), not_in_future=True,
        help_text=gettext_lazy("The day on which it reached the directorate or the Higher Committee's secretariat."),
    )  # fmt: skip
    grounds = forms.CharField(
        label=gettext_lazy("Grounds of the grievance"), max_length=5000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("As the family wrote them."),
    )  # fmt: skip

    def __init__(self, *args, decision, **kwargs):
        super().__init__(*args, **kwargs)
        self.decision = decision
        adults = [person.pk for person in decision.application.adults()]
        self.fields["lodged_by"].queryset = Person.objects.filter(pk__in=adults)
        self.fields["lodged_by"].label_from_instance = lambda person: person.full_name
        self.fields["lodged_on"].initial = timezone.localdate()

    def clean_lodged_on(self):
        day = self.cleaned_data["lodged_on"]
        if day < self.decision.decided_on:
            raise ValidationError(_("The grievance cannot be older than the decision that it contests."))
        return day


class AdmitForm(ConfirmForm):
    """A grievance that came late is admitted for a reason only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.late:
            self.fields["why"].required = True
            self.fields["why"].label = _("Why it is admitted although it was lodged after the term")


class InadmissibleForm(ConfirmForm):
    """For which of the edition's reasons it is not heard."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    field_order = ["reason", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = book(self.record.edition).choices("inadmissibility_reasons")
        self.fields["why"].label = _("Explanation")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason", "").endswith("99") and not cleaned.get("why"):
            self.add_error("why", _("State the reason in full."))
        return cleaned


class StudyForm(ConfirmForm):
    """What the secretariat found: the facts, what the family says, what the file says, its opinion."""

    study = forms.CharField(
        label=gettext_lazy("Study of the grievance"), max_length=10000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("The facts, what the family says, what the file says, and the secretariat's opinion."),
    )  # fmt: skip
    field_order = ["study", "why"]


class NotifyForm(ConfirmForm):
    """When and how the family received the outcome: its time for the court runs from that day."""

    told_on = DayField(label=gettext_lazy("Received by the family on"), not_in_future=True)
    told_how = forms.ChoiceField(label=gettext_lazy("How"), choices=WAYS, widget=forms.RadioSelect)
    field_order = ["told_on", "told_how", "why"]

    def clean_told_on(self):
        day = self.cleaned_data["told_on"]
        if day < self.record.lodged_on:
            raise ValidationError(_("The family cannot have been notified before the grievance was lodged."))
        return day
