"""What the acts on a match ask for, and the record of a visit to the child."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.match.models import Side, Statement, ViewingVisit
from fostercare.workflows.match.statements import sides_of

STATED_IN_FULL = "X99"
DECLINES = {**dict(Side.choices), "ministry": gettext_lazy("the Ministry")}


class DeclineForm(ConfirmForm):
    """Whose decline it is and why: a coded reason of the edition, and words where the code asks for them."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason of the decline"), widget=forms.RadioSelect)
    declined_by = forms.ChoiceField(
        label=gettext_lazy("Who declines, where it is another reason"), required=False, widget=forms.RadioSelect,
        choices=DECLINES,
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("The child's own words"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("As the child said them; only who may read a child's words sees them afterwards."),
    )  # fmt: skip
    field_order = ["reason", "declined_by", "words", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = {row["code"]: row["by"] for row in book(self.record.edition).rows("decline_reasons")}
        grouped = {side: [] for side in DECLINES}
        for code, label in book(self.record.edition).choices("decline_reasons"):
            grouped.setdefault(self.by[code], []).append((code, label))
        heads = {**DECLINES, "any": _("whoever it is")}
        self.fields["reason"].choices = [(heads[side], codes) for side, codes in grouped.items() if codes]
        self.fields["why"].label = _("Details")
        if Side.CHILD not in sides_of(self.record):
            del self.fields["words"]

    def clean(self):
        cleaned = super().clean()
        reason = cleaned.get("reason")
        if reason == STATED_IN_FULL and not cleaned.get("why", "").strip():
            self.add_error("why", _("Another reason has to be stated in full."))
        if reason and self.by[reason] == "any" and not cleaned.get("declined_by"):
            self.add_error("declined_by", _("State who declines."))
        if reason and "words" in self.fields and self._declines(cleaned) == Side.CHILD and not cleaned.get("words"):
            self.add_error("words", _("What the child said is kept in its own words."))
        return cleaned

    def _declines(self, cleaned):
        by = self.by[cleaned["reason"]]
        return cleaned.get("declined_by") if by == "any" else by

    def facts(self):
        return {
            "reason": self.cleaned_data["reason"],
            "declined_by": self._declines(self.cleaned_data),
            "words": self.cleaned_data.get("words", ""),
        }


class StatementForm(forms.ModelForm):
    """What one side says of the other: whether it wishes the match, when it said so, and its words."""

    willing = forms.TypedChoiceField(
        label=gettext_lazy("Does it wish the match?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda text: text == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    said_on = DayField(label=gettext_lazy("Said on"), not_in_future=True)

    class Meta:
        model = Statement
        fields = ["willing", "said_on", "words"]
        labels = {"words": gettext_lazy("In their own words")}
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, match, side, **kwargs):
        super().__init__(*args, instance=Statement(match=match, side=side), **kwargs)
        self.fields["said_on"].initial = timezone.localdate()
        if side == Side.CHILD:
            self.fields["words"].required = True
            self.fields["words"].help_text = _("As the child said them, heard alone, in words that suit its age.")

    def clean_said_on(self):
        day = self.cleaned_data["said_on"]
        if day < self.instance.match.opened_on:
            raise ValidationError(_("This lies before the day of the proposal."))
        return day

    def save(self, by):
        statement = super().save(commit=False)
        statement.recorded_by = by
        statement.save()
        return statement


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
