"""The checklist of a case on a day: which items apply, what was answered to each, and whether it still stands."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import F, Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.book import book, wording
from fostercare.guidebook.models import Answer
from fostercare.guidebook.predicates import holds
from fostercare.guidebook.rules import RULES
from fostercare.records.models import Document


class Status(TextChoices):
    """Worst first: an item that is asked of two adults is as good as the worse of the two."""

    NOT_MET = "not_met", _("not met")
    MISSING = "missing", _("missing")
    EXPIRED = "expired", _("expired")
    UNVERIFIED = "unverified", _("answered, awaiting verification")
    EXEMPTION_ASKED = "exemption_asked", _("exemption asked")
    EXEMPTED = "exempted", _("exempted by decision")
    MET = "met", _("met")
    NOT_APPLICABLE = "not_applicable", _("does not apply")


_ORDER = {status: place for place, status in enumerate(Status)}
EXEMPTIONS = {Answer.State.EXEMPTION_ASKED, Answer.State.EXEMPTED}
SATISFIED = {Status.MET, Status.EXEMPTED, Status.NOT_APPLICABLE}
TONES = {
    Status.NOT_MET: "late",
    Status.MISSING: "miss",
    Status.EXPIRED: "expired",
    Status.UNVERIFIED: "wait",
    Status.EXEMPTION_ASKED: "soon",
    Status.EXEMPTED: "waived",
    Status.MET: "met",
    Status.NOT_APPLICABLE: "na",
}


def told(status, item, reads) -> Status:
    """The status as it is told: whoever may not read a result hears that it is clear, or that it is awaited."""
    return Status.MISSING if status == Status.NOT_MET and item.evidence.get("result") and not reads else status


@dataclass
class Part:
    """An item asked of one adult, or of the case as a whole (person None)."""

    person: object = None
    answer: Answer | None = None
    status: Status = Status.MISSING
    valid_until: date | None = None

    @property
    def tone(self):
        return TONES[self.status]


@dataclass
class Line:
    """An item on a case's checklist."""

    item: object
    case: object
    parts: list = field(default_factory=list)
    unknown: bool = False

    @property
    def status(self):
        return min((part.status for part in self.parts), key=_ORDER.get, default=Status.NOT_APPLICABLE)

    @property
    def tone(self):
        return TONES[self.status]

    @property
    def satisfied(self):
        return self.status in SATISFIED

    @property
    def applies(self):
        return self.status != Status.NOT_APPLICABLE

    @property
    def open_parts(self):
        return [part for part in self.parts if part.status not in SATISFIED]


def progress(lines) -> tuple[int, int]:
    """How many items are satisfied, and of how many: what does not apply is not in the base."""
    applying = [line for line in lines if line.applies]
    return sum(line.satisfied for line in applying), len(applying)


class Checklist:
    """All items of a case (and of the cases it grew from), judged on one day.

    `record` is a case's record: it names `chain()` (itself, then the earlier cases whose items its gates read),
    `adults()` (people of whom an item is asked one by one) and `facts(on)`.
    """

    def __init__(self, record, on):
        self.record = record
        self.on = on
        self.book = book(record.edition)
        self.cases = {case.kind: case for case in record.chain()}
        self.adults = list(record.adults())

    @cached_property
    def _answers(self):
        return {(answer.code, answer.person_id): answer for answer in self._read()}

    def _read(self):
        papers = Prefetch("documents", Document.objects.order_by("kind", "pk"))
        return self._standing().select_related("answered_by", "verified_by").prefetch_related(papers)

    def _standing(self):
        # By code: cases of one chain may have begun under different editions.
        cases = [case.pk for case in self.cases.values()]
        return Answer.objects.filter(case__in=cases, replaced_at=None).order_by().annotate(code=F("item__code"))

    @cached_property
    def facts(self):
        """What the case knows of itself, and which exemptions were asked for or granted."""
        codes = [answer.code for answer in self._answers.values() if answer.state in EXEMPTIONS]
        asked = {self.book.by_code[code].exempted_by for code in codes if code in self.book.by_code}
        return replace(
            self.record.facts(self.on),
            exemption_asked=bool(asked),
            higher_exemption_asked="higher_committee" in asked,
        )

    @cached_property
    def lines(self):
        return [self.line(item) for item in self.book.items if item.answered_on in self.cases]

    def line(self, item) -> Line:
        """One item, with a part for each adult of whom it is asked."""
        line = Line(item, self.cases[item.answered_on])
        for person in self._subjects(item):
            applies = self._applies(item.applies_when, person)
            line.unknown |= applies is None
            if applies is not False:
                line.parts.append(self._part(item, person))
        return line

    def stages(self):
        """The lines by stage of the guidebook, in its order: (stage's row, lines)."""
        for stage in self.book.stages:
            if lines := [line for line in self.lines if line.item.stage == stage["key"]]:
                yield {**stage, "label": wording(stage)}, lines

    def verdict(self, item, person=None):
        """What the program can work out for itself, to be proposed; None where a person has to look."""
        rule = RULES.get(item.code)
        return rule(self.facts, self.book.parameters, self._adult(person)) if rule else None

    def wanted_documents(self, item, person=None):
        """The codes of the papers this item asks for, of this adult (or of the household)."""
        return self.named_documents(item, person) if "document" in item.evidence["kinds"] else []

    def named_documents(self, item, person=None):
        """The codes of all papers this item speaks of, also of those that may be added to a date or a signature."""
        only_when = item.evidence.get("only_when") or {}
        return [
            code
            for code in item.evidence.get("documents", ())
            if self._paper_applies(self.book.documents[code], only_when.get(code), person)
        ]

    def of_whom(self, codes, person=None):
        """Papers with their owners: (code, adult or None)."""
        return [(code, whose) for code in codes for whose in self._owners(code, person)]

    def papers(self):
        """Every paper the case's own items ask for: (code, person or None, the newest one on file or None).

        What a sitting files by itself is asked of nobody before it is there.
        """
        for code, person in self._papers_wanted():
            paper = self.on_file.get((code, person and person.pk))
            if paper or not self.book.documents[code].get("from_sitting"):
                yield code, person, paper

    @cached_property
    def on_file(self):
        """The newest paper on file of each kind and owner."""
        by_age = sorted(self.documents, key=lambda paper: (paper.issued_on or date.min, paper.pk))
        return {(paper.kind, paper.person_id): paper for paper in by_age}

    @cached_property
    def documents(self):
        """The papers on file for this case, newest first within a kind."""
        return list(self.record.documents().select_related("person", "uploaded_by"))

    def valid_until(self, document) -> date | None:
        """The last day on which a paper counts: its own expiry or the edition's validity, whichever comes first."""
        return self.book.valid_until(document)

    def _papers_wanted(self):
        wanted = []
        for line in self.lines:
            if line.case.pk == self.record.pk:
                for part in line.parts:
                    wanted += self.of_whom(self.wanted_documents(line.item, part.person), part.person)
        return dict.fromkeys(wanted)

    def _owners(self, code, person):
        """Of whom a paper is asked: of the part's adult, of each adult to whom it applies, or of nobody by name."""
        row = self.book.documents[code]
        if person or row["per"] != "adult":
            return [person]
        return [adult for adult in self.adults if self._applies(row["applies_when"], adult) is not False]

    def _paper_applies(self, row, only_when, person):
        wanted = row["applies_when"] + ([only_when] if only_when else [])
        people = self.adults if row["per"] == "adult" and not person else [person]
        return any(self._applies(wanted, whose) is not False for whose in people)

    def _subjects(self, item):
        return self.adults if item.evidence["per"] == "adult" else [None]

    def _applies(self, predicates, person):
        return holds(predicates, self.facts, self.book.parameters, self._adult(person))

    def _adult(self, person):
        return next((adult for adult in self.facts.adults if person and adult.key == person.pk), None)

    def _part(self, item, person):
        answer = self._answers.get((item.code, person and person.pk))
        if answer is None:
            return Part(person)
        until = self._stands_until(item, answer)
        return Part(person, answer, self._status(item, answer, until), until)

    def _stands_until(self, item, answer):
        ends = [self.valid_until(document) for document in self._papers_of(answer)]
        if item.valid_for_parameter:
            ends.append(_after(answer.date, item.valid_for_parameter, self.book.parameters))
        return min(filter(None, ends), default=None)

    def _papers_of(self, answer):
        return answer.documents.all()

    def _status(self, item, answer, until):
        if answer.state != Answer.State.MET:
            return Status(answer.state)
        if until and until < self.on:
            return Status.EXPIRED
        if item.verified_by and not answer.verified_by_id:
            return Status.UNVERIFIED
        return Status.MET


def _after(day, key, parameters):
    """The last valid day: the day plus a period of the edition; None where one of the two is not set."""
    return parameters.add(day, key) if day and key and parameters.value(key) is not None else None
