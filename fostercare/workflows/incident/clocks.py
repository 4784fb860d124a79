"""The clocks of an incident: what its level asks for, each with the moment by which it is to be done.

A clock ends when its answer is recorded, or when one person asks to stop it and a second one of another role agrees.
Where the edition asks for the Higher Committee, no officer's word is an answer: its signed decision is.
Nobody can move or delete it; the database says so too.
"""

from datetime import datetime, time

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from fostercare.guidebook.book import book
from fostercare.workflows import waiting
from fostercare.workflows.calendar import due_date

RUNS = Q(answered_at=None, stopped_at=None)
RUNS_OF_INCIDENT = Q(clocks__answered_at=None, clocks__stopped_at=None)


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(RUNS)

    def late(self, now):
        """Those that ran out without an answer."""
        return self.running().filter(due_at__lt=now)


class Clock(models.Model):
    """One answer that the level asks for: a parameter of the edition, and the moment at which its time is over."""

    incident = models.ForeignKey("incident.Incident", models.PROTECT, related_name="clocks")
    key = models.CharField(max_length=40)
    due_at = models.DateTimeField(gettext_lazy("due at"))
    answered_at = models.DateTimeField(gettext_lazy("done at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(gettext_lazy("what was done"), max_length=4000, blank=True)
    visit = models.ForeignKey("follow_up.Visit", models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.ForeignKey("committee.Resolution", models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_as = models.CharField(max_length=40, blank=True)
    stopped_at = models.DateTimeField(gettext_lazy("stopped at"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    stopped_as = models.CharField(max_length=40, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = gettext_lazy("clock of an incident")
        verbose_name_plural = gettext_lazy("clocks of incidents")
        indexes = [models.Index(fields=["due_at", "incident"], name="clock_running", condition=RUNS)]
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="one_clock_an_answer"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | (Q(answered_by__isnull=False) & ~Q(note="")),
                name="an_answer_says_what_was_done_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None)
                | Q(answered_at=None, asked_by__isnull=False, stopped_by__isnull=False)
                & ~Q(stopped_by=F("asked_by"))
                & ~Q(stopped_as=F("asked_as")),
                name="a_clock_is_stopped_by_two_people_of_two_roles",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_clock_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="a_clock_is_not_moved", fields=["incident", "key", "due_at"]),
        ]

    @property
    def label(self):
        return book(self.incident.edition).parameters.label(self.key)

    @property
    def runs(self):
        return self.answered_at is None and self.stopped_at is None

    @property
    def in_time(self):
        return self.answered_at is not None and self.answered_at <= self.due_at

    def answer(self, *, by, at, note, visit=None, resolution=None):
        """Record what was done, and when: late answers are answers too, and are shown as late."""
        self._still_runs()
        if self.key in decided(self.incident) and not resolution:
            raise ValidationError(_("Only a decision of the Higher Committee answers this, or two people who stop it."))
        self.answered_at, self.answered_by, self.note = at, by, note
        self.visit, self.resolution = visit, resolution
        self.save(update_fields=["answered_at", "answered_by", "note", "visit", "resolution"])
        move_the_deadline(self.incident)

    def ask_to_stop(self, *, by):
        self._still_runs()
        self.asked_by, self.asked_as = by, _roles(by, "manage_incidents", self.incident)[0]
        self.save(update_fields=["asked_by", "asked_as"])

    def agree_to_stop(self, *, by):
        """The second pair of eyes: another person, in another role than the first."""
        self._still_runs()
        if not self.asked_by:
            raise ValidationError(_("Nobody has asked to stop this clock."))
        other = [role for role in _roles(by, "supervise_incidents", self.incident) if role != self.asked_as]
        if self.asked_by_id == by.pk or not other:
            raise ValidationError(_("Stopping a clock takes two people: a colleague in another role has to agree."))
        self.stopped_at, self.stopped_by, self.stopped_as = timezone.now(), by, other[0]
        self.save(update_fields=["stopped_at", "stopped_by", "stopped_as"])
        move_the_deadline(self.incident)

    def _still_runs(self):
        if not self.runs:
            raise ValidationError(_("This clock has ended already."))


def start(incident):
    """Start the clocks of the incident's level that do not run yet. A lower level stops none of those that do."""
    edition = book(incident.edition)
    level = next(row for row in edition.rows("incident_levels") if row["key"] == incident.level)
    ends = {key: ends_at(incident.known_at, key, edition.parameters) for key in level["answers"]}
    Clock.objects.bulk_create(
        [Clock(incident=incident, key=key, due_at=due_at) for key, due_at in ends.items() if due_at],
        ignore_conflicts=True,
    )
    move_the_deadline(incident)


def ends_at(known_at, key, parameters):
    """Hours count from the moment at which it was known, days to the end of the last one; None without a figure."""
    if parameters.unit(key) == "hours":
        return parameters.add(known_at, key)
    day = due_date(timezone.localdate(known_at), key, parameters)
    return day and timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def decided(incident) -> set:
    """The answers that only a decision of the Higher Committee gives."""
    return {key for row in book(incident.edition).rows("incident_levels") for key in row.get("decided", ())}


def to_answer(incident):
    """The running clocks that an officer may answer."""
    return incident.clocks.running().exclude(key__in=decided(incident))


def decide(incident, resolution, by):
    """A signed decision ends what waited for it, at the moment at which the chair confirmed it."""
    at, item = resolution.confirmed_at, resolution.item
    note = _("Decision %(number)s of the Higher Committee: %(outcome)s. %(text)s") % {
        "number": resolution.label,
        "outcome": resolution.get_outcome_display(),
        "text": resolution.text,
    }
    if item.sitting.body.kind == "higher" and at >= incident.known_at:
        for clock in incident.clocks.running().filter(key__in=decided(incident)):
            clock.incident = incident
            clock.answer(by=by, at=at, note=note.strip(), resolution=resolution)


def some_run(incident) -> bool:
    return incident.clocks.running().exists()


def some_are_to_answer(incident) -> bool:
    return to_answer(incident).exists()


def some_stop_is_asked_for(incident) -> bool:
    return incident.clocks.running().filter(asked_by__isnull=False).exists()


def what_still_runs(incident, by) -> str:
    """Why an incident cannot be resolved yet; empty when every clock has ended."""
    running = [clock.label for clock in incident.clocks.running().select_related("incident")]
    if not running:
        return ""
    said = _("these answers are still to be given, or to be stopped by two people of different roles: %(answers)s")
    return said % {"answers": _("; ").join(running)}


def next_day(incident):
    """The day on which the next clock runs out; None when none runs."""
    due_at = incident.clocks.running().values_list("due_at", flat=True).first()
    return due_at and timezone.localdate(due_at)


def move_the_deadline(incident):
    """The task is due when the next clock is."""
    waiting.open_tasks(incident).update(due_on=next_day(incident))


def _roles(user, action, incident):
    return access.roles_with(user, action, incident.directorate_id)
