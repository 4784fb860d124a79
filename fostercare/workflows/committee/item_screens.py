"""The session, one item at a time: who is there, what is put to the vote, how was voted, what was decided."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fostercare.guidebook.book import book
from fostercare.ledger.reading import opens
from fostercare.workflows.cases import sees
from fostercare.workflows.committee import agenda, ballots, presence, rules, voting
from fostercare.workflows.committee.attendance_screens import recusals
from fostercare.workflows.committee.forms import CountForm, DraftForm, NoteForm, drafted
from fostercare.workflows.committee.models import State
from fostercare.workflows.committee.pages import SittingPage


class ItemPage(SittingPage):
    """One item of the agenda. Asked for by htmx it gives only the people at the table: others change them."""

    template = "committee/item.html"
    works = {
        "note": "note", "draft": "draft", "vote": "vote", "count": "count", "confirm": "confirm", "dissent": "dissent",
        "accept": "accept", "set_aside": "set_aside",
    }  # fmt: skip

    def begin(self, position):
        if self.sitting.state == State.PLANNED:
            raise Http404
        items = (
            self.sitting.items.select_related("case__edition", "resolution")
            .defer("case__edition__lists")
            .prefetch_related("votes", "tallies")
        )
        self.item = get_object_or_404(items, position=position)
        self.item.sitting = self.sitting
        self.resolution = getattr(self.item, "resolution", None)
        self.bound = {}
        opens(self.request, self.item.case.number)

    def get(self, request):
        if request.htmx:
            return render(request, "committee/table.html", self.context() | {"sitting": self.sitting})
        return super().get(request)

    def note(self):
        form = self.bound["note"] = NoteForm(self.request.POST, instance=self.item)
        return form.is_valid() and self.attempt(agenda.note, self.item, **form.cleaned_data)

    def draft(self):
        form = self.bound["draft"] = DraftForm(self.request.POST, item=self.item, outcomes=voting.outcomes(self.item))
        if not form.is_valid():
            return False
        return self.attempt(voting.put_to_vote, self.item, form.cleaned_data["outcome"], **form.facts())

    def vote(self):
        members = self.sitting.body.members.on(self.sitting.held_on).select_related("officer", "stands_for")
        choice = self.request.POST.get("choice")
        if choice not in rules.Choice.values:
            raise Http404
        return self.attempt(voting.cast, self.item, self.posted(members, "member"), choice)

    def count(self):
        form = self.bound["count"] = CountForm(self.request.POST)
        return form.is_valid() and self.attempt(voting.count, self.item, **form.cleaned_data)

    def confirm(self):
        return self.attempt(voting.confirm, self.item)

    def dissent(self):
        return self.attempt(voting.record_dissent, self.item, self.request.POST.get("dissent", ""))

    def context(self):
        room, live = presence.Room(self.sitting), self.sitting.state == State.IN_SESSION
        confirmed = bool(self.resolution and self.resolution.confirmed_at)
        table = room.table(self.item, self.resolution.confirmed_at if confirmed else None)
        return {
            "title": self.item.case.heading or self.item.case.number,
            "item": self.item,
            "resolution": self.resolution,
            "reasons": self._reasons(),
            "live": live and not self.item.withdrawn_at,
            "confirmed": confirmed,
            "table": table,
            "present": len(table.voters),
            "count": ballots.count_of(self.item, table),
            "silent": ballots.silent(self.item, table) if self.resolution else [],
            "flaws": ballots.flaws(self.item, room) if self.resolution and live and not confirmed else [],
            "seats": self._seats(room, table),
            "ballot": self._ballot(room, table),
            "choices": rules.Choice.choices,
            "recusals": recusals(self.sitting, self.item),
            "file_open": sees(self.request.user, self.item.record),
            "others": self._others(),
            **(self._forms() if self.hands.manages and live and not self.item.withdrawn_at else {}),
        }

    def _forms(self):
        return {
            "note_form": self.bound.get("note") or NoteForm(instance=self.item),
            "draft_form": self.bound.get("draft")
            or DraftForm(initial=drafted(self.resolution), item=self.item, outcomes=voting.outcomes(self.item)),
            "count_form": self.bound.get("count") or CountForm(),
        }

    def _seats(self, room, table):
        """Everybody who sits on the body, and how they stand to this item."""
        votes, voters = ballots.standing_votes(self.item), {voter.key for voter in table.voters}
        sitters = {sitter.key: sitter for sitter in table.sitters}
        return [
            {
                "member": member,
                "sitter": sitters[member.pk],
                "votes": member.pk in voters,
                "voted": member.pk in votes,
            }
            for member in room.members
        ]

    def _ballot(self, room, table):
        """The votes that this officer may write down: one's own, the rapporteur everybody's."""
        votes = ballots.standing_votes(self.item)
        members = [room.member(voter.key) for voter in table.voters]
        own = [member for member in members if member.officer_id == self.request.user.pk]
        return [
            {"member": member, "choice": votes.get(member.pk), "own": member in own}
            for member in (members if self.hands.manages else own)
        ]

    def _reasons(self):
        if not self.resolution or self.resolution.outcome not in voting.REASONS:
            return []
        kept, name = book(self.item.case.edition), voting.REASONS[self.resolution.outcome]
        return [kept.label(name, code) for code in self.resolution.reasons]

    def _others(self):
        """The agenda as a row of marks, with the items before and after."""
        items = list(self.sitting.items.standing().select_related("resolution").order_by("position"))
        numbers = [item.position for item in items]
        before = [number for number in numbers if number < self.item.position]
        after = [number for number in numbers if number > self.item.position]
        return {
            "all": [
                {"item": item, "done": bool(getattr(item, "resolution", None) and item.resolution.confirmed_at)}
                for item in items
            ],
            "total": len(items),
            "label": _("Item %(position)s of %(total)s") % {"position": self.item.position, "total": len(items)},
            "previous": before and self._url(before[-1]),
            "next": after and self._url(after[0]),
        }

    def _url(self, position):
        return reverse("sitting_item", args=[self.sitting.number, position])
