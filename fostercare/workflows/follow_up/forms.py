"""A visit's questions as fields: one screen at a time while it is a draft, all together when it is recorded."""

from datetime import date, time
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directorates.wording import Number, digits
from fostercare.guidebook.book import wording
from fostercare.records.fields import DayField, FoldedDecimalField, HourField
from fostercare.workflows.follow_up.questions import DATE, as_day
from fostercare.workflows.follow_up.sent_back import LONGEST
from fostercare.workflows.forms import ConfirmForm

LONG = 4000
MOST_QUESTIONS = 5  # at a time


class VisitForm(forms.Form):
    """Some of a visit's questions. As a draft it takes what is there; complete, it insists on what is required."""

    def __init__(self, data=None, *, visit, questions, asked, complete=False):
        answers = visit.answers
        super().__init__(data, initial={row["key"]: _as_typed(row, answers.get(row["key"])) for row in asked})
        self.visit, self.complete = visit, complete
        for question in asked:
            if question["kind"] != "signature" or not question["required"]:
                self.fields[question["key"]] = _field(question, questions)

    @classmethod
    def of_the_draft(cls, visit, questions):
        """All answers kept so far, judged as if they were sent now."""
        data = QueryDict(mutable=True)
        for key, answer in visit.answers.items():
            data.setlist(key, answer if isinstance(answer, list) else [answer])
        return cls(data, visit=visit, questions=questions, asked=questions.shown, complete=True)

    def full_clean(self):
        super().full_clean()
        if not self.complete:
            for name, errors in list(self._errors.items()):
                if all(error.code == "required" for error in errors.as_data()):
                    del self._errors[name]

    def clean_visit_date(self):
        day, handed_over = self.cleaned_data[DATE], self.visit.placement.handed_over_on
        if day and day < handed_over:
            raise ValidationError(
                _("The child was handed over on %(day)s; a visit cannot lie before it."),
                params={"day": date_format(handed_over, "d/m/Y")},
            )
        return day

    def clean(self):
        cleaned = super().clean()
        visited, following = cleaned.get(DATE) or as_day(self.visit.answers.get(DATE)), cleaned.get("next_visit")
        if visited and following and following <= visited:
            self.add_error("next_visit", _("The next visit has to lie after this one."))
        return cleaned

    def answers(self) -> dict:
        """What was given, as the visit keeps it: clean where it can be read, as typed where not."""
        return {
            name: _as_kept(self.cleaned_data[name]) if name in self.cleaned_data else self._typed(name)
            for name in self.fields
        }

    def _typed(self, name):
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))


class RescheduleForm(ConfirmForm):
    """Another day for a planned visit."""

    planned_on = DayField(label=gettext_lazy("New date"))
    field_order = ["planned_on", "why"]

    def clean_planned_on(self):
        day = self.cleaned_data["planned_on"]
        if day < timezone.localdate():
            raise ValidationError(_("A visit is planned for today or later."))
        return day


class SendBackForm(ConfirmForm):
    """Questions, each with a line of its own; or only a reason."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_QUESTIONS + 1):
            label = _("Question %(number)s") % {"number": digits(number)}
            self.fields[f"question_{number}"] = forms.CharField(
                label=label, max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["why"].required = False
        self.fields["why"].label = _("What else is to be corrected")
        self.fields["why"].help_text = _(
            "It stands in the history; what touches on health or family is asked as a question."
        )
        self.order_fields([name for name in self.fields if name != "why"])

    def clean(self):
        cleaned = super().clean()
        if not self._questions() and not cleaned.get("why"):
            self.add_error("question_1", _("Ask a question, or say what is to be corrected."))
        elif not cleaned.get("why"):
            # The history is open to whoever sees the visit's acts; the questions themselves lie locked.
            asked = Number(len(self._questions()))
            cleaned["why"] = ngettext("%(n)s question was asked.", "%(n)s questions were asked.", asked) % {"n": asked}
        return cleaned

    def facts(self):
        return {"questions": self._questions()}

    def _questions(self):
        given = (self.cleaned_data.get(name) for name in self.fields if name.startswith("question_"))
        return [one.strip() for one in given if one]


class AnswersForm(forms.Form):
    """The supervisor's questions that have no answer yet; as many are kept as were answered."""

    def __init__(self, data=None, *, questions):
        super().__init__(data)
        for question in questions:
            self.fields[question.key] = forms.CharField(
                label=question.label, max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )


def wanted(asked) -> set:
    """The questions without whose answers a visit is not recorded; a signature is given by recording it."""
    return {row["key"] for row in asked if row["required"] and not row.get("shown_if") and row["kind"] != "signature"}


def _field(question, questions):
    kind, required = question["kind"], bool(wanted([question]))
    usual = {"label": wording(question), "required": required, "help_text": questions.depends_on(question)}
    if kind == "date":
        return DayField(not_in_future=question["key"] == DATE, **usual)
    if kind == "time":
        return HourField(**usual)
    if kind == "number":
        return FoldedDecimalField(min_value=0, max_value=300, max_digits=6, decimal_places=2, **usual)
    if kind == "multi_choice":
        return forms.MultipleChoiceField(
            choices=questions.choices(question), widget=forms.CheckboxSelectMultiple, **usual
        )
    if kind == "scale":
        usual["help_text"] = _("From 1, the weakest, to 5, the strongest.")
        widget = forms.RadioSelect(attrs={"class": "opts-scale"})
        return forms.ChoiceField(choices=questions.choices(question), widget=widget, **usual)
    if kind in ("choice", "yes_no"):
        return forms.ChoiceField(choices=questions.choices(question), widget=forms.RadioSelect, **usual)
    if kind == "signature":
        return forms.BooleanField(**usual)
    return forms.CharField(max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}), **usual)


def _as_kept(value):
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value in (None, False) else value


def _as_typed(question, answer):
    """As a field shows it again."""
    return (as_day(answer) or answer) if question["kind"] == "date" else answer
