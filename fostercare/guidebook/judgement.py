"""The checklist as a door reads it: nothing of it is shown, so of answers and papers only what decides is read."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from fostercare.guidebook.checklist import Checklist


@dataclass
class Given:
    """An answer that stands."""

    code: str
    person_id: int | None
    state: str
    date: date | None
    verified_by_id: int | None
    papers: list = field(default_factory=list)


@dataclass
class Proof:
    """A paper behind an answer; all is empty where there is none."""

    kind: str | None
    issued_on: date | None
    expires_on: date | None


ANSWER = ["code", "person_id", "state", "date", "verified_by_id"]
PAPER = ["documents__kind", "documents__issued_on", "documents__expires_on"]


class Judgement(Checklist):
    """Some items of a checklist, judged in one statement."""

    def __init__(self, record, on, items):
        super().__init__(record, on)
        self._items = items

    @cached_property
    def lines(self):
        return [self.line(item) for item in self._items if item.answered_on in self.cases]

    def _read(self):
        asked = self._standing().filter(item__code__in=[item.code for item in self._items])
        given = {}
        for key, *row in asked.values_list("pk", *ANSWER, *PAPER):
            answer = given.setdefault(key, Given(*row[: len(ANSWER)]))
            answer.papers.append(Proof(*row[len(ANSWER) :]))
        return given.values()

    def _papers_of(self, answer):
        return answer.papers
