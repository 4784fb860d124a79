"""Who may do which act in which state: every act of a case × every person, again as its state changes.

The expected answer is worked out from the table of roles and the list of people alone. Whoever may not is refused when
asking for the page and when sending its form; a case that one may not see answers as if it did not exist.
"""

import pytest
from django.test import Client
from django.urls import reverse

from directorates.roles import ROLES
from fostercare.guidebook.models import Assignment
from fostercare.workflows import lifecycle
from tests.cases import again, an_application, walk
from tests.children import a_match, a_placement, accepted
from tests.people import PEOPLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

PAGES = ["case", "case_history"]
VIEWED_BY = {"child_file": "view_children"}


@pytest.fixture
def desks():
    """Everybody, signed in."""
    desks = {}
    for who in PEOPLE:
        desks[who] = Client(raise_request_exception=True)
        desks[who].force_login(person(who))
    return desks


@pytest.fixture(autouse=True)
def _unshown(monkeypatch):
    """Who may is decided before anything is shown."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **kwargs: "")
    monkeypatch.setattr("fostercare.printing.pdf", lambda *args, **kwargs: b"%PDF-1.7")


def holds(who, action, place):
    role, code, _name = PEOPLE[who]
    return action in ROLES[role].actions and code in (None, place)


def sees(who, record):
    role = PEOPLE[who][0]
    narrowing = ROLES[role].narrowed_to
    if not holds(who, VIEWED_BY.get(record.kind, "view_cases"), record.directorate.code):
        return False
    if narrowing == "assigned":
        return Assignment.objects.filter(case=record.case, role=role, officer__username=who).exists()
    if narrowing == "home":  # Sawsan's is the home of every child here; after the hand-over it is no longer hers
        return record.kind in ("child_file", "match") or (record.kind == "placement" and record.state in BEFORE)
    return narrowing is None


BEFORE = ("prepared", "contracted")


def check(desks, record, state):
    """One state of one case: each person at each page and each act."""
    assert record.state == state
    wrong = []
    transitions = lifecycle.transitions(record)
    for who, desk in desks.items():
        seen = sees(who, record)
        for name in PAGES:
            status = _status(desk.get(reverse(name, args=[record.number])))
            _compare(wrong, who, name, state, status, 200 if seen else 404)
        # For whom the case does not exist, it does not for any act: a few stand for all.
        for act, transition in list(transitions.items())[: None if seen else 3]:
            right = holds(who, transition.permission.action_of(record), record.directorate.code)
            should = 404 if not seen or "with" in transition.custom else 200 if right else 403
            address = reverse("act", args=[record.number, act])
            _compare(wrong, who, act, state, _status(desk.get(address)), should)
            if should == 403:
                _compare(wrong, who, f"sending {act}", state, desk.post(address, {"why": "x"}).status_code, should)
    assert again(record).state == state, "nothing moved"
    assert not wrong, "\n".join(wrong)


def _status(answer):
    """An act that one has just done leads back to the case: the officer may, so it counts as opened."""
    return 200 if answer.status_code == 302 and answer.url.startswith("/cases/") else answer.status_code


def _compare(wrong, who, what, state, got, should):
    if got != should:
        wrong.append(f"{who} should get {should} at {what} while {state}, but got {got}")


def test_an_application_as_it_comes_in_and_before_the_committee(desks):
    record = an_application()
    check(desks, record, "submitted")
    record = walk(walk(record, "register"), "present")
    check(desks, again(record), "ready_for_committee")


def test_a_match_a_childs_file_and_a_placement(desks):
    match = a_match(at="viewing")
    check(desks, match, "viewing")
    check(desks, again(match.child_file), "reserved")
    check(desks, a_placement(at="transition", match=accepted(match)), "transition")
