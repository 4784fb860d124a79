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
def keep(visit, given, *, by, seen, from_afar=False):
    """Keep answers beside those kept before. `seen` is the version the page was made from.

    from_afar: typed on a phone, where one's own answers saved in the office meanwhile are to be seen first, too, and
    where a question the office left empty was not answered there.
    Raises Conflict where a colleague's answers would be lost unread, NotNow when the visit is no draft any more.
    """
    locked = Visit.objects.select_for_update(of=("self",)).select_related("drafted_by").get(pk=visit.pk)
    if locked.state != State.PLANNED:
        raise NotNow(_("This visit has been recorded meanwhile."))
    unread = locked.drafted_by_id is not None and version(locked) != seen
    if unread and (from_afar or locked.drafted_by_id != by.pk):
        theirs = differing(locked.answers, given)
        if from_afar:
            theirs = {key: answer for key, answer in theirs.items() if answered(answer)}
        if theirs:
            visit.drafted_at = locked.drafted_at
            raise Conflict(theirs, locked.drafted_by)
    visit.answers, visit.drafted_by, visit.drafted_at = {**locked.answers, **given}, by, timezone.now()
    visit.save(update_fields=["answers", "drafted_by", "drafted_at"])


def differing(kept, given) -> dict:
    """What was answered otherwise before: question → the answer kept."""
    return {key: kept[key] for key in given if kept.get(key, given[key]) != given[key]}


def answered(answer) -> bool:
    return answer not in (None, "", [])


def version(visit) -> str:
    """What a page carries to know later whether somebody else saved in between."""
    return visit.drafted_at.isoformat() if visit.drafted_at else ""
