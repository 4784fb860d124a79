"""The families in the order in which they fit a child: one statement, by the weights that the edition declares.

Whoever a rule stands against comes after whom it does not; then the points count; of equals who was approved first.
Each criterion is the SQL twin of a line of `reasons`, which says the same in words: what passes there counts here. The
religion is a rule too, so that among families of which the rules say the same its points change nothing.
"""

from dateutil.relativedelta import relativedelta
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from fostercare.records.agreement import religion_of
from fostercare.records.models import HealthRecord, Household, Person, ReligionRecord
from fostercare.workflows.match.models import Match
from fostercare.workflows.match.reasons import most_children, weight

CLEAR, EXEMPTION, FAILS = range(3)


def ranked(applications, child, facts, parameters, on):
    """The applications, the best first, each with .hurdle (what the rules say of it) and .points (but for religion)."""
    points = sum(
        Case(When(passes, then=weight(key, parameters)), default=0, output_field=IntegerField())
        for key, passes in _criteria(child, facts, on).items()
    )
    return applications.annotate(points=Value(0) + points, hurdle=_hurdle(child, facts, parameters)).order_by(
        "hurdle", "-points", "approved_at", "pk"
    )


def _criteria(child, facts, on):
    """For each criterion, when it speaks for a family."""
    years = relativedelta(on, child.birth_date).years
    return {
        "age": Q(child_age_from__lte=years, child_age_to__gte=years),
        "sex": Q(child_sex__in=["", child.sex]),
        "siblings": Q(siblings_welcome=True) if facts.has_siblings_in_care else ALWAYS,
        "special_needs": Q(special_needs_welcome=True) | ~Exists(HealthRecord.objects.filter(child=child)),
    }


def _hurdle(child, facts, parameters):
    """What the rules say: they pass, somebody may exempt, or one fails."""
    exemption = Q(household__in=_full(most_children(facts, parameters)))
    if facts.has_siblings_in_care:
        exemption |= Q(siblings_welcome=False)
    if parameters.value("same_sex_child_for_person_alone"):
        exemption |= _alone_with_the_other_sex(child)
    return Case(
        When(Exists(_of_another_religion(child)), then=FAILS),
        When(exemption, then=EXEMPTION),
        default=CLEAR,
        output_field=IntegerField(),
    )


ALWAYS = Q(pk__isnull=False)


def _full(most):
    """The households that foster as many children already as they may without special approval."""
    if most is None:
        return Household.objects.none()
    with_children = Match.objects.with_a_child().order_by().values("application__household")
    return with_children.annotate(count=Count("pk")).filter(count__gte=most).values("application__household")


def _alone_with_the_other_sex(child):
    alone = Q(household__kind__in=[Household.Kind.WOMAN_ALONE, Household.Kind.MAN_ALONE])
    return alone & Q(Exists(_applicants().exclude(sex=child.sex)))


def _of_another_religion(child):
    applicants = {
        "person__household": OuterRef("household"),
        "person__role__in": Person.APPLICANTS,
        "person__died_on": None,
    }
    return ReligionRecord.objects.filter(**applicants).exclude(religion=religion_of(child))


def _applicants():
    return Person.objects.filter(household=OuterRef("household"), role__in=Person.APPLICANTS, died_on=None)
