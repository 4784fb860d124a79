"""How many of its children each directorate reaches, and how far its campaign of baseline visits has come.

All children of the directorate are counted, whoever is assigned to them: nobody can leave a child out.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from django.db.models import Count, Min, OuterRef, Q, Subquery

from directorates.models import Directorate
from fostercare.workflows.follow_up.models import DONE, Campaign, Visit
from fostercare.workflows.follow_up.reach import (
    FOLLOWED,
    NOT_ALONE,
    VISITED,
    late_on,
    of_the_last,
    to_be_seen_alone,
    with_a_family,
)

PACE_OVER = timedelta(days=28)
COUNTED = ["children", "never", "of_age", "not_alone", "late", "no_worker"]
TOLD = ["target", "done", "lately"]


@dataclass
class Reached:
    """A directorate (or all of them: None) and how many of its children are not reached."""

    directorate: Directorate | None
    counts: Counter = field(default_factory=Counter)

    def share(self, count, of="children"):
        """Of a hundred; None where there is nobody to count."""
        return round(100 * self.counts[count] / self.counts[of]) if self.counts[of] else None


@dataclass
class Progress:
    """A campaign: of how many children, how many visited since its beginning, and when it will be over."""

    campaign: Campaign
    target: int
    done: int
    lately: int
    today: date

    @property
    def remaining(self):
        return self.target - self.done

    @property
    def over_on(self) -> date | None:
        """The day at the pace of the last four weeks; None where nobody was visited in them."""
        if not self.remaining:
            return self.today
        days = min(PACE_OVER, self.today - self.campaign.begins_on + timedelta(days=1)).days
        return self.today + timedelta(days=ceil(self.remaining * days / self.lately)) if self.lately else None

    @property
    def too_slow(self):
        return bool(self.remaining) and (self.over_on is None or self.over_on > self.campaign.until)


def reached(places, today) -> list[Reached]:
    """All the directorates together, then each of them."""
    rows = with_a_family(_placements()).filter(directorate__in=places)
    rows = rows.annotate(last_alone=of_the_last("seen_alone"))
    asked = Q(VISITED) & to_be_seen_alone(today)
    counted = rows.order_by().values("directorate").annotate(
        children=Count("pk"), never=Count("pk", filter=~Q(VISITED)), of_age=Count("pk", filter=asked),
        not_alone=Count("pk", filter=asked & NOT_ALONE), late=Count("pk", filter=Q(late_on(today))),
        no_worker=Count("pk", filter=~Q(FOLLOWED)),
    )  # fmt: skip
    counts = {row["directorate"]: Counter({name: row[name] for name in COUNTED}) for row in counted}
    each = [Reached(place, counts.get(place.pk, Counter())) for place in places]
    return [Reached(None, sum((one.counts for one in each), Counter())), *each] if len(each) > 1 else each


def progress(places, today) -> list[Progress]:
    """The latest campaign of each of the directorates that opened one."""
    campaigns = current(places)
    rows = with_a_family(_placements()).filter(
        directorate__campaigns__in=[campaign.pk for campaign in campaigns], handed_over_on__lte=today
    )
    counted = rows.annotate(first=_first_visit()).order_by().values("directorate__campaigns").annotate(
        target=Count("pk"), done=Count("pk", filter=Q(first__isnull=False)),
        lately=Count("pk", filter=Q(first__gt=today - PACE_OVER)),
    )  # fmt: skip
    told = {row["directorate__campaigns"]: {name: row[name] for name in TOLD} for row in counted}
    nothing = dict.fromkeys(TOLD, 0)
    return [Progress(campaign, **told.get(campaign.pk, nothing), today=today) for campaign in campaigns]


def current(places):
    """The campaign that each place opened last."""
    latest = Campaign.objects.filter(directorate__in=places).order_by("directorate_id", "-begins_on", "-pk")
    return list(latest.distinct("directorate_id").select_related("directorate"))


def _first_visit():
    """The child's first visit since the campaign began."""
    since = OuterRef("directorate__campaigns__begins_on")
    made = Visit.objects.filter(placement=OuterRef("pk"), state__in=DONE, visited_on__gte=since)
    return Subquery(made.order_by().values("placement").annotate(first=Min("visited_on")).values("first"))


def _placements():
    return Visit._meta.get_field("placement").related_model.objects.all()
