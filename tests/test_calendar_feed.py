"""A follow-up worker's visits in her own calendar: days and case numbers, as long as she holds the post."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from directorates import access
from fostercare.workflows.follow_up import feed
from fostercare.workflows.follow_up.models import Feed
from tests.children import a_child_with_a_family
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def placement():
    return a_child_with_a_family()


def subscribed(client, secret):
    client.logout()
    return client.get(reverse("visit_calendar_feed", args=[secret]))


def test_the_calendar_holds_the_days_and_the_numbers_of_her_cases_and_no_name(client, placement):
    secret = feed.renew(person("dina"))
    answer = subscribed(client, secret)
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    coming = placement.visits.planned().filter(planned_on__lte=timezone.localdate() + feed.AHEAD)
    assert [event["dtstart"].dt for event in events] == list(coming.values_list("planned_on", flat=True))
    assert all(placement.number in event["summary"] for event in events)
    told = Calendar.from_ical(answer.content).to_ical().decode()
    for hidden in (placement.child.full_name, placement.heading, placement.match.application.household.address):
        assert hidden not in told
    assert "no-store" in answer["Cache-Control"]


def test_another_workers_cases_are_not_in_it(client, placement):
    placement.assignments.all().delete()
    answer = subscribed(client, feed.renew(person("dina")))
    assert not list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_secret_is_shown_once_kept_as_a_hash_and_replaced_by_the_next(client):
    client.force_login(person("dina"))
    page = client.post(reverse("visit_calendar"), {"do": "renew"})
    first = page.context["address"].rpartition("/")[2].removesuffix(".ics")
    assert first not in client.get(reverse("visit_calendar")).content.decode()
    assert not Feed.objects.filter(digest__contains=first).exists()
    second = feed.renew(person("dina"))
    assert subscribed(client, first).status_code == 404
    assert subscribed(client, second).status_code == 200
    client.force_login(person("dina"))
    client.post(reverse("visit_calendar"), {"do": "end"})
    assert subscribed(client, second).status_code == 404


def test_it_dies_with_the_appointment_and_does_not_come_back_with_the_next(client):
    dina = person("dina")
    secret, appointment = feed.renew(dina), dina.appointments.get()
    access.release(appointment)
    assert subscribed(client, secret).status_code == 404
    access.appoint(dina, "case_worker", appointment.directorate)
    assert subscribed(client, secret).status_code == 404


def test_it_runs_out_with_the_term_of_the_edition(client):
    secret = feed.renew(person("dina"))
    Feed.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert subscribed(client, secret).status_code == 404
