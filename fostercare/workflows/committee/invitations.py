"""The families before a committee: who is invited to a sitting, by which letter, and how each was told."""

from datetime import UTC, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from fostercare import printing
from fostercare.guidebook.models import Paper
from fostercare.workflows import letters
from fostercare.workflows.cases import records_of
from fostercare.workflows.committee.agenda import AgendaItem, locked
from fostercare.workflows.committee.evidence import FAMILY_HEARD, PRODUCED
from fostercare.workflows.ways import Way

LETTER = "LT-01"
OPEN = ["announced", "in_session"]


def hears_families(body) -> bool:
    """Does the guidebook ask that the family is before this body?"""
    return FAMILY_HEARD in PRODUCED.get(body.kind, ())


def invited_to(sitting) -> list[dict]:
    """The items whose families are invited, each with its letter, if that was issued."""
    items = [item for item in sitting.items.standing().select_related("case").order_by("position") if _invites(item)]
    since = _published_at(sitting)
    issued = Paper.objects.filter(case__in=[item.case_id for item in items], kind=LETTER, replaced_by=None)
    papers = {paper.case_id: paper for paper in issued.filter(printed_at__gte=since)}
    return [{"item": item, "paper": papers.get(item.case_id)} for item in items]


def issue_all(sitting, *, by) -> list[Paper]:
    """The invitations of all families, each with its own outgoing number; what was issued stays as it is."""
    sitting.body.require(by, "manage_sittings")
    records = records_of([row["item"].case for row in invited_to(sitting)])
    return [letters.issue(record, LETTER, by=by) for record in records]


@transaction.atomic
def told(item, *, by, way, on) -> AgendaItem:
    """Write down how and when a family was invited."""
    sitting = locked(item.sitting, *OPEN)
    sitting.body.require(by, "manage_sittings")
    if way not in Way.values:
        raise ValidationError(_("Say how the family was invited."))
    if on is None or on > timezone.localdate():
        raise ValidationError(_("The family was invited today or earlier."))
    item.invited_by, item.invited_on = way, on
    item.save(update_fields=["invited_by", "invited_on"])
    return item


def calendar_file(sitting, case=None) -> bytes:
    """The sitting for the calendar of a member, or of the family of one case: numbers only, no names."""
    with translation.override(printing.LANGUAGE):
        event = Event()
        event.add("uid", f"{case.number if case else 'members'}.{sitting.number}@fostercare")
        event.add("sequence", max(0, sitting.history.filter(act="publish_agenda").count() - 1))
        event.add("dtstamp", timezone.now())
        event.add("dtstart", _begins(sitting))
        event.add(
            "summary", _("%(body)s: %(number)s") % {"body": sitting.body.name, "number": (case or sitting).number}
        )
        event.add("location", sitting.place)
        event.add("class", "PRIVATE")
        if case:
            event.add("description", _("Please come in person, with the originals of your identity papers."))
        if sitting.state == "cancelled":
            event.add("status", "CANCELLED")
        calendar = Calendar()
        calendar.add("prodid", "-//fostercare//sittings//AR")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add_component(event)
        return calendar.to_ical()


def _begins(sitting):
    """The moment at which it begins; a sitting without an hour takes the day."""
    if sitting.sits_at is None:
        return sitting.sits_on
    return timezone.make_aware(datetime.combine(sitting.sits_on, sitting.sits_at)).astimezone(UTC)


def _invites(item):
    return any(letter.code == LETTER for letter in letters.LETTERS.get(item.case.kind, ()))


def _published_at(sitting):
    published = sitting.history.filter(act="publish_agenda").first()
    return published.at if published else timezone.make_aware(datetime.combine(sitting.opened_on, time.min))
