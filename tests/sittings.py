"""Committees sit, with the people of the tests, by their real acts, from the agenda to the last signature."""

from contextlib import nullcontext
from datetime import timedelta
from unittest import mock

from django.utils import timezone

from directorates.models import Directorate
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import agenda, bodies, minutes, minutes_paper, planning, presence, voting
from fostercare.workflows.committee.models import Body, Member, Sitting
from tests.people import ALEXANDRIA, person

# who sits, and as what; the first of each is of the Alexandria committee, the others of the Ministry's bodies
SEATS = {
    "local": {"chair": "adel", "rapporteur": "rami", "voting": "maha"},
    "higher": {"chair": "mervat", "rapporteur": "zaynab", "voting": "yusuf"},
    "hand_over_panel": {"chair": "sahar", "rapporteur": "amal", "voting": "tarek"},
}


def a_body(kind="local") -> Body:
    """Alexandria's committee or one of the Ministry's, with a chair, a rapporteur and a member."""
    place = Directorate.objects.get(code=ALEXANDRIA) if kind == "local" else None
    body, fresh = Body.objects.get_or_create(kind=kind, directorate=place)
    if fresh:
        for capacity, name in SEATS[kind].items():
            bodies.seat(body, person(name), capacity)
    return body


def hand(body, capacity):
    """Who sits on the body in a capacity."""
    return Member.objects.filter(body=body, capacity=capacity).select_related("officer").first()


def a_sitting(body=None, cases=(), at="in_session", matter="") -> Sitting:
    """A sitting with these cases on its agenda, in a state; in session everybody is there and has declared."""
    body = body or a_body()
    chair, rapporteur = hand(body, "chair").officer, hand(body, "rapporteur").officer
    sitting = planning.plan(body, timezone.localdate() + timedelta(days=7), by=rapporteur, place="المديرية")
    for case in cases:
        agenda.put_on(sitting, case, by=rapporteur, matter=matter)
    if at == "planned":
        return again(sitting)
    lifecycle.act(again(sitting).publish_agenda, by=rapporteur)
    a_week_passes(sitting)
    if at == "announced":
        return again(sitting)
    for member in body.members.all():
        presence.arrive(sitting, member, by=rapporteur)
        presence.declare(sitting, member, by=member.officer)
    lifecycle.act(again(sitting).open_sitting, by=chair)
    return again(sitting)


def a_week_passes(sitting):
    """The day of the sitting has come."""
    Sitting.objects.filter(pk=sitting.pk).update(sits_on=timezone.localdate())


def resolve(item, outcome, **drafted):
    """The family is heard, the committee agrees, the chair confirms."""
    body = item.sitting.body
    rapporteur = hand(body, "rapporteur").officer
    agenda.note(item, by=rapporteur, family="present")
    voting.put_to_vote(item, outcome, by=rapporteur, **drafted)
    everybody_votes(item, "for")
    return voting.confirm(item, by=hand(body, "chair").officer)


def everybody_votes(item, choice):
    room = presence.Room(item.sitting)
    for voter in room.table(item).voters:
        member = room.member(voter.key)
        voting.cast(item, member, choice, by=member.officer)


def adjourn(sitting):
    return lifecycle.act(again(sitting).adjourn, by=hand(sitting.body, "chair").officer)


def sign(sitting):
    """Everybody signs, in order; with the last signature the decisions take effect."""
    for member in minutes.signatories(again(sitting)):
        minutes.sign(minutes.of(sitting), by=member.officer)
    return again(sitting)


def decide(case, outcome, kind="local", printed=False, **drafted):
    """A sitting of the body is held about one case, up to the signed minutes; these are set only where that matters.

    conditions: lines of text, each to be met within a month.
    """
    if conditions := drafted.pop("conditions", ""):
        month = timezone.localdate() + timedelta(days=30)
        drafted["conditions"] = [{"text": text, "due_on": month} for text in conditions.splitlines()]
        outcome = "approve_with_conditions"
    sitting = a_sitting(a_body(kind), [case], matter="other" if outcome == "revoke" else "")
    resolve(sitting.items.get(), outcome, **drafted)
    adjourn(sitting)
    with nullcontext() if printed else unprinted():
        return sign(sitting)


def unprinted():
    """Setting a paper takes a while: for tests that are not about it."""
    return mock.patch.multiple(
        minutes_paper, document=lambda *about: b"%PDF-1.4 minutes", extract=lambda *about: b"%PDF-1.4 extract"
    )


def again(sitting) -> Sitting:
    return Sitting.objects.whole().get(pk=sitting.pk)
