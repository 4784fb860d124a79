"""Are a child and a family of one religion? The answer alone leaves the sealed records, never which it is."""

from collections import defaultdict

from django.db.models import F, OuterRef, Subquery
from django.db.models.lookups import Exact

from fostercare.records.models import Person
from fostercare.records.sealed import ReligionRecord


def agreement(child, households) -> dict:
    """Household's key → are the child and all its applicants of one religion? None where one is not entered yet."""
    applicants = Person.objects.filter(household__in=households, role__in=Person.APPLICANTS, died_on=None).order_by()
    agrees = ReligionRecord.objects.filter(person=OuterRef("pk")).values(same=Exact(F("religion"), religion_of(child)))
    found = defaultdict(list)
    for household, same in applicants.values_list("household", Subquery(agrees)):
        found[household].append(same)
    return {household: _whole(found[household]) for household in households}


def _whole(answers):
    return all(answers) if answers and None not in answers else None


def religion_of(child):
    """The child's religion within a statement."""
    return Subquery(ReligionRecord.objects.filter(child=child).values("religion"))
