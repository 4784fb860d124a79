"""The strip of figures above the work list: one look into the database, kept for a while."""

from datetime import timedelta

from django.core.cache import cache
from django.db.models import Aggregate, DurationField, ExpressionWrapper, F, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from fostercare.desk.lists import Capped, in_one_statement
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.application.models import OPEN, Application
from fostercare.workflows.calendar import public_holidays
from fostercare.workflows.follow_up.lists import VIEW
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.reach import never_visited, with_a_family
from fostercare.workflows.models import StateChange
from fostercare.workflows.placement.models import Placement

KEPT_SECONDS = 600
SOON_WORKING_DAYS = 3
OF_LATE = timedelta(days=180)


class Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def figures(user, today) -> dict:
    """How the officer's places stand; these figures may be some minutes old."""
    return cache.get_or_set(f"figures:{user.pk}:{today}", lambda: _look(user, today), KEPT_SECONDS)


def soon_until(today):
    """The day on which the third working day from today ends, by the edition in force."""
    return cache.get_or_set(f"soon:{today}", lambda: _third_working_day(today), KEPT_SECONDS)


def _third_working_day(today):
    parameters = book(in_force()).parameters
    return parameters.add_working_days(today, SOON_WORKING_DAYS, public_holidays(today.year))


def _look(user, today):
    applications = Application.objects.visible_to(user)
    children = with_a_family(Placement.objects.visible_to(user, VIEW))
    visits = Visit.objects.visible_to(user)
    return in_one_statement(
        user,
        open_applications=Capped(applications.filter(state__in=OPEN)),
        time_to_committee=Subquery(_time_to_committee(applications)),
        visits_this_week=Capped(visits.due(today, today + timedelta(days=6))),
        visits_late=Capped(visits.late(today)),
        never_visited=Capped(never_visited(children)),
    )


def _time_to_committee(applications):
    """From the opening of an application to the local committee's recommendation: the median of the last half year."""
    recommended = StateChange.objects.filter(
        act="recommend", at__gte=timezone.now() - OF_LATE, case__in=applications.values("pk")
    )
    lasted = ExpressionWrapper(TruncDate("at") - F("case__opened_on"), output_field=DurationField())
    return recommended.order_by().values("act").annotate(median=Median(lasted)).values("median")
