"""A follow-up visit to a child with a family.

    planned ─ record ▶ recorded ─ sign_off ▶ signed_off
    recorded ─ return_for_correction ▶ planned      planned ─ reschedule ▶ planned
    planned ─ miss ▶ missed                          planned ─ cancel, call_off ▶ cancelled
"""

import django_fsm as fsm
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet, may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment
from fostercare.vault.fields import LockedJSON
from fostercare.workflows.cases import CasePart, with_whole
from fostercare.workflows.follow_up import sent_back
from fostercare.workflows.follow_up.feed import Feed
from fostercare.workflows.follow_up.risk import RiskChange
from fostercare.workflows.follow_up.sent_back import SentBack
from fostercare.workflows.follow_up.support import Need

__all__ = ["Campaign", "Feed", "Need", "Plan", "RiskChange", "SentBack", "State", "Visit", "VisitQuerySet"]


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    RECORDED = "recorded", _("recorded and awaiting sign-off")
    SIGNED_OFF = "signed_off", _("signed off")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


DONE = [State.RECORDED, State.SIGNED_OFF]
# Editions in force from before this figure existed keep what they promised: the first visit is announced.
ANNOUNCED_BEFORE_IT_WAS_ASKED = 1


class VisitQuerySet(ScopedQuerySet):
    view_action = "view_children"
    directorate_path = "placement__directorate_id"

    def whole(self):
        """With what a page about one visit needs."""
        return with_whole(self.select_related("recorded_by", "signed_off_by", "drafted_by"), "placement")

    def narrowed(self, narrowing, role, user):
        if narrowing == "assigned":
            assigned = Assignment.objects.filter(officer=user, role=role)
            return Q(placement__in=assigned.values("case"))
        return super().narrowed(narrowing, role, user)

    def planned(self):
        return self.filter(state=State.PLANNED)

    def late(self, on):
        """Planned visits whose last day, grace included, has passed."""
        return self.planned().filter(late_after__lt=on)

    def due(self, on, until):
        """Planned visits whose day lies between two days."""
        return self.planned().filter(planned_on__range=(on, until))


def _hand():
    """An officer who did something on a visit; of planned visits nobody did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )


class Visit(fsm.ConcurrentTransitionMixin, CasePart, models.Model):
    """A visit of the plan: when it is due, what was seen, who signed it off."""

    # Ten million rows: what is empty in a planned visit, and what another index answers, costs no index of its own.
    placement = models.ForeignKey("placement.Placement", models.PROTECT, db_index=False, related_name="visits")
    sequence = models.PositiveSmallIntegerField(_("number in the plan"))
    stage = models.CharField(_("stage of the follow-up"), max_length=20)
    planned_on = models.DateField(_("planned for"))
    late_after = models.DateField(_("late after"))
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.PLANNED, protected=True)
    answers = LockedJSON(_("answers"), default=dict, blank=True)
    drafted_by = _hand()
    drafted_at = models.DateTimeField(_("draft saved at"), null=True, blank=True)
    visited_on = models.DateField(_("date of the visit"), null=True, blank=True)
    seen_alone = models.BooleanField(_("the child was seen alone"), null=True, blank=True)
    recorded_by = _hand()
    signed_off_by = _hand()

    objects = VisitQuerySet.as_manager()

    kind = "follow_up"
    act_page = "visit_act"

    class Meta:
        ordering = ["planned_on", "pk"]
        verbose_name = _("follow-up visit")
        verbose_name_plural = _("follow-up visits")
        constraints = [
            models.UniqueConstraint(fields=["placement", "sequence"], name="one_visit_a_place_in_the_plan"),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("recorded_by")),
                name="nobody_signs_off_their_own_visit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DONE) | Q(visited_on__isnull=False), name="a_recorded_visit_has_a_date"
            ),
        ]
        indexes = [
            models.Index(fields=["planned_on", "id"], name="visit_planned", condition=Q(state="planned")),
            models.Index(fields=["placement", "planned_on"], name="visit_of_placement"),
            models.Index(fields=["late_after", "id"], name="visit_late", condition=Q(state="planned")),
            models.Index(fields=["visited_on", "id"], name="visit_to_sign_off", condition=Q(state="recorded")),
            models.Index(
                fields=["placement", "-visited_on", "-id"], name="visit_done", condition=Q(state__in=["recorded", "signed_off"])
            ),
            *[
                models.Index(fields=[hand], name=f"visit_{hand}", condition=Q(**{f"{hand}__isnull": False}))
                for hand in ("drafted_by", "recorded_by", "signed_off_by")
            ],
        ]

    @property
    def case(self):
        return self.placement

    @property
    def unannounced(self) -> bool:
        """Does the family hear of it only at the door? One of so many, after the first few; both figures are the edition's."""
        figures = book(self.edition).parameters
        every, announced = figures.value("unannounced_one_in"), figures.value("announced_first")
        if announced is None:
            announced = ANNOUNCED_BEFORE_IT_WAS_ASKED
        return bool(every) and self.sequence > announced and (self.placement_id + self.sequence) % every == 0

    @fsm.transition(state, State.PLANNED, State.RECORDED,
                    permission=may("record_visits"), custom={"label": _("Record the visit"), "unless": sent_back.what_is_unanswered})
    def record(self, by, visited_on, answers, seen_alone=None):
        self.visited_on, self.answers, self.seen_alone, self.recorded_by = visited_on, answers, seen_alone, by

    @fsm.transition(state, State.RECORDED, State.SIGNED_OFF,
                    permission=may("sign_off_visits"), custom={"label": _("Sign off the visit"), "apart_from": ["record"]})
    def sign_off(self, by):
        self.signed_off_by = by

    @fsm.transition(state, State.RECORDED, State.PLANNED,
                    permission=may("sign_off_visits"),
                    custom={"label": _("Return for correction"), "needs_reason": True, "apart_from": ["record"]})
    def return_for_correction(self, by, questions=()):
        sent_back.ask(self, questions, by=by)

    @fsm.transition(state, State.PLANNED, None,
                    permission=may("plan_visits"), custom={"label": _("Reschedule the visit"), "needs_reason": True})
    def reschedule(self, by, planned_on):
        grace = self.late_after - self.planned_on
        self.planned_on, self.late_after = planned_on, planned_on + grace

    @fsm.transition(state, State.PLANNED, State.MISSED,
                    permission=may("record_visits"), custom={"label": _("Record a missed visit"), "needs_reason": True, "grave": True})
    def miss(self, by):
        pass

    @fsm.transition(state, State.PLANNED, State.CANCELLED,
                    permission=may("plan_visits"), custom={"label": _("Cancel the visit"), "needs_reason": True, "grave": True})
    def cancel(self, by):
        pass

    @fsm.transition(state, State.PLANNED, State.CANCELLED,
                    permission=may("end_placements"),
                    custom={"label": _("Call the visit off as the placement ended"), "with": "placement"})
    def call_off(self, by):
        pass


class Plan(models.Model):
    """From what a placement's visits were planned last; where this no longer holds, they are planned anew."""

    placement = models.OneToOneField("placement.Placement", models.CASCADE, primary_key=True, related_name="plan")
    edition = models.ForeignKey("guidebook.Edition", models.PROTECT, related_name="+")
    risk = models.CharField(_("risk level"), max_length=8)
    handed_over_on = models.DateField(_("handed over on"))
    birth_date = models.DateField(_("date of birth"))
    # While the risk is raised, every visit moves the ones after it.
    seen_on = models.DateField(_("date of the last visit"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan of the visits")
        verbose_name_plural = _("plans of the visits")


class Campaign(models.Model):
    """A directorate's baseline visits: from a day on, every child with a family is to be visited once, by an end."""

    directorate = models.ForeignKey("directorates.Directorate", models.PROTECT, related_name="campaigns")
    begins_on = models.DateField(_("begins on"))
    until = models.DateField(_("every child visited by"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-begins_on", "-pk"]
        verbose_name = _("campaign of baseline visits")
        verbose_name_plural = _("campaigns of baseline visits")
        constraints = [
            models.UniqueConstraint(fields=["directorate", "begins_on"], name="one_campaign_a_day_and_place"),
            models.CheckConstraint(condition=Q(until__gt=F("begins_on")), name="a_campaign_ends_after_its_beginning"),
        ]
