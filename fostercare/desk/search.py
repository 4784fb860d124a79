"""From what an officer types to the cases it may mean: a number, a national ID, a mobile, or a name spelled anyhow."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.records.arabic import compact, fold_digits, without_marks
from fostercare.records.models import Child, Likeness, Person, words_of
from fostercare.records.phones import egyptian_mobile
from fostercare.workflows.application.models import Application
from fostercare.workflows.child_file.models import ChildFile

MOST = 50
CASE_NUMBER = re.compile(r"(?:([A-Z])[-/ ]?)?(\d{2})[-/ ](\d{4})[-/ ](\d{1,5})")
NATIONAL_ID = re.compile(r"\d{14}")
LEAST_LETTERS = 2


@dataclass
class Found:
    """What a search brought: families and children, and how surely their names answer to it."""

    families: list = field(default_factory=list)
    children: list = field(default_factory=list)
    likeness: Likeness = Likeness.WHOLE
    meant: dict = field(default_factory=dict)  # household → the member whom the text means

    @property
    def near(self):
        return self.likeness.near

    def __bool__(self):
        return bool(self.families or self.children)

    @property
    def only(self):
        """The one case that was meant, when it is one."""
        every = [*self.families, *self.children]
        return every[0] if len(every) == 1 else None


def case_number(text) -> str:
    """The case's number as we write it, from a number typed in any digits, with slashes or without leading zeros."""
    typed = CASE_NUMBER.fullmatch(fold_digits(without_marks(text)).strip().upper())
    if typed is None:
        return ""
    prefix, place, year, serial = typed.groups()
    return "-".join(filter(None, [prefix, place, year, serial.zfill(5)]))


def is_number(text) -> bool:
    """Is this a number of some kind, rather than a name?"""
    return bool(re.fullmatch(r"\+?\d{4,}", compact(text))) or bool(case_number(text))


def find(user, text) -> Found:
    """The families and children in the officer's places that a text may mean."""
    for likeness in Likeness:
        families, children = _families(user, text, likeness), _children(user, text, likeness)
        found = Found(list(families[:MOST]), list(children[:MOST]), likeness)
        if found or is_number(text):
            return _with_those_meant(found, text)
    return Found()


def _with_those_meant(found, text):
    if not case_number(text):
        households = [family.household_id for family in found.families]
        members = people(text, found.likeness).filter(household__in=households)
        found.meant = {member.household_id: member for member in members}
    return found


def applications_named(text, likeness=Likeness.WHOLE) -> Q:
    """The applications that a text may mean, as a condition on Application."""
    if number := case_number(text):
        return Q(number=number)
    return Q(household__in=people(text, likeness).values("household"))


def people(text, likeness=Likeness.WHOLE):
    """The people whom a text may mean: by national ID, by mobile, or by name."""
    if not is_number(text):
        return named(Person.objects, text, likeness)
    if NATIONAL_ID.fullmatch(compact(text)):
        return Person.objects.filter(national_id=compact(text))
    try:
        return Person.objects.filter(phone=egyptian_mobile(text))
    except ValidationError:
        return Person.objects.none()


def named(people, text, likeness):
    """People by name; a single letter names nobody."""
    if max(map(len, words_of(text)), default=0) < LEAST_LETTERS:
        return people.none()
    return people.named(text, likeness)


def _families(user, text, likeness):
    visible = Application.objects.visible_to(user).filter(kind=Case.Kind.APPLICATION)
    return (
        visible.filter(applications_named(text, likeness)).select_related("directorate").order_by("-opened_on", "-pk")
    )


def _children(user, text, likeness):
    """Children's files by number, national ID or name; they are shown by number only."""
    if not access.allowed_somewhere(user, "view_children"):
        return ChildFile.objects.none()
    visible = ChildFile.objects.visible_to(user).select_related("directorate").order_by("-opened_on", "-pk")
    if number := case_number(text):
        return visible.filter(number=number)
    if NATIONAL_ID.fullmatch(compact(text)):
        return visible.filter(child__national_id=compact(text))
    if is_number(text):
        return visible.none()
    return visible.filter(child__in=named(Child.objects, text, likeness).values("pk"))
