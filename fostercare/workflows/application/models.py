"""A family asks to foster: the application's life cycle.

    submitted ─ register ▶ registered ─ present ▶ ready_for_committee          (the directorate)
    ready_for_committee ─┬─ recommend ▶ recommended                            (its local committee)
                         ├─ postpone ▶ postponed ─ present ▶ ready_for_committee
                         ├─ refer ▶ referred          ├─ refuse ▶ refused ─ close ▶ closed
                         ├─ send_back ▶ registered    └─ approve_locally ▶ approved (where the edition lets it)
    recommended, referred ─┬─ approve ▶ approved ─ complete ▶ placed           (the Higher Committee)
                           ├─ refuse_finally ▶ refused     ├─ defer (stays)
                           └─ return_from_higher ▶ registered
    registered ─ request_exemption ▶ referred       approved ─ revoke ▶ refused
    refused ─┬─ reconsider ▶ registered            (a grievance was upheld)
             └─ rehear ▶ ready_for_committee       (a grievance was sent back to the local committee)
    open states ─ withdraw ▶ withdrawn      registered, postponed, approved ─ expire ▶ expired
    withdrawn, expired ─ reopen ▶ registered
"""

import django_fsm as fsm
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import may
from directorates.wording import full_day
from fostercare.guidebook.book import book
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.gathering import adult_facts, own_child_facts
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.records.models import Household, Sex
from fostercare.vault.fields import LockedJSON
from fostercare.workflows.application import contesting, exemptions, in_words, notifying
from fostercare.workflows.application.conditions import Condition
from fostercare.workflows.cases import CaseRecord, on_open_agendas
from fostercare.workflows.lifecycle import act, begin


class State(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    REGISTERED = "registered", _("registered and under study")
    READY = "ready_for_committee", _("ready for the committee")
    RECOMMENDED = "recommended", _("recommended and before the Higher Committee")
    POSTPONED = "postponed", _("postponed")
    REFERRED = "referred", _("referred to the Higher Committee")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    PLACED = "placed", _("child handed over")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn by the family")
    EXPIRED = "expired", _("expired")


OPEN = [
    State.SUBMITTED, State.REGISTERED, State.READY, State.RECOMMENDED, State.POSTPONED, State.REFERRED, State.APPROVED,
]  # fmt: skip
BEFORE_HIGHER = [State.RECOMMENDED, State.REFERRED]


class ApplicationQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one application needs."""
        joined = self.select_related("directorate", "edition", "household__directorate").defer("edition__lists")
        return joined.prefetch_related("household__members")

    def narrowed(self, narrowing, role, user):
        if narrowing == "agenda":
            contested = Decision.objects.filter(grievances__in=on_open_agendas(user)).values("application")
            return Q(pk__in=on_open_agendas(user)) | Q(pk__in=contested)
        return super().narrowed(narrowing, role, user)


def local_committee_decides(application):
    """Only where the edition's route leaves the Higher Committee the exceptions."""
    return book(application.edition).parameters.value("decision_route") == "exceptions_only"


def within_reopening(application):
    """A withdrawn or expired application may be reopened within the edition's time."""
    ended = application.history.first()
    last_day = ended and book(application.edition).parameters.add(timezone.localdate(ended.at), "reopen_within")
    return last_day is None or timezone.localdate() <= last_day


def nothing_is_asked(application, by) -> str:
    """Only what an item asks of the Higher Committee is put before it."""
    if exemptions.asked_of_higher(application):
        return ""
    return str(_("No exemption that the Higher Committee grants has been asked for; the item's answer asks for it."))


def may_be_contested(application, by) -> str:
    """A refused file stays open while a grievance against the refusal is open, or may still be lodged."""
    refusal = application.decisions.order_by("-recorded_at").first()
    if refusal is None:
        return ""
    if grievance := refusal.grievances.open().first():
        return _("The grievance %(number)s against the refusal is open.") % {"number": grievance.number}
    until = refusal.contest_until
    if until and timezone.localdate() <= until and not refusal.grievances.exists():
        return _("The family may lodge a grievance until %(day)s.") % {"day": full_day(until)}
    return ""


class Application(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """A family's request to foster. What the family is and how it lives stands in its household."""

    class Channel(models.TextChoices):
        COUNTER = "counter", _("at the counter")
        WEB = "web", _("through the web site")
        PAPER = "paper", _("by post")

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_application")
    household = models.ForeignKey(Household, models.PROTECT, related_name="applications")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.SUBMITTED, protected=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, default=Channel.COUNTER)
    children_asked = models.PositiveSmallIntegerField(_("how many children"), default=1)
    child_sex = models.CharField(_("sex of the child"), max_length=6, choices=Sex.choices, blank=True)
    child_age_from = models.PositiveSmallIntegerField(_("youngest age (years)"), default=0)
    child_age_to = models.PositiveSmallIntegerField(_("oldest age (years)"), default=6)
    siblings_welcome = models.BooleanField(_("siblings are welcome"), default=False)
    special_needs_welcome = models.BooleanField(_("a child with special needs is welcome"), default=False)
    kin = models.BooleanField(_("related to the child"), default=False)
    wishes = models.TextField(_("wishes in the family's own words"), blank=True)
    follows = models.ForeignKey(
        "placement.Ending", models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("the ending after which the child is asked for"),
    )  # fmt: skip

    objects = ApplicationQuerySet.as_manager()

    KIND = Case.Kind.APPLICATION
    HEARD_BY = {
        "local": {State.READY: ("review", "recommend")},
        "higher": {State.RECOMMENDED: ("approval", "approve"), State.REFERRED: ("exemption", "return_from_higher")},
    }
    DECIDED_BY = {
        "local": {
            "recommend": "recommend",
            "approve": "approve_locally",
            "approve_with_conditions": "approve_locally",
            "refuse": "refuse",
            "postpone": "postpone",
            "refer": "refer",
        },
        "higher": {
            "approve": "approve",
            "approve_with_conditions": "approve",
            "refuse": "refuse_finally",
            "postpone": "defer",
            "exempt": "return_from_higher",
            "not_exempt": "return_from_higher",
            "send_back": "return_from_higher",
            "revoke": "revoke",
        },
    }

    READ_WHOLE = ("D31",)
    MAY_BE_HELD = tuple(OPEN)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["state", "case_ptr"], name="application_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(child_age_from__lte=models.F("child_age_to")), name="ages_in_order"),
            models.CheckConstraint(condition=Q(children_asked__gte=1), name="at_least_one_child"),
        ]

    def adults(self):
        return self.household.adults

    def in_brief(self):
        return in_words.in_brief(self)

    def concerns(self):
        return {"household_id": self.household_id, "child_id": None}

    def open_conditions(self):
        """The conditions of its approval that are still to be met."""
        return Condition.objects.open().filter(decision__application=self.pk).whole()

    def facts(self, on):
        household = self.household
        return Facts(
            today=on,
            asked_on=self.opened_on,
            adults=tuple(adult_facts(person) for person in household.adults),
            own_children=tuple(own_child_facts(person) for person in household.own_children),
            other_adults=len(household.other_adults),
            household_kind=household.kind,
            married_on=household.married_on,
            lives_abroad=household.lives_abroad,
            kin=self.kin,
            children_asked=self.children_asked,
            siblings_asked=self.siblings_welcome,
        )

    # The directorate

    @fsm.transition(state, State.SUBMITTED, State.REGISTERED,
                    permission=may("register_applications"), custom={"label": _("Register the application")})
    def register(self, by):
        pass

    @fsm.transition(state, [State.REGISTERED, State.POSTPONED], State.READY,
                    permission=may("present_applications"),
                    custom={"label": _("Declare ready for the committee"), "apart_from": ["register"]})
    def present(self, by):
        pass

    @fsm.transition(state, State.READY, State.REGISTERED,
                    permission=may("present_applications"), custom={"label": _("Send back to be completed"), "needs_reason": True})
    def send_back(self, by):
        pass

    @fsm.transition(state, State.REGISTERED, State.REFERRED,
                    permission=may("request_exemptions"),
                    custom={"label": _("Ask the Higher Committee for an exemption"), "needs_reason": True, "unless": nothing_is_asked})
    def request_exemption(self, by):
        pass

    # Its local committee: each act carries out what a sitting resolved, when its minutes are signed

    @fsm.transition(state, State.READY, State.RECOMMENDED,
                    permission=may("record_local_decisions"),
                    custom={"label": _("Record the recommendation to approve"), "with": "a sitting", "apart_from": ["register", "present"]})
    def recommend(self, by, resolution):
        self._decide("recommend", by, resolution)

    @fsm.transition(state, State.READY, State.APPROVED, conditions=[local_committee_decides],
                    permission=may("record_local_decisions"),
                    custom={"label": _("Record the local committee's approval"), "with": "a sitting", "apart_from": ["register", "present"],
                            "gate": "approve"})
    def approve_locally(self, by, resolution):
        self._decide("approve_locally", by, resolution)

    @fsm.transition(state, State.READY, State.POSTPONED,
                    permission=may("record_local_decisions"), custom={"label": _("Record postponement"), "with": "a sitting"})
    def postpone(self, by, resolution):
        self._decide("postpone", by, resolution)

    @fsm.transition(state, State.READY, State.REFERRED,
                    permission=may("record_local_decisions"),
                    custom={"label": _("Record referral to the Higher Committee"), "with": "a sitting"})
    def refer(self, by, resolution):
        self._decide("refer", by, resolution)

    @fsm.transition(state, State.READY, State.REFUSED,
                    permission=may("record_local_decisions"),
                    custom={"label": _("Record refusal"), "with": "a sitting", "apart_from": ["register", "present"], "grave": True})
    def refuse(self, by, resolution):
        self._decide("refuse", by, resolution)

    # The Higher Committee, in its own sittings

    @fsm.transition(state, BEFORE_HIGHER, State.APPROVED,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record approval"), "with": "a sitting", "apart_from": ["register", "present", "recommend"]})
    def approve(self, by, resolution):
        self._decide("approve", by, resolution)

    @fsm.transition(state, BEFORE_HIGHER, State.REFUSED,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record the Higher Committee's refusal"), "with": "a sitting",
                            "apart_from": ["register", "present", "recommend"], "grave": True})
    def refuse_finally(self, by, resolution):
        self._decide("refuse_finally", by, resolution)

    @fsm.transition(state, BEFORE_HIGHER, None,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record the Higher Committee's postponement"), "with": "a sitting"})
    def defer(self, by, resolution):
        self._decide("defer", by, resolution)

    @fsm.transition(state, BEFORE_HIGHER, State.REGISTERED,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Return with the Higher Committee's decision"), "with": "a sitting"})
    def return_from_higher(self, by, resolution):
        self._decide("return_from_higher", by, resolution)

    @fsm.transition(state, State.APPROVED, State.REFUSED,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record revocation of the approval"), "with": "a sitting", "grave": True})
    def revoke(self, by, resolution):
        self._drop_conditions(by)
        self._decide("revoke", by, resolution)

    @fsm.transition(state, State.REFUSED, State.REGISTERED,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Reconsider after an upheld grievance"), "with": "the grievance"})
    def reconsider(self, by):
        pass

    @fsm.transition(state, State.REFUSED, State.READY,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Put before the local committee again after a grievance"), "with": "the grievance"})
    def rehear(self, by):
        pass

    # How it ends

    @fsm.transition(state, State.APPROVED, State.PLACED,
                    permission=may("hand_over_children"),
                    custom={"label": _("Record that the child was handed over"), "with": "placement"})
    def complete(self, by):
        pass

    @fsm.transition(state, State.REFUSED, State.CLOSED,
                    permission=may("close_applications"), custom={"label": _("Close the file"), "unless": may_be_contested})
    def close(self, by):
        pass

    @fsm.transition(state, OPEN, State.WITHDRAWN,
                    permission=may("register_applications"),
                    custom={"label": _("Withdraw at the family's wish"), "needs_reason": True, "grave": True, "even_on_hold": True})
    def withdraw(self, by):
        self._drop_conditions(by)

    @fsm.transition(state, [State.REGISTERED, State.POSTPONED, State.APPROVED], State.EXPIRED,
                    permission=may("close_applications"),
                    custom={"label": _("Record that the term has run out"), "needs_reason": True, "grave": True, "even_on_hold": True})
    def expire(self, by):
        self._drop_conditions(by)

    @fsm.transition(state, [State.WITHDRAWN, State.EXPIRED], State.REGISTERED, conditions=[within_reopening],
                    permission=may("close_applications"), custom={"label": _("Reopen"), "needs_reason": True})
    def reopen(self, by):
        pass

    def _decide(self, how, by, resolution):
        resolution.must_bind(self, how)
        body, outcome = DECIDED[how]
        held_on = resolution.item.sitting.held_on
        if resolution.conditions:
            outcome = Decision.Outcome.WITH_CONDITIONS
        decision = Decision.objects.create(
            application=self, resolution=resolution, body=body, outcome=outcome, recorded_by=by,
            place=self.directorate.code if body == Decision.Body.LOCAL else "00",
            number=resolution.number, year=held_on.year, decided_on=held_on,
            conditions="\n".join(row["text"] for row in resolution.conditions),
            **{name: getattr(resolution, name) for name in ("reasons", "text", "until")},
        )  # fmt: skip
        if outcome in notifying.LETTERS:
            notifying.told_of_nothing_yet(self)
        for row in resolution.conditions:
            condition = Condition.objects.create(decision=decision, text=row["text"], due_on=row["due_on"])
            begin(condition, by=by)

    def _drop_conditions(self, by):
        for condition in self.open_conditions():
            act(condition.drop, by=by)


class Decision(models.Model):
    """What a committee decided on an application, in a sitting: numbered per body and year; never rewritten."""

    class Body(models.TextChoices):
        LOCAL = "local", _("local committee")
        HIGHER = "higher", _("Higher Committee")

    class Outcome(models.TextChoices):
        RECOMMENDED = "recommended", _("recommended")
        APPROVED = "approved", _("approved")
        WITH_CONDITIONS = "with_conditions", _("approved with conditions")
        REFUSED = "refused", _("refused")
        POSTPONED = "postponed", _("postponed")
        REFERRED = "referred", _("referred to the Higher Committee")
        SENT_BACK = "sent_back", _("sent back")

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    resolution = models.OneToOneField(
        "committee.Resolution", models.PROTECT, null=True, blank=True, related_name="decision"
    )
    body = models.CharField(_("committee"), max_length=6, choices=Body.choices)
    place = models.CharField(max_length=2)
    number = models.PositiveIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    outcome = models.CharField(_("decision"), max_length=16, choices=Outcome.choices)
    decided_on = models.DateField(_("date of the sitting"))
    reasons = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=_("reasons"))
    text = models.TextField(_("reasons in words"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["body", "place", "year", "number"], name="one_decision_a_number"),
            models.CheckConstraint(condition=~Q(outcome="refused") | ~Q(text=""), name="a_refusal_has_reasons"),
        ]

    @property
    def label(self):
        return f"{self.number}/{self.year}"

    @property
    def contest_until(self):
        """The last day on which the family may lodge a grievance against it; None while it was not notified of it."""
        return contesting.contest_until(self)


# By which act each body takes which decision.
DECIDED = {
    "recommend": (Decision.Body.LOCAL, Decision.Outcome.RECOMMENDED),
    "approve_locally": (Decision.Body.LOCAL, Decision.Outcome.APPROVED),
    "postpone": (Decision.Body.LOCAL, Decision.Outcome.POSTPONED),
    "refer": (Decision.Body.LOCAL, Decision.Outcome.REFERRED),
    "refuse": (Decision.Body.LOCAL, Decision.Outcome.REFUSED),
    "approve": (Decision.Body.HIGHER, Decision.Outcome.APPROVED),
    "refuse_finally": (Decision.Body.HIGHER, Decision.Outcome.REFUSED),
    "defer": (Decision.Body.HIGHER, Decision.Outcome.POSTPONED),
    "return_from_higher": (Decision.Body.HIGHER, Decision.Outcome.SENT_BACK),
    "revoke": (Decision.Body.HIGHER, Decision.Outcome.REFUSED),
}


class HomeStudy(models.Model):
    """The social study of a family: answers to the edition's questions, signed by worker, association and supervisor."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="home_study")
    answers = LockedJSON(default=dict, blank=True)
    visited_on = models.DateField(_("date of the home visit"), null=True, blank=True)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    worker_signed_at = models.DateTimeField(null=True, blank=True)
    partner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    partner_signed_at = models.DateTimeField(null=True, blank=True)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    supervisor_signed_at = models.DateTimeField(null=True, blank=True)
    returned_note = models.TextField(_("questions of the supervisor"), blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("social study")
        verbose_name_plural = _("social studies")
        constraints = [
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=models.F("worker")),
                name="nobody_approves_their_own_study",
            )
        ]

    @property
    def signed(self):
        return self.worker_signed_at is not None


class RegistrationDraft(models.Model):
    """A registration that is being typed: kept step by step, so that a time-out or a power cut loses nothing."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="registration_drafts")
    directorate = models.ForeignKey("directorates.Directorate", models.CASCADE, related_name="+")
    data = LockedJSON(default=dict)
    saved_at = models.DateTimeField(auto_now=True)
    application = models.OneToOneField(Application, models.CASCADE, null=True, blank=True, related_name="+")
    follows = models.ForeignKey("placement.Ending", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("draft of a registration")
        verbose_name_plural = _("drafts of registrations")
