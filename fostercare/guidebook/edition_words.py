"""An edition in the words of its readers: what a figure amounts to, where it comes from, what an item holds back."""

from decimal import Decimal
from functools import cache

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from directorates.roles import ROLES
from directorates.wording import Number, counted, number
from fostercare.guidebook.book import wording
from fostercare.guidebook.gate import EXEMPTS
from fostercare.records.models import Person

COUNTED = {
    "hours": "hour",
    "days": "day",
    "working_days": "working day",
    "months": "month",
    "years": "year",
    "children": "child",
    "visits": "visit",
    "families": "family",
    "cases": "case",
}
AMOUNTS = {
    "lunar_years": gettext_lazy("%(n)s lunar years"),
    "times": ngettext_lazy("%(n)s time", "%(n)s times", "n"),
    "persons": ngettext_lazy("%(n)s person", "%(n)s persons", "n"),
    "partners": ngettext_lazy("%(n)s partner association", "%(n)s partner associations", "n"),
    "egp": gettext_lazy("%(n)s EGP"),
    "egp_per_month": gettext_lazy("%(n)s EGP a month"),
    "percent": gettext_lazy("%(n)s%%"),
    "share": gettext_lazy("more than the share of %(n)s"),
}
# The week begins on Saturday.
DAYS = {
    "saturday": gettext_lazy("Saturday"),
    "sunday": gettext_lazy("Sunday"),
    "monday": gettext_lazy("Monday"),
    "tuesday": gettext_lazy("Tuesday"),
    "wednesday": gettext_lazy("Wednesday"),
    "thursday": gettext_lazy("Thursday"),
    "friday": gettext_lazy("Friday"),
}
CHOICES = {
    "choice": {
        "higher_committee_always": gettext_lazy("always before the Higher Committee"),
        "exceptions_only": gettext_lazy("before the Higher Committee for exceptions only"),
    },
    "majority": {"simple": gettext_lazy("simple majority of those present")},
    "numbering": {"body_year": gettext_lazy("a series of its own for each committee and year")},
    "level": dict(Person.Education.choices),
    "weekdays": DAYS,
    "yes_no": {True: gettext_lazy("yes"), False: gettext_lazy("no")},
}
LATER = gettext_lazy("an act of a later release")


def choices(unit, edition) -> dict:
    """What a figure of this unit may be, where it is no number."""
    if unit == "authority":
        return {row["key"]: wording(row) for row in edition.lists["authorities"] if row["key"] in EXEMPTS}
    return CHOICES.get(unit, {})


def said(parameter, edition) -> str:
    """The value of a parameter: «60 years», «the Higher Committee», «not set yet»."""
    value, unit = parameter.value, parameter.unit
    if unit == "until_expiry":
        return _("until its own expiry")
    if value is None:
        return _("not set yet")
    if isinstance(value, list):
        return _(", ").join(_one(one, unit, edition) for one in value)
    return _one(value, unit, edition)


def _one(value, unit, edition):
    if known := choices(unit, edition):
        return str(known.get(value, value))
    if unit in COUNTED and isinstance(value, int):
        return counted(value, COUNTED[unit])
    if unit in AMOUNTS:
        return AMOUNTS[unit] % {"n": Number(value) if isinstance(value, int) else number(Decimal(str(value)))}
    return str(value)


def sources(row, edition) -> list[str]:
    """Where a row comes from, short names spelled out."""
    known = {source["key"]: wording(source) for source in edition.lists["sources"]}
    return [known.get(part, part) for part in row.source.split(" ; ") if part]


def gates(item) -> list[str]:
    """The acts that stay shut while the item is open, by their labels."""
    return [str(act_label(gate["act"])) for gate in item.gates]


def act_label(act):
    """The label of `application.present`. The guidebook knows no procedure, so it asks the program which are there."""
    procedure, _dot, name = act.partition(".")
    return _labels().get((procedure, name), LATER)


@cache
def _labels():
    return {
        (model._meta.app_label, transition.name): transition.custom["label"]
        for model in apps.get_models()
        for field in model._meta.local_fields
        if hasattr(field, "get_all_transitions")
        for transition in field.get_all_transitions(model)
    }


def papers(item, edition) -> list[str]:
    """The papers that prove an item, by name."""
    known = {row["code"]: wording(row) for row in edition.lists["documents"]}
    return [known[code] for code in item.evidence["documents"] if code in known]


def applies(item, edition) -> list[str]:
    """When an item applies at all; empty where it always does."""
    known = {row["key"]: wording(row) for row in edition.lists["predicates"]}
    return [known.get(key, key) for key in item.applies_when]


def basis(item, edition) -> list[str]:
    known = {row["key"]: wording(row) for row in edition.lists["bases"]}
    return [known.get(key, key) for key in item.basis]


def hands(item, edition) -> list[dict]:
    """Who answers an item, who verifies it, who may exempt from it."""
    authorities = {row["key"]: wording(row) for row in edition.lists["authorities"]}
    named = [
        (_("Answered by"), ROLES[item.answered_by].label),
        (_("Verified by"), item.verified_by and ROLES[item.verified_by].label),
        (_("Exempted by"), item.exempted_by and authorities.get(item.exempted_by, item.exempted_by)),
    ]
    return [{"label": label, "value": value} for label, value in named if value]
