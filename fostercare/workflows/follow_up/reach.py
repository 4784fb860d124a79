"""Which children follow-up has reached: the same questions for an officer's lists and a directorate's shares."""

from django.db.models import Exists, OuterRef, Q, Subquery

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


def last_not_alone(placements, today):
    """The children of the age whom the last visit did not see alone, with the day of that visit as .last_visited_on."""
    last = placements.annotate(last_visited_on=of_the_last("visited_on"), last_alone=of_the_last("seen_alone"))
    return last.filter(to_be_seen_alone(today), NOT_ALONE, last_visited_on__isnull=False)


def without_a_worker(placements):
    """Nobody who now holds the role in the directorate is assigned to follow the child."""
    return placements.filter(~FOLLOWED)


def to_be_seen_alone(today) -> Q:
    """Children of the age from which the edition of their placement asks that they are seen alone."""
    ages = Parameter.objects.filter(key="child_seen_alone_age", value__isnull=False)
    of_age = Q(pk__in=())
    for row in ages.exclude(edition__state=Edition.State.DRAFT):
        of_age |= Q(edition=row.edition_id, child__birth_date__lte=today - Parameters([row]).length(row.key))
    return of_age


def of_the_last(field):
    done = Visit.objects.filter(placement=OuterRef("pk"), state__in=DONE)
    return Subquery(done.order_by("-visited_on", "-pk").values(field)[:1])


def late_on(today):
    """Is a visit of the placement late? As a condition on placements."""
    return Exists(Visit.objects.filter(placement=OuterRef("pk"), state=State.PLANNED, late_after__lt=today))


# Whoever was released is no longer anybody's worker.
_IN_OFFICE = Appointment.objects.filter(
    officer=OuterRef("officer"), role=WORKER, ended=None, directorate=OuterRef("case__directorate")
)
FOLLOWED = Exists(
    Assignment.objects.filter(Exists(_IN_OFFICE), case=OuterRef("pk"), role=WORKER, officer__is_active=True)
)
VISITED = Exists(Visit.objects.filter(placement=OuterRef("pk"), state__in=DONE))
NOT_ALONE = Q(last_alone=False) | Q(last_alone=None)
