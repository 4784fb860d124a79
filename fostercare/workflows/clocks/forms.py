"""What is asked when a file is put on hold, when the hold is lifted, and of a public holiday."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.clocks.models import Holiday


class HoldForm(forms.Form):
    """Why the clocks stand still, and until when."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What was asked of the family, or what is awaited"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    until = DayField(
        label=gettext_lazy("On hold until"),
        help_text=gettext_lazy("If the hold has not been lifted by then, the file becomes overdue."),
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = book(record.edition).choices("hold_reasons")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason", "").endswith("99") and not cleaned.get("text"):
            self.add_error("text", _("State the reason in full."))
        return cleaned


class LiftForm(forms.Form):
    """What came of the wait."""

    why = forms.CharField(
        label=gettext_lazy("What came of it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class HolidayForm(forms.ModelForm):
    """A public holiday: moved, called off, or added."""

    day = DayField(label=gettext_lazy("Day"))

    class Meta:
        model = Holiday
        fields = ["day", "name", "observed"]
        labels = {"name": gettext_lazy("Occasion"), "observed": gettext_lazy("Offices are closed")}
        help_texts = {"observed": gettext_lazy("Take the mark away where the holiday is called off.")}

    def clean_day(self):
        day = self.cleaned_data["day"]
        if self.instance.pk and day.year != self.instance.day.year:
            raise ValidationError(_("A holiday is moved within its year."))
        return day
