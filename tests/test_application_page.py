"""The page of an application: the road, the family as far as one may see it, decisions; and the committees' forms."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.records.models import Person
from fostercare.workflows import lifecycle
from fostercare.workflows.application.forms import FORMS, PostponeForm
from fostercare.workflows.application.models import State
from fostercare.workflows.cases import PROCEDURES
from tests.cases import a_paper, again, an_application, clear, satisfy, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def page(client, officer, record):
    client.force_login(officer)
    return client.get(reverse("case", args=[record.number]))


def stops(response):
    return [stop["state"] for stop in response.context["steps"]]


def sitting(days=0):
    return (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")


def do(client, officer, record, act, **typed):
    client.force_login(officer)
    clear(record, act)
    return client.post(reverse("act", args=[record.number, act]), typed)


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
    Person.objects.filter(household=record.household).update(health_notes="سكري")
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


# the committees' acts, through their pages


def test_every_form_belongs_to_an_act_of_the_life_cycle():
    assert FORMS.keys() <= lifecycle.transitions(an_application()).keys()
    assert PROCEDURES["application"].forms is FORMS


def test_an_approval_with_conditions_is_recorded_as_the_minutes_say(client, zaynab):
    record = an_application(at=State.RECOMMENDED)
    response = do(client, zaynab, record, "approve", decided_on=sitting(), conditions="متابعة كل شهر")
    assert response.status_code == 302
    decision = again(record).decisions.first()
    assert (decision.outcome, decision.conditions) == ("with_conditions", "متابعة كل شهر")
    assert "متابعة كل شهر" in page(client, zaynab, record).content.decode()


def test_a_refusal_needs_reasons_coded_and_in_words(client, rami):
    record = an_application(at=State.READY)
    silent = do(client, rami, record, "refuse", decided_on=sitting())
    assert silent.context["form"].errors.keys() == {"reasons", "text"}
    do(client, rami, record, "refuse", decided_on=sitting(), reasons=["R12"], text="المسكن غير ملائم")
    record = again(record)
    assert record.state == State.REFUSED
    assert record.decisions.first().reasons == ["R12"]
    assert record.history.first().why == "المسكن غير ملائم"
    assert book(record.edition).label("refusal_reasons", "R12") in page(client, rami, record).content.decode()


def test_another_reason_is_to_be_stated_in_full(client, rami):
    record = an_application(at=State.READY)
    response = do(client, rami, record, "refer", decided_on=sitting(), reasons=["F99"])
    assert response.context["form"].errors.keys() == {"text"}


@pytest.mark.parametrize(("days", "good"), [(0, False), (30, True), (60, True), (61, False)])
def test_a_postponement_ends_within_the_edition_s_longest(rami, days, good):
    record = an_application(at=State.READY)
    typed = {"decided_on": sitting(), "reasons": ["P01"], "until": sitting(days)}
    form = PostponeForm(typed, record=record, user=rami, act="postpone")
    assert form.is_valid() is good
    if good:
        clear(record, "postpone")
        lifecycle.act(record.postpone, by=rami, **form.facts())
        assert record.decisions.first().until == timezone.localdate() + timedelta(days=days)


@pytest.mark.parametrize("days", [1, -400])
def test_a_sitting_is_neither_in_the_future_nor_before_the_request(rami, days):
    record = an_application(at=State.READY)
    form = PostponeForm({"decided_on": sitting(days)}, record=record, user=rami, act="postpone")
    assert "decided_on" in form.errors


def test_the_higher_committee_sends_back_with_words(client, zaynab):
    record = an_application(at=State.RECOMMENDED)
    assert do(client, zaynab, record, "return_from_higher", decided_on=sitting()).context["form"].errors.keys() == {
        "text"
    }
    do(client, zaynab, record, "return_from_higher", decided_on=sitting(), text="تعاد الزيارة")
    assert again(record).state == State.REGISTERED
