"""Where a child comes from: a small sealed record, opened by two people together, for a reason and for a limited time.

    asked ─┬─ approve ▶ opened ─ take_note ▶ noted, by the Ministry; both are open until the hour that was set
           └─ refuse ▶ refused

Nothing else in the system reads an entry: no list, no search, no paper.
"""

from datetime import datetime, time

import django_fsm as fsm
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.workflows.cases import CasePart


class State(models.TextChoices):
    ASKED = "asked", _("opening asked for")
    OPENED = "opened", pgettext_lazy("sealed record", "opened")
    NOTED = "noted", _("opened, and the Ministry took note")
    REFUSED = "refused", _("opening refused")


WAS_OPENED = [State.OPENED, State.NOTED]


def written_once(name):
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class OriginEntry(models.Model):
    """One thing that is known of a child's origins. Whoever writes it down cannot read it again without an opening."""

    child = models.ForeignKey("records.Child", models.PROTECT, related_name="origin_entries")
    text = models.TextField(_("what is known"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("entry on a child's origins")
        verbose_name_plural = _("entries on children's origins")
        triggers = [written_once("what_is_known_of_origins_is_written_once")]


class Opening(fsm.ConcurrentTransitionMixin, CasePart, models.Model):
    """Two people open the record of one child: one asks and says why, a second, of another role, agrees."""

    child_file = models.ForeignKey("child_file.ChildFile", models.PROTECT, related_name="openings")
    reason = models.TextField(_("why it has to be opened"))
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.ASKED, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    open_until = models.DateTimeField(_("open until"), null=True, blank=True)

    kind = "opening"
    act_page = "opening_act"
    BEGUN = _("Asked for the sealed record to be opened")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("opening of a sealed record")
        verbose_name_plural = _("openings of sealed records")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="nobody_opens_a_sealed_record_alone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "refused"])
                | Q(approved_by__isnull=False, opened_at__isnull=False, open_until__gt=F("opened_at")),
                name="an_opening_names_its_second_hand_and_its_end",
            ),
            models.UniqueConstraint(fields=["child_file"], condition=Q(state="asked"), name="one_question_at_a_time"),
        ]
        indexes = [models.Index(fields=["child_file", "state"], name="opening_of_child")]

    @property
    def case(self):
        return self.child_file

    def is_open_to(self, user) -> bool:
        """The two who open it read it, until the hour that was set."""
        both = (self.asked_by_id, self.approved_by_id)
        return self.state in WAS_OPENED and timezone.now() < self.open_until and user.pk in both

    @fsm.transition(state, State.ASKED, State.OPENED,
                    permission=may("approve_openings"),
                    custom={"label": _("Open the sealed record together"), "apart_from": ["begin"], "grave": True})
    def approve(self, by):
        self.approved_by, self.opened_at = by, timezone.now()
        self.open_until = book(self.edition).parameters.add(self.opened_at, "origins_open_for") or _end_of_the_day()

    @fsm.transition(state, State.ASKED, State.REFUSED,
                    permission=may("approve_openings"),
                    custom={"label": _("Leave the record sealed"), "needs_reason": True, "apart_from": ["begin"]})
    def refuse(self, by):
        pass

    @fsm.transition(state, State.OPENED, State.NOTED,
                    permission=may("note_openings"), custom={"label": _("Take note of the opening")})
    def take_note(self, by):
        pass


class Reading(models.Model):
    """Somebody read the opened record."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reading of an opened record")
        verbose_name_plural = _("readings of opened records")
        triggers = [written_once("every_reading_of_origins_is_kept")]


def _end_of_the_day():
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.max))
