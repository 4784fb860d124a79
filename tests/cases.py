"""Possible records only: a case is walked to where a test wants it, by the acts and hands that lead there."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from directorates.models import Directorate
from directorates.roles import ROLES
from fostercare.desk.demo import evidence
from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.models import Assignment
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Document, Household, Person
from fostercare.records.sealed import keep
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application
from fostercare.workflows.cases import find
from fostercare.workflows.models import StateChange
from tests.people import ALEXANDRIA, PEOPLE, person
from tests.sittings import decide

HUSBAND = {"role": "applicant", "full_name": "حسام عبد الرازق محمد علي", "sex": "male", "birth_date": date(1985, 3, 14)}
WIFE = {"role": "spouse", "full_name": "أمل السيد أحمد الجندي", "sex": "female", "birth_date": date(1988, 9, 21)}
ALIKE = {
    "civil_status": "married",
    "religion": "muslim",
    "education": "university",
    "income_kind": "salary",
    "monthly_income": Decimal(9000),
    "phone": "+201000000318",
}
ROAD = ["register", "present", "recommend", "approve"]
DONE_BY = {"register": "salma", "present": "huda"}
# The acts that carry out a decision: what is resolved, by which body.
SITTINGS = {
    "recommend": ("recommend", "local"),
    "approve_locally": ("approve", "local"),
    "refuse": ("refuse", "local"),
    "postpone": ("postpone", "local"),
    "refer": ("refer", "local"),
    "approve": ("approve", "higher"),
    "refuse_finally": ("refuse", "higher"),
    "defer": ("postpone", "higher"),
    "return_from_higher": ("send_back", "higher"),
    "revoke": ("revoke", "higher"),
}
ASSIGNED = ["social_worker", "partner_ngo_worker", "training_provider", "security_liaison"]


def a_household(directorate=None, adults=(HUSBAND, WIFE), **more):
    directorate = directorate or Directorate.objects.get(code=ALEXANDRIA)
    usual = {
        "kind": "couple",
        "married_on": date(2014, 6, 1),
        "district": "المنتزه",
        "address": "١٢ شارع النصر",
        "tenure": "owned",
        "rooms": 3,
    }
    household = Household.objects.create(directorate=directorate, **usual | more)
    for adult in adults:
        known = ALIKE | adult
        told = {key: known.pop(key) for key in ("religion", "health") if key in known}
        keep((Person.objects.create(household=household, **known), told))
    return household


def an_application(at="submitted", household=None, **more):
    """A couple's application of Alexandria, walked by its real acts to a state of the road."""
    household = household or a_household()
    record = Application(
        household=household,
        directorate=household.directorate,
        edition=in_force(),
        heading=household.name,
        **more,
    ).open()
    lifecycle.begin(record, by=by_role("family_childhood_officer"))
    for role in ASSIGNED:
        Assignment.objects.create(case=record.case, officer=by_role(role), role=role)
    for act in ROAD:
        if record.state == at:
            break
        record = walk(record, act)
    assert record.state == at
    return record


def walk(record, act, by=None, **facts):
    """Clear the gate of an act and do it; what a committee decides is decided in a sitting."""
    clear(record, act)
    record = again(record)
    if act in SITTINGS:
        decide(record, *SITTINGS[act], **facts)
        return again(record)
    return lifecycle.act(getattr(record, act), by=by or person(DONE_BY[act]), **facts)


@transaction.atomic
def clear(record, act):
    """Answer, verify and exempt whatever holds the act back, each by the hands that may; a sitting proves its part."""
    hands, checklist = Hands(), Checklist(record, timezone.localdate())
    with evidence.sitting():
        for obstacle in lifecycle.obstacles(record, act, checklist=checklist):
            if act not in SITTINGS or obstacle.item.stage != "committee":
                satisfy(record, obstacle.line, obstacle.part, hands)
    for case in record.chain():
        waiting.settle(case)


class Hands:
    """The officers who answer, and the checklists they read, looked up once for many answers."""

    def __init__(self):
        self.of = cache(by_role)
        self.checklist = cache(lambda case: Checklist(case, timezone.localdate()))


def satisfy(record, line, part, hands=None, **values):
    """Satisfy one item (for one adult, where it is asked of each)."""
    item, hands = line.item, hands or Hands()
    owner = next(case for case in record.chain() if case.kind == item.answered_on)
    if part.status not in (Status.UNVERIFIED,):
        given = answering.answer(
            owner,
            item,
            by=hands.of(item.answered_by),
            state="met",
            person=part.person,
            documents=papers(hands.checklist(owner), item, part.person),
            **{"signed": True, "yes_no": True, "date": timezone.localdate(), "number": Decimal(3000), **values},
        )
    else:
        given = part.answer
    if item.verified_by:
        answering.verify(owner, given, by=hands.of(item.verified_by))


def papers(checklist, item, whose):
    """The papers an item asks for, handed in today."""
    wanted = checklist.of_whom(checklist.wanted_documents(item, whose), whose)
    return [a_paper(checklist.record, code, owner) for code, owner in wanted]


def a_paper(record, code, whose=None, issued_on=None, **more):
    content = ContentFile(b"%PDF-1.4 a paper of the tests", name="paper.pdf")
    digest = hashlib.sha256(content.read()).hexdigest()
    return Document.objects.create(
        kind=code, **record.concerns(), person=whose, file=content, content_type="application/pdf", size=content.size,
        sha256=digest, issued_on=issued_on or timezone.localdate() - timedelta(days=3),
        uploaded_by=by_role("family_childhood_officer"), **more,
    )  # fmt: skip


def put(record, state, act="test"):
    """Bring a record into a state without the acts that lead there: with its line, or the database would refuse."""
    StateChange.objects.create(
        case=record.case, record=record._meta.label_lower, record_id=record.pk,
        act=act, source=record.state, target=state, by=by_role("family_childhood_officer"),
    )  # fmt: skip
    type(record).objects.filter(pk=record.pk).update(state=state)


def by_role(role):
    """Alexandria's (or the Ministry's) officer in a role."""
    return person(
        next(name for name, (held, code, _name) in PEOPLE.items() if held == role and code in (ALEXANDRIA, None))
    )


def again(record):
    """The record as the database has it now."""
    viewer = next(
        name
        for name, (role, *_rest) in PEOPLE.items()
        if ROLES[role].national and "view_cases" in ROLES[role].actions and not ROLES[role].narrowed_to
    )
    return find(person(viewer), record.number)
