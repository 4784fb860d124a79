"""What is put to the vote, who votes how, and the resolution that comes of it.

A vote is a vote on the resolution as it is drafted: when its outcome is edited the votes lapse, and whatever is edited,
the chair's confirmation lapses. Nothing that was cast is deleted.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.workflows.committee import rules
from fostercare.workflows.committee.agenda import AgendaItem
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.presence import Room
from fostercare.workflows.tones import TONES


class Outcome(models.TextChoices):
    RECOMMEND = "recommend", gettext_lazy("recommend approval")
    APPROVE = "approve", gettext_lazy("approve")
    WITH_CONDITIONS = "approve_with_conditions", gettext_lazy("approve with conditions")
    REFUSE = "refuse", gettext_lazy("refuse")
    POSTPONE = "postpone", gettext_lazy("postpone")
    REFER = "refer", gettext_lazy("refer to the Higher Committee")
    SEND_BACK = "send_back", gettext_lazy("send back")
    EXEMPT = "exempt", gettext_lazy("grant the exemption")
    NOT_EXEMPT = "not_exempt", gettext_lazy("do not grant the exemption")
    REVOKE = "revoke", gettext_lazy("revoke the approval")
    UPHOLD = "uphold", gettext_lazy("uphold the grievance")
    DISMISS = "dismiss", gettext_lazy("dismiss the grievance")
    HAND_OVER = "hand_over", gettext_lazy("clear the hand-over")
    END = "end", gettext_lazy("end the placement")
    END_AND_WAIVE = "end_and_waive", gettext_lazy("end the placement and waive the return charge")
    CONTINUE = "continue", gettext_lazy("let the placement go on")
    GRANT_TRAVEL = "grant_travel", gettext_lazy("grant the travel permission")
    DENY_TRAVEL = "deny_travel", gettext_lazy("do not grant the travel permission")
    RESOLVED = "resolved", gettext_lazy("resolved as written")


class Resolution(models.Model):
    """What is put to the vote on an item, and, once the chair has confirmed it, what the committee decided."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="resolution")
    outcome = models.CharField(gettext_lazy("decision"), max_length=24, choices=Outcome.choices)
    reasons = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=gettext_lazy("reasons"))
    text = models.TextField(gettext_lazy("reasons in words"), blank=True)
    conditions = models.JSONField(gettext_lazy("conditions"), default=list, blank=True)  # text, due_on
    until = models.DateField(gettext_lazy("until"), null=True, blank=True)
    dissent = models.TextField(gettext_lazy("dissenting opinion"), blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(gettext_lazy("confirmed by the chair at"), null=True, blank=True)
    overtaken = models.TextField(gettext_lazy("why it had no effect"), blank=True)
    series = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField(gettext_lazy("number"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("resolution")
        verbose_name_plural = gettext_lazy("resolutions")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="one_resolution_a_number"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_confirmation_has_a_hand_and_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | (Q(confirmed_at__isnull=False) & ~Q(series="")),
                name="only_what_was_confirmed_is_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refuse", "revoke", "postpone", "not_exempt", "dismiss"]) | ~Q(text=""),
                name="a_resolution_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approve_with_conditions") | ~Q(conditions=[]), name="conditions_are_named"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_numbered_resolution_stays_as_it_is",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__number__isnull=False),
            )
        ]

    @property
    def label(self):
        return f"{self.number}/{self.item.sitting.held_on.year}" if self.number else ""

    @property
    def tone(self):
        return TONES.get(self.outcome, "wait")

    def lapse(self):
        """The chair has to confirm again."""
        if self.confirmed_at:
            self.confirmed_at = self.confirmed_by = None
            self.save(update_fields=["confirmed_at", "confirmed_by"])

    def must_bind(self, case, act):
        """Refuse an act on a case that no valid decision of a committee stands behind."""
        if reason := self._does_not_bind(case, act):
            raise ValidationError(reason)

    def _does_not_bind(self, case, act):
        body = self.item.sitting.body
        if self.item.case_id != case.pk or case.DECIDED_BY.get(body.kind, {}).get(self.outcome) != act:
            return _("The committee decided something else.")
        if not self.number or not self.item.sitting.minutes.exclude(locked_at=None).exists():
            return _("The minutes of the sitting are not signed yet.")
        return " ".join(flaws(self.item, Room(self.item.sitting), at=self.confirmed_at))


class Vote(models.Model):
    """One member's vote on what was put to the vote, as it was then."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="votes")
    outcome = models.CharField(max_length=24, choices=Outcome.choices)
    choice = models.CharField(gettext_lazy("vote"), max_length=8, choices=rules.Choice.choices)
    cast_at = models.DateTimeField(default=timezone.now)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "member", "pk"]
        verbose_name = gettext_lazy("vote")
        verbose_name_plural = gettext_lazy("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(lapsed_at__isnull=True), name="one_vote_an_item_and_member"
            )
        ]
        triggers = [pgtrigger.Protect(name="a_vote_is_kept", operation=pgtrigger.Delete)]


class Tally(models.Model):
    """The totals of a secret ballot; who voted how is not known to the system. Only the chair's side may be."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="tallies")
    outcome = models.CharField(max_length=24, choices=Outcome.choices)
    in_favour = models.PositiveSmallIntegerField(gettext_lazy("for"))
    against = models.PositiveSmallIntegerField(gettext_lazy("against"))
    abstained = models.PositiveSmallIntegerField(gettext_lazy("abstained"))
    chair = models.CharField(
        gettext_lazy("the chair's side, on equal votes"), max_length=8, choices=rules.Choice.choices, blank=True
    )
    counted_at = models.DateTimeField(default=timezone.now)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("count of a secret ballot")
        verbose_name_plural = gettext_lazy("counts of secret ballots")
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(lapsed_at__isnull=True), name="one_count_an_item")
        ]
        triggers = [pgtrigger.Protect(name="a_count_is_kept", operation=pgtrigger.Delete)]


def standing_votes(item) -> dict:
    """The votes that stand on an item: member's key → choice."""
    return {vote.member_id: vote.choice for vote in item.votes.all() if vote.lapsed_at is None}


def count_of(item, table) -> rules.Count:
    """What was voted on an item: counted from the votes, or as the secret ballot was counted."""
    if not item.secret:
        return rules.counted(table, standing_votes(item))
    tally = next((tally for tally in item.tallies.all() if tally.lapsed_at is None), None)
    return rules.Count(tally.in_favour, tally.against, tally.abstained, tally.chair) if tally else rules.Count()


def flaws(item, room, at=None) -> list[str]:
    """Why what was put to the vote is no decision at a moment (without one: now), in words; empty where it is one."""
    table = room.table(item, at)
    return rules.flaws(table, count_of(item, table), silent(item, table)) or _undeclared(room, table)


def silent(item, table) -> list[str]:
    """The names of those who have a vote on the item and have not used it."""
    if item.secret:
        missing = len(table.voters) - count_of(item, table).total
        return [_("secret ballot")] if missing > 0 else []
    votes = standing_votes(item)
    return [voter.name for voter in table.voters if voter.key not in votes]


def _undeclared(room, table):
    names = [voter.name for voter in table.voters if not room.declared(room.member(voter.key))]
    return (
        [_("Not everybody has declared on conflicts of interest: %(names)s.") % {"names": _(", ").join(names)}]
        if names
        else []
    )
