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
    last_not_alone,
    never_visited,
    to_be_seen_alone,
    visited,
    with_a_family,
    with_a_late_visit,
    without_a_worker,
)

PACE_OVER = timedelta(days=28)
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
    """All the directorates together, then each of them.

    Each figure is a statement of its own: the database then looks at its rows as one set, and not child by child.
    """
    rows = with_a_family(_placements()).filter(directorate__in=places)
    figures = {
        "children": rows,
        "never": never_visited(rows),
        "of_age": visited(to_be_seen_alone(rows, today)),
        "not_alone": last_not_alone(rows, today),
        "late": with_a_late_visit(rows, today),
        "no_worker": without_a_worker(rows),
    }
    each = {place.pk: Reached(place) for place in places}
    for figure, found in figures.items():
        for place, count in found.order_by().values_list("directorate").annotate(Count("pk")):
            each[place].counts[figure] = count
    every = sum((one.counts for one in each.values()), Counter())
    return [Reached(None, every), *each.values()] if len(each) > 1 else list(each.values())


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
