"""A request is written down on the day it came; its time runs from the day it was asked."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.data_request.models import DataRequest, What


@transaction.atomic
def receive(about, subject, *, by, what, **told) -> DataRequest:
    """Write a request down. Raises PermissionDenied; ValidationError where it is not the person's to ask."""
    access.require(by, "receive_data_requests", about.directorate)
    Case.objects.hold(about.pk)
    edition = in_force()
    if what == What.OWN_FILE and not of_age(subject, book(edition).parameters):
        raise ValidationError(_("Only a young person who is of age asks for the own file."))
    request = DataRequest(
        about=about, **subject.key, what=what, directorate=about.directorate, edition=edition,
        heading=str(What(what).label), received_by=by, **told,
    )  # fmt: skip
    return lifecycle.begin(request.open(), by=by)


def of_age(subject, parameters) -> bool:
    reached = subject.is_child and parameters.add(subject.child.birth_date, "own_file_age")
    return bool(reached and reached <= timezone.localdate())
