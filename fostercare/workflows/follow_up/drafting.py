"""The draft of a visit: kept while it is typed, so that neither a time-out nor a bad network eats it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fostercare.workflows.follow_up.models import State, Visit
from fostercare.workflows.lifecycle import NotNow


class Conflict(Exception):
    """A colleague saved other answers meanwhile: question → what they wrote."""

    def __init__(self, theirs, who):
        super().__init__(who)
        self.theirs, self.who = theirs, who


@transaction.atomic
def keep(visit, given, *, by, seen):
    """Keep answers beside those kept before. `seen` is the version the page was made from.

    Raises Conflict where a colleague's answers would be lost unread, NotNow when the visit is no draft any more.
    """
    locked = Visit.objects.select_for_update(of=("self",)).select_related("drafted_by").get(pk=visit.pk)
    if locked.state != State.PLANNED:
        raise NotNow(_("This visit has been recorded meanwhile."))
    if locked.drafted_by_id not in (None, by.pk) and version(locked) != seen:
        theirs = {key: locked.answers[key] for key in given if locked.answers.get(key, given[key]) != given[key]}
        if theirs:
            visit.drafted_at = locked.drafted_at
            raise Conflict(theirs, locked.drafted_by)
    visit.answers, visit.drafted_by, visit.drafted_at = {**locked.answers, **given}, by, timezone.now()
    visit.save(update_fields=["answers", "drafted_by", "drafted_at"])


def version(visit) -> str:
    """What a page carries to know later whether somebody else saved in between."""
    return visit.drafted_at.isoformat() if visit.drafted_at else ""
