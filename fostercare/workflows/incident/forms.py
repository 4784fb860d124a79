"""What a report and the acts on an incident ask for."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book, wording
from fostercare.records.arabic import fold_digits
from fostercare.records.fields import DayField, HourField
from fostercare.workflows.cases import RECORDS
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.incident.clocks import to_answer
from fostercare.workflows.incident.models import Level, Notification


def kinds(edition):
    """The kinds of incident, under the name of their level."""
    rows, levels = edition.rows("incident_kinds"), edition.rows("incident_levels")
    return [
        (wording(level), [(row["key"], wording(row)) for row in rows if row["level"] == level["key"]])
        for level in levels
    ]


class MomentForm(forms.Form):
    """A day and an hour that together lie in the past."""

    day, hour = "", ""

    def moment(self, cleaned):
        """The moment; a sentence beside the hour where it lies ahead."""
        if not (cleaned.get(self.day) and cleaned.get(self.hour)):
            return None
        when = timezone.make_aware(datetime.combine(cleaned[self.day], cleaned[self.hour]))
        if when > timezone.now():
            self.add_error(self.hour, _("This moment has not come yet."))
        return when


class ReportForm(MomentForm):
    """The report: short enough for somebody who is on the spot. Its level follows from the kind."""

    day, hour = "known_on", "known_hour"

    number = forms.CharField(
        label=gettext_lazy("Number of the placement, of the child's file or of the application"), max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    what = forms.ChoiceField(label=gettext_lazy("What happened"))
    summary = forms.CharField(
        label=gettext_lazy("What happened, as it was told"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    whereabouts = forms.CharField(label=gettext_lazy("Where the child is now"), max_length=200)
    known_on = DayField(label=gettext_lazy("Known since (day)"), not_in_future=True)
    known_hour = HourField(label=gettext_lazy("Known since (hour)"))
    happened_on = DayField(label=gettext_lazy("Happened on, or probably"), required=False, not_in_future=True)
    place = forms.CharField(label=gettext_lazy("Where it happened"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("Who told"), max_length=200)
    source_protected = forms.BooleanField(
        label=gettext_lazy("Whoever told asked not to be named"), required=False,
        help_text=gettext_lazy("The name then stands in no letter."),
    )  # fmt: skip

    def __init__(self, data=None, *, user, edition, visit=None, **kwargs):
        super().__init__(data, **kwargs)
        self.user, self.visit, self.placement = user, visit, None
        self.fields["what"].choices = [("", _("choose")), *kinds(edition)]

    def clean_number(self):
        self.placement = the_placement(self.user, self.cleaned_data["number"])
        return self.cleaned_data["number"]

    def clean(self):
        cleaned = super().clean()
        cleaned["known_at"] = self.moment(cleaned)
        return cleaned

    def told(self):
        """What the report tells, as the incident keeps it."""
        facts = ("what", "summary", "whereabouts", "known_at", "happened_on", "place", "source", "source_protected")
        on_the_visit = self.visit if self.visit and self.visit.placement_id == self.placement.pk else None
        return {name: self.cleaned_data[name] for name in facts} | {"visit": on_the_visit}


def the_placement(user, typed):
    """The one placement that a typed number means. Raises ValidationError where it means none, or several."""
    found = list(_placements(user, fold_digits(typed).strip().upper())[:2])
    if not found:
        raise ValidationError(_("There is no placement with this number within your sight."))
    if len(found) > 1:
        raise ValidationError(_("Several children live with this family: write the number of the child's file."))
    return found[0]


def _placements(user, number):
    """The placements that a number means: its own, the child's, the family's; as far as the officer sees them."""
    placements = RECORDS["placement"].objects
    named = Q(number=number) | Q(match__child_file__number=number) | Q(match__application__number=number)
    seen = Q(pk__in=placements.visible_to(user).values("pk"))
    for path, kind in (("match__child_file", "child_file"), ("match__application", "application")):
        seen |= Q(**{f"{path}__number": number, f"{path}__in": RECORDS[kind].objects.visible_to(user).values("pk")})
    return placements.filter(named & seen, handed_over_on__isnull=False).order_by("ended_on", "-pk")


class FactsForm(ConfirmForm):
    """An act whose own fields say everything: no reason is asked beside them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        self.edition = book(self.record.edition)


class ReclassifyForm(ConfirmForm):
    """Another kind, another level; the clocks that run go on."""

    what = forms.ChoiceField(label=gettext_lazy("Kind of incident"))
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=Level.choices, widget=forms.RadioSelect,
        help_text=gettext_lazy("A lower level stops no clock that runs already."),
    )  # fmt: skip
    field_order = ["what", "level", "why"]

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, initial={"what": record.what, "level": record.level}, **kwargs)
        self.fields["what"].choices = kinds(book(record.edition))


class ClockField(forms.ModelChoiceField):
    def label_from_instance(self, clock):
        return clock.label


def _clocks(label, rows):
    return ClockField(rows, label=label, widget=forms.RadioSelect, empty_label=None)


class AnswerForm(MomentForm, FactsForm):
    """Which of the answers was given, when, and what was done."""

    day, hour = "done_on", "done_hour"

    done_on = DayField(label=gettext_lazy("Done on"), not_in_future=True)
    done_hour = HourField(label=gettext_lazy("Hour"))
    note = forms.CharField(
        label=gettext_lazy("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["clock"] = _clocks(_("Answer"), to_answer(record))
        self.fields["visit"] = forms.ModelChoiceField(
            record.placement.visits.exclude(visited_on=None).order_by("-visited_on"), label=_("By this visit"),
            required=False, empty_label=_("no visit of the plan"),
        )  # fmt: skip
        self.order_fields(["clock", "done_on", "done_hour", "visit", "note"])
        self.initial |= {"done_on": timezone.localdate()}

    def clean(self):
        cleaned = super().clean()
        when = self.moment(cleaned)
        if when and when < self.record.known_at:
            self.add_error("done_hour", _("The incident was not known then."))
        cleaned["answered_at"] = when
        return cleaned

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("clock", "answered_at", "note", "visit")}


class MeasureForm(FactsForm):
    """A measure of the guidebook's list, and where the child is since then."""

    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    taken_on = DayField(label=gettext_lazy("Taken on"), not_in_future=True)
    note = forms.CharField(
        label=gettext_lazy("Details"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    whereabouts = forms.CharField(
        label=gettext_lazy("Where the child is now, if elsewhere"), max_length=200, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = self.edition.choices("incident_measures", key="key")
        self.initial |= {"taken_on": timezone.localdate()}


class NotifyForm(FactsForm):
    """To whom the letter goes and what it asks for."""

    body = forms.ChoiceField(
        label=gettext_lazy("Who is told"), choices=Notification.Body.choices, widget=forms.RadioSelect
    )
    office = forms.CharField(
        label=gettext_lazy("Name of the office"), max_length=120,
        help_text=gettext_lazy("As in “East Alexandria”; the letter adds the title."),
    )  # fmt: skip
    request = forms.CharField(
        label=gettext_lazy("What is asked of it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskToStopForm(ConfirmForm):
    """Which clock, and why its answer is not needed."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["clock"] = _clocks(_("Clock"), record.clocks.running())
        self.order_fields(["clock", "why"])


class AgreeToStopForm(AskToStopForm):
    """One of the clocks that a colleague asked to stop."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["clock"] = _clocks(
            _("Clock that a colleague asks to stop"), record.clocks.running().filter(asked_by__isnull=False)
        )
