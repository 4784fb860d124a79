"""Something changed in a family with which a child lives, or its day has come: what it touches is looked at again.

    open ─ conclude ▶ concluded      open ─ set_aside ▶ set_aside

A divorce, a move, a birth is reported by somebody; the yearly review and a birthday come by the calendar.
"""

from dataclasses import replace

import django_fsm as fsm
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet, may
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.checklist import SATISFIED, Checklist, Status
from fostercare.guidebook.gate import Obstacle
from fostercare.guidebook.models import Assignment
from fostercare.workflows.cases import CasePart, with_whole
from fostercare.workflows.circumstance import deaths
from fostercare.workflows.lifecycle import act, obstacles

REFER = "refer_after_a_change"


class State(models.TextChoices):
    OPEN = "open", _("to be reassessed")
    CONCLUDED = "concluded", _("reassessed")
    SET_ASIDE = "set_aside", _("recorded in error")


class Conclusion(models.TextChoices):
    GOES_ON = "goes_on", _("the placement goes on as it is")
    UNDER_WATCH = "under_watch", _("the placement goes on under watch")
    COMMITTEE = "committee", _("the Higher Committee decides")


class CircumstanceQuerySet(ScopedQuerySet):
    directorate_path = "placement__directorate_id"

    def open(self):
        return self.filter(state=State.OPEN)

    def whole(self):
        """With what a page about one change needs."""
        return with_whole(self.select_related("reported_by"), "placement")

    def narrowed(self, narrowing, role, user):
        if narrowing == "assigned":
            return Q(placement__in=Assignment.objects.filter(officer=user, role=role).values("case"))
        return super().narrowed(narrowing, role, user)


class Circumstance(fsm.ConcurrentTransitionMixin, CasePart, models.Model):
    """A change in a family: of a kind of the edition, which says what is answered anew and by when."""

    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="circumstances")
    kind = models.CharField(_("what changed"), max_length=30)
    happened_on = models.DateField(_("happened on"))
    note = models.TextField(_("what is known of it"), blank=True)
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.OPEN, protected=True)
    # By nobody: the calendar brought it.
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    due_on = models.DateField(_("to be reassessed by"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=Conclusion.choices, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)

    objects = CircumstanceQuerySet.as_manager()

    act_page = "circumstance_act"
    BEGUN = _("Change in the family reported")

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("change in a family")
        verbose_name_plural = _("changes in families")
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "kind"], condition=Q(state="open"), name="one_open_change_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | Q(concluded_on__isnull=False), name="a_conclusion_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | ~Q(conclusion=""), name="a_reassessment_has_a_conclusion"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="change_to_be_reassessed", condition=Q(state="open"))]

    @property
    def case(self):
        return self.placement

    @property
    def rule(self) -> dict:
        """What the edition says of changes of this kind."""
        kept = book(self.edition)
        return next(row for row in [*kept.rows("family_events"), *kept.rows("calendar_events")] if row["key"] == self.kind)

    @property
    def label(self):
        return wording(self.rule)

    def touched(self):
        """The lines of the case's checklist that this change touches, those that do not apply left out."""
        checklist = Checklist(self.placement, timezone.localdate())
        items = [checklist.book.by_code[code] for code in self.rule["items"] if code in checklist.book.by_code]
        lines = [checklist.line(item) for item in items if item.answered_on in checklist.cases]
        return [line for line in lines if line.applies]

    def still_open(self, lines=None) -> list[Obstacle]:
        """What is to be answered anew: an answer from before the change says nothing of the family as it is now."""
        parts = [(line, part) for line in (self.touched() if lines is None else lines) for part in line.parts]
        return [Obstacle(line, self._judged(part)) for line, part in parts if self._judged(part).status not in SATISFIED]

    def asks_anew(self, name) -> list[Obstacle]:
        """What holds an act back beside its own gate: what is touched, and the gate of what the conclusion brings about."""
        if name != "conclude":
            return []
        touched, follows = self.still_open(), self.rule.get("does") or (self.rule.get("before_committee") and REFER)
        known = {(obstacle.item.code, obstacle.part.person) for obstacle in touched}
        beyond = obstacles(self.placement, follows) if follows else []
        return touched + [one for one in beyond if (one.item.code, one.part.person) not in known]

    def _judged(self, part):
        # A plan that was made before the birthday is a plan.
        fresh = self.rule.get("at_age") or part.answer and part.answer.answered_at >= self.reported_at
        return part if fresh or part.status not in SATISFIED else replace(part, status=Status.EXPIRED)

    @fsm.transition(state, State.OPEN, State.CONCLUDED,
                    permission=may("review_placements"), custom={"label": _("Conclude the reassessment"), "needs_reason": True})
    def conclude(self, by, conclusion, text):
        self.conclusion, self.concluded_on = conclusion, timezone.localdate()
        if self.rule.get("does"):
            act(getattr(self.placement, self.rule["does"]), by=by, why=text)
        if conclusion == Conclusion.UNDER_WATCH and fsm.can_proceed(self.placement.put_under_watch):
            act(self.placement.put_under_watch, by=by, why=f"{self.label}: {text}")
        if conclusion == Conclusion.COMMITTEE and fsm.can_proceed(self.placement.refer_after_a_change):
            act(self.placement.refer_after_a_change, by=by, why=f"{self.label}: {text}")

    @fsm.transition(state, State.OPEN, State.SET_ASIDE,
                    permission=may("review_placements"),
                    custom={"label": _("Set aside as recorded in error"), "needs_reason": True, "grave": True})
    def set_aside(self, by):
        if self.rule.get("died"):
            deaths.take_back(self.placement.match.application, self.rule["died"], died_on=self.happened_on)
