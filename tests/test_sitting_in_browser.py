"""A committee hears forty cases in a real browser: the order, the pack, votes of every kind, the minutes."""

import pytest
from django.core.management import call_command

from fostercare.guidebook.publishing import in_force
from fostercare.workflows import lifecycle
from fostercare.workflows.application.models import Application
from fostercare.workflows.committee import agenda, minutes, pack_paper, presence, voting
from fostercare.workflows.committee.models import Resolution
from tests.at_the_desk import Desk
from tests.cases import a_household, an_application
from tests.people import person
from tests.sittings import (
    a_body,
    a_sitting,
    a_week_passes,
    adjourn,
    again,
    everybody_votes,
    hand,
    unprinted,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]
HEARD = 40
TABLET = {"width": 1024, "height": 768}


def test_forty_cases_are_heard_in_one_sitting(page, live_server, monkeypatch):
    blank = pack_paper.numbers(["x"])
    monkeypatch.setattr(pack_paper, "item", lambda *about: [blank])
    desk = Desk(page, live_server)
    sitting = a_sitting(
        cases=[an_application(at="ready_for_committee", household=a_household()) for _ in range(2)], at="planned"
    )
    for case in other_matters(HEARD - 2):
        agenda.put_on(sitting, case, by=person("rami"), matter="other")
    the_order_is_set_by_dragging(desk, sitting)
    the_members_read(desk, sitting)
    with_the_chairs_vote_and_a_minority(desk, sitting)
    in_secret(desk, sitting)
    the_others_are_resolved(sitting)
    the_minutes_are_signed(desk, sitting)


def other_matters(count):
    """Cases that come before the committee for another matter."""
    household = a_household()
    usual = {"household": household, "directorate": household.directorate, "edition": in_force()}
    return [Application(heading=f"{household.name} {number}", **usual).open() for number in range(count)]


def the_order_is_set_by_dragging(desk, sitting):
    page = desk.sit_down(person("rami")).open("sitting_agenda", sitting.number)
    desk.looks_right()
    first = list(sitting.items.order_by("position")[:3])
    from_row, to_row = (page.locator(f"#item-{first[row].pk} [data-handle]").bounding_box() for row in (2, 0))
    page.mouse.move(from_row["x"] + 10, from_row["y"] + 10)
    page.mouse.down()
    page.mouse.move(to_row["x"] + 10, to_row["y"] + 30, steps=8)
    page.mouse.move(to_row["x"] + 10, to_row["y"] - 10, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    assert order(sitting)[:3] == [first[2].pk, first[0].pk, first[1].pk]
    with page.expect_navigation():
        page.locator(f"#item-{first[2].pk} button[value=down]").press("Enter")
    with page.expect_navigation():
        page.locator(f"#item-{first[2].pk} button[value=down]").press("Enter")
    assert order(sitting)[:3] == [item.pk for item in first]
    lifecycle.act(again(sitting).publish_agenda, by=person("rami"))


def order(sitting):
    return list(sitting.items.order_by("position").values_list("pk", flat=True))


def the_members_read(desk, sitting):
    page = desk.sit_down(person("maha")).open("sitting_pack", sitting.number)
    assert page.locator("#making").count() == 1
    call_command("packs", once=True)
    with page.expect_navigation():
        pass  # the page asks by itself, and shows the pack when it is ready
    assert page.locator("a[href$='#page=2'], a[href*='#page=']").count() == HEARD
    desk.looks_right()


def with_the_chairs_vote_and_a_minority(desk, sitting):
    """Two votes, one for and one against: the chair's side prevails, and the other has its reasons recorded."""
    the_day_comes(sitting)
    page = desk.sit_down(person("rami")).open("sitting_item", sitting.number, 1)
    page.locator("[name=family][value=present], [name=family]").first.select_option("present")
    press(page, "note")
    page.locator("[name=outcome][value=recommend]").check()
    page.locator("[name=text]").fill("تتوافر الشروط")
    press(page, "draft")
    for name, choice in (("maha", "against"), ("adel", "for")):
        page = desk.sit_down(person(name)).open("sitting_item", sitting.number, 1)
        with page.expect_navigation():
            page.locator(f".own button[value={choice}]").click()
    page.set_viewport_size(TABLET)
    assert page.locator("#quorum").is_visible()
    desk.looks_right()
    press(page, "confirm")
    page = desk.sit_down(person("rami")).open("sitting_item", sitting.number, 1)
    page.locator("details:has([name=dissent]) summary").click()
    page.locator("[name=dissent]").fill("دخل الأسرة غير منتظم")
    press(page, "dissent")
    assert "دخل الأسرة غير منتظم" in page.locator("main").inner_text()
    desk.looks_right()


def in_secret(desk, sitting):
    page = desk.open("sitting_item", sitting.number, 2)
    page.locator("[name=family]").select_option("present")
    page.locator("[name=secret]").check()
    press(page, "note")
    page.locator("[name=outcome][value=recommend]").check()
    page.locator("[name=text]").fill("تتوافر الشروط")
    press(page, "draft")
    assert not page.locator(".votes").count()
    for field, votes in {"in_favour": 2, "against": 0, "abstained": 0}.items():
        page.locator(f"[name={field}]").fill(str(votes))
    press(page, "count")
    desk.looks_right()
    press(desk.sit_down(person("adel")).open("sitting_item", sitting.number, 2), "confirm")
    assert not sitting.items.get(position=2).votes.exists()


def press(page, work):
    with page.expect_navigation():
        page.locator(f"button[name=do][value={work}]").click()
    refused = page.locator("[data-errors], .error-summary")
    assert not refused.count(), refused.first.inner_text()


def the_day_comes(sitting):
    a_week_passes(sitting)
    for member in a_body().members.all():
        presence.arrive(sitting, member, by=person("rami"))
        presence.declare(sitting, member, by=member.officer)
    lifecycle.act(again(sitting).open_sitting, by=person("adel"))


def the_others_are_resolved(sitting):
    for item in sitting.items.filter(matter="other").select_related("sitting", "case"):
        voting.put_to_vote(item, "resolved", by=person("rami"), text="أُخذ العلم")
        everybody_votes(item, "for")
        voting.confirm(item, by=person("adel"))
    adjourn(sitting)


def the_minutes_are_signed(desk, sitting):
    page = desk.sit_down(person("rami")).open("sitting_minutes", sitting.number)
    desk.looks_right()
    with unprinted():
        press(page, "sign")
        minutes.sign(minutes.of(sitting), by=hand(sitting.body, "voting").officer)
        press(desk.sit_down(person("adel")).open("sitting_minutes", sitting.number), "sign")
    numbers = Resolution.objects.order_by("item__position").values_list("number", flat=True)
    assert list(numbers) == list(range(1, HEARD + 1))
    said = minutes.of(again(sitting)).sections["items"]
    assert said[0]["by_casting_vote"] and said[0]["dissent"] == "دخل الأسرة غير منتظم"
    assert said[1]["secret"] and said[1]["votes"] == {"for": 2, "against": 0, "abstained": 0}
