"""A family that waits for a child: its fair place, each move of that place, and holds that release themselves."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.workflows import waiting
from fostercare.workflows.cases import find
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.match import reservations, waiting_order
from fostercare.workflows.match.models import Match, Statement
from tests.cases import a_household, again, an_application
from tests.children import a_cleared_application, a_file, a_match
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture(scope="module")
def cleared(around_all):
    return [a_cleared_application(household=a_household(district=place)).number for place in ("العجمي", "سموحة")]


@pytest.fixture
def families(cleared, db):
    return [find(person("amal"), number) for number in cleared]


def place(application):
    return waiting_order.with_places(application.waiting_spells.all()).values_list("place", flat=True).first()


def moves(application):
    return [(move.before, move.after, move.cause) for move in waiting_order.moves(application)]


def test_a_family_waits_from_the_day_on_which_its_enquiry_is_clear(families):
    assert place(an_application(at="approved")) is None
    assert place(a_cleared_application(household=a_household(district="سموحة"))) == 3


def test_each_move_of_a_place_has_its_reason_and_who_declines_keeps_its_place(families):
    first, second = families
    assert [place(first), place(second)] == [1, 2]
    match = a_match(at="viewing", application=first)
    assert [place(first), place(second)] == [None, 1]
    act(again(match).decline, by=person("fathi"), reason="X04")
    assert [place(first), place(second)] == [1, 2]
    assert moves(second) == [(1, 2, "declined"), (2, 1, "proposed"), (None, 2, "cleared")]
    assert moves(first) == [(None, 1, "declined"), (1, None, "proposed"), (None, 1, "cleared")]


def test_the_page_says_the_moves_and_names_no_other_family(client, families):
    first, second = families
    a_match(application=first)
    client.force_login(person("salma"))
    page = client.get(reverse("waiting_place", args=[second.number])).content.decode()
    assert "من الترتيب ٢ إلى الترتيب ١" in page
    assert first.number not in page
    rows = client.get(reverse("waiting_list")).context["rows"]
    assert [(row.application.number, row.place) for row in rows] == [(second.number, 1)]
    client.force_login(person("nabil"))
    assert client.get(reverse("waiting_place", args=[second.number])).status_code == 404
    assert not client.get(reverse("waiting_list")).context["rows"]


def test_a_family_whose_application_ends_waits_no_longer(families):
    first, second = families
    act(again(first).withdraw, by=person("salma"), why="بناءً على طلب الأسرة")
    assert moves(second)[0] == (2, 1, "left")


def test_the_database_lets_no_family_wait_twice(families):
    spell = families[0].waiting_spells.get()
    spell.pk = None
    with pytest.raises(IntegrityError, match="a_family_waits_once_at_a_time"), transaction.atomic():
        spell.save(force_insert=True)


def day_after(match):
    return match.held_until + timedelta(days=1)


@pytest.mark.parametrize("at", ["proposed", "viewing"])
def test_a_hold_releases_itself_after_the_days_of_the_edition_and_not_before(at, families):
    match = a_match(at=at, application=families[0])
    assert (match.held_until - timezone.localdate()).days == 90
    assert reservations.release(match.held_until) == 0
    assert [reservations.release(day_after(match)) for _again in range(2)] == [1, 0]
    match = again(match)
    assert (match.state, again(match.child_file).state) == ("expired", "available")
    assert match.history.first().by.username == "clock"
    assert not waiting.open_tasks(match)
    assert moves(match.application)[0] == (None, 1, "released")


def test_a_family_that_was_accepted_is_not_released():
    match = a_match(at="accepted")
    assert match.held_until is None
    assert reservations.release(timezone.localdate() + timedelta(days=400)) == 0


def test_the_dispatcher_releases_holds_by_a_hand_with_which_nobody_signs_in(client, families):
    match = a_match(application=families[0])
    Match.objects.filter(pk=match.pk).update(held_until=timezone.localdate() - timedelta(days=1))
    call_command("clocks")
    assert again(match).state == "expired"
    assert not access.the_clock().has_usable_password()
    client.force_login(person("ashraf"))
    assert 'value="clock"' not in client.get(reverse("appoint")).content.decode()
    assert client.post(reverse("new_password", args=["clock"])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_the_same_moment_release_once():
    match, together, released = a_match(), Barrier(2), []

    def run():
        together.wait(timeout=20)
        released.append(reservations.release(day_after(match)))
        connection.close()

    access.the_clock()
    threads = [Thread(target=run) for _both in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(released) == [0, 1]
    assert [entry.act for entry in again(match).history.all()] == ["expire", "begin"]


def test_the_head_turns_a_proposal_down_and_the_family_keeps_its_place(families):
    match = a_match(application=families[0])
    act(again(match).turn_down, by=person("fathi"), why="تُستكمل بيانات الطفل أولًا")
    assert (again(match).state, again(match.child_file).state) == ("cancelled", "available")
    assert place(match.application) == 1


def test_nothing_is_accepted_before_both_sides_have_said_that_they_wish_it(families):
    match = a_match(at="viewing", application=families[0])
    with pytest.raises(NotNow, match="الأسرة، دار الرعاية"):
        act(again(match).accept, by=person("fathi"))


OLD_ENOUGH = {"birth_date": timezone.localdate() - timedelta(days=8 * 366)}


def test_a_child_that_is_old_enough_has_a_say_and_its_own_words_are_kept_for_few(client):
    match = a_match(at="viewing", file=a_file(**OLD_ENOUGH), application=a_cleared_application(child_age_to=12))
    client.force_login(person("fathi"))
    decline = reverse("act", args=[match.number, "decline"])
    assert "words" in client.post(decline, {"reason": "X09"}).context["form"].errors
    said = "مش عايزة أسيب أختي"
    client.post(decline, {"reason": "X09", "words": said})
    match = again(match)
    assert (match.state, match.declined_by) == ("declined", "child")
    assert Statement.objects.get().words == said
    for name, reads in [("dina", True), ("sawsan", True), ("salma", False), ("amal", False)]:
        client.force_login(person(name))
        assert (said in client.get(reverse("case", args=[match.number])).content.decode()) == reads, name


def test_the_words_of_a_child_may_not_be_left_out_even_in_sql(families):
    match = a_match(at="viewing", application=families[0])
    with pytest.raises(IntegrityError, match="a_child_is_kept_in_its_own_words"), transaction.atomic():
        Statement.objects.create(
            match=match, side="child", willing=True, said_on=timezone.localdate(), recorded_by=person("dina")
        )


@pytest.mark.parametrize(
    ("reason", "by", "child"),
    [("X01", "family", "available"), ("X07", "centre", "available"), ("X10", "ministry", "registered")],
)
def test_whose_decline_it_is_says_what_becomes_of_the_child(reason, by, child, families):
    match = a_match(at="viewing", application=families[0])
    act(again(match).decline, by=person("fathi"), reason=reason)
    match = again(match)
    assert (match.declined_by, again(match.child_file).state) == (by, child)
    assert place(match.application) == 1


def test_another_reason_says_whose_it_is(client, families):
    match = a_match(at="viewing", application=families[0])
    client.force_login(person("fathi"))
    decline = reverse("act", args=[match.number, "decline"])
    assert "declined_by" in client.post(decline, {"reason": "X99", "why": "سبب"}).context["form"].errors
    client.post(decline, {"reason": "X99", "why": "سبب", "declined_by": "centre"})
    assert again(match).declined_by == "centre"
