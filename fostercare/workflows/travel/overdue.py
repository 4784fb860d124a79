"""A child that is not back in time is missed by the clock, whoever looks at the file or does not."""

from django.db import transaction
from django.utils import timezone

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows import lifecycle
from fostercare.workflows.travel.models import State, Travel, is_overdue


def miss() -> int:
    """Every journey whose return and grace have passed becomes overdue; returns how many. Safe twice."""
    late = Travel.objects.filter(state=State.DEPARTED, returns_on__lt=timezone.localdate())
    found = [travel.pk for travel in late.select_related("edition").defer("edition__lists") if is_overdue(travel)]
    clock = access.the_clock() if found else None
    return sum(_miss(pk, late, clock) for pk in found)


@transaction.atomic
def _miss(pk, late, clock) -> bool:
    """Read the journey again with the case in hand: the return may have been recorded meanwhile."""
    Case.objects.hold(pk)
    travel = late.whole().filter(pk=pk).first()
    if travel is None:
        return False
    lifecycle.act(travel.fall_overdue, by=clock)
    return True
