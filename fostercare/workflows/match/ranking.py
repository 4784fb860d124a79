"""The families in the order in which they fit a child: one statement, by the weights that the edition declares.

Each criterion is the SQL twin of a line of `wishes`, which says the same in words: what passes there counts here.
"""

from dateutil.relativedelta import relativedelta
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from fostercare.records.models import Household, Person
from fostercare.workflows.match.wishes import weight


def ranked(applications, child, facts, parameters, on):
    """The applications by their points, the best first; of equals the one that was approved first."""
    points = sum(
        Case(When(passes, then=weight(key, parameters)), default=0, output_field=IntegerField())
        for key, passes in _criteria(child, facts, parameters, on).items()
    )
    return applications.annotate(points=Value(0) + points).order_by("-points", "approved_at", "pk")


def _criteria(child, facts, parameters, on):
    """For each criterion, when it speaks for a family."""
    years = relativedelta(on, child.birth_date).years
    return {
        "age": Q(child_age_from__lte=years, child_age_to__gte=years),
        "sex": Q(child_sex__in=["", child.sex]) & ~_alone_with_the_other_sex(child, parameters),
        "siblings": Q(siblings_welcome=True) if facts.has_siblings_in_care else ALWAYS,
        "religion": ~Exists(_applicants().exclude(religion=child.religion)),
        "special_needs": Q(special_needs_welcome=True) if child.health_notes else ALWAYS,
    }


ALWAYS = Q(pk__isnull=False)


def _alone_with_the_other_sex(child, parameters):
    if not parameters.value("same_sex_child_for_person_alone"):
        return ~ALWAYS
    alone = Q(household__kind__in=[Household.Kind.WOMAN_ALONE, Household.Kind.MAN_ALONE])
    return alone & Q(Exists(_applicants().exclude(sex=child.sex)))


def _applicants():
    return Person.objects.filter(household=OuterRef("household"), role__in=Person.APPLICANTS)
