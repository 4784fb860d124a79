"""What an officer may see of a case's papers and answers: that something hidden is there is shown, and no more."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.roles import ACTIONS, ROLES
from directorates.wording import full_day
from fostercare.guidebook.book import book, wording
from fostercare.ledger import reading
from fostercare.records import sealed
from fostercare.workflows.models import BreakGlass

ORIGINS = "origins"


class Sight:
    """One officer before one case."""

    def __init__(self, record, user):
        self.record, self.user, self.book = record, user, book(record.edition)

    @cached_property
    def cases(self):
        """This case and those it grew from, as far as the officer may see them."""
        return [case for case in self.record.chain() if case.pk == self.record.pk or _visible(case, self.user)]

    def sees(self, case) -> bool:
        return any(case.pk == seen.pk for seen in self.cases)

    def opens(self, kind) -> bool:
        """May the officer open papers of this kind?"""
        return self._holds(self.right_of(kind))

    def _holds(self, right):
        held = not right or any(access.allowed(self.user, right, place) for place in self._places)
        return held or right in self._broken

    def who_opens(self, kind) -> str:
        """The right that a sensitive paper asks for, in words."""
        return ACTIONS[self.right_of(kind)] if self.right_of(kind) else ""

    def class_of(self, kind) -> str:
        """The sensitivity class of a paper, in words."""
        return wording(self._class(kind))

    def reads(self, item, case) -> bool:
        """May the officer read what was answered? As with the item's papers; who answers or verifies it always may."""
        if not self.sees(case):
            return False
        if all(map(self._holds, self._rights_of(item))):
            return True
        roles = filter(None, (item.answered_by, item.verified_by))
        return any(access.holds(self.user, role, case.place_of(role)) for role in roles)

    def broken(self, right) -> bool:
        """Does an emergency stand in for this right at the moment?"""
        return right in self._broken

    def ways(self, rights) -> list:
        """Where answers that ask for these rights open in an emergency: label and address of each class, by name.

        A child's origins are not among them: two people open them.
        """
        if not access.allowed(self.user, "break_glass", self.record.directorate_id):
            return []
        return [
            {"label": wording(row), "url": reverse("break_glass_sealed", args=[self.record.number, row["key"]])}
            for row in self.book.rows("sensitivity_classes")
            if row["right"] in rights and row["key"] != ORIGINS
        ]

    def ways_to(self, item) -> list:
        """The same for what was answered to an item, where this officer may not read it."""
        shut = [right for right in self._rights_of(item) if not self._holds(right)]
        ways = self.ways(shut)
        return ways if len(ways) == len(set(shut)) else []

    def tell(self, rights) -> None:
        """Write down that answers which ask for these rights were read in an emergency."""
        rows = self.book.rows("sensitivity_classes")
        if read := sorted(row["key"] for row in rows if row["right"] in rights and self.broken(row["right"])):
            reading.give(self.record.number, self.user, read, emergency=True)

    def tell_of(self, item) -> None:
        self.tell(self._rights_of(item))

    def _rights_of(self, item):
        """What reading an answer asks for: the rights of its papers, and of its class where it is a result."""
        result = item.evidence.get("result")
        return [*map(self.right_of, item.evidence.get("documents", ())), *([self._right(result)] if result else [])]

    def _right(self, key):
        return next(row["right"] for row in self.book.rows("sensitivity_classes") if row["key"] == key)

    @cached_property
    def shelf(self):
        """The papers of the cases in sight: key → (case, paper)."""
        found = {}
        for case in self.cases:
            for paper in case.documents().select_related("person", "uploaded_by"):
                found.setdefault(paper.pk, (case, paper))
        return found

    def sealed(self, *owners) -> sealed.Opened:
        """What stands of these people or children in sealed records, as far as the officer may read it."""
        return sealed.read(self.user, self.record.number, owners, self._places, lambda right: right in self._broken)

    def hidden(self, opened) -> dict:
        """The sealed classes that stay shut: class → its name, and where this officer may open it in an emergency."""
        may = access.allowed(self.user, "break_glass", self.record.directorate_id)
        return {
            model.key: {
                "label": model.label,
                "url": reverse("break_glass_sealed", args=[self.record.number, model.key]) if may else "",
            }
            for model in opened.hidden
        }

    @property
    def papers(self):
        return [paper for _case, paper in self.shelf.values()]

    def link(self, paper, beside=None) -> dict:
        """A paper as components/file_link.html shows it: without an address it is named but hidden.

        `beside`: the adult beside whose name it stands, so that the name is not said twice.
        """
        case, paper = self.shelf.get(paper.pk, (None, paper))
        whose = paper.person.short_name if case and paper.person and paper.person != beside else ""
        label = self.book.document_label(paper.kind)
        return {
            "label": f"{label} · {whose}" if whose else label,
            "url": reverse("document", args=[case.number, paper.pk]) if case and self.opens(paper.kind) else "",
            "locked": bool(self.right_of(paper.kind)),
            "note": full_day(paper.issued_on) if case and paper.issued_on else "",
        }

    @cached_property
    def _broken(self):
        """The rights that stand in for an emergency at this moment (see `workflows.breaking`)."""
        cases = [case.pk for case in self.record.chain()]
        broken = BreakGlass.objects.filter(officer=self.user, case__in=cases, until__gt=timezone.now())
        return set(broken.values_list("right", flat=True))

    @cached_property
    def _places(self):
        """The directorates in which a role is asked for on this case: the family's, and the child's."""
        return {self.record.place_of(role) for role in ROLES}

    def _class(self, kind):
        """A paper that the edition does not know is as closed as the most sensitive one."""
        known = self.book.documents.get(kind, {"sensitive": "origins"})
        return next(row for row in self.book.rows("sensitivity_classes") if row["key"] == known["sensitive"])

    def right_of(self, kind) -> str:
        """The right that papers of this kind ask for; empty if none."""
        return self._class(kind)["right"]


def _visible(case, user):
    return type(case).objects.visible_to(user).filter(pk=case.pk).exists()
