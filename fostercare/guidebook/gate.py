"""What holds an act back, in words: each unmet item, why, and who can clear it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from directorates.roles import ROLES
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import SATISFIED, Line, Part, Status
from fostercare.guidebook.judgement import Judgement

REASONS = {
    Status.NOT_MET: _("This was answered “not met”."),
    Status.MISSING: _("This has not been answered yet."),
    Status.EXPIRED: _("What was answered is no longer valid."),
    Status.UNVERIFIED: _("This was answered and awaits verification by a second person."),
    Status.EXEMPTION_ASKED: _("An exemption was asked for and has not been decided."),
}


@dataclass
class Obstacle:
    """One unmet item (for one adult, where it is asked of each) that holds an act back."""

    line: Line
    part: Part

    @property
    def item(self):
        return self.line.item

    @property
    def reason(self):
        answer = self.part.answer
        if self.part.status == Status.NOT_MET and answer and answer.decision_number:
            return _("The exemption was declined by decision %(number)s.") % {"number": answer.decision_number}
        if self.item.evidence.get("result") and self.part.status in (Status.MISSING, Status.NOT_MET):
            return _("There is no clear result yet.")
        return REASONS[self.part.status]

    @property
    def role(self):
        """The role that can clear it."""
        if self.part.status == Status.UNVERIFIED:
            return self.item.verified_by
        if self.part.status == Status.EXEMPTION_ASKED:
            return EXEMPTS[self.item.exempted_by]
        return self.item.answered_by

    @property
    def who(self):
        return ROLES[self.role].label


# Which role records an authority's decision on an exemption.
EXEMPTS = {
    "local_committee": "local_rapporteur",
    "higher_committee": "higher_secretariat",
    "directorate": "directorate_head",
    "ministry": "foster_families_head",
}


def obstacles(record, act, on, checklist=None) -> list[Obstacle]:
    """The items that hold `application.present` (or another act) back on a day; empty when the gate is open."""
    gates = book(record.edition).gates(act)
    if gates and checklist is None:
        checklist = Judgement(record, on, [item for item, _asked in gates])
    found = []
    for item, asking_is_enough in gates:
        if item.answered_on not in checklist.cases:
            continue
        line = checklist.line(item)
        found += [Obstacle(line, part) for part in line.parts if not _passes(part, asking_is_enough)]
    return found


def _passes(part, asking_is_enough):
    return part.status in SATISFIED or (asking_is_enough and part.status == Status.EXEMPTION_ASKED)
