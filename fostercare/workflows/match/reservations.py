"""A reservation releases itself: on the day after its last one the child is available again and the family waits on."""

from django.db import transaction
from django.utils import timezone

from directorates import access
from fostercare.workflows import lifecycle
from fostercare.workflows.match.models import HELD_FOR_A_TIME, Match


def release(today=None) -> int:
    """End every reservation whose last day is past; returns how many. Safe twice, and beside an officer who acts."""
    today = today or timezone.localdate()
    overdue = Match.objects.filter(state__in=HELD_FOR_A_TIME, held_until__lt=today)
    found = list(overdue.values_list("pk", flat=True))
    clock = access.the_clock() if found else None
    return sum(_release(pk, overdue, clock) for pk in found)


@transaction.atomic
def _release(pk, overdue, clock) -> bool:
    """Read the match again with the case in hand: the letter may have been renewed, or the family accepted."""
    Match.objects.hold(pk)
    match = overdue.whole().filter(pk=pk).first()
    if match is None:
        return False
    lifecycle.act(match.expire, by=clock)
    return True
