"""The checklist as a door reads it: nothing of it is shown, so of answers and papers only what decides is read."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import F, Q

from fostercare.guidebook.checklist import EXEMPTIONS, Checklist
from fostercare.guidebook.models import Answer


@dataclass
class Given:
    """An answer that stands."""

    code: str
    person_id: int | None
    state: str
    date: date | None
    verified_by_id: int | None
    decision_number: str  # of the authority that granted or declined an exemption
    papers: list = field(default_factory=list)


@dataclass
class Proof:
    """A paper behind an answer; all is empty where there is none."""

    kind: str | None
    issued_on: date | None
    expires_on: date | None


ANSWER = ["code", "person_id", "state", "date", "verified_by_id", "decision_number"]
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
        asked = self._standing().filter(_deciding([item.code for item in self._items]))
        return [given for _case, given in _given(asked)]

    def _papers_of(self, answer):
        return answer.papers


def judgements(gates, on) -> list[Judgement]:
    """Many cases judged in one statement: (record, the items that count for it) of each."""
    found = [Judgement(record, on, items) for record, items in gates]
    codes = {item.code for _record, items in gates for item in items}
    cases = {case.pk for judgement in found for case in judgement.cases.values()}
    standing = Answer.objects.filter(_deciding(codes), case__in=cases, replaced_at=None)
    by_case = defaultdict(dict)
    for case, given in _given(standing.order_by().annotate(code=F("item__code"))):
        by_case[case][given.code, given.person_id] = given
    for judgement in found:
        judgement._answers = {
            key: given for case in judgement.cases.values() for key, given in by_case[case.pk].items()
        }
    return found


def _deciding(codes) -> Q:
    """The answers to these items, and every exemption of the case: whether one was asked for decides what applies."""
    return Q(item__code__in=codes) | Q(state__in=EXEMPTIONS)


def _given(answers):
    """The answers with their papers: (case's key, answer)."""
    given = {}
    for key, case, *row in answers.values_list("pk", "case", *ANSWER, *PAPER):
        _case, answer = given.setdefault(key, (case, Given(*row[: len(ANSWER)])))
        answer.papers.append(Proof(*row[len(ANSWER) :]))
    return given.values()
