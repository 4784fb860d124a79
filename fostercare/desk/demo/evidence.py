"""How the officers of a story answer the guidebook: as the rules say, with papers of the right dates."""

from contextlib import contextmanager

from django.utils import timezone

from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.gate import EXEMPTS
from fostercare.guidebook.judgement import Judgement
from fostercare.guidebook.models import Answer
from fostercare.guidebook.signals import answered
from fostercare.workflows import lifecycle, waiting

AS_THE_RULE_SAYS = {"exemption": Answer.State.EXEMPTION_ASKED, "fail": Answer.State.NOT_MET}
STANDING = (Status.UNVERIFIED, Status.EXEMPTION_ASKED)


@contextmanager
def sitting():
    """The flow looks at the answers of one sitting together, at its end; one by one it takes minutes for 300 cases."""
    answered.disconnect(waiting._on_answer)
    try:
        yield
    finally:
        answered.connect(waiting._on_answer)


def answer(hands, record, wanted):
    """The officers responsible answer the open items of a record's own checklist that are wanted."""
    items = [item for item in book(record.edition).items if item.code in wanted]
    judgement = Judgement(record, timezone.localdate(), items)
    with sitting():
        for item, part in _open(judgement):
            if part.status not in STANDING:
                _answer(hands, judgement, item, part.person)
    if not any(item.verified_by for item in items):
        waiting.settle(record)


def answer_anew(hands, record, wanted):
    """The same for items that stand answered but are looked at again, each verified where it has to be."""
    items = [item for item in book(record.edition).items if item.code in wanted and item.answered_on == record.kind]
    judgement = Judgement(record, timezone.localdate(), items)
    with sitting():
        for line in judgement.lines:
            for part in line.parts:
                _answer(hands, judgement, line.item, part.person)
    verify(hands, record, {item.code for item in items})


def verify(hands, record, wanted):
    """A second officer verifies what awaits it."""
    standing = Answer.objects.filter(case=record.pk, item__code__in=wanted, replaced_at=None, verified_by=None)
    with sitting():
        for given in standing.select_related("item").order_by("pk"):
            if _awaits(given, given.item):
                answering.verify(record, given, by=hands.team[given.item.verified_by])
    waiting.settle(record)


def _awaits(given, item):
    return bool(item.verified_by) and given.state == Answer.State.MET


def exempt(hands, record, authority, reason):
    """The authority grants the exemptions that were asked of it."""
    checklist = Checklist(record, timezone.localdate())
    with sitting():
        for item, part in _open(checklist):
            if part.status == Status.EXEMPTION_ASKED and item.exempted_by == authority:
                number = f"{hands.dice.randint(3, 60)}/{timezone.localdate().year}"
                by = hands.team[EXEMPTS[authority]]
                answering.exempt(record, item, by=by, decision_number=number, reason=reason, person=part.person)
    waiting.settle(record)


def clear(hands, record, act, besides=""):
    """Whatever the guidebook still holds against an act is brought up to date: missing, lapsed, not verified.

    besides: a stage whose items are somebody else's to answer.
    """
    shut = [obstacle for obstacle in lifecycle.obstacles(record, act) if obstacle.item.stage != besides]
    for case in record.chain():
        codes = {obstacle.item.code for obstacle in shut if obstacle.line.case.pk == case.pk}
        if codes:
            answer(hands, case, codes)
            verify(hands, case, codes)


def _open(checklist):
    """The open parts of a record's own items."""
    for line in checklist.lines:
        if line.case.pk == checklist.record.pk:
            for part in line.open_parts:
                yield line.item, part


def _answer(hands, checklist, item, person):
    record, kinds, by = checklist.record, item.evidence["kinds"], hands.team[item.answered_by]
    state = hands.answers.get(item.code) or _state(checklist, item, person)
    met = state == Answer.State.MET
    answering.answer(
        record, item, by=by, state=state, person=person,
        documents=_papers(hands, checklist, item, person, by) if met else [],
        signed=met and "signature" in kinds,
        yes_no=met if "yes_no" in kinds else None,
        date=_date(record, item, person) if "date" in kinds else None,
        number=_number(record, checklist, item) if "number" in kinds else None,
        note=hands.notes.get(item.code, ""),
    )  # fmt: skip


def _state(checklist, item, person):
    verdict = checklist.verdict(item, person)
    return AS_THE_RULE_SAYS.get(verdict.outcome if verdict else "", Answer.State.MET)


def _papers(hands, checklist, item, person, by):
    """The papers that an item speaks of: those on file that count long enough, and new ones where there is none."""
    found = []
    for code, whose in checklist.of_whom(checklist.named_documents(item, person), person):
        paper = hands.archive.on_file(code, checklist.record, whose)
        until = paper and checklist.valid_until(paper)
        if paper is None or (until and until <= checklist.on):
            paper = hands.archive.file(code, checklist.record, by=by, dice=hands.dice, person=whose)
        found.append(paper)
    return found


DATES = {
    "EL-03": lambda record, person: person.birth_date,
    "EL-05": lambda record, person: record.household.married_on,
    "EL-07": lambda record, person: person.birth_date,
    "EL-10": lambda record, person: max(child.birth_date for child in record.household.own_children),
    "HS-01": lambda record, person: record.home_study.visited_on,
    "MT-02": lambda record, person: record.child.birth_date,
}
NUMBERS = {
    "EL-09": lambda record, figures: sum(child.dependent for child in record.household.own_children),
    "DC-09": lambda record, figures: sum(person.monthly_income or 0 for person in record.household.adults),
    "TR-01": lambda record, figures: figures.value("training_days"),
    "MT-06": lambda record, figures: record.viewing_visits.count(),
    "CT-02": lambda record, figures: figures.value("child_account_deposit"),
}


def _date(record, item, person):
    return DATES[item.code](record, person) if item.code in DATES else timezone.localdate()


def _number(record, checklist, item):
    return NUMBERS[item.code](record, checklist.book.parameters) if item.code in NUMBERS else None
