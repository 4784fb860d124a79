"""Day by day and without a gap: which directorate is responsible for a child with a family.

A row holds from a day up to the day on which the next one begins. The database refuses two rows for one day and a day
without a row, so that the duty of visiting can be looked up for any day and never lapses while a file moves.
"""

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from directorates.models import Directorate


class DayRange(Func):
    """From a day up to another that is not part of it; without the other for good."""

    function = "daterange"
    output_field = DateRangeField()


def one_a_day(whose, name):
    """No two rows of the same placement or child hold on one day."""
    return ExclusionConstraint(
        name=name, expressions=[(whose, RangeOperators.EQUAL), (DayRange("since", "until"), RangeOperators.OVERLAPS)]
    )


def no_day_without(table, whose, name, over):
    """When the transaction ends, one row follows the other, and the last is open unless it is all over (SQL)."""
    key = f"coalesce(NEW.{whose}, OLD.{whose})"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=f"""
            IF (
                SELECT count(*) FROM {table} AS one WHERE one.{whose} = {key} AND NOT EXISTS (
                    SELECT FROM {table} AS earlier WHERE earlier.{whose} = {key} AND earlier.until = one.since
                )
            ) > 1 OR (
                SELECT count(*) = 0 FROM {table} AS one WHERE one.{whose} = {key} AND one.until IS NULL
            ) <> ({over.format(key=key)}) THEN
                RAISE EXCEPTION 'a day is left without a row in {table}';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  all names are ours
    )


class Span(models.Model):
    since = models.DateField(_("since"))
    until = models.DateField(_("up to"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["since"]

    @property
    def last_day(self):
        return self.until and self.until - timedelta(days=1)


class SpanQuerySet(models.QuerySet):
    def on(self, day: date):
        """What holds on a day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Duty(Span):
    """Since when and up to when a directorate visits the child of a placement and answers for it."""

    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="duties")
    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="+", verbose_name=_("directorate"))

    objects = SpanQuerySet.as_manager()

    class Meta(Span.Meta):
        verbose_name = _("responsible directorate")
        verbose_name_plural = _("responsible directorates")
        constraints = [
            one_a_day("placement", "one_responsible_directorate_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="a_duty_lasts_a_day_at_least"
            ),
        ]
        triggers = [
            no_day_without(
                "placement_duty", "placement_id", "no_day_without_a_directorate",
                over="EXISTS (SELECT FROM placement_placement WHERE case_ptr_id = {key} AND ended_on IS NOT NULL)",
            )
        ]  # fmt: skip


@transaction.atomic
def go_on_as(rows, since: date, **what):
    """From this day on something else holds; a day that changes twice belongs to what it was at its end."""
    rows.filter(since=since).delete()
    rows.filter(until=None).update(until=since)
    return rows.create(since=since, **what)


def stop(rows, last_day: date):
    """It is over with this day."""
    rows.filter(until=None).update(until=last_day + timedelta(days=1))
