"""A child lives with a family: from the contract to the end.

    prepared ─ sign_contract ▶ contracted ─ clear_hand_over ▶ (same state) ─ hand_over ▶ transition ─ settle ▶ stable
    transition, stable ─ put_under_watch ▶ under_watch ─ lift_watch ▶ stable
    transition, stable, under_watch ─ review, assess_risk ▶ (same state)
    transition, stable, under_watch ─ remove_child ▶ urgent_review
                                    ─ refer, refer_after_a_change ▶ referred ─ take_back ▶ under_watch
    urgent_review, referred ─ confirm_ending ▶ ending ─ end ▶ ended     ─ continue_care ▶ under_watch
    any of these ─ end ▶ ended, where no committee has to decide        prepared, contracted ─ cancel ▶ cancelled
"""

from dataclasses import replace

import django_fsm as fsm
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.facts import PlacementFacts
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.records.numbering import next_number
from fostercare.workflows.cases import CaseRecord, on_open_agendas, with_whole
from fostercare.workflows.lifecycle import act
from fostercare.workflows.placement import contracting, endings, in_words, spans, whereabouts
from fostercare.workflows.placement.contracting import ChildAccount, HandOverRecord, NamingDecision, Terms
from fostercare.workflows.placement.endings import Ending
from fostercare.workflows.placement.spans import Duty
from fostercare.workflows.placement.whereabouts import Stay

__all__ = [
    "ChildAccount", "Duty", "Ending", "HandOverRecord", "NamingDecision", "Placement", "State", "Stay", "Terms",
]  # fmt: skip


class State(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    CONTRACTED = "contracted", _("contract signed")
    TRANSITION = "transition", _("in transition")
    STABLE = "stable", _("stable")
    UNDER_WATCH = "under_watch", _("under watch")
    URGENT_REVIEW = "urgent_review", _("under urgent review")
    REFERRED = "referred", pgettext_lazy("placement", "before the Higher Committee")
    ENDING = "ending", _("ending by decision")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


BEFORE_HAND_OVER = [State.PREPARED, State.CONTRACTED]
WITH_THE_FAMILY = [State.TRANSITION, State.STABLE, State.UNDER_WATCH]
BEFORE_HIGHER = [State.URGENT_REVIEW, State.REFERRED]
UNDER_WAY = [*WITH_THE_FAMILY, *BEFORE_HIGHER, State.ENDING]
LIVE = [*BEFORE_HAND_OVER, *UNDER_WAY]


def child_is_of_age(placement):
    day = book(placement.edition).parameters.add(placement.child.birth_date, "majority_age")
    return day is not None and day <= timezone.localdate()


def ending_is_prepared(placement):
    """The committee decides on an ending whose kind is named."""
    return bool(placement.ending_kind)


def no_decision_is_missing(placement):
    """An ending before its time is carried out once it is decided; another one needs no committee."""
    kind = placement.ending_kind
    return bool(kind) and (placement.state == State.ENDING or not endings.rule_of(placement.edition, kind)["before_its_time"])


class PlacementQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one placement needs."""
        return with_whole(self.select_related("directorate", "edition", "child__home").defer("edition__lists"), "match")

    def with_next_visit(self):
        """With .next_visit, the day of the next planned one; asked for the rows that are shown, not for all there are."""
        visits = self.model._meta.get_field("visits").related_model.objects
        ahead = visits.filter(placement=models.OuterRef("pk"), state="planned").order_by("planned_on")
        return self.annotate(next_visit=models.Subquery(ahead.values("planned_on")[:1]))

    def narrowed(self, narrowing, role, user):
        if narrowing == "home":
            return Q(child__home__in=user.homes.values("pk"), state__in=BEFORE_HAND_OVER)
        if narrowing == "agenda":
            return Q(pk__in=on_open_agendas(user))
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
    cleared_by = models.ForeignKey(
        "committee.Resolution", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("resolution of the hand-over panel"),
    )  # fmt: skip
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    name_change_asked = models.BooleanField(_("the family asks for a naming decision"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending_kind = models.CharField(_("kind of ending"), max_length=30, blank=True)

    objects = PlacementQuerySet.as_manager()

    KIND = Case.Kind.PLACEMENT
    prefix = "K"
    # The panel clears the hand-over; the child is handed over by its own act.
    HEARD_BY = {
        "hand_over_panel": {State.CONTRACTED: ("hand_over", "clear_hand_over")},
        "higher": {State.URGENT_REVIEW: ("ending", "confirm_ending"), State.REFERRED: ("ending", "confirm_ending")},
    }
    DECIDED_BY = {
        "hand_over_panel": {"hand_over": "clear_hand_over", "postpone": None},
        "higher": {
            "end": "confirm_ending",
            "end_and_waive": "confirm_ending",
            "continue": "continue_care",
            "postpone": None,
        },
    }

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

    def in_brief(self):
        return in_words.in_brief(self)

    def concerns(self):
        return self.match.concerns()

    def facts(self, on):
        return self._with_placement(self.match.facts(on), on)

    @property
    def ending(self):
        """The ending that stands, if one is prepared, decided or carried out."""
        return self.endings.filter(dropped_at=None).select_related(
            "placement__edition", "next_home", "resolution__item__sitting"
        ).defer("placement__edition__lists").first()

    @property
    def contract_label(self):
        """The contract's number as the ministry writes it: ع.ك/number/year."""
        return f"ع.ك/{self.contract_number}/{self.contracted_on.year}" if self.contract_number else ""

    @fsm.transition(state, State.PREPARED, State.CONTRACTED,
                    permission=may("sign_contracts"),
                    custom={"label": _("Record the signed contract"), "unless": contracting.contract_is_incomplete})
    def sign_contract(self, by, signed_on=None):
        self.contracted_on = signed_on or timezone.localdate()
        self.contract_number = next_number(f"contract {self.contracted_on.year}")

    @fsm.transition(state, State.CONTRACTED, None,
                    permission=may("manage_hand_over_panel"),
                    custom={"label": _("Record that the panel cleared the hand-over"), "with": "a sitting"})
    def clear_hand_over(self, by, resolution):
        resolution.must_bind(self, "clear_hand_over")
        self.cleared_by = resolution

    @fsm.transition(state, State.CONTRACTED, State.TRANSITION,
                    permission=may("hand_over_children"),
                    custom={"label": _("Hand over the child"), "apart_from": ["issue_letter", "sign_contract"],
                            "unless": contracting.hand_over_is_not_prepared})
    def hand_over(self, by):
        self.handed_over_on = timezone.localdate()
        self.answer_for(self.directorate, since=self.handed_over_on)
        self.child_is_at(whereabouts.FAMILY, since=self.handed_over_on)
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

    @fsm.transition(state, [*WITH_THE_FAMILY, State.URGENT_REVIEW], None,
                    permission=may("review_placements"), custom={"label": _("Judge the risk level anew")})
    def assess_risk(self, by, level, reason, signs=()):
        self.risk_changes.create(before=self.risk, level=level, signs=list(signs), reason=reason, by=by)
        self.risk = level

    @fsm.transition(state, WITH_THE_FAMILY, None, conditions=[child_is_of_age],
                    permission=may("review_placements"), custom={"label": _("Record coming of age"), "with": "a reassessment"})
    def come_of_age(self, by):
        # The file of a child whose home lies elsewhere is that directorate's to move on.
        file = self.match.child_file
        if fsm.can_proceed(file.come_of_age) and fsm.has_transition_perm(file.come_of_age, by):
            act(file.come_of_age, by=by)

    @fsm.transition(state, [State.TRANSITION, State.STABLE], State.UNDER_WATCH,
                    permission=may("review_placements"), custom={"label": _("Put under watch"), "needs_reason": True})
    def put_under_watch(self, by):
        pass

    @fsm.transition(state, State.UNDER_WATCH, State.STABLE,
                    permission=may("review_placements"), custom={"label": _("Lift the watch"), "needs_reason": True})
    def lift_watch(self, by):
        pass

    @fsm.transition(state, [*WITH_THE_FAMILY, State.REFERRED], State.URGENT_REVIEW,
                    permission=may("remove_children"),
                    custom={"label": _("Move the child to safety"), "needs_reason": True, "grave": True})
    def remove_child(self, by, place=whereabouts.SAFE_PLACE, home=None, note=""):
        self.child_is_at(place, timezone.localdate(), home=home, note=note)

    @fsm.transition(state, UNDER_WAY, None,
                    permission=may("plan_visits"), custom={"label": _("Record where the child is")})
    def record_whereabouts(self, by, place, since, home=None, note=""):
        self.child_is_at(place, since, home=home, note=note)

    @fsm.transition(state, WITH_THE_FAMILY, State.REFERRED, conditions=[ending_is_prepared],
                    permission=may("review_placements"), custom={"label": _("Put before the Higher Committee"), "needs_reason": True})
    def refer(self, by):
        endings.refuse_gaps(self)

    @fsm.transition(state, WITH_THE_FAMILY, State.REFERRED,
                    permission=may("review_placements"),
                    custom={"label": _("Ask the Higher Committee how it goes on"), "with": "a reassessment", "gate": "refer"})
    def refer_after_a_change(self, by):
        pass

    @fsm.transition(state, State.REFERRED, State.UNDER_WATCH,
                    permission=may("review_placements"),
                    custom={"label": _("Take back from the Higher Committee"), "needs_reason": True})
    def take_back(self, by):
        endings.drop(self)

    # The Higher Committee, in its own sittings: a removal is confirmed or undone, an ending decided or not

    @fsm.transition(state, BEFORE_HIGHER, State.ENDING, conditions=[ending_is_prepared],
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record the decision to end the placement"), "with": "a sitting", "apart_from": ["refer", "refer_after_a_change", "remove_child"]})
    def confirm_ending(self, by, resolution):
        resolution.must_bind(self, "confirm_ending")
        endings.refuse_gaps(self)
        self.endings.filter(dropped_at=None).update(resolution=resolution)

    @fsm.transition(state, BEFORE_HIGHER, State.UNDER_WATCH,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Let the placement go on under watch"), "with": "a sitting"})
    def continue_care(self, by, resolution):
        resolution.must_bind(self, "continue_care")
        endings.drop(self)
        self.child_is_at(whereabouts.FAMILY, since=timezone.localdate())

    @fsm.transition(state, UNDER_WAY, State.ENDED, conditions=[no_decision_is_missing],
                    permission=may("end_placements"), custom={"label": _("End the placement"), "needs_reason": True, "grave": True})
    def end(self, by):
        endings.refuse_gaps(self)
        self.ended_on = timezone.localdate()
        spans.stop(self.duties, self.ended_on)
        endings.carry_out(self, by)
        whereabouts.leave(self, self.ending, self.ended_on)

    @fsm.transition(state, BEFORE_HAND_OVER, State.CANCELLED,
                    permission=may("conclude_matches"), custom={"label": _("Cancel before the hand-over"), "with": "match"})
    def cancel(self, by):
        pass

    def answer_for(self, directorate, since):
        """From this day on a directorate visits the child and answers for it."""
        spans.go_on_as(self.duties, since, directorate=directorate)

    def child_is_at(self, place, since, home=None, note=""):
        """From this day on the child is at a place of the edition's list; recorded already, nothing changes."""
        now = self.child.stays.filter(until=None).first()
        if now is None or (now.place, now.home, now.note) != (place, home, note):
            whereabouts.arrive(self.child, place, since, home=home, note=note)

    def _with_placement(self, facts, on):
        return replace(
            facts,
            placement=PlacementFacts(
                name_change_asked=self.name_change_asked,
                ending_kind=self.ending_kind,
                travel_open=self.travels.permitted().exists(),
                handed_over_on=self.handed_over_on,
            ),
            deposit=account.deposit if (account := contracting.of(self.child, "account")) else None,
            overdue_visits=self.visits.late(on).count() if self.handed_over_on else 0,
            child_seen_alone=self._seen_alone_last() if self.handed_over_on else None,
        )

    def _seen_alone_last(self):
        signed_off = self.visits.filter(state="signed_off").order_by("visited_on", "pk")
        return signed_off.values_list("seen_alone", flat=True).last()
