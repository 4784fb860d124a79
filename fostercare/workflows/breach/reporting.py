"""Anybody who works here reports a breach; the data-protection officer finds it on the work list."""

from django.db import transaction

from directorates import access
from directorates.models import Directorate
from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.breach.models import Breach


def place_of(officer):
    """The directorate whose breach it is: the officer's own; None for the Ministry, or where there are several."""
    places = {place for _role, place in access.rights(officer).roles}
    return Directorate.objects.get(pk=places.pop()) if len(places) == 1 and access.NATIONAL not in places else None


@transaction.atomic
def report(*, by, **told) -> Breach:
    """Write the report down; its clocks run from when it was known, not from now."""
    breach = Breach(directorate=place_of(by), edition=in_force(), reported_by=by, **told)
    breach.heading = str(breach.get_nature_display())
    return lifecycle.begin(breach.open(), by=by)
