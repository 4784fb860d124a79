"""The agenda builder: what waits for the sitting, what would hold it back, and the order in which it is heard."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from directorates.keys import read_key
from fostercare.workflows.committee import agenda, planning
from fostercare.workflows.committee.agenda import Matter
from fostercare.workflows.committee.models import State
from fostercare.workflows.committee.pages import SittingPage
from fostercare.workflows.offers import in_words


class AgendaPage(SittingPage):
    """Cases are put on and taken off, and moved up and down until the agenda is published."""

    template = "committee/agenda.html"
    works = {"put_on": "put_on", "take_off": "take_off", "up": "move_up", "down": "move_down", "place": "place"}

    def begin(self):
        if not self.hands.manages:
            raise PermissionDenied("manage_sittings")
        if self.sitting.state not in (State.PLANNED, State.ANNOUNCED):
            raise Http404

    def put_on(self):
        number = self.request.POST.get("case")
        waiting = planning.candidates(self.sitting.body, self.sitting.sits_on)
        record = next((candidate.record for candidate in waiting if candidate.record.number == number), None)
        if record is None:
            self.refusals = [_("%(case)s no longer waits for this committee.") % {"case": number}]
            return False
        return self.attempt(agenda.put_on, self.sitting, record.case_ptr, why=self.request.POST.get("why", ""))

    def take_off(self):
        return self.attempt(agenda.take_off, self._item(), why=self.request.POST.get("why", ""))

    def move_up(self):
        return self._move(-1)

    def move_down(self):
        return self._move(+1)

    def place(self):
        """Where the row was dropped."""
        position = read_key(self.request.POST.get("position"))
        if position is None:
            raise Http404
        return self.attempt(agenda.move, self._item(), max(1, position))

    def onwards(self):
        """Back to the row that was moved, so that the next press moves it on."""
        moved = self.request.POST.get("item", "")
        return f"{self.request.path}#item-{moved}" if moved.isdecimal() else self.request.path

    def context(self):
        items = list(self.sitting.items.standing().select_related("case").order_by("position"))
        stand = {candidate.record.pk: candidate for candidate in planning.forecast(self.sitting)}
        return {
            "title": _("Agenda"),
            "rows": [{"item": item, **told(stand.get(item.case_id))} for item in items],
            "waiting": [told(candidate) for candidate in planning.candidates(self.sitting.body, self.sitting.sits_on)],
            "published": self.sitting.state == State.ANNOUNCED,
        }

    def _move(self, steps):
        item = self._item()
        return self.attempt(agenda.move, item, max(1, item.position + steps))

    def _item(self):
        return self.posted(self.sitting.items.select_related("sitting", "case"), "item")


def told(candidate) -> dict:
    """A case that waits, as the page shows it: ready, or what holds it back and what lapses before the day."""
    if candidate is None:
        return {"ready": True}
    lapsing = candidate.lapsing
    return {
        "record": candidate.record,
        "matter": Matter(candidate.matter).label,
        "ready": candidate.ready,
        "lapsing": [{"title": one.item.title, "until": one.part.valid_until} for one in lapsing],
        "obstacles": [in_words(one) for one in candidate.obstacles if one not in lapsing],
    }
