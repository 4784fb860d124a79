"""Which children follow-up has reached: the same questions for an officer's lists and a directorate's shares."""

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from directorates.models import Appointment
from fostercare.guidebook.models import Assignment, Edition, Parameter
from fostercare.guidebook.parameters import Parameters
from fostercare.workflows.follow_up.models import DONE, State, Visit

WORKER = "case_worker"


def with_a_family(placements):
    """From the hand-over to the end of the placement."""
    return placements.filter(handed_over_on__isnull=False, ended_on=None)


def never_visited(placements):
    return placements.filter(~VISITED)


def visited(placements):
    return placements.filter(VISITED)


def last_not_alone(placements, today):
    """The children of the age whom the last visit did not see alone, with the day of that visit as .last_visited_on."""
    return to_be_seen_alone(placements, today).annotate(last_visited_on=_LAST_NOT_ALONE).exclude(last_visited_on=None)


def with_a_late_visit(placements, today):
    late = Visit.objects.filter(placement=OuterRef("pk"), state=State.PLANNED, late_after__lt=today)
    return placements.filter(Exists(late))


def without_a_worker(placements):
    """Nobody who now holds the role in the directorate is assigned to follow the child."""
    return placements.filter(~FOLLOWED)


def to_be_seen_alone(placements, today):
    """Children of the age from which the edition of their placement asks that they are seen alone."""
    ages = Parameter.objects.filter(key="child_seen_alone_age", value__isnull=False)
    of_age = Q(pk__in=())
    for row in ages.exclude(edition__state=Edition.State.DRAFT):
        of_age |= Q(edition=row.edition_id, child__birth_date__lte=today - Parameters([row]).length(row.key))
    return placements.filter(of_age)


# Whoever was released is no longer anybody's worker.
_IN_OFFICE = Appointment.objects.filter(
    officer=OuterRef("officer"), role=WORKER, ended=None, directorate=OuterRef("case__directorate")
)
FOLLOWED = Exists(
    Assignment.objects.filter(Exists(_IN_OFFICE), case=OuterRef("pk"), role=WORKER, officer__is_active=True)
)
_DONE = Visit.objects.filter(placement=OuterRef("pk"), state__in=DONE)
VISITED = Exists(_DONE)
# The day of the last visit, unless it saw the child alone. One look for each child: asking for the visit's day and for
# what it saw one by one takes four.
_LAST_NOT_ALONE = Subquery(
    _DONE.order_by("-visited_on", "-pk").values(day=Case(When(seen_alone=True, then=None), default="visited_on"))[:1]
)
