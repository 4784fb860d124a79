"""The figures of follow-up in a period: children, visits, risks, endings, incidents, for each directorate.

Each source is read once for all directorates. Opening + placed − ended = closing, for every directorate and kind.
A child counts where the placement belongs today.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fostercare.workflows.follow_up.models import DONE, RiskChange, State, Visit
from fostercare.workflows.incident.models import Clock, Incident
from fostercare.workflows.placement.models import Placement

GROUPS = [
    # what the group is about: key of a figure, its label
    (_("Children with a family"), [
        ("opening", _("At the beginning")),
        ("placed", _("Handed over in the period")),
        ("ended", _("Ended in the period")),
        ("closing", _("At the end")),
    ]),
    (_("Visits"), [
        ("due", _("Visits due")),
        ("done", _("Visits made")),
        ("missed", _("Visits that did not take place")),
        ("overdue", _("Overdue at the end")),
        ("never", _("Children never visited")),
    ]),
    (_("Seen alone"), [
        ("asked_alone", _("Visits to children of the age")),
        ("alone", _("Of these, seen alone")),
    ]),
    (_("Risk at the end"), [("low", _("low")), ("medium", _("medium")), ("high", _("high"))]),
    (_("Incidents reported"), [("red", _("red")), ("orange", _("orange")), ("yellow", _("yellow"))]),
    (_("Answers to incidents"), [
        ("in_time", _("given in time")),
        ("too_late", _("given too late")),
        ("open_late", _("still missing")),
    ]),
]  # fmt: skip
LABELS = {key: label for _group, figures in GROUPS for key, label in figures}
# What the table by directorate shows, where no group stands above a figure.
SHOWN = {key: LABELS[key] for key in ("closing", "placed", "ended", "due", "done", "overdue", "never")} | {
    "high": _("Children at high risk"),
    "red": _("Red incidents"),
    "open_late": _("Answers to incidents still missing"),
}


@dataclass
class Return:
    """A directorate's figures (or those of all: None), and its endings by kind."""

    directorate: object | None
    counts: Counter
    endings: Counter

    def __getitem__(self, key):
        return self.counts[key]


def returns(period, places) -> list[Return]:
    """All the directorates together, then each of them."""
    counts, endings = defaultdict(Counter), defaultdict(Counter)
    last_day = min(period.end, timezone.localdate())
    for source in (_stock, _visits, _risks, _incidents, _answers):
        for row in source(period, last_day, places):
            counts[row.pop("where")].update(row)
    for place, kind, many in _endings(period, places):
        endings[place][kind] += many
    each = [Return(place, counts[place.pk], endings[place.pk]) for place in places]
    return [Return(None, sum(counts.values(), Counter()), sum(endings.values(), Counter())), *each]


def _stock(period, last_day, places):
    ended = Q(ended_on__range=(period.start, period.end))
    before = Q(handed_over_on__lt=period.start) & (Q(ended_on=None) | Q(ended_on__gte=period.start))
    closing = Q(handed_over_on__lte=period.end) & _there_at(period.end)
    visited = Exists(Visit.objects.filter(placement=OuterRef("pk"), state__in=DONE, visited_on__lte=last_day))
    return _placements(places).values(where=F("directorate")).annotate(
        opening=Count("pk", filter=before),
        placed=Count("pk", filter=Q(handed_over_on__range=(period.start, period.end))),
        ended=Count("pk", filter=ended),
        closing=Count("pk", filter=closing),
        never=Count("pk", filter=closing & ~visited),
    )  # fmt: skip


def _endings(period, places):
    ended = _placements(places).filter(ended_on__range=(period.start, period.end))
    return ended.values_list("directorate", "ending_kind").annotate(many=Count("pk"))


def _visits(period, last_day, places):
    days = (period.start, period.end)
    made = Q(state__in=DONE, visited_on__range=days)
    open_then = Q(state=State.PLANNED) | Q(visited_on__gt=last_day)
    counted = Visit.objects.filter(placement__directorate__in=places).exclude(state=State.CANCELLED)
    return counted.order_by().values(where=F("placement__directorate")).annotate(
        due=Count("pk", filter=Q(planned_on__range=days)),
        done=Count("pk", filter=made),
        missed=Count("pk", filter=Q(state=State.MISSED, planned_on__range=days)),
        overdue=Count("pk", filter=open_then & Q(late_after__lt=last_day)),
        asked_alone=Count("pk", filter=made & Q(seen_alone__isnull=False)),
        alone=Count("pk", filter=made & Q(seen_alone=True)),
    )  # fmt: skip


def _risks(period, last_day, places):
    """The level that was judged last by then; low before anybody judged it."""
    judged = RiskChange.objects.filter(placement=OuterRef("pk"), on__lte=last_day).order_by("-on", "-pk")
    there = _placements(places).filter(_there_at(period.end), handed_over_on__lte=period.end)
    levelled = there.annotate(then=Coalesce(Subquery(judged.values("level")[:1]), Value("low")))
    return levelled.values(where=F("directorate")).annotate(
        **{level: Count("pk", filter=Q(then=level)) for level in ("low", "medium", "high")}
    )


def _incidents(period, last_day, places):
    reported = Incident.objects.filter(directorate__in=places, reported_at__range=_moments(period))
    return (
        reported.order_by()
        .values(where=F("directorate"))
        .annotate(**{level: Count("pk", filter=Q(level=level)) for level in ("red", "orange", "yellow")})
    )


def _answers(period, last_day, places):
    """Of the clocks that ran out in the period, or have by now."""
    clocks = Clock.objects.filter(incident__directorate__in=places, due_at__range=_moments(period), stopped_at=None)
    return clocks.order_by().values(where=F("incident__directorate")).annotate(
        in_time=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
        too_late=Count("pk", filter=Q(answered_at__gt=F("due_at"))),
        open_late=Count("pk", filter=Q(answered_at=None, due_at__lt=timezone.now())),
    )  # fmt: skip


def _placements(places):
    return Placement.objects.filter(directorate__in=places, handed_over_on__isnull=False).order_by()


def _there_at(day: date):
    return Q(ended_on=None) | Q(ended_on__gt=day)


def _moments(period):
    first, after = (datetime.combine(day, time.min) for day in (period.start, period.end + timedelta(days=1)))
    return timezone.make_aware(first), timezone.make_aware(after) - timedelta(microseconds=1)
