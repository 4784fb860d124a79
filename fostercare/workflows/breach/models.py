"""Personal data were lost, seen or changed by whom they should not: from the report to the end, by two clocks.

    reported ─┬─ confirm ▶ confirmed ─ settle ▶ settled ─ close ▶ closed
              └─ dismiss ▶ no_breach           closed, no_breach, settled ─ reopen ▶ confirmed
    confirmed ─ amend, tell_centre, tell_persons ▶ (same state)

Law 151/2020, article 7: the Centre is told within 72 hours of knowing, the persons within three working days of that.
A breach is settled when both were told, or when it says why not; a second person closes it.
"""

import django_fsm as fsm
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows.calendar import due_date
from fostercare.workflows.cases import WithoutPapers


class State(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("breach", "reported")
    CONFIRMED = "confirmed", pgettext_lazy("breach", "confirmed")
    SETTLED = "settled", pgettext_lazy("breach", "settled")
    CLOSED = "closed", pgettext_lazy("breach", "closed")
    NO_BREACH = "no_breach", _("no breach")


class Nature(models.TextChoices):
    LOSS = "loss", _("loss of papers or of a device")
    THEFT = "theft", _("theft")
    DISCLOSURE = "disclosure", _("told or sent to somebody who should not have it")
    ACCESS = "access", _("read by somebody without a right")
    ALTERATION = "alteration", _("changed without a right")
    DESTRUCTION = "destruction", _("destroyed or no longer to be reached")


class BreachQuerySet(CaseQuerySet):
    view_action = "view_breaches"

    def whole(self):
        """With what a page about one breach needs."""
        return self.select_related("directorate", "edition", "reported_by").defer("edition__lists")

    def visible_to(self, user, action=None):
        """Besides those of the officer's places: what the officer reported, to see that it is dealt with."""
        seen = super().visible_to(user, action)
        if action not in (None, self.view_action):
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(reported_by=user))


class Breach(fsm.ConcurrentTransitionMixin, WithoutPapers, Case):
    """One breach: what the Centre and the persons are told of it, and when they were."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_breach")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.REPORTED, protected=True)
    nature = models.CharField(_("nature of the breach"), max_length=12, choices=Nature.choices)
    summary = models.TextField(_("what happened, as it was told"), max_length=4000)
    known_at = models.DateTimeField(_("known since"))
    happened_on = models.DateField(_("happened on, or probably"), null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    # article 7
    causes = models.TextField(_("causes"), max_length=2000, blank=True)
    classes = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("classes of data"))
    persons = models.PositiveIntegerField(_("persons, about"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records, about"), null=True, blank=True)
    effects = models.TextField(_("likely effects"), max_length=2000, blank=True)
    measures = models.TextField(_("measures taken and proposed"), max_length=2000, blank=True)
    advice = models.TextField(_("what the persons are advised to do"), max_length=2000, blank=True)
    national_security = models.BooleanField(_("touches national security"), default=False)
    # the two notices
    centre_told_at = models.DateTimeField(_("the Centre was told at"), null=True, blank=True)
    centre_reference = models.CharField(_("the Centre's reference"), max_length=60, blank=True)
    persons_told_on = models.DateField(_("the persons were told on"), null=True, blank=True)
    persons_told_how = models.CharField(_("how the persons were told"), max_length=300, blank=True)
    untold_because = models.TextField(_("why somebody was not told"), max_length=2000, blank=True)

    objects = BreachQuerySet.as_manager()

    KIND = Case.Kind.BREACH
    prefix = "B"

    class Meta:
        verbose_name = _("breach of data")
        verbose_name_plural = _("breaches of data")
        indexes = [models.Index(fields=["-reported_at", "case_ptr"], name="breach_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(known_at__lte=F("reported_at")), name="a_breach_is_known_before_it_is_reported"),
            models.CheckConstraint(
                condition=Q(centre_told_at__isnull=True) | Q(centre_told_at__gte=F("known_at")),
                name="the_centre_is_told_of_what_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["settled", "closed"])
                | Q(centre_told_at__isnull=False, persons_told_on__isnull=False)
                | ~Q(untold_because=""),
                name="a_breach_ends_with_both_notices_or_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="a_breach_does_not_vanish", operation=pgtrigger.Delete)]

    @property
    def told_to_all(self) -> bool:
        return self.centre_told_at is not None and self.persons_told_on is not None

    @property
    def centre_due_at(self):
        """The moment until which the Centre is told: at once where national security is touched."""
        return self.known_at if self.national_security else book(self.edition).parameters.add(self.known_at, "breach_notice")

    @property
    def persons_due_on(self):
        """Working days from the notice to the Centre; from the latest day of that notice while it has not been given."""
        told_at = self.centre_told_at or self.centre_due_at
        return due_date(timezone.localdate(told_at), "breach_notice_person", book(self.edition).parameters)

    @property
    def next_due_on(self):
        """The day on which the next notice is due; None where both were given."""
        if self.centre_told_at is None:
            return timezone.localdate(self.centre_due_at)
        return None if self.persons_told_on else self.persons_due_on

    def record(self, facts):
        for name, value in facts.items():
            setattr(self, name, value)

    @fsm.transition(state, State.REPORTED, State.CONFIRMED,
                    permission=may("manage_breaches"), custom={"label": _("Confirm the breach")})
    def confirm(self, by, **facts):
        self.record(facts)

    @fsm.transition(state, State.REPORTED, State.NO_BREACH,
                    permission=may("supervise_breaches"),
                    custom={"label": _("Record that there was no breach"), "needs_reason": True, "apart_from": ["begin"], "grave": True})
    def dismiss(self, by):
        pass

    @fsm.transition(state, State.CONFIRMED, None,
                    permission=may("manage_breaches"), custom={"label": _("Complete what is known")})
    def amend(self, by, **facts):
        self.record(facts)

    @fsm.transition(state, State.CONFIRMED, None, conditions=[lambda breach: breach.centre_told_at is None],
                    permission=may("manage_breaches"), custom={"label": _("Record that the Centre was told")})
    def tell_centre(self, by, centre_told_at, centre_reference):
        self.centre_told_at, self.centre_reference = centre_told_at, centre_reference

    @fsm.transition(state, State.CONFIRMED, None, conditions=[lambda breach: breach.persons_told_on is None],
                    permission=may("manage_breaches"), custom={"label": _("Record that the persons were told")})
    def tell_persons(self, by, persons_told_on, persons_told_how):
        self.persons_told_on, self.persons_told_how = persons_told_on, persons_told_how

    @fsm.transition(state, State.CONFIRMED, State.SETTLED,
                    permission=may("manage_breaches"), custom={"label": _("Declare the breach settled")})
    def settle(self, by, untold_because=""):
        self.untold_because = untold_because

    @fsm.transition(state, State.SETTLED, State.CLOSED,
                    permission=may("supervise_breaches"),
                    custom={"label": _("Close the breach"), "needs_reason": True, "apart_from": ["confirm", "settle"]})
    def close(self, by):
        pass

    @fsm.transition(state, [State.SETTLED, State.CLOSED, State.NO_BREACH], State.CONFIRMED,
                    permission=may("supervise_breaches"), custom={"label": _("Reopen the breach"), "needs_reason": True})
    def reopen(self, by):
        pass
