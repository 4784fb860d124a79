"""A report from the field: typed on a phone, perhaps long before the phone met a network.

It counts once, by the key that the phone made. Its times are ours: a phone whose clock is wrong neither delays what is
to be done nor makes it late.
"""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.records.fields import DayField, HourField
from fostercare.workflows.incident.forms import kinds, the_placement
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report

REPORTS = "report_incidents"
JUST_NOW, EARLIER, ANOTHER = "now", "earlier", "other"


class FieldReportForm(forms.Form):
    """The report as a phone asks for it, one thing a screen; `needs` says which answer brings a question up."""

    case = forms.ChoiceField(
        label=gettext_lazy("Which child"), widget=forms.RadioSelect,
        choices=[(ANOTHER, gettext_lazy("Another child, by number"))],
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number of the placement, of the child's file or of the application"), max_length=30,
        required=False, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    what = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)
    summary = forms.CharField(
        label=gettext_lazy("What happened, as it was told"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    whereabouts = forms.CharField(label=gettext_lazy("Where the child is now"), max_length=200)
    known = forms.ChoiceField(
        label=gettext_lazy("Since when it is known"), widget=forms.RadioSelect,
        choices=[(JUST_NOW, gettext_lazy("just now")), (EARLIER, gettext_lazy("earlier"))],
    )  # fmt: skip
    known_on = DayField(label=gettext_lazy("Known since (day)"), required=False)
    known_hour = HourField(label=gettext_lazy("Known since (hour)"), required=False)
    happened_on = DayField(label=gettext_lazy("Happened on, or probably"), required=False)
    place = forms.CharField(label=gettext_lazy("Where it happened"), max_length=200, required=False)
    source = forms.CharField(label=gettext_lazy("Who told"), max_length=200)
    source_protected = forms.BooleanField(
        label=gettext_lazy("Whoever told asked not to be named"), required=False,
        help_text=gettext_lazy("The name then stands in no letter."),
    )  # fmt: skip

    needs = {"number": ("case", ANOTHER), "known_on": ("known", EARLIER), "known_hour": ("known", EARLIER)}
    always = ("case", "number", "what", "summary", "whereabouts", "known", "source")

    def __init__(self, data=None, *, user=None, visit=None):
        super().__init__(data)
        self.user, self.placement = user, visit and visit.placement
        self.fields["what"].choices = kinds(book(in_force()))
        for name, kind in (("known_on", "date"), ("happened_on", "date"), ("known_hour", "time")):
            self.fields[name].widget.input_type = kind
        if self.placement:
            del self.fields["case"], self.fields["number"]

    def clean_number(self):
        self.placement = the_placement(self.user, self.cleaned_data["number"])
        if not access.allowed(self.user, REPORTS, self.placement.directorate_id):
            raise ValidationError(_("There is no placement with this number within your sight."))
        return self.cleaned_data["number"]

    def told(self, reported_at, today):
        """What the report tells, as the incident keeps it: nothing was known or happened after it was reported."""
        given = self.cleaned_data
        facts = {
            name: given[name] for name in ("what", "summary", "whereabouts", "place", "source", "source_protected")
        }
        happened_on = given["happened_on"] and min(given["happened_on"], today)
        return facts | {"happened_on": happened_on, "known_at": min(self._stated() or reported_at, reported_at)}

    def _stated(self):
        day, hour = self.cleaned_data["known_on"], self.cleaned_data["known_hour"]
        if self.cleaned_data["known"] != EARLIER or not (day and hour):
            return None
        return timezone.make_aware(datetime.combine(day, hour))


@dataclass(frozen=True)
class Reading:
    """What the phone's clock said when the report was finished and when it was sent; and at their last meeting before,
    what ours and the phone's said. Aware moments, or None."""

    typed: datetime | None
    sent: datetime | None
    met: datetime | None
    met_by_phone: datetime | None

    def reported_at(self, now) -> datetime:
        """When the report was finished, by our clock. Where the phone's clock was changed on the way, the earlier of
        what may be; never before the last meeting, which is certain."""
        if not self.typed:
            return now
        pairs = [(self.sent, now), (self.met_by_phone, self.met)]
        possible = [self.typed - (phone - ours) for phone, ours in pairs if phone and ours]
        return min((one for one in possible if (self.met or one) <= one <= now), default=min(self.met or now, now))


def take_in(key, answers, *, by, visit=None, found_there=False, reading) -> dict:
    """The report becomes an incident, once; or it goes back with the sentences beside its questions.

    `visit` says which child it is about; `found_there`, that it was found on that visit.
    """
    now = timezone.now()
    if before := _sent(key, by):
        return _reported(before)
    form = FieldReportForm(answers, user=by, visit=visit)
    if not form.is_valid():
        said = _("The report was not complete. What is to be corrected stands beside the questions.")
        return {"outcome": "unfinished", "said": said, "errors": _sentences(form), "seen": ""}
    reported_at = reading.reported_at(now)
    try:
        with transaction.atomic():
            incident = report(
                form.placement, by=by, sent_key=key, arrived_at=now, reported_at=reported_at,
                phone_clock_off=reading.typed and reading.typed - reported_at, visit=visit if found_there else None,
                **form.told(reported_at, timezone.localdate(now)),
            )  # fmt: skip
    except IntegrityError:
        # A twin that was sent at the same moment came first.
        if not (incident := _sent(key, by)):
            raise
    return _reported(incident)


def _sent(key, by):
    return Incident.objects.filter(sent_key=key, reported_by=by).first()


def _sentences(form):
    return {name: [str(one) for one in errors] for name, errors in form.errors.items()}


def _reported(incident):
    said = _("The incident was reported as %(number)s; those who are to know were told.")
    return {
        "outcome": "recorded",
        "said": said % {"number": incident.number},
        "choose": reverse("case", args=[incident.number]),
    }
