"""A change is reported: by an officer, or by the visit that found it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.workflows import lifecycle
from fostercare.workflows.circumstance import deaths
from fostercare.workflows.circumstance.models import Circumstance


@transaction.atomic
def report(placement, kind, *, by, happened_on=None, note="", certificate="") -> Circumstance:
    """Write the change down and put its reassessment on the work list, due by the edition's term.

    certificate: the number of the death certificate, where a carer died.
    Raises PermissionDenied without the right, ValidationError while one of the kind is open or no such carer lives.
    """
    access.require(by, "report_changes", placement.directorate_id)
    Case.objects.hold(placement.pk)
    if placement.circumstances.open().filter(kind=kind).exists():
        raise ValidationError(_("A change of this kind is being reassessed already."))
    rule = next(row for row in book(placement.edition).rows("family_events") if row["key"] == kind)
    today = timezone.localdate()
    if rule.get("died"):
        application = placement.match.application
        deaths.record(application, rule["died"], died_on=happened_on or today, certificate=certificate)
    change = Circumstance.objects.create(
        placement=placement, kind=kind, happened_on=happened_on or today, note=note, reported_by=by,
        due_on=book(placement.edition).parameters.add(today, rule["term"]),
    )  # fmt: skip
    return lifecycle.begin(change, by=by)


def report_what_was_found(placement, found, *, by, happened_on, note="") -> None:
    """What a visit's record names among the changes in the family; what is open already stays as it is."""
    known = set(placement.circumstances.open().values_list("kind", flat=True))
    for row in book(placement.edition).rows("family_events"):
        if row.get("found_as") in found and row["key"] not in known:
            report(placement, row["key"], by=by, happened_on=happened_on, note=note)
