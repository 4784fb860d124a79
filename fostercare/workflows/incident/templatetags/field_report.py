"""The report's questions for the phone's page, which is the same for everybody and holds no data of anybody."""

from django import forms, template

from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.incident.field import FieldReportForm

register = template.Library()


@register.simple_tag
def child_helpline():
    return book(in_force()).parameters.value("child_helpline")


@register.inclusion_tag("incident/field_report.html")
def field_report():
    """Every question of the report, as the phone's form reads it."""
    form = FieldReportForm()
    return {"questions": [_question(form, name) for name in form.fields]}


def _question(form, name):
    field = form.fields[name]
    needs, answer = form.needs.get(name, ("", ""))
    ticked = isinstance(field, forms.BooleanField)
    return {
        "key": name, "kind": "multi_choice" if ticked else "text", "label": field.label,
        "required": name in form.always, "needs": needs, "answer": answer, "field": form[name],
    }  # fmt: skip
