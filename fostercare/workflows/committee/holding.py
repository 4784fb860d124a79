"""What has to be true before an agenda is published, a sitting opened, put off or adjourned."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import wording
from fostercare.guidebook.book import book
from fostercare.records.numbering import next_number
from fostercare.workflows.calendar import due_date
from fostercare.workflows.cases import records_of
from fostercare.workflows.committee import conflicts, minutes, packs
from fostercare.workflows.committee.agenda import Matter
from fostercare.workflows.committee.presence import Attendance, Room
from fostercare.workflows.committee.rules import Capacity


def announce(sitting):
    """An agenda has items, each before this body, and goes out in time."""
    items = list(sitting.items.standing().select_related("case"))
    if not items:
        raise ValidationError(_("Nothing is on the agenda yet."))
    _refuse_short_notice(sitting)
    _refuse_what_moved_on(sitting, items)
    conflicts.propose(sitting, items)
    packs.ask(sitting)


def open_now(sitting, by):
    """A sitting opens on its day, with a quorum, by who presides, and takes its number of the year."""
    if timezone.localdate() < sitting.sits_on:
        raise ValidationError(_("The sitting is on %(day)s."), params={"day": wording.full_day(sitting.sits_on)})
    room = Room(sitting)
    table = room.table()
    if table.lacks:
        raise ValidationError(table.lacks)
    if table.presiding and room.member(table.presiding.key).officer_id != by.pk:
        raise PermissionDenied("only who presides opens the sitting")
    conflicts.propose(sitting, sitting.items.standing().select_related("case"))
    sitting.opened_at = timezone.now()
    sitting.ordinal = next_number(f"sitting {sitting.body.kind} {sitting.body.place} {sitting.held_on.year}")


def put_off(sitting, sits_on):
    """The sitting is planned for a later day; who had come is no longer there."""
    if sits_on <= timezone.localdate():
        raise ValidationError(_("Choose a day after today."))
    sitting.attendances.all().delete()
    sitting.sits_on = sits_on


def adjourn(sitting, by):
    """Nothing is left half decided; who did not come is written down as absent, and the minutes are drafted."""
    half_decided = sitting.items.standing().filter(resolution__confirmed_at=None, resolution__isnull=False)
    if positions := list(half_decided.values_list("position", flat=True)):
        raise ValidationError(
            _("These items were put to the vote and are not confirmed: %(items)s."),
            params={"items": _(", ").join(map(wording.digits, positions))},
        )
    room = Room(sitting)
    Attendance.objects.bulk_create(
        Attendance(sitting=sitting, member=member, status=Attendance.Status.ABSENT)
        for member in room.members
        if not room.stays(member) and member.capacity != Capacity.SUBSTITUTE
    )
    sitting.adjourned_at = timezone.now()
    minutes.draft(sitting, by)


def _refuse_short_notice(sitting):
    earliest = due_date(timezone.localdate(), "agenda_notice", book(sitting.edition).parameters)
    if earliest and sitting.sits_on < earliest:
        raise ValidationError(
            _("An agenda that is published today is for a sitting on %(day)s at the earliest."),
            params={"day": wording.full_day(earliest)},
        )


def _refuse_what_moved_on(sitting, items):
    cases = [item.case for item in items if item.matter != Matter.OTHER]
    before = [record for record in records_of(cases) if record.state in record.HEARD_BY.get(sitting.body.kind, {})]
    if gone := {case.number for case in cases} - {record.number for record in before}:
        raise ValidationError(
            _("No longer before this committee: %(cases)s."), params={"cases": _(", ").join(sorted(gone))}
        )
