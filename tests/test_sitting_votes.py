"""Real sittings, with any mixture of absence, recusal and votes, decide exactly where the written rules let them.

The rules by themselves are held against their statement in test_committee_rules.py; here the statement is held against
what the database, the attendance and the ballots make of a whole sitting.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directorates import access
from directorates.models import Officer
from fostercare.workflows.committee import bodies, presence, voting
from fostercare.workflows.committee.models import Recusal
from fostercare.workflows.committee.rules import Choice, Rules
from tests.cases import an_application
from tests.sittings import a_body, a_sitting, again, hand
from tests.test_committee_rules import stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

MORE = {
    "deputy": ("local_chair", "deputy_chair"),
    "second": ("local_member", "voting"),
    "third": ("local_member", "voting"),
}
SIZE = 6  # the chair, the rapporteur, a member, and these


@pytest.fixture
def sitting():
    """In session, with everybody there: a chair and a deputy, a rapporteur, three members; one case to refuse."""
    body = a_body()
    for name, (role, capacity) in MORE.items():
        officer = Officer.objects.create(username=name, full_name=f"عضو اللجنة {name} المحلية")
        access.appoint(officer, role, body.directorate)
        bodies.seat(body, officer, capacity)
    sitting = a_sitting(body, [an_application(at="ready_for_committee")])
    voting.put_to_vote(sitting.items.get(), "refer", by=hand(body, "rapporteur").officer, reasons=["F06"])
    return sitting


stories = st.lists(
    st.tuples(st.booleans(), st.sampled_from([False, False, False, True]), st.sampled_from([*Choice.values, None])),
    min_size=SIZE, max_size=SIZE,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories)
def test_a_sitting_decides_exactly_where_the_rules_let_it(sitting, story):
    with transaction.atomic():
        assert decides(sitting, story) == stands(*as_stated(sitting, story))
        transaction.set_rollback(True)


def decides(sitting, story) -> bool:
    """Lived through by the people's own acts: votes while all are there, then some stay out or leave."""
    item, people = sitting.items.get(), members(sitting)
    rapporteur = hand(sitting.body, "rapporteur").officer
    for member, (_there, _out, choice) in zip(people, story, strict=True):
        if choice and member.capacity != "rapporteur":
            voting.cast(item, member, choice, by=member.officer)
    for member, (there, out, _choice) in zip(people, story, strict=True):
        if out:
            presence.recuse(item, member, by=member.officer)
        if not there:
            presence.leave(again(sitting), member, by=rapporteur)
    table = presence.Room(again(sitting)).table(item)
    presiding = table.presiding.key if table.presiding else hand(sitting.body, "chair").pk
    try:
        voting.confirm(item, by=next(member.officer for member in people if member.pk == presiding))
    except ValidationError:
        return False
    return True


def as_stated(sitting, story):
    """The same story as the statement of the rules asks for it."""
    people = [
        {
            "key": member.pk, "capacity": member.capacity, "stands_for": None,
            "present": there, "recused": out or stays_out(sitting, member),
        }
        for member, (there, out, _choice) in zip(members(sitting), story, strict=True)
    ]  # fmt: skip
    ballots = {
        member.pk: choice
        for member, (there, out, choice) in zip(members(sitting), story, strict=True)
        if choice and there and not out
    }
    return people, Rules(), ballots


def stays_out(sitting, member):
    return Recusal.objects.filter(item__sitting=sitting, member=member, state="declared").exists()


def members(sitting):
    return list(sitting.body.members.select_related("officer").order_by("pk"))
