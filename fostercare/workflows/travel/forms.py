"""What a request to travel and the acts on it ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import wording
from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.travel.models import Travel


class AskForm(forms.ModelForm):
    """Where to, when, why and with whom: what the permission will say."""

    leaves_on = DayField(label=gettext_lazy("Leaves on"))
    returns_on = DayField(label=gettext_lazy("Returns on"))

    class Meta:
        model = Travel
        fields = ["countries", "leaves_on", "returns_on", "purpose", "companion", "passport"]

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.placement = placement
        household = placement.match.application.household
        self.fields["companion"].queryset = household.members.filter(role__in=["applicant", "spouse", "other_adult"])
        self.fields["passport"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        if days := book(placement.edition).parameters.value("travel_lead_time"):
            told = {"days": wording.counted(days, "day")}
            self.fields["leaves_on"].help_text = _("The request is made %(days)s before the departure.") % told

    def clean_leaves_on(self):
        day = self.cleaned_data["leaves_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("A permission is asked for before the departure."))
        return day

    def clean(self):
        cleaned = super().clean()
        leaves_on, returns_on = cleaned.get("leaves_on"), cleaned.get("returns_on")
        if leaves_on and returns_on and returns_on < leaves_on:
            self.add_error("returns_on", _("The return cannot lie before the departure."))
        return cleaned


class OpinionForm(ConfirmForm):
    """The directorate is for or against it, and says why."""

    favourable = forms.TypedChoiceField(
        label=gettext_lazy("Opinion of the directorate"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("in favour")), ("no", gettext_lazy("against"))],
        coerce=lambda said: said == "yes",
    )  # fmt: skip
    opinion = forms.CharField(label=gettext_lazy("Reasons of the opinion"), widget=forms.Textarea(attrs={"rows": 4}))
    why = None


class DepartureForm(ConfirmForm):
    departed_on = DayField(label=gettext_lazy("Departed on"), not_in_future=True)
    field_order = ["departed_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departed_on"].initial = timezone.localdate()


class ReturnForm(ConfirmForm):
    returned_on = DayField(label=gettext_lazy("Returned on"), not_in_future=True)
    field_order = ["returned_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].initial = timezone.localdate()
