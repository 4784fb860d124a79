"""What the acts on a placement ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import full_day
from fostercare.guidebook.book import book, wording
from fostercare.records.fields import DayField
from fostercare.records.models import Home
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.placement.endings import HOME, reasons_of
from fostercare.workflows.placement.models import Ending, State

# Once a case lies before the committee, another kind of ending is only what no committee decides: the child's death.
DECIDED_FOR = [State.REFERRED, State.ENDING]


class SignContractForm(ConfirmForm):
    """When the contract was signed; its number is given by the register."""

    signed_on = DayField(label=gettext_lazy("Contract signed on"), not_in_future=True)
    field_order = ["signed_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate()

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day < self.record.opened_on:
            raise ValidationError(_("The contract cannot have been signed before the match was accepted."))
        return day


class RiskForm(ConfirmForm):
    """The level as a person judges it, the signs that were seen, and why; no sign decides by itself."""

    level = forms.ChoiceField(label=gettext_lazy("Risk level"), widget=forms.RadioSelect)
    signs = forms.MultipleChoiceField(
        label=gettext_lazy("Signs that were seen"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("They help to judge and decide nothing: the level is yours to judge."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason for the level"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, initial={"level": record.risk}, **kwargs)
        del self.fields["why"]
        edition = book(record.edition)
        self.fields["level"].choices = edition.choices("risk_levels", key="key")
        self.fields["signs"].choices = edition.choices("risk_signs", key="key")


class EndingKindForm(forms.Form):
    """How the placement will end: a kind of the edition, which says what has to be shown first."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of ending"), widget=forms.RadioSelect)

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, initial={"kind": placement.ending_kind}, **kwargs)
        self.fields["kind"].choices = [
            (row["key"], wording(row))
            for row in book(placement.edition).rows("ending_kinds")
            if placement.state not in DECIDED_FOR or not row["before_its_time"]
        ]


class EndingForm(forms.ModelForm):
    """Why it ends, and where the child lives afterwards, as far as the edition asks for an ending of this kind."""

    asked_on = DayField(label=gettext_lazy("Asked for or known since"), not_in_future=True)
    reasons = forms.MultipleChoiceField(label=gettext_lazy("Reasons"), widget=forms.CheckboxSelectMultiple)
    next_care = forms.ChoiceField(label=gettext_lazy("Where the child lives afterwards"), widget=forms.RadioSelect)

    class Meta:
        model = Ending
        fields = ["asked_on", "reasons", "text", "next_care", "next_home", "next_care_note", "account_holder"]
        labels = {
            "text": gettext_lazy("Reasons in words"),
            "next_home": gettext_lazy("Children's home"),
            "next_care_note": gettext_lazy("Who takes the child in"),
            "account_holder": gettext_lazy("Who holds the book of the child's account"),
        }
        help_texts = {
            "next_home": gettext_lazy("Where the child goes to a home; the child belongs to it afterwards."),
            "next_care_note": gettext_lazy("Name and relation of the relative or family, where it is not a home."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ending = self.instance
        kept = book(ending.placement.edition)
        self.fields["reasons"].choices = [(row["code"], wording(row)) for row in reasons_of(kept, ending.kind)]
        cares = ending.rule.get("next_care", ())
        self.fields["next_care"].choices = [
            (row["key"], wording(row)) for row in kept.rows("next_cares") if row["key"] in cares
        ]
        self.fields["next_home"].queryset = Home.objects.select_related("directorate")
        for name in self._not_asked():
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        goes_home = cleaned.get("next_care") == HOME
        if goes_home and not cleaned.get("next_home"):
            self.add_error("next_home", _("Choose the home that takes the child in."))
        if "next_home" in self.fields and not goes_home:
            cleaned["next_home"] = None
        if "N99" in cleaned.get("reasons", ()) and not cleaned.get("text"):
            self.add_error("text", _("State the other reason in words."))
        return cleaned

    def _not_asked(self):
        if not self.fields["reasons"].choices:
            yield from ("reasons",)
        if not self.fields["next_care"].choices:
            yield from ("next_care", "next_home", "next_care_note")
        elif HOME not in dict(self.fields["next_care"].choices):
            yield "next_home"


class WhereForm(ConfirmForm):
    """Where the child is from a day on."""

    place = forms.ChoiceField(label=gettext_lazy("Where the child is"), widget=forms.RadioSelect)
    home = forms.ModelChoiceField(
        Home.objects.all(), label=gettext_lazy("Children's home"), required=False, empty_label="",
        help_text=gettext_lazy("Where it is a children's home."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Which one, whom to call"), required=False, max_length=200)
    since = DayField(label=gettext_lazy("Since"), not_in_future=True)
    field_order = ["place", "home", "note", "since", "why"]
    only_safe = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = book(self.record.edition).rows("whereabouts")
        self.fields["place"].choices = [(row["key"], wording(row)) for row in rows if row["safe"] or not self.only_safe]
        if self.only_safe:
            del self.fields["since"]
        else:
            self.fields["since"].initial = timezone.localdate()

    def clean_since(self):
        day = self.cleaned_data["since"]
        began = self.record.child.stays.filter(until=None).values_list("since", flat=True).first()
        if began and day < began:
            raise ValidationError(
                _("Where the child was before %(day)s is recorded already."), params={"day": full_day(began)}
            )
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("place") == HOME and not cleaned.get("home"):
            self.add_error("home", _("Choose the home that takes the child in."))
        if cleaned.get("place") != HOME:
            cleaned["home"] = None
        return cleaned


class SafetyForm(WhereForm):
    """The child is moved at once; where to is written down with it."""

    only_safe = True


class EndForm(ConfirmForm):
    """The ending itself, of the kind for which it was prepared."""

    def clean(self):
        if not self.record.ending_kind:
            raise ValidationError(_("Choose the kind of ending first, on the page of the placement."))
        return super().clean()


class ContractForm(forms.Form):
    """What is prepared before the contract is signed."""

    name_change_asked = forms.BooleanField(
        label=gettext_lazy("The family asks for a naming decision"), required=False,
        help_text=gettext_lazy("The contract then waits for the decision on the child's name."),
    )  # fmt: skip
