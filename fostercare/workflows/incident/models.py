"""Something happened to a child with a family: from the report to the end, watched by clocks.

    reported ─ take_charge ▶ in_hand ─ escalate ▶ escalated
    in_hand, escalated ─ resolve ▶ resolved ─ close ▶ closed      resolved, closed ─ reopen ▶ in_hand
    reported, in_hand, escalated ─ reclassify, take_decision, record_answer, record_measure, notify,
                                   ask_to_stop, agree_to_stop ▶ (same state)

There is no cancel: nobody can make a report vanish. What its level asks for runs as clocks (clocks.py); it is resolved
when each was answered, or stopped by two people of different roles.
"""

from datetime import timedelta

import django_fsm as fsm
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows.cases import WithoutPapers, on_open_agendas, with_whole
from fostercare.workflows.incident import clocks
from fostercare.workflows.incident.clocks import Clock
from fostercare.workflows.incident.telling import Telling

__all__ = ["Clock", "Incident", "Level", "Measure", "Notification", "State", "Telling"]


class State(models.TextChoices):
    REPORTED = "reported", _("reported")
    IN_HAND = "in_hand", _("in hand")
    ESCALATED = "escalated", _("escalated")
    RESOLVED = "resolved", _("dealt with")
    CLOSED = "closed", _("incident closed")


class Level(models.TextChoices):
    RED = "red", _("red")
    ORANGE = "orange", _("orange")
    YELLOW = "yellow", _("yellow")


UNDER_WAY = [State.IN_HAND, State.ESCALATED]
RUNNING = [State.REPORTED, *UNDER_WAY]
CLOCKS_AGREE = timedelta(minutes=2)


class IncidentQuerySet(CaseQuerySet):
    view_action = "view_incidents"

    def whole(self):
        """With what a page about one incident needs."""
        joined = self.select_related("directorate", "edition", "reported_by", "in_charge", "visit").defer("edition__lists")
        return with_whole(joined, "placement")

    def visible_to(self, user, action=None):
        """Besides those of the officer's places: what the officer reported, to see that it is dealt with."""
        seen = super().visible_to(user, action)
        if action not in (None, self.view_action):
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(reported_by=user))

    def narrowed(self, narrowing, role, user):
        if narrowing == "agenda":
            return Q(pk__in=on_open_agendas(user))
        return super().narrowed(narrowing, role, user)

    def gravest_first(self):
        """With .gravity: 0 for red."""
        places = [models.When(level=level, then=models.Value(place)) for place, level in enumerate(Level)]
        return self.annotate(gravity=models.Case(*places))

    def with_next_clock(self):
        """With .next_due: when the next of its clocks runs out; null when none runs."""
        return self.annotate(next_due=models.Min("clocks__due_at", filter=clocks.RUNS_OF_INCIDENT))


class Incident(fsm.ConcurrentTransitionMixin, WithoutPapers, Case):
    """A report of danger or trouble; its level says what has to be done within which time."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_incident")
    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="incidents")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.REPORTED, protected=True)
    what = models.CharField(_("kind of incident"), max_length=40)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    known_at = models.DateTimeField(_("known since"))
    happened_on = models.DateField(_("happened on, or probably"), null=True, blank=True)
    place = models.CharField(_("where it happened"), max_length=200, blank=True)
    summary = models.TextField(_("what happened, as it was told"), max_length=4000)
    source = models.CharField(_("who told"), max_length=200)
    source_protected = models.BooleanField(_("asked not to be named"), default=False)
    whereabouts = models.CharField(_("where the child is now"), max_length=200)
    visit = models.ForeignKey(
        "follow_up.Visit", models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("visit")
    )
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    in_charge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Of a report from a phone alone: the key under which it counts once, and what its clock was worth.
    sent_key = models.UUIDField(null=True, unique=True, editable=False)
    arrived_at = models.DateTimeField(_("arrived from a phone at"), null=True, blank=True)
    phone_clock_off = models.DurationField(_("how far the phone's clock was off"), null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    KIND = Case.Kind.INCIDENT
    prefix = "W"
    # What was escalated is laid before the Higher Committee, which resolves in words.
    HEARD_BY = {"higher": {State.ESCALATED: ("other", "")}}
    DECIDED_BY = {"higher": {"resolved": "take_decision"}}

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["placement", "state"], name="incident_of_placement"),
            models.Index(fields=["state", "level"], name="incident_by_state"),
            models.Index(fields=["-reported_at", "case_ptr"], name="incident_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(known_at__lte=models.F("reported_at")), name="known_before_it_is_reported"),
        ]
        triggers = [
            pgtrigger.Protect(name="a_report_does_not_vanish", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="resolved_when_every_clock_has_ended",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state__in=["resolved", "closed"]) & ~pgtrigger.Q(old__state="resolved"),
                func=pgtrigger.Func(
                    """
                    IF EXISTS (SELECT FROM incident_clock WHERE incident_id = NEW.case_ptr_id
                               AND answered_at IS NULL AND stopped_at IS NULL) THEN
                        RAISE EXCEPTION 'a clock of this incident still runs';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
        ]

    def adults(self):
        return self.placement.adults()

    def concerns(self):
        return self.placement.concerns()

    @property
    def what_label(self):
        return book(self.edition).label("incident_kinds", self.what, key="key")

    @property
    def phone_clock_was_wrong(self) -> bool:
        return abs(self.phone_clock_off or timedelta()) > CLOCKS_AGREE

    @property
    def notifies(self) -> bool:
        """Are the prosecution or the child-protection committee to be told of this kind?"""
        return any(row["key"] == self.what and row["notify"] for row in book(self.edition).rows("incident_kinds"))

    @fsm.transition(state, State.REPORTED, State.IN_HAND,
                    permission=may("manage_incidents"), custom={"label": _("Take charge of the incident")})
    def take_charge(self, by):
        self.in_charge = by

    @fsm.transition(state, RUNNING, None,
                    permission=may("supervise_incidents"), custom={"label": _("Change kind or level"), "needs_reason": True})
    def reclassify(self, by, what, level):
        self.what, self.level = what, level
        clocks.start(self)
        Telling.of(self, level)

    @fsm.transition(state, State.IN_HAND, State.ESCALATED,
                    permission=may("manage_incidents"), custom={"label": _("Escalate"), "needs_reason": True})
    def escalate(self, by):
        Telling.of(self, Level.RED)

    @fsm.transition(state, UNDER_WAY, None, conditions=[clocks.some_are_to_answer],
                    permission=may("manage_incidents"), custom={"label": _("Record what was done in time")})
    def record_answer(self, by, clock, answered_at, note, visit=None):
        clock.answer(by=by, at=answered_at, note=note, visit=visit)

    @fsm.transition(state, RUNNING, None,
                    permission=may("record_higher_decisions"),
                    custom={"label": _("Record the Higher Committee's decision"), "with": "a sitting"})
    def take_decision(self, by, resolution):
        """On the incident itself, or on the placement: an ending, or that it goes on."""
        if resolution.item.case_id == self.pk:
            resolution.must_bind(self, "take_decision")
        clocks.decide(self, resolution, by)

    @fsm.transition(state, UNDER_WAY, None,
                    permission=may("manage_incidents"), custom={"label": _("Record a protective measure")})
    def record_measure(self, by, measure, taken_on, note="", whereabouts=""):
        self.whereabouts = whereabouts or self.whereabouts
        self.measures.create(measure=measure, taken_on=taken_on, note=note, recorded_by=by)

    @fsm.transition(state, UNDER_WAY, None,
                    permission=may("manage_incidents"), custom={"label": _("Notify the prosecution or the protection committee")})
    def notify(self, by, body, office, request):
        self.notifications.create(body=body, office=office, request=request, notified_by=by)

    @fsm.transition(state, UNDER_WAY, None, conditions=[clocks.some_run],
                    permission=may("manage_incidents"), custom={"label": _("Ask to stop a clock"), "needs_reason": True})
    def ask_to_stop(self, by, clock):
        clock.ask_to_stop(by=by)

    @fsm.transition(state, UNDER_WAY, None, conditions=[clocks.some_stop_is_asked_for],
                    permission=may("supervise_incidents"), custom={"label": _("Agree to stop a clock"), "needs_reason": True})
    def agree_to_stop(self, by, clock):
        clock.agree_to_stop(by=by)

    @fsm.transition(state, UNDER_WAY, State.RESOLVED,
                    permission=may("manage_incidents"),
                    custom={"label": _("Record the incident as dealt with"), "needs_reason": True, "unless": clocks.what_still_runs})
    def resolve(self, by):
        pass

    @fsm.transition(state, State.RESOLVED, State.CLOSED,
                    permission=may("supervise_incidents"),
                    custom={"label": _("Close the incident"), "apart_from": ["take_charge", "resolve"]})
    def close(self, by):
        pass

    @fsm.transition(state, [State.RESOLVED, State.CLOSED], State.IN_HAND,
                    permission=may("supervise_incidents"), custom={"label": _("Reopen the incident"), "needs_reason": True})
    def reopen(self, by):
        pass


class Measure(models.Model):
    """What was done at once so that the child is safe: a measure of the edition's list."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    measure = models.CharField(_("measure"), max_length=40)
    taken_on = models.DateField(_("taken on"))
    note = models.TextField(_("note"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["taken_on", "pk"]
        verbose_name = _("protective measure")
        verbose_name_plural = _("protective measures")

    @property
    def label(self):
        return book(self.incident.edition).label("incident_measures", self.measure, key="key")


class Notification(models.Model):
    """Told to a body outside the ministry by a letter (LT-15)."""

    class Body(models.TextChoices):
        PROSECUTION = "prosecution", _("the public prosecution")
        PROTECTION_COMMITTEE = "protection_committee", _("the child-protection committee")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notifications")
    body = models.CharField(_("who is told"), max_length=24, choices=Body.choices)
    office = models.CharField(_("office"), max_length=120)
    request = models.TextField(_("what is asked of it"), max_length=1000)
    notified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notified_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["notified_at", "pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
