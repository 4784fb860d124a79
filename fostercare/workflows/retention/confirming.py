"""A list is drawn up, then confirmed by two people; a legal hold is placed and lifted with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows.retention import due as finding
from fostercare.workflows.retention.models import LegalHold, RetentionLine, RetentionList


@transaction.atomic
def draw_up(*, by) -> RetentionList:
    """Write down what is to be reduced today. Raises PermissionDenied; ValidationError where nothing is."""
    access.require(by, "propose_retention", None)
    found = [one for rule in finding.rules() if rule["then"] == finding.REDUCE for one in finding.due(rule)]
    if not found:
        raise ValidationError(_("Nothing is to be reduced today."))
    drawn = RetentionList.objects.create(drawn_up_by=by)
    RetentionLine.objects.bulk_create(
        RetentionLine(list=drawn, case_id=one.case.pk, rule=one.rule["key"], since=one.since) for one in found
    )
    return drawn


@transaction.atomic
def confirm(pk, *, by) -> RetentionList:
    """The first, then a second person says that the list may be carried out. Raises ValidationError with a sentence."""
    access.require(by, "confirm_retention", None)
    drawn = RetentionList.objects.select_for_update().get(pk=pk)
    if drawn.confirmed:
        raise ValidationError(_("Two people have confirmed this list already."))
    if drawn.first_by_id is None:
        drawn.first_by, drawn.first_at = by, timezone.now()
    elif drawn.first_by_id == by.pk:
        raise ValidationError(_("You confirmed this list already; a second person has to."))
    else:
        drawn.second_by, drawn.second_at = by, timezone.now()
    drawn.save(update_fields=["first_by", "first_at", "second_by", "second_at"])
    return drawn


def standing_hold(case) -> LegalHold | None:
    return LegalHold.objects.filter(case=case.pk, lifted_at=None).select_related("placed_by").first()


@transaction.atomic
def place_hold(record, reason, *, by) -> LegalHold:
    """Nothing of the case is reduced until the hold is lifted. Placed twice, the first one stands."""
    access.require(by, "hold_retention", record.directorate)
    Case.objects.hold(record.pk)
    return standing_hold(record) or LegalHold.objects.create(case=record.case, reason=reason, placed_by=by)


@transaction.atomic
def lift_hold(record, reason, *, by) -> None:
    access.require(by, "hold_retention", record.directorate)
    Case.objects.hold(record.pk)
    LegalHold.objects.filter(case=record.pk, lifted_at=None).update(
        lifted_by=by, lifted_at=timezone.now(), lifted_because=reason
    )
