"""The page of an application: the road, the family as far as one may see it, what committees decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.records.models import Person
from fostercare.records.sealed import keep
from fostercare.workflows import lifecycle
from fostercare.workflows.application.models import State
from tests.cases import SITTINGS, a_paper, again, an_application, satisfy, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def page(client, officer, record):
    client.force_login(officer)
    return client.get(reverse("case", args=[record.number]))


def stops(response):
    return [stop["state"] for stop in response.context["steps"]]


# the road


def test_the_road_shows_where_the_application_stands(client, huda):
    record = an_application()
    assert stops(page(client, huda, record)) == ["now", *["ahead"] * 6]
    record = walk(record, "register")
    response = page(client, huda, record)
    assert stops(response) == ["done", "now", *["ahead"] * 5]
    lanes = response.context["steps"][1]["lanes"]
    assert len(lanes) == 4 and all(lane["total"] and lane["done"] < lane["total"] for lane in lanes)
    record = walk(walk(record, "present"), "recommend")
    assert stops(page(client, huda, record)) == [*["done"] * 3, "now", *["ahead"] * 3]
    record = walk(record, "approve")
    assert stops(page(client, huda, record)) == [*["done"] * 4, "now", "ahead", "ahead"]
    for line in Checklist(again(record), timezone.localdate()).lines:
        if line.item.code in ("CM-04", "CM-05"):
            satisfy(again(record), line, line.parts[0])
    assert stops(page(client, huda, record)) == [*["done"] * 5, "now", "ahead"]


def test_a_road_that_ended_shows_how_far_it_went(client, huda, salma):
    record = an_application(at=State.REGISTERED)
    lifecycle.act(again(record).withdraw, by=salma, why="سافرت الأسرة")
    assert stops(page(client, huda, record)) == ["done", *["ahead"] * 6]


# what one may see


def test_sensitive_facts_stand_only_before_those_who_may_see_them(client, huda, karim, salma):
    record = an_application(at=State.REGISTERED)
    keep(*((person, {"health": "سكري"}) for person in record.household.adults))
    assert "سكري" in page(client, huda, record).content.decode()
    assert not page(client, huda, record).context["hidden"]
    response = page(client, karim, record)
    assert response.context["hidden"]
    for said in ("سكري", "٩٬٠٠٠"):
        assert said not in response.content.decode()
    a_paper(record, "D06", record.household.adults[0])
    criminal = [row for row in page(client, salma, record).context["papers"]["rows"] if row["paper"]]
    assert all(not row["opens"] for row in criminal)


def test_national_ids_are_masked(client, huda):
    record = an_application()
    Person.objects.filter(household=record.household, role="applicant").update(national_id="28503140212355")
    response = page(client, huda, record).content.decode()
    assert "28503140212355" not in response and "2850314•••••55" in response


def test_papers_that_need_attention_come_first(client, huda):
    record = an_application(at=State.REGISTERED)
    husband = record.household.adults[0]
    a_paper(record, "D02", husband)
    a_paper(record, "D10", husband, issued_on=timezone.localdate() - timedelta(days=70))
    rows = page(client, huda, record).context["papers"]["rows"]
    assert rows[0]["tone"] == "expired"
    assert [row["tone"] for row in rows] == sorted(
        (row["tone"] for row in rows), key=["expired", "miss", "soon", "met"].index
    )


def test_the_page_costs_the_same_with_more_papers_decisions_and_people(client, huda):
    record = an_application(at=State.REGISTERED)
    page(client, huda, record)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            page(client, huda, record)
        return len(asked)

    few = statements()
    for at in range(4):
        a_paper(record, "D01")
        Person.objects.create(
            household=record.household, role="own_child", full_name=f"طفل {at}", sex="male", birth_date="2015-01-01"
        )
    assert statements() <= few


# what committees decided


def test_no_decision_of_a_committee_is_made_on_a_page_of_the_application(client, rami, zaynab):
    for officer, state in ((rami, State.READY), (zaynab, State.RECOMMENDED)):
        record = an_application(at=state)
        response = page(client, officer, record)
        assert not {offered.name for offered in response.context["acts"]} & SITTINGS.keys()
        for act in SITTINGS:
            assert client.post(reverse("act", args=[record.number, act]), {}).status_code == 404
        assert again(record).state == state


def test_decisions_stand_on_the_page_with_their_reasons_and_conditions(client, rami, salma):
    refused = walk(an_application(at=State.READY), "refuse", reasons=["R12"], text="المسكن غير ملائم")
    said = page(client, rami, refused).content.decode()
    assert book(refused.edition).label("refusal_reasons", "R12") in said and "المسكن غير ملائم" in said
    approved = walk(an_application(at=State.RECOMMENDED), "approve", conditions="متابعة كل شهر")
    condition = approved.open_conditions().get()
    assert reverse("condition_act", args=[condition.pk, "meet"]) in page(client, salma, approved).content.decode()
    assert "متابعة كل شهر" in page(client, rami, approved).content.decode()
    client.force_login(salma)
    client.post(reverse("condition_act", args=[condition.pk, "meet"]), {"why": "تمت المتابعة"})
    assert not approved.open_conditions().exists()
