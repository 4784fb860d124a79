"""Who is in the room: arrivals, leavings, excuses, and what members declare on conflicts of interest."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from fostercare.workflows.committee import presence
from fostercare.workflows.committee.conflicts import Recusal
from fostercare.workflows.committee.models import State
from fostercare.workflows.committee.pages import SittingPage


class AttendancePage(SittingPage):
    """The rapporteur records who comes and goes; members declare for themselves; the chair decides on proposals."""

    template = "committee/attendance.html"
    works = {
        "arrive": "arrive", "leave": "leave", "excuse": "excuse", "declare": "declare", "recuse": "recuse",
        "accept": "accept", "set_aside": "set_aside",
    }  # fmt: skip

    def begin(self):
        if self.sitting.state not in (State.ANNOUNCED, State.IN_SESSION):
            raise Http404

    def arrive(self):
        return self.attempt(presence.arrive, self.sitting, self._member())

    def leave(self):
        return self.attempt(presence.leave, self.sitting, self._member())

    def excuse(self):
        return self.attempt(presence.excuse, self.sitting, self._member(), note=self.request.POST.get("note", ""))

    def declare(self):
        return self.attempt(presence.declare, self.sitting, self._member())

    def recuse(self):
        """A conflict in one item; with it the member has declared."""
        item = self.posted(self.sitting.items.standing().select_related("sitting", "case"), "item")
        note = self.request.POST.get("note", "")
        return self.attempt(presence.declare, self.sitting, self._member(), conflicts={item: note})

    def context(self):
        room = presence.Room(self.sitting)
        return {
            "title": _("Attendance"),
            "table": room.table(),
            "rows": [self._row(room, member) for member in room.members],
            "items": self.sitting.items.standing().select_related("case").order_by("position"),
            "recusals": recusals(self.sitting),
        }

    def _row(self, room, member):
        stays = room.stays(member)
        return {
            "member": member,
            "stays": stays,
            "there": any(stay.covers(None) for stay in stays),
            "attended": room.attended(member),
            "declared": room.declared(member),
            "own": member.officer_id == self.request.user.pk,
        }

    def _member(self):
        member = self.posted(self.sitting.body.members.on(self.sitting.held_on).select_related("officer"), "member")
        if not self.hands.manages and member.officer_id != self.request.user.pk:
            raise PermissionDenied("members speak for themselves")
        return member


def recusals(sitting, item=None):
    """Who stays out of what, proposed or decided."""
    found = Recusal.objects.filter(item__sitting=sitting.pk).select_related("item__case", "member__officer")
    return found.filter(item=item) if item else found
