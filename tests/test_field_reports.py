"""An incident reported on a phone: it arrives once, about the right child, with the time at which it was reported."""

import json
import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.guidebook.models import Assignment
from fostercare.workflows.follow_up.phone.models import Phone
from fostercare.workflows.incident.field import Reading
from fostercare.workflows.incident.models import Incident
from tests.children import a_child_at_home
from tests.people import person
from tests.test_phone import APhone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)
TOLD = {
    "what": "injury", "summary": "كدمات لم تفسرها الأسرة", "whereabouts": "بالمسكن", "known": "now", "source": "دينا",
}  # fmt: skip


@pytest.fixture
def visit():
    return a_child_at_home().visits.first()


@pytest.fixture
def dinas(client, visit):
    phone = APhone(client, "dina")
    phone.take(visit)
    return phone


def sends(phone, key=None, told=TOLD, ago=timedelta(0), off=timedelta(0), **more):
    """The phone sends a report that was finished `ago`, its clock `off` all the while."""
    now = timezone.now() + off
    times = {"typed_at": now - ago, "sent_at": now, "met_at": now - off - 9 * HOUR, "met_by": now - 9 * HOUR}
    sent = {"phone": phone.key, "key": key or uuid.uuid4(), "answers": json.dumps(told)}
    sent |= {name: moment.isoformat() for name, moment in times.items()}
    return phone.client.post(reverse("incident_from_phone"), sent | more)


def test_a_report_opens_the_incident_with_the_time_at_which_it_was_reported(dinas, visit):
    reply = sends(dinas, ago=6 * HOUR, visit=visit.pk, found="yes").json()
    incident = Incident.objects.get()
    assert (reply["outcome"], incident.level, incident.visit) == ("recorded", "red", visit)
    assert timedelta(0) <= incident.arrived_at - incident.reported_at - 6 * HOUR < HOUR / 60
    assert incident.known_at == incident.reported_at and not incident.phone_clock_was_wrong
    assert incident.clocks.get(key="incident_report").due_at == incident.known_at + 24 * HOUR
    assert incident.number in reply["said"] and dinas.client.get(reply["choose"]).status_code == 200


def test_a_wrong_clock_neither_makes_it_late_nor_gives_it_time_and_is_noticed(dinas, visit):
    for off in (5 * HOUR, -900 * HOUR):
        sends(dinas, ago=HOUR, off=off, visit=visit.pk)
        incident = Incident.objects.latest("pk")
        assert abs(incident.arrived_at - incident.reported_at - HOUR) < HOUR / 60
        assert incident.phone_clock_was_wrong and incident.visit is None


@pytest.mark.parametrize(
    "typed, sent, met, met_by, reported",
    [
        (-2, 0, -5, -5, -2),  # right all the while
        (
            -2 - 50,
            0,
            -5,
            -5,
            -5,
        ),  # set back after the last meeting, put right before sending: the last meeting is certain
        (-2 - 50, -50, -5, -5, -2),  # set back after the last meeting, and still so
        (-2 + 50, 0, -5, 45, -2),  # fast since before it, put right before sending
        (3, 3, -5, -5, 0),  # fast since then: finished and sent at once
    ],
)
def test_whenever_the_clock_was_changed_the_time_is_the_best_that_is_certain(typed, sent, met, met_by, reported):
    reading = Reading(*[NOW + hours * HOUR for hours in (typed, sent, met, met_by)])
    assert reading.reported_at(NOW) == NOW + reported * HOUR


def test_what_is_known_longer_runs_from_then_and_nothing_is_known_after_it_was_reported(dinas, visit):
    yesterday = timezone.localtime() - timedelta(days=1)
    for known, expected in ((yesterday, yesterday), (yesterday + timedelta(days=3), None)):
        told = {"known": "earlier", "known_on": f"{known:%Y-%m-%d}", "known_hour": f"{known:%H:%M}"}
        sends(dinas, told=TOLD | told, visit=visit.pk)
        incident = Incident.objects.latest("pk")
        wanted = expected.replace(second=0, microsecond=0) if expected else incident.reported_at
        assert incident.known_at == wanted


def test_sent_twice_it_counts_once(dinas, visit):
    key = uuid.uuid4()
    assert sends(dinas, key, visit=visit.pk).json() == sends(dinas, key, visit=visit.pk).json()
    assert Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_are_one(client, edition):
    visit = a_child_at_home().visits.first()
    phone, key, together, replies = APhone(client, "dina"), uuid.uuid4(), Barrier(2), []

    def send():
        phones = Client()
        phones.force_login(person("dina"))
        together.wait()
        sent = {"phone": phone.key, "key": key, "visit": visit.pk, "answers": json.dumps(TOLD)}
        replies.append(phones.post(reverse("incident_from_phone"), sent).json())
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert replies[0] == replies[1] and Incident.objects.count() == 1


def test_whoever_took_the_child_along_reports_also_after_having_been_moved(dinas, visit):
    Assignment.objects.filter(officer=person("dina")).delete()
    access.release(person("dina").appointments.get(), by=person("hany"))
    assert sends(dinas, visit=visit.pk).json()["outcome"] == "recorded"
    assert Incident.objects.get().placement == visit.placement


def test_by_number_only_within_ones_sight_and_what_is_wrong_comes_back_with_its_sentence(dinas, visit):
    by_number = TOLD | {"case": "other", "number": visit.placement.number.lower()}
    assert sends(dinas, told=by_number).json()["outcome"] == "recorded"
    reply = sends(dinas, told=by_number | {"number": "P-2026-99999", "summary": ""}).json()
    assert reply["outcome"] == "unfinished" and set(reply["errors"]) == {"number", "summary"}
    assert Incident.objects.count() == 1


def test_a_stranger_and_a_stopped_phone_hand_nothing_in(client, dinas, visit):
    colleague = APhone(Client(), "dina")
    colleague.client.force_login(person("omar"))
    assert sends(colleague, visit=visit.pk).status_code == 404
    Phone.objects.update(stopped_at=timezone.now(), secret="")
    client.force_login(person("dina"))
    assert sends(dinas, visit=visit.pk).status_code == 404
    assert not Incident.objects.exists()
