"""A committee sits: from the plan to the signed minutes.

    planned ─ publish_agenda ▶ announced ─ open_sitting ▶ in_session ─ adjourn ▶ awaiting_signatures
    awaiting_signatures ─ sign_minutes ▶ signed ─ close ▶ closed
    announced ─ put_off ▶ planned      planned, announced ─ cancel ▶ cancelled

What a sitting consists of stands in small modules beside: who sits on the body (bodies), what is heard (agenda), who is
there and who stays out (presence), what is put to the vote (ballots), what is written and signed (minutes), what the
members read (packs).
"""

import django_fsm as fsm
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import may_by
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows.cases import WithoutPapers
from fostercare.workflows.committee import closing, holding, minutes
from fostercare.workflows.committee.agenda import AgendaItem, Matter
from fostercare.workflows.committee.ballots import Outcome, Resolution, Tally, Vote
from fostercare.workflows.committee.bodies import Body, Member
from fostercare.workflows.committee.conflicts import Recusal
from fostercare.workflows.committee.minutes import Minutes, Signature
from fostercare.workflows.committee.packs import Pack
from fostercare.workflows.committee.presence import Attendance

__all__ = [
    "AgendaItem", "Attendance", "Body", "Matter", "Member", "Minutes", "Outcome", "Pack", "Recusal", "Resolution",
    "Signature", "Sitting", "State", "Tally", "Vote",
]  # fmt: skip


class State(models.TextChoices):
    PLANNED = "planned", _("sitting planned")
    ANNOUNCED = "announced", _("agenda published")
    IN_SESSION = "in_session", _("in session")
    AWAITING_SIGNATURES = "awaiting_signatures", _("minutes awaiting signature")
    SIGNED = "signed", _("minutes signed")
    CLOSED = "closed", _("sitting closed")
    CANCELLED = "cancelled", _("sitting cancelled")


class SittingQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one sitting needs."""
        return self.select_related("directorate", "edition", "body__directorate").defer("edition__lists")

    def narrowed(self, narrowing, role, user):
        if narrowing == "agenda":
            return Q(body__in=Member.objects.filter(officer=user).on(timezone.localdate()).values("body"))
        return super().narrowed(narrowing, role, user)


def the_bodys(action):
    """The right of a sitting depends on whose it is."""
    return may_by(lambda sitting: sitting.body.right(action), action)


class Sitting(fsm.ConcurrentTransitionMixin, WithoutPapers, Case):
    """A day on which a body hears cases and decides."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_sitting")
    body = models.ForeignKey(Body, models.PROTECT, related_name="sittings")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.PLANNED, protected=True)
    sits_on = models.DateField(_("date of the sitting"))
    sits_at = models.TimeField(_("hour of the sitting"), null=True, blank=True)
    place = models.CharField(_("place of the sitting"), max_length=120, blank=True)
    ordinal = models.PositiveSmallIntegerField(_("number of the sitting in its year"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    adjourned_at = models.DateTimeField(_("adjourned at"), null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    KIND = Case.Kind.SITTING
    prefix = "S"

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        indexes = [
            models.Index(fields=["body", "sits_on"], name="sitting_of_body"),
            models.Index(fields=["sits_on", "case_ptr"], name="sitting_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "announced", "cancelled"])
                | Q(ordinal__isnull=False, opened_at__isnull=False),
                name="an_opened_sitting_has_a_number_and_an_hour",
            ),
        ]

    @property
    def held_on(self):
        """The day on which it sat (or is going to): whose evidence counts, and which its decisions bear."""
        return timezone.localdate(self.opened_at) if self.opened_at else self.sits_on

    @property
    def label(self):
        """The sitting's number as the minutes say it: 3/2026."""
        return f"{self.ordinal}/{self.held_on.year}" if self.ordinal else ""

    @fsm.transition(state, State.PLANNED, State.ANNOUNCED,
                    permission=the_bodys("manage_sittings"), custom={"label": _("Publish the agenda")})
    def publish_agenda(self, by):
        holding.announce(self)

    @fsm.transition(state, State.ANNOUNCED, State.IN_SESSION,
                    permission=the_bodys("chair_sittings"), custom={"label": _("Open the sitting")})
    def open_sitting(self, by):
        holding.open_now(self, by)

    @fsm.transition(state, State.ANNOUNCED, State.PLANNED,
                    permission=the_bodys("manage_sittings"), custom={"label": _("Put off the sitting"), "needs_reason": True})
    def put_off(self, by, sits_on):
        holding.put_off(self, sits_on)

    @fsm.transition(state, State.IN_SESSION, State.AWAITING_SIGNATURES,
                    permission=the_bodys("chair_sittings"), custom={"label": _("Adjourn the sitting")})
    def adjourn(self, by):
        holding.adjourn(self, by)

    @fsm.transition(state, State.AWAITING_SIGNATURES, State.SIGNED,
                    permission=the_bodys("chair_sittings"),
                    custom={"label": _("Lock the signed minutes"), "with": "the last signature"})
    def sign_minutes(self, by):
        closing.carry_out(self, minutes.lock(self), by)

    @fsm.transition(state, State.SIGNED, State.CLOSED,
                    permission=the_bodys("manage_sittings"), custom={"label": _("Close the sitting's business")})
    def close(self, by):
        pass

    @fsm.transition(state, [State.PLANNED, State.ANNOUNCED], State.CANCELLED,
                    permission=the_bodys("manage_sittings"),
                    custom={"label": _("Cancel the sitting"), "needs_reason": True, "grave": True})
    def cancel(self, by):
        self.items.filter(live=True).update(live=False)
