"""The facts of a family in words, as its pages show them (components/facts.html)."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directorates.wording import counted, full_day, masked, number
from fostercare.records.models import Person
from fostercare.records.nationalities import nationality
from fostercare.records.phones import display
from fostercare.records.sealed import CLASSES

IDENTIFIERS = ("national_id", "passport", "phone")


def said(record, *names, mask=False) -> list[dict]:
    """A record's fields in words; what is empty is left out, and a national ID may be masked."""
    return [_fact(record, record._meta.get_field(name), mask) for name in names if getattr(record, name)]


def of_adult(person, sealed, hidden=(), mask=False) -> list[dict]:
    """An applicant, without what the reader has no right to. `sealed`: what is told of the sealed records."""
    identity = ["passport", "nationality"] if person.passport else ["national_id", "national_id_note"]
    rest = ["civil_status", "education", "occupation", "income_kind", "monthly_income"]
    return [
        *said(person, "full_name", *identity, "sex", "birth_date", "phone", mask=mask),
        *of_sealed(sealed, "religion"),
        *said(person, *(name for name in rest if name not in hidden)),
        *of_sealed(sealed, "health"),
    ]


def of_sealed(sealed, key) -> list[dict]:
    """One class of sealed records in words; what is hidden or empty is left out."""
    model = CLASSES[key]
    return [{"label": model.label, "value": model.said(sealed[key])}] if sealed.get(key) else []


def of_member(person) -> list[dict]:
    dependent = ["dependent"] if person.role == Person.Role.OWN_CHILD else []
    return said(person, "role", "full_name", "national_id", "sex", "birth_date", "occupation", *dependent)


def of_household(household) -> list[dict]:
    return said(household, "kind", "married_on", "lives_abroad")


def of_dwelling(household) -> list[dict]:
    return said(household, "directorate", "district", "address", "landmark", "tenure", "rooms", "dwelling_notes")


def of_wishes(application) -> list[dict]:
    ages = _("from %(youngest)s to %(oldest)s") % {
        "youngest": number(application.child_age_from),
        "oldest": counted(application.child_age_to, "year"),
    }
    return [
        *said(application, "children_asked"),
        {"label": _("Sex of the child"), "value": application.get_child_sex_display() or _("either")},
        {"label": _("Ages"), "value": ages},
        *said(application, "siblings_welcome", "special_needs_welcome", "kin", "wishes"),
    ]


def in_brief(application) -> list[dict]:
    """The family on one page: who they are, how they live, what they wish for."""
    household = application.household
    people = [{"label": person.get_role_display(), "value": _person(person)} for person in household.adults]
    children = {"label": _("Own children"), "value": number(len(household.own_children))}
    return [
        *people,
        *of_household(household),
        children,
        *said(household, "district", "tenure", "rooms"),
        *of_wishes(application),
    ]


def _person(person):
    occupation = f" · {person.occupation}" if person.occupation else ""
    return f"{person.full_name} · {age(person)}{occupation}"


def age(person) -> str:
    return counted(relativedelta(timezone.localdate(), person.birth_date).years, "year")


def _fact(record, field, mask):
    value = getattr(record, field.name)
    said = masked(value) if mask and field.name == "national_id" else _in_words(record, field, value)
    fact = {"label": capfirst(field.verbose_name), "value": said}
    if field.name in IDENTIFIERS:
        fact["ltr"] = True
    if field.name == "birth_date":
        fact["note"] = age(record)
    return fact


def _in_words(record, field, value):
    if field.name == "phone":
        return display(value)
    if field.name == "nationality":
        return nationality(value)
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    if isinstance(value, date):
        return full_day(value)
    if value is True:
        return _("yes")
    if isinstance(value, str) or field.is_relation:
        return str(value)
    return number(int(value) if value == int(value) else value)
