"""What is written down about a sitting: its plan, seats, what is put to the vote, what was said."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.models import Directorate, Officer
from directorates.wording import digits
from fostercare.guidebook.book import book
from fostercare.records.fields import DayField, FoldedIntegerField
from fostercare.workflows.committee.agenda import AgendaItem
from fostercare.workflows.committee.ballots import Outcome
from fostercare.workflows.committee.bodies import Body, Member, body_of, national
from fostercare.workflows.committee.rules import Capacity, Choice
from fostercare.workflows.committee.voting import REASONS
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.ways import Way

CONDITIONS = (1, 2, 3)
ROLES_OF = {
    "local": ["local_chair", "local_member", "local_rapporteur"],
    "higher": ["higher_chair", "higher_member", "higher_secretariat"],
    "hand_over_panel": ["institutional_family_care_head", "foster_families_officer", "hand_over_panel_member"],
}


class PlanForm(forms.Form):
    """Which body sits, when and where."""

    body = forms.ModelChoiceField(Body.objects.none(), label=gettext_lazy("Committee"))
    sits_on = DayField(label=gettext_lazy("Date of the sitting"))
    sits_at = forms.TimeField(label=gettext_lazy("Hour"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0]

    def clean_sits_on(self):
        if self.cleaned_data["sits_on"] < timezone.localdate():
            raise ValidationError(_("The day has passed."))
        return self.cleaned_data["sits_on"]


class PutOffForm(ConfirmForm):
    """To which day the sitting is put off, and why."""

    sits_on = DayField(label=gettext_lazy("New date of the sitting"))
    field_order = ["sits_on", "why"]


class BodyForm(forms.Form):
    """The committee to set up: one of those that the officer may appoint to and that does not exist yet."""

    body = forms.ChoiceField(label=gettext_lazy("Committee"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = list(_missing(user))

    def save(self):
        kind, code = self.cleaned_data["body"].split(":")
        return body_of(Directorate.objects.get(code=code)) if code else national(kind)


class SeatForm(forms.Form):
    """A seat on a body: whose, in which capacity, sent by whom."""

    officer = forms.ModelChoiceField(Officer.objects.none(), label=gettext_lazy("Officer"))
    capacity = forms.ChoiceField(label=gettext_lazy("Sits as"), choices=Capacity.choices)
    stands_for = forms.ModelChoiceField(
        Member.objects.none(), label=gettext_lazy("Substitute for"), required=False, empty_label=gettext_lazy("nobody")
    )
    represents = forms.CharField(label=gettext_lazy("Body represented"), max_length=120, required=False)

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        sitting = body.members.on(timezone.localdate()).select_related("officer")
        self.fields["officer"].queryset = _eligible(body).exclude(pk__in=sitting.values("officer"))
        self.fields["stands_for"].queryset = sitting.filter(stands_for=None)


class NoteForm(forms.ModelForm):
    """What the rapporteur writes down while an item is heard."""

    class Meta:
        model = AgendaItem
        fields = ["family", "summary", "discussion", "secret"]
        labels = {
            "family": gettext_lazy("The family before the committee"),
            "summary": gettext_lazy("What was presented"),
            "discussion": gettext_lazy("Discussion"),
            "secret": gettext_lazy("Secret ballot"),
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "discussion": forms.Textarea(attrs={"rows": 3})}


class ToldForm(forms.Form):
    """How and when a family was invited."""

    way = forms.ChoiceField(label=gettext_lazy("How the family was invited"), choices=Way.choices)
    on = DayField(label=gettext_lazy("On which day"))


class DraftForm(forms.Form):
    """What is put to the vote: the outcome with its reasons, conditions and term."""

    outcome = forms.ChoiceField(label=gettext_lazy("Put to the vote"), widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Coded reasons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("Reasons in words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = DayField(label=gettext_lazy("Postponed until"), required=False)

    def __init__(self, *args, item, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in outcomes]
        self.fields["reasons"].choices = _grouped(book(item.case.edition), outcomes)
        if Outcome.POSTPONE not in outcomes:
            del self.fields["until"]
        self.conditions = CONDITIONS if Outcome.WITH_CONDITIONS in outcomes else ()
        for number in self.conditions:
            said = {"number": digits(number)}
            self.fields[f"condition_{number}"] = forms.CharField(label=_("Condition %(number)s") % said, required=False)
            self.fields[f"due_{number}"] = DayField(
                label=_("To be met by (condition %(number)s)") % said, required=False
            )

    def clean(self):
        cleaned = super().clean()
        for number in self.conditions:
            if cleaned.get(f"condition_{number}") and not cleaned.get(f"due_{number}"):
                self.add_error(f"due_{number}", _("A condition has a day by which it is met."))
        return cleaned

    def facts(self) -> dict:
        """Keyword arguments of `voting.put_to_vote`."""
        given = self.cleaned_data
        conditions = [
            {"text": given[f"condition_{number}"], "due_on": given[f"due_{number}"]}
            for number in self.conditions
            if given[f"condition_{number}"] or given[f"due_{number}"]
        ]
        return {name: given.get(name) for name in ("reasons", "text", "until")} | {"conditions": conditions}


class CountForm(forms.Form):
    """The totals of a secret ballot."""

    in_favour = FoldedIntegerField(label=gettext_lazy("For"), min_value=0)
    against = FoldedIntegerField(label=gettext_lazy("Against"), min_value=0)
    abstained = FoldedIntegerField(label=gettext_lazy("Abstained"), min_value=0)
    chair = forms.ChoiceField(
        label=gettext_lazy("The chair's side, on equal votes"),
        required=False,
        choices=[("", gettext_lazy("not said")), *Choice.choices[:2]],
    )


def drafted(resolution) -> dict:
    """A resolution as its form shows it."""
    if resolution is None:
        return {}
    rows = enumerate(resolution.conditions, start=1)
    conditions = {f"{name}_{number}": row[key] for number, row in rows for name, key in FIELDS_OF_A_CONDITION}
    given = ("outcome", "reasons", "text", "until")
    return {name: getattr(resolution, name) for name in given} | conditions


FIELDS_OF_A_CONDITION = [("condition", "text"), ("due", "due_on")]


def _grouped(kept, outcomes):
    """The coded reasons, under the outcome that asks for them."""
    lists = {}
    for outcome in outcomes:
        if outcome in REASONS:
            lists.setdefault(REASONS[outcome], outcome)
    return [(outcome.label, kept.choices(name)) for name, outcome in lists.items()]


def _missing(user):
    """The bodies to set up, as choices: kind and directorate."""
    standing = set(Body.objects.values_list("kind", "directorate__code"))
    for kind in (Body.Kind.HIGHER, Body.Kind.HAND_OVER_PANEL):
        if (kind, None) not in standing and access.allowed(user, "appoint_officers", None):
            yield f"{kind}:", kind.label
    for place in access.directorates_where(user, "appoint_officers"):
        if (Body.Kind.LOCAL, place.code) not in standing:
            yield f"local:{place.code}", _("Local committee of %(directorate)s") % {"directorate": place.name}


def _eligible(body):
    """The officers whose role carries a seat here."""
    found = Officer.objects.none()
    for role in ROLES_OF[body.kind]:
        found |= access.officers_with(role, body.directorate)
    return found.distinct()
