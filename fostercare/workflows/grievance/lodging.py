"""A grievance is lodged: against which decisions, by whom, and which terms run from there."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.workflows import lifecycle
from fostercare.workflows.grievance.models import Grievance


def contestable(application):
    """The refusal of this application against which a grievance may be lodged now, if any.

    That its term has passed is no reason against it: whether a late grievance is heard is decided by people.
    """
    if application.state not in ("refused", "closed"):
        return None
    latest = application.decisions.order_by("-recorded_at").select_related("resolution").first()
    if latest is None or latest.outcome != "refused":
        return None
    taken = latest.grievances.exclude(state__in=["withdrawn", "inadmissible"]).exists()
    return None if taken else latest


@transaction.atomic
def lodge(decision, *, by, lodged_by, lodged_on, grounds) -> Grievance:
    """Register a grievance against a decision. Raises PermissionDenied; ValidationError where one is lodged."""
    application = decision.application
    access.require(by, "lodge_grievances", application.directorate)
    Case.objects.hold(application.pk)
    grievance = Grievance(
        decision=decision, directorate=application.directorate, edition=application.edition,
        heading=application.heading, lodged_by=lodged_by, lodged_on=lodged_on, grounds=grounds,
        last_day=decision.contest_until,
        decide_by=book(application.edition).parameters.add(lodged_on, "grievance_decide"),
    )  # fmt: skip
    try:
        with transaction.atomic():
            grievance.open()
    except IntegrityError:
        raise ValidationError(_("A grievance against this decision is lodged already.")) from None
    return lifecycle.begin(grievance, by=by)
