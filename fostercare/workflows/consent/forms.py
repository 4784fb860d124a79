"""What somebody said to the texts, and what a withdrawal asks for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.models import Directorate
from fostercare.records.fields import DayField, DocumentFileField
from fostercare.workflows.consent.models import Way
from fostercare.workflows.consent.saying import texts, title_of

SAID = [("yes", gettext_lazy("consents")), ("no", gettext_lazy("does not consent"))]


class RecordForm(forms.Form):
    """One person before all texts; what was not asked stays as it is."""

    given_on = DayField(label=gettext_lazy("Date of the answer"), not_in_future=True)
    way = forms.ChoiceField(label=gettext_lazy("In which way"), choices=Way.choices, widget=forms.RadioSelect)
    scan = DocumentFileField(
        label=gettext_lazy("Scan of the signed paper"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 20 MB."),
    )

    def __init__(self, data=None, files=None, *, lines):
        super().__init__(data, files, initial={"given_on": timezone.localdate(), "way": Way.PAPER})
        self.rows = {f"text-{line.row['key']}": line for line in lines}
        for name, line in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=line.title, help_text=line.text, required=False, widget=forms.RadioSelect,
                choices=[("", _("not asked this time")), *SAID],
            )  # fmt: skip
        self.order_fields([*self.rows, "given_on", "way", "scan"])

    def clean(self):
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in self.rows):
            raise ValidationError(_("Mark what was said to at least one text."))
        return given

    def said(self):
        """What was said, to which text."""
        return [
            (line.row, self.cleaned_data[name] == "yes") for name, line in self.rows.items() if self.cleaned_data[name]
        ]


class WithdrawForm(forms.Form):
    withdrawn_on = DayField(label=gettext_lazy("Withdrawn on"), not_in_future=True)
    way = forms.ChoiceField(label=gettext_lazy("In which way"), choices=Way.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, files=None, *, consent):
        super().__init__(data, files, initial={"withdrawn_on": timezone.localdate(), "way": Way.PAPER})
        self.consent = consent

    def clean_withdrawn_on(self):
        day = self.cleaned_data["withdrawn_on"]
        if day < self.consent.given_on:
            raise ValidationError(_("A consent is withdrawn after it was given."))
        return day


class RegisterFilter(forms.Form):
    """Narrows the register: to a text, to what stands, to a place."""

    text = forms.ChoiceField(label=gettext_lazy("Text"), required=False)
    show = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[
            ("", gettext_lazy("all")), ("given", gettext_lazy("consents")),
            ("outdated", gettext_lazy("to be asked again")), ("refused", gettext_lazy("does not consent")),
            ("withdrawn", gettext_lazy("consent withdrawn")),
        ],
    )  # fmt: skip
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.rows = [*texts(False), *texts(True)]
        self.fields["text"].choices = [("", _("all")), *((row["key"], title_of(row)) for row in self.rows)]
        places = access.directorates_where(user, "view_privacy")
        self.fields["directorate"].queryset = places
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, consents):
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("text"):
            consents = consents.filter(text=chosen["text"])
        if chosen.get("directorate"):
            consents = consents.filter(case__directorate=chosen["directorate"])
        return consents.in_state(chosen.get("show"), self.rows)
