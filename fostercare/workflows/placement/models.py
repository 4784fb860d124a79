"""A child lives with a family: from the contract to the end.

    prepared ─ sign_contract ▶ contracted ─ hand_over ▶ transition ─ settle ▶ stable
    transition, stable ─ put_under_watch ▶ under_watch ─ lift_watch ▶ stable
    transition, stable, under_watch ─ remove_child ▶ urgent_review ─ continue_care ▶ under_watch
    transition, stable, under_watch ─ review ▶ (same state)
    transition, stable, under_watch, urgent_review ─ end ▶ ended      prepared, contracted ─ cancel ▶ cancelled
"""

from dataclasses import replace

import django_fsm as fsm
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.facts import PlacementFacts
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.records.numbering import next_number
from fostercare.workflows.cases import CaseRecord
from fostercare.workflows.lifecycle import act


class State(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    CONTRACTED = "contracted", _("contract signed")
    TRANSITION = "transition", _("in transition")
    STABLE = "stable", _("stable")
    UNDER_WATCH = "under_watch", _("under watch")
    URGENT_REVIEW = "urgent_review", _("under urgent review")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


BEFORE_HAND_OVER = [State.PREPARED, State.CONTRACTED]
WITH_THE_FAMILY = [State.TRANSITION, State.STABLE, State.UNDER_WATCH]
LIVE = [*BEFORE_HAND_OVER, *WITH_THE_FAMILY, State.URGENT_REVIEW]


class PlacementQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one placement needs."""
        return self.select_related(
            "directorate", "edition", "match__edition", "match__directorate", "child__home",
            "match__application__household__directorate", "match__application__edition",
            "match__child_file__child__home", "match__child_file__directorate", "match__child_file__edition",
        ).defer(
            "edition__lists", "match__edition__lists", "match__application__edition__lists",
            "match__child_file__edition__lists",
        ).prefetch_related("match__application__household__members")  # fmt: skip

    def narrowed(self, narrowing, role, user):
        if narrowing == "home":
            return Q(child__home__in=user.homes.values("pk"), state__in=BEFORE_HAND_OVER)
        return super().narrowed(narrowing, role, user)


class Placement(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """A child with a family under a contract; the database lets a child have one at a time."""

    class Risk(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_placement")
    match = models.OneToOneField("match.Match", models.PROTECT, related_name="placement")
    child = models.ForeignKey("records.Child", models.PROTECT, related_name="placements")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.PREPARED, protected=True)
    risk = models.CharField(_("risk level"), max_length=8, choices=Risk.choices, default=Risk.LOW)
    contract_number = models.PositiveIntegerField(_("contract number"), null=True, blank=True)
    contracted_on = models.DateField(_("contract signed on"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    name_change_asked = models.BooleanField(_("the family asks for a naming decision"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending_kind = models.CharField(_("kind of ending"), max_length=30, blank=True)

    objects = PlacementQuerySet.as_manager()

    KIND = Case.Kind.PLACEMENT
    prefix = "K"
    # The panel clears the hand-over; the child is handed over by its own act.
    HEARD_BY = {"hand_over_panel": {State.CONTRACTED: ("hand_over", "hand_over")}}
    DECIDED_BY = {"hand_over_panel": {"hand_over": None, "postpone": None}}

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(state__in=LIVE), name="one_placement_a_child")
        ]
        indexes = [models.Index(fields=["state", "case_ptr"], name="placement_by_state")]

    def chain(self):
        return [self, *self.match.chain()]

    def place_of(self, role):
        return self.match.place_of(role)

    def adults(self):
        return self.match.adults()

    def concerns(self):
        return self.match.concerns()

    def facts(self, on):
        return self._with_placement(self.match.facts(on), on)

    @property
    def contract_label(self):
        """The contract's number as the ministry writes it: ع.ك/number/year."""
        return f"ع.ك/{self.contract_number}/{self.contracted_on.year}" if self.contract_number else ""

    @fsm.transition(state, State.PREPARED, State.CONTRACTED,
                    permission=may("sign_contracts"), custom={"label": _("Record the signed contract")})
    def sign_contract(self, by, signed_on=None):
        self.contracted_on = signed_on or timezone.localdate()
        self.contract_number = next_number(f"contract {self.contracted_on.year}")

    @fsm.transition(state, State.CONTRACTED, State.TRANSITION,
                    permission=may("hand_over_children"),
                    custom={"label": _("Hand over the child"), "apart_from": ["issue_letter", "sign_contract"]})
    def hand_over(self, by):
        self.handed_over_on = timezone.localdate()
        act(self.match.fulfil, by=by)
        act(self.match.child_file.place, by=by)
        # The second of two siblings finds the family's application completed by the first.
        if fsm.can_proceed(self.match.application.complete):
            act(self.match.application.complete, by=by)

    @fsm.transition(state, State.TRANSITION, State.STABLE,
                    permission=may("review_placements"), custom={"label": _("Record that the placement is stable")})
    def settle(self, by):
        pass

    @fsm.transition(state, WITH_THE_FAMILY, None,
                    permission=may("review_placements"), custom={"label": _("Record the periodic review"), "needs_reason": True})
    def review(self, by):
        pass

    @fsm.transition(state, [State.TRANSITION, State.STABLE], State.UNDER_WATCH,
                    permission=may("review_placements"), custom={"label": _("Put under watch"), "needs_reason": True})
    def put_under_watch(self, by):
        pass

    @fsm.transition(state, State.UNDER_WATCH, State.STABLE,
                    permission=may("review_placements"), custom={"label": _("Lift the watch"), "needs_reason": True})
    def lift_watch(self, by):
        pass

    @fsm.transition(state, WITH_THE_FAMILY, State.URGENT_REVIEW,
                    permission=may("remove_children"),
                    custom={"label": _("Move the child to safety"), "needs_reason": True, "grave": True})
    def remove_child(self, by):
        pass

    @fsm.transition(state, State.URGENT_REVIEW, State.UNDER_WATCH,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Let the placement go on under watch"), "needs_reason": True})
    def continue_care(self, by):
        pass

    @fsm.transition(state, [*WITH_THE_FAMILY, State.URGENT_REVIEW], State.ENDED,
                    permission=may("end_placements"), custom={"label": _("End the placement"), "needs_reason": True, "grave": True})
    def end(self, by, ending_kind):
        if self.ending_kind not in ("", ending_kind):
            raise ValidationError(_("The ending was prepared as one of another kind."))
        self.ending_kind = ending_kind
        self.ended_on = timezone.localdate()
        kind = next(row for row in book(self.edition).rows("ending_kinds") if row["key"] == ending_kind)
        act(getattr(self.match.child_file, kind["child_act"].partition(".")[2]), by=by)

    @fsm.transition(state, BEFORE_HAND_OVER, State.CANCELLED,
                    permission=may("conclude_matches"), custom={"label": _("Cancel before the hand-over"), "with": "match"})
    def cancel(self, by):
        pass

    def _with_placement(self, facts, on):
        return replace(
            facts,
            placement=PlacementFacts(
                name_change_asked=self.name_change_asked,
                ending_kind=self.ending_kind,
                handed_over_on=self.handed_over_on,
            ),
            overdue_visits=self.visits.late(on).count() if self.handed_over_on else 0,
            child_seen_alone=self._seen_alone_last() if self.handed_over_on else None,
        )

    def _seen_alone_last(self):
        signed_off = self.visits.filter(state="signed_off").order_by("visited_on", "pk")
        return signed_off.values_list("seen_alone", flat=True).last()
