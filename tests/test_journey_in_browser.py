"""A family's way through the system, read as a story, through the real pages of a real browser.

From the counter to the first follow-up visit; the guidebook holds back every step that is not ready.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from fostercare.guidebook.models import Assignment
from fostercare.workflows.application.models import Application
from fostercare.workflows.match.models import Match
from tests.at_the_desk import Desk
from tests.cases import ASSIGNED, again, by_role
from tests.children import (
    a_child,
    a_file,
    a_home,
    cleared_by_the_panel,
    everybody_is_willing,
    the_contract_is_written,
)
from tests.people import person
from tests.registering import COUPLE, Counter
from tests.sittings import decide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]


@pytest.fixture
def desk(page, live_server):
    return Desk(page, live_server)


def test_from_the_counter_to_the_first_visit(desk, client, salma):
    application = a_family_asks(desk, client, salma)
    it_is_held_back_until_it_is_ready(desk, application)
    application = the_directorate_prepares_it(desk, application)
    application = the_committees_decide(desk, application)
    the_family_is_told_and_cleared(desk, application)
    placement = a_child_is_matched_and_handed_over(desk, application)
    the_child_is_visited(desk, placement)


def a_family_asks(desk, client, salma):
    """Salma types the request at the counter: one step seen in the browser, all sent as her browser sends them."""
    desk.sit_down(salma)
    counter = Counter(client, salma)
    desk.open("registration", counter.draft.pk, "family")
    desk.looks_right()
    counter.fill().submit()
    application = Application.objects.get()
    assert application.number.startswith("02-")
    assert COUPLE["applicant"]["full_name"].split()[0] in application.heading
    return application


def it_is_held_back_until_it_is_ready(desk, application):
    page = desk.sit_down(person("salma")).open("act", application.number, "register")
    assert page.locator(".blocked li").count() >= 5
    desk.looks_right()
    desk.open("answer_stage", application.number, "eligibility")
    desk.looks_right()
    desk.clear(application, "register")
    assert desk.act(application, "register", by="salma").state == "registered"


def the_directorate_prepares_it(desk, application):
    for role in ASSIGNED:
        Assignment.objects.create(case=application.case, officer=by_role(role), role=role)
    desk.sit_down(person("huda")).open("case", application.number)
    desk.looks_right()
    desk.clear(application, "present")
    desk.open("checklist", application.number)
    desk.looks_right()
    desk.open("documents", application.number)
    desk.looks_right()
    return desk.act(application, "present", by="huda")


def the_committees_decide(desk, application):
    """In two sittings, up to the signed minutes; their pages are walked in test_sitting_pages.py."""
    decide(application, "recommend", text="تتوافر الشروط")
    decide(again(application), "approve", kind="higher", text="الموافقة")
    application = again(application)
    assert application.state == "approved"
    assert [decision.number for decision in application.decisions.all()] == [1, 1]
    return application


def the_family_is_told_and_cleared(desk, application):
    desk.sit_down(person("salma")).answer(application, "CM-04")
    desk.sit_down(person("samir")).answer(application, "CM-05")
    desk.sit_down(person("huda")).open("verify_answers", application.number)
    desk.page.locator("[name=answer]:not(:disabled)").first.check()
    desk.send()


def a_child_is_matched_and_handed_over(desk, application):
    file = a_file(a_child(a_home()))
    page = desk.sit_down(person("amal")).open("match_propose", file.number)
    desk.looks_right()
    with page.expect_navigation():
        page.locator(f"button[value='{application.number}']").click()
    match = again(application.matches.get())
    desk.clear(match, "issue_letter")
    match = desk.act(match, "issue_letter", by="fathi")
    six_times_they_visit(desk, match)
    everybody_is_willing(match)
    desk.clear(match, "accept")
    match = desk.act(match, "accept", by="fathi")
    placement = again(match.placement)
    Assignment.objects.create(case=placement.case, officer=by_role("case_worker"), role="case_worker")
    the_contract_is_written(placement)
    desk.clear(placement, "sign_contract")
    placement = desk.act(placement, "sign_contract", by="amal")
    cleared_by_the_panel(placement)
    desk.clear(placement, "hand_over")
    placement = desk.act(placement, "hand_over", by="tarek")
    assert (placement.state, again(application).state, again(file).state) == ("transition", "placed", "placed")
    return placement


def six_times_they_visit(desk, match):
    """One visit a day: five on the days before, as if the letter were older; the sixth today, on the page."""
    Match.objects.filter(pk=match.pk).update(letter_from=timezone.localdate() - timedelta(days=20))
    for days in range(1, 6):
        match.viewing_visits.create(
            visited_on=timezone.localdate() - timedelta(days=3 * days),
            who_came="الزوجان",
            note="لعبا معًا",
            recorded_by=person("sawsan"),
        )
    desk.sit_down(person("sawsan")).open("viewing_visit", match.number)
    desk.looks_right()
    desk.fill("[name=visited_on]", f"{timezone.localdate():%d/%m/%Y}")
    desk.fill("[name=who_came]", "الزوجان")
    desk.fill("[name=note]", "نادى الطفل الأم باسمها")
    desk.send()
    assert match.viewing_visits.count() == 6


def the_child_is_visited(desk, placement):
    desk.sit_down(person("huda")).open("case", placement.number)
    desk.looks_right()
    visit = placement.visits.first()
    page = desk.sit_down(person("dina")).open("visit_record", visit.pk)
    for _screen in range(12):
        desk.looks_right()
        answer_the_screen(page)
        last = page.locator("button[value=record]").count()
        with page.expect_navigation():
            page.locator("button[value=record], button[value=next]").first.click()
        if last:
            break
    visit.refresh_from_db()
    assert visit.state == "recorded", page.locator("main").inner_text()
    desk.sit_down(person("nadia")).open("visit_act", visit.pk, "sign_off")
    desk.looks_right()
    desk.send()
    visit.refresh_from_db()
    assert (visit.state, visit.signed_off_by) == ("signed_off", person("nadia"))


def answer_the_screen(page):
    """What a specialist sees in a quiet home: the first answer of each question, today's date, a few words."""
    for name in {box.get_attribute("name") for box in page.locator("form [type=radio]").all()}:
        page.locator(f"[name='{name}']").first.check()
    for name in {box.get_attribute("name") for box in page.locator("form [type=checkbox]").all()}:
        page.locator(f"[name='{name}']").first.check()
    for field in page.locator("form textarea, form input[type=text]").all():
        name = field.get_attribute("name")
        if name == "visit_date":
            field.fill(f"{timezone.localdate():%d/%m/%Y}")
        elif name == "next_visit":
            field.fill(f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
        elif name == "visit_time":
            field.fill("١٠:٣٠")
        elif name in ("weight_kg", "height_cm"):
            field.fill("١٢")
        elif not field.input_value():
            field.fill("بخير")
