"""A sitting of 40 cases: its packs against the minute that was promised, its closing against the papers it has to set.

The packs of all members are made as the worker makes them. With the last signature every case moves, its checklist is
answered, and the minutes and an extract for each file are printed: the floor is WeasyPrint alone on the same pages.
"""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from bench import cases
from bench.figures import Figure
from bench.officers import directorate, officer
from bench.rounds import timed
from bench.walk import ACTS
from fostercare import printing
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import (
    agenda,
    bodies,
    minutes,
    pack_making,
    planning,
    presence,
    voting,
)  # fmt: skip
from fostercare.workflows.committee.models import Sitting

PROMISED = 60 / 40  # seconds for a case
SEATS = {"chair": "local_chair", "rapporteur": "local_rapporteur", "voting": "local_member"}


def measure(size):
    sitting = _announced(size.heard)
    packs = timed(pack_making.make_next)
    _held(sitting)
    pages, papers = [], printing.typeset
    with mock.patch.object(printing, "typeset", lambda page: pages.append(page) or papers(page)):
        closing = timed(lambda: minutes.sign(minutes.of(sitting), by=_seat(sitting, "chair").officer))
    bare = timed(lambda: [papers(page) for page in pages])
    return [
        Figure("pack", packs, PROMISED * size.heard, goal=1, unit="s"),
        Figure("closing", closing, bare, goal=2, unit="s"),
    ]


def _announced(heard):
    body = bodies.body_of(directorate())
    for capacity, role in SEATS.items():
        bodies.seat(body, officer(role, role), capacity)
    rapporteur = _seat_of(body, "rapporteur").officer
    sitting = planning.plan(body, timezone.localdate() + timedelta(days=7), by=rapporteur, place="المديرية")
    for _ in range(heard):
        agenda.put_on(sitting, _ready(), by=rapporteur)
    lifecycle.act(_again(sitting).publish_agenda, by=rapporteur)
    return _again(sitting)


def _ready():
    record = cases.ready_to_present()
    return lifecycle.act(record.present, by=ACTS["present"].by).case_ptr


def _held(sitting):
    """Everybody is there, every family is heard, every case recommended; all have signed but the chair."""
    Sitting.objects.filter(pk=sitting.pk).update(sits_on=timezone.localdate())
    chair, rapporteur = _seat(sitting, "chair").officer, _seat(sitting, "rapporteur").officer
    for member in sitting.body.members.select_related("officer"):
        presence.arrive(sitting, member, by=rapporteur)
        presence.declare(sitting, member, by=member.officer)
    lifecycle.act(_again(sitting).open_sitting, by=chair)
    for item in sitting.items.all():
        agenda.note(item, by=rapporteur, family="present", summary="عُرض الملف", discussion="نوقشت حالة الأسرة")
        voting.put_to_vote(item, "recommend", by=rapporteur, text="توافر الشروط")
        for capacity in ("chair", "voting"):
            member = _seat(sitting, capacity)
            voting.cast(item, member, "for", by=member.officer)
        voting.confirm(item, by=chair)
    lifecycle.act(_again(sitting).adjourn, by=chair)
    for member in minutes.signatories(_again(sitting))[:-1]:
        minutes.sign(minutes.of(sitting), by=member.officer)


def _again(sitting):
    return Sitting.objects.whole().get(pk=sitting.pk)


def _seat(sitting, capacity):
    return _seat_of(sitting.body, capacity)


def _seat_of(body, capacity):
    return body.members.select_related("officer").get(capacity=capacity)
