"""A follow-up worker's private calendar: an address with a secret, which any calendar program can subscribe to.

It tells the days of the visits and the numbers of the cases, nothing more. The secret is shown once and kept as a hash;
it ends on demand, with the term of the edition, and with the appointment.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event

from directorates import access
from directorates.signals import released
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force

RIGHT, ROLE = "record_visits", "case_worker"
VALID = "calendar_feed_valid"
BEHIND, AHEAD = timedelta(days=30), timedelta(days=366)


class Feed(models.Model):
    """One secret address; an officer has one that holds."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(gettext_lazy("made at"), default=timezone.now)
    until = models.DateField(gettext_lazy("valid until"), null=True, blank=True)
    read_at = models.DateTimeField(gettext_lazy("last read at"), null=True, blank=True)
    ended_at = models.DateTimeField(gettext_lazy("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("calendar feed")
        verbose_name_plural = gettext_lazy("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["officer"], condition=Q(ended_at=None), name="one_calendar_an_officer")
        ]


def of(officer) -> Feed | None:
    """The officer's feed that holds today."""
    return _holding().filter(officer=officer).first()


@transaction.atomic
def renew(officer) -> str:
    """A new secret for the officer's calendar; the one before it ends. Returns the secret, which is not kept."""
    end(officer)
    secret = secrets.token_urlsafe(32)
    until = book(in_force()).parameters.add(timezone.localdate(), VALID)
    Feed.objects.create(officer=officer, digest=_digest(secret), until=until)
    return secret


def end(officer):
    """The address no longer tells anything."""
    officer.calendar_feeds.filter(ended_at=None).update(ended_at=timezone.now())


@receiver(released)
def _with_the_appointment(sender, officer, **kwargs):
    if not access.allowed_somewhere(officer, RIGHT):
        end(officer)


def read(secret: str) -> bytes | None:
    """The calendar behind a secret; None where it ended, ran out, or its officer no longer follows anybody."""
    feed = _holding().filter(digest=_digest(secret)).select_related("officer").first()
    if feed is None or not feed.officer.is_active or not access.allowed_somewhere(feed.officer, RIGHT):
        return None
    Feed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
    return _calendar(feed.officer)


def _holding():
    return Feed.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def _calendar(officer) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//fostercare//follow-up//AR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Follow-up visits"))
    for visit in _visits(officer):
        calendar.add_component(_event(visit))
    return calendar.to_ical()


def _visits(officer):
    from fostercare.workflows.follow_up.models import Visit

    today = timezone.localdate()
    mine = {"placement__assignments__officer": officer, "placement__assignments__role": ROLE}
    seen = Visit.objects.visible_to(officer, RIGHT)
    planned = seen.planned().filter(**mine, planned_on__range=(today - BEHIND, today + AHEAD))
    return planned.select_related("placement").order_by("planned_on", "pk")


def _event(visit):
    event = Event()
    event.add("uid", f"visit-{visit.pk}@fostercare")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", visit.planned_on)
    event.add("summary", _("Follow-up visit %(number)s") % {"number": visit.placement.number})
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
