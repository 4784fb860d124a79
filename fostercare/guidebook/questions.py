"""The edition's questions: which apply to a case, how a form asks them, how an answer is said."""

from django import forms
from django.utils.translation import gettext as _

from directorates.wording import digits, full_day, number
from fostercare.guidebook.book import wording
from fostercare.guidebook.predicates import holds
from fostercare.records.fields import DayField, FoldedDecimalField

SCALE = range(1, 6)
CHOSEN = ("yes_no", "choice", "multi_choice", "scale")


def applying(questions, facts, parameters) -> list:
    """The questions that apply; one of which it is not known yet is asked."""
    return [row for row in questions if holds(row.get("applies_when") or (), facts, parameters) is not False]


def label(question) -> str:
    return question.get("label") or wording(question)


def right_to_read(question, book) -> str:
    """The right that reading an answer asks for beside seeing the case; empty where it asks for none."""
    sensitivity = question.get("sensitive") or "ordinary"
    return next(row["right"] for row in book.rows("sensitivity_classes") if row["key"] == sensitivity) or ""


def choices(question) -> list:
    if question["kind"] == "yes_no":
        return [("yes", _("yes")), ("no", _("no"))]
    if question["kind"] == "scale":
        return [(str(step), digits(step)) for step in SCALE]
    return [(row["key"], wording(row)) for row in question["choices"]]


def field(question, **more) -> forms.Field:
    """How a form asks the question."""
    usual = {"label": label(question), "required": question["required"], **more}
    if question["kind"] == "multi_choice":
        return forms.MultipleChoiceField(choices=choices(question), widget=forms.CheckboxSelectMultiple, **usual)
    if question["kind"] in CHOSEN:
        row = {"class": "opts-scale"} if question["kind"] == "scale" else None
        return forms.ChoiceField(choices=choices(question), widget=forms.RadioSelect(attrs=row), **usual)
    if question["kind"] == "number":
        return FoldedDecimalField(min_value=0, max_digits=12, decimal_places=2, **usual)
    if question["kind"] == "date":
        return DayField(not_in_future=True, **usual)
    return forms.CharField(max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), **usual)


def said(question, answer) -> str:
    """A kept answer in words; what was typed and cannot be read is said as it is."""
    if answer in (None, "", []):
        return ""
    if question["kind"] in CHOSEN:
        labels = dict(choices(question))
        given = answer if isinstance(answer, list) else [answer]
        return _(", ").join(str(labels.get(one, one)) for one in given)
    if question["kind"] == "date":
        return full_day(day) if (day := _day(answer)) else answer
    if question["kind"] == "number":
        return number(amount) if (amount := _amount(answer)) is not None else answer
    return answer


def _day(text):
    try:
        return DayField().clean(text)
    except forms.ValidationError:
        return None


def _amount(text):
    try:
        return FoldedDecimalField().clean(text)
    except forms.ValidationError:
        return None
