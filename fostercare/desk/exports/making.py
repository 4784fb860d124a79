"""An export is made at once: the rows, the sheet, the lock, and the line in every case's «who opened this file»."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access, passwords
from directorates.wording import counted, full_moment, local
from fostercare import spreadsheets
from fostercare.desk.exports.models import TAKES, Export
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.ledger import reading
from fostercare.records import sealed

HIDDEN = "•••"


def places(user, listing):
    """The directorates whose rows of this list the officer may take out: seen there, and taken there."""
    seen, taken = (access.directorates_where(user, right) for right in (listing.view, TAKES))
    return seen & taken


def columns_for(user, listing):
    """The columns that may be asked for: a sensitive one by whoever holds its right in some place."""
    return [column for column in listing.columns if not column.right or access.allowed_somewhere(user, column.right)]


@transaction.atomic
def make(user, key, listing, *, reason, columns, state="", directorate=None, day_from=None, day_to=None):
    """Make an export and return it with its password, which nothing keeps.

    Raises ValidationError where no row matches, more than the edition allows, or the edition names no limits.
    """
    parameters = book(in_force()).parameters
    most, downloads = parameters.value("export_rows"), parameters.value("export_downloads")
    if None in (most, downloads, parameters.length("export_hours")):
        raise ValidationError(_("The edition in force does not say how long an export is kept."))
    rows = _rows(user, listing, state, directorate, day_from, day_to)
    rows = list(rows[: most + 1])
    if not rows:
        raise ValidationError(_("Nothing matches; there is nothing to take out."))
    if len(rows) > most:
        limit = counted(most, "case")
        raise ValidationError(_("These are more than %(limit)s; please choose less.") % {"limit": limit})
    now, password = timezone.now(), passwords.made()
    export = Export(
        officer=user, listing=key, reason=reason, columns=[column.key for column in columns], rows=len(rows), at=now,
        expires_at=parameters.add(now, "export_hours"), downloads_left=downloads,
    )  # fmt: skip
    sheet = spreadsheets.xlsx({str(listing.label): _table(user, listing, rows, columns)}, above=_watermark(export))
    export.file.save("export.xlsx", ContentFile(spreadsheets.locked(sheet, password)))
    cases = {listing.case_of(row) for row in rows}
    export.directorates.set({case.directorate_id for case in cases})
    reading.note({case.number for case in cases}, user, {"page": reading.EXPORT, "reason": reason})
    return export, password


def may_fetch(user, export) -> bool:
    """The right is asked again when the file is fetched: in every directorate whose rows it holds."""
    return all(access.allowed(user, TAKES, place) for place in export.directorates.all())


def _rows(user, listing, state, directorate, day_from, day_to):
    wanted = {
        "state": state,
        f"{listing.day}__gte": day_from,
        f"{listing.day}__lte": day_to,
    }
    rows = listing.rows(user).filter(**{name: value for name, value in wanted.items() if value})
    here = places(user, listing)
    if directorate:
        here = here.filter(pk=directorate.pk)
    return rows.filter(**{f"{listing.to_directorate}__in": here.values("pk")}).order_by(f"-{listing.day}", "-pk")


def _table(user, listing, rows, columns):
    told = {column.key: _told(user, listing, rows, column) for column in columns if column.sealed}
    cells = [[_cell(user, listing, row, column, told) for column in columns] for row in rows]
    return [[str(column.label) for column in columns], *cells]


def _told(user, listing, rows, column):
    """A class of sealed data, of all rows at once."""
    cases = [(listing.case_of(row), column.read(row)) for row in rows]
    return sealed.read_list(user, column.sealed, [(case.number, case.directorate_id, whose) for case, whose in cases])


def _cell(user, listing, row, column, told):
    if column.right and not access.allowed(user, column.right, listing.case_of(row).directorate_id):
        return HIDDEN
    if not column.sealed:
        return column.read(row)
    values = [told[column.key].of(owner).get(column.sealed) for owner in column.read(row)]
    return " · ".join(sealed.CLASSES[column.sealed].said(value) for value in values if value)


def _watermark(export):
    facts = {"who": export.officer, "when": full_moment(local(export.at)), "why": export.reason}
    return _("Taken out by %(who)s, %(when)s. Reason: %(why)s") % facts
