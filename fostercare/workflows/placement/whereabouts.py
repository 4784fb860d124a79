"""Where a child is, day by day: with the family, in a home, in hospital, in a safe place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fostercare.records.models import Child, Home
from fostercare.workflows.placement import spans

FAMILY, HOME, SAFE_PLACE = "family", "home", "safe_place"
# A grown-up child, or one that died, is nowhere any more.
NOWHERE = {"complete_follow_up", "record_death"}


class Stay(spans.Span):
    """Since when and up to when a child was at a place of the edition's list."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="stays")
    place = models.CharField(_("where the child is"), max_length=20)
    home = models.ForeignKey(
        Home, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("children's home")
    )
    note = models.CharField(_("which one, whom to call"), max_length=200, blank=True)

    objects = spans.SpanQuerySet.as_manager()

    class Meta(spans.Span.Meta):
        verbose_name = _("whereabouts")
        verbose_name_plural = _("whereabouts")
        constraints = [
            spans.one_a_day("child", "a_child_is_at_one_place_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="a_stay_lasts_a_day_at_least"
            ),
            models.CheckConstraint(condition=Q(home__isnull=True) | Q(place=HOME), name="a_home_for_a_stay_in_one"),
        ]
        triggers = [
            spans.no_day_without(
                "placement_stay", "child_id", "no_day_without_a_place",
                over="EXISTS (SELECT FROM child_file_childfile WHERE child_id = {key}"
                " AND state IN ('completed', 'deceased'))",
            )
        ]  # fmt: skip


def arrive(child, place, since, home=None, note="", left=None) -> Stay:
    """From this day on the child is here. Until its first stay it was in its home, or the one it left."""
    if not child.stays.exists() and child.admitted_on < since:
        child.stays.create(place=HOME, home=left or child.home, since=child.admitted_on)
    return spans.go_on_as(child.stays, since, place=place, home=home, note=note)


def leave(placement, ending, last_day) -> None:
    """The placement has ended: the child is where the ending says, or needs nobody's place any more."""
    child = placement.child
    if ending.rule["child_act"].partition(".")[2] in NOWHERE:
        spans.stop(child.stays, last_day)
    elif ending.next_care:
        arrive(child, ending.next_care, last_day, home=ending.next_home, note=ending.next_care_note)
