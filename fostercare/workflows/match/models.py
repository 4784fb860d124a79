"""One child and one family proposed to each other.

    proposed ─ issue_letter ▶ viewing ─ accept ▶ accepted
    viewing ─ renew_letter ▶ viewing      viewing, accepted ─ decline ▶ declined
    proposed ─ turn_down ▶ cancelled      proposed, viewing ─ cancel ▶ cancelled
    proposed, viewing ─ expire ▶ expired, by the clock: a hold releases itself
    accepted ─ fulfil ▶ fulfilled, by the hand-over: from then on the placement holds the child
"""

import django_fsm as fsm
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.gathering import adult_facts, own_child_facts
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.records.agreement import agreement
from fostercare.workflows.cases import CaseRecord, with_whole
from fostercare.workflows.lifecycle import act
from fostercare.workflows.match.spells import WaitingSpell
from fostercare.workflows.match.statements import Side, Statement, unwilling

__all__ = ["HOLDS_THE_CHILD", "Match", "Side", "State", "Statement", "ViewingVisit", "WaitingSpell"]


class State(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    VIEWING = "viewing", _("viewing")
    ACCEPTED = "accepted", _("accepted")
    FULFILLED = "fulfilled", _("fulfilled by the hand-over")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", pgettext_lazy("match", "expired")
    CANCELLED = "cancelled", _("cancelled")


HOLDS_THE_CHILD = [State.PROPOSED, State.VIEWING, State.ACCEPTED]
# Until the family is accepted a hold has its day; after that the contract has.
HELD_FOR_A_TIME = [State.PROPOSED, State.VIEWING]

# The item of the guidebook in which the security enquiry is answered.
CLEARANCE = "CM-05"


def only_for_a_cleared_family(name):
    """No child is held for a family that is not approved and cleared, whatever the program above the database does."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("application_id"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__state__in=HOLDS_THE_CHILD),
        func=f"""
            IF NOT EXISTS (
                SELECT FROM application_application
                WHERE case_ptr_id = NEW.application_id AND state = 'approved'
            ) OR NOT EXISTS (
                SELECT FROM guidebook_answer answer JOIN guidebook_item item ON item.id = answer.item_id
                WHERE answer.case_id = NEW.application_id AND item.code = '{CLEARANCE}' AND answer.state = 'met'
                    AND answer.replaced_at IS NULL AND (item.verified_by = '' OR answer.verified_by_id IS NOT NULL)
            ) THEN
                RAISE EXCEPTION 'a child is held for an approved and cleared family only';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  the code is ours
    )


class MatchQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one match needs."""
        return with_whole(self.select_related("directorate", "edition").defer("edition__lists"), "application", "child_file")

    def with_a_child(self):
        """Those by which a child is held for a family or lives with it."""
        return self.filter(Q(state__in=HOLDS_THE_CHILD) | Q(state=State.FULFILLED, placement__ended_on=None))

    def narrowed(self, narrowing, role, user):
        if narrowing == "home":
            return Q(child_file__child__home__in=user.homes.values("pk"))
        return super().narrowed(narrowing, role, user)


def renewals_left(match):
    """The viewing letter is renewed as often as the edition lets it."""
    most = book(match.edition).parameters.value("viewing_letter_renewals")
    return most is None or match.renewals < most


def conditions_still_open(match, by) -> str:
    if match.application.open_conditions().exists():
        return _("The conditions of the family's approval are not all met yet.")
    return ""


def consent_still_missing(match, by) -> str:
    """Both sides have to be willing, and the child where it is old enough to be heard."""
    missing = [str(side.label) for side in unwilling(match)]
    return _("It is not recorded yet that they wish the match: %(who)s.") % {"who": "، ".join(missing)} if missing else ""


class Match(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """A child held for one family while they get to know each other; the database lets no second hold exist."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_match")
    application = models.ForeignKey("application.Application", models.PROTECT, related_name="matches")
    child_file = models.ForeignKey("child_file.ChildFile", models.PROTECT, related_name="matches")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.PROPOSED, protected=True)
    letter_from = models.DateField(_("letter issued on"), null=True, blank=True)
    letter_until = models.DateField(_("letter valid until"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals of the letter"), default=0)
    held_until = models.DateField(_("child held until"), null=True, blank=True)
    decline_reason = models.CharField(_("reason of the decline"), max_length=4, blank=True)
    declined_by = models.CharField(_("declined by"), max_length=8, blank=True, db_default="")

    objects = MatchQuerySet.as_manager()

    KIND = Case.Kind.MATCH
    prefix = "M"

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["child_file"], condition=Q(state__in=HOLDS_THE_CHILD), name="one_reservation_a_child"
            )
        ]
        indexes = [
            models.Index(fields=["state", "case_ptr"], name="match_by_state"),
            models.Index(fields=["held_until"], name="match_holds", condition=Q(state__in=["proposed", "viewing"])),
        ]
        triggers = [only_for_a_cleared_family("a_child_is_held_for_a_cleared_family")]

    def chain(self):
        return [self, self.application, self.child_file]

    def place_of(self, role):
        return self.child_file.directorate_id if role == "institution_officer" else self.directorate_id

    def adults(self):
        return self.application.household.adults

    def concerns(self):
        return {"household_id": self.application.household_id, "child_id": self.child_file.child_id}

    def facts(self, on):
        household = self.application.household
        return Facts(
            today=on,
            asked_on=self.application.opened_on,
            adults=tuple(adult_facts(person) for person in household.adults),
            own_children=tuple(own_child_facts(person) for person in household.own_children),
            other_adults=len(household.other_adults),
            household_kind=household.kind,
            married_on=household.married_on,
            lives_abroad=household.lives_abroad,
            kin=self.application.kin,
            children_asked=self.application.children_asked,
            siblings_asked=self.application.siblings_welcome,
            child=self.child_file.child_facts(),
            one_religion=agreement(self.child_file.child, [household.pk])[household.pk],
            viewing_visits=self.viewing_visits.count(),
        )

    @fsm.transition(state, State.PROPOSED, State.VIEWING,
                    permission=may("issue_viewing_letters"),
                    custom={"label": _("Confirm the proposal and issue the viewing letter"), "apart_from": ["begin"],
                            "unless": conditions_still_open})
    def issue_letter(self, by):
        self._letter_from_today()

    @fsm.transition(state, State.PROPOSED, State.CANCELLED,
                    permission=may("issue_viewing_letters"),
                    custom={"label": _("Turn the proposal down"), "needs_reason": True, "grave": True, "apart_from": ["begin"]})
    def turn_down(self, by):
        act(self.child_file.release, by=by)

    @fsm.transition(state, State.VIEWING, None, conditions=[renewals_left],
                    permission=may("issue_viewing_letters"), custom={"label": _("Renew the viewing letter")})
    def renew_letter(self, by):
        self.renewals += 1
        self._letter_from_today()

    @fsm.transition(state, State.VIEWING, State.ACCEPTED,
                    permission=may("conclude_matches"),
                    custom={"label": _("Accept the match"), "apart_from": ["begin"], "unless": consent_still_missing})
    def accept(self, by):
        self.held_until = None

    @fsm.transition(state, [State.VIEWING, State.ACCEPTED], State.DECLINED,
                    permission=may("conclude_matches"), custom={"label": _("Record a decline"), "grave": True})
    def decline(self, by, reason, declined_by="", words=""):
        """The family waits on in its old place. The child waits too, unless the edition's reason keeps it back."""
        coded = next(row for row in book(self.edition).rows("decline_reasons") if row["code"] == reason)
        self.decline_reason, self.declined_by = reason, declined_by or coded["by"]
        if words:
            Statement.objects.create(
                match=self, side=Side.CHILD, willing=self.declined_by != Side.CHILD, words=words,
                said_on=timezone.localdate(), recorded_by=by,
            )
        if self.state == State.ACCEPTED:
            act(self.placement.cancel, by=by)
        act(self.child_file.release, by=by)
        if coded.get("keeps_the_child_back"):
            act(self.child_file.withhold, by=by, why=wording(coded))

    @fsm.transition(state, State.ACCEPTED, State.FULFILLED,
                    permission=may("hand_over_children"), custom={"label": _("Fulfil the match"), "with": "placement"})
    def fulfil(self, by):
        pass

    @fsm.transition(state, HELD_FOR_A_TIME, State.EXPIRED,
                    permission=may("let_time_run_out"), custom={"label": _("Release the hold that ran out"), "with": "the clock"})
    def expire(self, by):
        act(self.child_file.release, by=by)

    @fsm.transition(state, [State.PROPOSED, State.VIEWING], State.CANCELLED,
                    permission=may("propose_matches"), custom={"label": _("Cancel the match"), "needs_reason": True, "grave": True})
    def cancel(self, by):
        act(self.child_file.release, by=by)

    def _letter_from_today(self):
        self.letter_from = timezone.localdate()
        self.letter_until = book(self.edition).parameters.add(self.letter_from, "viewing_letter_validity")
        self.held_until = self.letter_until or self.held_until


class ViewingVisit(models.Model):
    """One of the visits in which the family and the child get to know each other (six in the first edition)."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="viewing_visits")
    visited_on = models.DateField(_("date of the visit"))
    who_came = models.CharField(_("who came"), max_length=120)
    note = models.TextField(_("how the child and the family were with each other"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["visited_on", "pk"]
        verbose_name = _("viewing visit")
        verbose_name_plural = _("viewing visits")
        constraints = [models.UniqueConstraint(fields=["match", "visited_on"], name="one_viewing_visit_a_day")]
