"""What the report of a breach and the acts on it ask for."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField, HourField
from fostercare.workflows.breach.models import Breach, Nature
from fostercare.workflows.forms import ConfirmForm


def past_moment(form, day, hour):
    """A day and an hour as one moment; a sentence beside the hour where it lies ahead."""
    given = form.cleaned_data
    if not (given.get(day) and given.get(hour)):
        return None
    when = timezone.make_aware(datetime.combine(given[day], given[hour]))
    if when > timezone.now():
        form.add_error(hour, _("This moment has not come yet."))
    return when


def area(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(forms.Form):
    """Short enough for whoever just noticed: what is known is enough."""

    nature = forms.ChoiceField(label=gettext_lazy("What happened"), choices=Nature.choices, widget=forms.RadioSelect)
    summary = forms.CharField(
        label=gettext_lazy("What happened, as far as it is known"),
        help_text=gettext_lazy("Case numbers, never names: who it is about stands in the files."),
        max_length=4000, widget=area(5),
    )  # fmt: skip
    known_on = DayField(label=gettext_lazy("Known since (day)"), not_in_future=True)
    known_hour = HourField(
        label=gettext_lazy("Known since (hour)"), help_text=gettext_lazy("The time of the law runs from this hour.")
    )
    happened_on = DayField(label=gettext_lazy("Happened on, or probably"), required=False, not_in_future=True)

    def clean(self):
        given = super().clean()
        given["known_at"] = past_moment(self, "known_on", "known_hour")
        if given.get("happened_on") and given.get("known_on") and given["happened_on"] > given["known_on"]:
            self.add_error("happened_on", _("It is known after it happened."))
        return given

    def told(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("nature", "summary", "known_at", "happened_on")}


class FactsForm(ConfirmForm):
    """What article 7 asks to be told."""

    nature = forms.ChoiceField(label=gettext_lazy("Nature of the breach"), choices=Nature.choices)
    causes = forms.CharField(label=gettext_lazy("Causes"), max_length=2000, widget=area())
    classes = forms.MultipleChoiceField(label=gettext_lazy("Classes of data"), widget=forms.CheckboxSelectMultiple)
    persons = forms.IntegerField(label=gettext_lazy("Persons, about"), min_value=0, max_value=100_000_000)
    records = forms.IntegerField(label=gettext_lazy("Records, about"), min_value=0, max_value=100_000_000)
    effects = forms.CharField(label=gettext_lazy("Likely effects"), max_length=2000, widget=area())
    measures = forms.CharField(label=gettext_lazy("Measures taken and proposed"), max_length=2000, widget=area())
    advice = forms.CharField(
        label=gettext_lazy("What the persons are advised to do"), max_length=2000, widget=area(), required=False
    )
    national_security = forms.BooleanField(
        label=gettext_lazy("It touches national security: the Centre is told at once"), required=False
    )
    field_order = [
        "nature",
        "causes",
        "classes",
        "persons",
        "records",
        "effects",
        "measures",
        "advice",
        "national_security",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["classes"].choices = book(self.record.edition).choices("sensitivity_classes", key="key")
        for name in self.fields.keys() - {"why"}:
            self.fields[name].initial = getattr(self.record, name)


class CentreForm(ConfirmForm):
    told_on = DayField(label=gettext_lazy("The Centre was told on"), not_in_future=True)
    told_hour = HourField(label=gettext_lazy("At (hour)"))
    centre_reference = forms.CharField(
        label=gettext_lazy("The Centre's reference, or number of the outgoing letter"), max_length=60
    )
    field_order = ["told_on", "told_hour", "centre_reference"]

    def clean(self):
        given = super().clean()
        self.when = past_moment(self, "told_on", "told_hour")
        if self.when and self.when < self.record.known_at:
            self.add_error("told_on", _("The breach was not known yet."))
        return given

    def facts(self):
        return {"centre_told_at": self.when, "centre_reference": self.cleaned_data["centre_reference"]}


class PersonsForm(ConfirmForm):
    persons_told_on = DayField(label=gettext_lazy("The persons were told on"), not_in_future=True)
    persons_told_how = forms.CharField(label=gettext_lazy("How they were told"), max_length=300)
    field_order = ["persons_told_on", "persons_told_how"]

    def clean_persons_told_on(self):
        day = self.cleaned_data["persons_told_on"]
        if day < timezone.localdate(self.record.known_at):
            raise ValidationError(_("The breach was not known yet."))
        return day


class SettleForm(ConfirmForm):
    """Where a notice is missing the reason is asked for, and read by the second person."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.record.told_to_all:
            self.fields["why"].required = True
            self.fields["why"].label = _("Why the Centre or the persons were not told")

    def facts(self):
        return {"untold_because": "" if self.record.told_to_all else self.cleaned_data["why"]}


class BreachFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature of the breach"), required=False, choices=[("", gettext_lazy("all")), *Nature.choices]
    )

    def __init__(self, data):
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *Breach._meta.get_field("state").choices]

    def narrow(self, rows):
        self.is_valid()
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})
