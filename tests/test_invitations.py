"""The family of each case on a published agenda is invited: by letter, by calendar file, and it is written down."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from fostercare.guidebook.models import Paper
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import agenda, invitations
from fostercare.workflows.letters import issue, letters_for
from tests.cases import a_household, again, an_application
from tests.sittings import a_body, a_sitting
from tests.sittings import again as sitting_again
from tests.test_papers import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture(scope="module")
def prepared(around_all):
    return an_application(at="ready_for_committee")


@pytest.fixture
def family(prepared, db):
    return again(prepared)


def at(officer, sitting, page="sitting_invitations", *address):
    client = Client()
    client.force_login(officer)
    return client, reverse(page, args=[sitting.number, *address])


def codes(application):
    return [letter.code for letter in letters_for(again(application))]


def test_every_family_of_a_published_agenda_is_invited_by_its_own_letter(family, rami):
    other = an_application(at="ready_for_committee", household=a_household())
    sitting = a_sitting(cases=[family, other], at="announced")
    client, page = at(rami, sitting)
    assert client.get(page).content.decode().count("لم تُدعَ بعد") == 2
    client.post(page, {"do": "issue"})
    client.post(page, {"do": "issue"})
    letters = Paper.objects.filter(kind="LT-01")
    assert letters.count() == len(set(letters.values_list("number", flat=True))) == 2
    printed = read(client.get(reverse("sitting_letters", args=[sitting.number])).content)
    assert family.household.adults[0].full_name in printed and "نتشرف بدعوتكم" in printed
    assert "LT-01" in codes(family)

    item = sitting.items.get(position=2)
    today = timezone.localdate()
    client.post(page, {"do": "told", "item": item.pk, "way": "phone", "on": f"{today:%d/%m/%Y}"})
    tomorrow = today + timedelta(days=1)
    refused = client.post(page, {"do": "told", "item": item.pk, "way": "post", "on": f"{tomorrow:%d/%m/%Y}"})
    assert 'role="alert"' in refused.content.decode()
    item.refresh_from_db()
    assert (item.invited_by, item.invited_on) == ("phone", today)


def test_nobody_is_invited_before_the_publication_nor_after_the_sitting_was_put_off(family, rami, salma):
    sitting = a_sitting(cases=[family], at="planned")
    client, page = at(rami, sitting)
    assert client.get(page).status_code == 404
    with pytest.raises(Http404):
        issue(again(family), "LT-01", by=rami)
    lifecycle.act(sitting.publish_agenda, by=rami)
    first = issue(again(family), "LT-01", by=rami)
    later = sitting.sits_on + timedelta(days=7)
    lifecycle.act(sitting_again(sitting).put_off, by=rami, why="عذر", sits_on=later)
    with pytest.raises(Http404):
        issue(again(family), "LT-01", by=rami)
    lifecycle.act(sitting_again(sitting).publish_agenda, by=rami)
    assert issue(again(family), "LT-01", by=rami) != first
    assert at(salma, sitting)[0].get(page).status_code == 403


def test_a_late_item_is_invited_too_and_the_higher_committee_invites_nobody(family, rami, zaynab):
    sitting = a_sitting(cases=[family], at="announced")
    late = an_application(at="ready_for_committee", household=a_household())
    agenda.put_on(sitting, late, by=rami, why="عاجل")
    invitations.issue_all(sitting, by=rami)
    assert Paper.objects.filter(kind="LT-01", case=late.pk).exists()
    higher = a_sitting(a_body("higher"), [an_application(at="recommended", household=a_household())], at="announced")
    client, page = at(zaynab, higher)
    assert client.get(page).status_code == 404


def test_the_calendar_files_name_nobody_and_keep_their_identity_when_the_day_moves(family, rami, maha):
    sitting = a_sitting(cases=[family], at="announced")
    client, page = at(rami, sitting, "sitting_calendar_family", 1)
    answer = client.get(page)
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    said = answer.content.decode()
    assert family.number in str(event["SUMMARY"]) and event["SEQUENCE"] == 0
    assert not any(name in said for adult in family.household.adults for name in adult.full_name.split())
    assert family.number in answer["Content-Disposition"]
    client, members = at(maha, sitting, "sitting_calendar_file")
    assert sitting.number in str(Calendar.from_ical(client.get(members).content).walk("VEVENT")[0]["SUMMARY"])
    assert client.get(page).status_code == 403

    lifecycle.act(sitting_again(sitting).put_off, by=rami, why="عذر", sits_on=sitting.sits_on + timedelta(days=7))
    lifecycle.act(sitting_again(sitting).publish_agenda, by=rami)
    moved = Calendar.from_ical(at(rami, sitting)[0].get(page).content).walk("VEVENT")[0]
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], 1)


def test_the_page_costs_the_same_for_one_family_and_for_three(rami, django_assert_max_num_queries):
    cases = [an_application(at="ready_for_committee", household=a_household()) for _ in range(3)]
    sitting = a_sitting(cases=cases, at="announced")
    client, page = at(rami, sitting)
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)
