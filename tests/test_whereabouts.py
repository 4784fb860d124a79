"""Where a child is, day by day: no day twice and none missing, whatever happens to the placement."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases import again
from tests.children import a_home
from tests.people import person
from tests.test_endings import ended, prepared
from tests.test_transfers import check_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate
DAY = timedelta(days=1)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def place_on(placement, day):
    return placement.child.stays.on(day).get().place


def test_from_the_home_to_the_family_to_hospital_and_back(client, placement):
    child = placement.child
    known = (child.admitted_on, TODAY() - DAY, TODAY())
    assert [place_on(placement, day) for day in known] == ["home", "home", "family"]
    assert child.stays.first().home == child.home
    record = reverse("act", args=[placement.number, "record_whereabouts"])
    assert at(client, "salma", record).status_code == 403
    early = {"place": "hospital", "note": "مستشفى الشاطبي", "since": (TODAY() - 9 * DAY).strftime("%d/%m/%Y")}
    assert "since" in at(client, "dina", record, early).context["form"].errors
    at(client, "dina", record, early | {"since": TODAY().strftime("%d/%m/%Y")})
    assert place_on(placement, TODAY()) == "hospital"
    page = at(client, "huda", reverse("case", args=[placement.number])).content.decode()
    assert "مستشفى الشاطبي" in page


def test_who_moves_a_child_to_safety_says_where(client, placement):
    remove = reverse("act", args=[placement.number, "remove_child"])
    home = a_home(name="دار الرحمة", officer="nadia")
    form = at(client, "huda", remove).context["form"]
    assert "family" not in dict(form.fields["place"].choices)
    assert "home" in at(client, "huda", remove, {"place": "home", "why": "خطر"}).context["form"].errors
    at(client, "huda", remove, {"place": "home", "home": home.pk, "why": "خطر"})
    stay = placement.child.stays.on(TODAY()).get()
    assert (again(placement).state, stay.place, stay.home) == ("urgent_review", "home", home)


def test_after_an_ending_the_child_is_where_it_was_decided(placement):
    placement = prepared(placement, "child_died")
    ended(placement)
    assert place_on(placement, TODAY()) == "family"
    assert not placement.child.stays.on(TODAY() + DAY).exists()
    check_now()


places = st.sampled_from(["family", "hospital", "safe_place", "abroad"])
days = st.lists(st.tuples(st.integers(0, 30), places), max_size=8)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=days)
def test_on_every_day_the_child_is_at_one_place(placement, moves):
    with transaction.atomic():
        day, expected = TODAY(), {}
        for later, place in moves:
            day += timedelta(days=later)
            placement.child_is_at(place, since=day)
            expected[day] = place
        check_now()
        now = "family"
        for number in range((day - TODAY()).days + 3):
            today = TODAY() + number * DAY
            now = expected.get(today, now)
            assert place_on(placement, today) == now
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("INSERT INTO placement_stay (child_id, place, note, since) VALUES ({c}, 'home', '', now())", IntegrityError),
        ("UPDATE placement_stay SET until = current_date + 3 WHERE child_id = {c} AND until IS NULL", InternalError),
        ("DELETE FROM placement_stay WHERE child_id = {c} AND until IS NULL", InternalError),
        ("UPDATE placement_stay SET until = until - 2 WHERE child_id = {c} AND until IS NOT NULL", InternalError),
        ("UPDATE placement_stay SET until = since WHERE child_id = {c}", IntegrityError),
    ],
)
def test_the_database_refuses_a_day_with_two_places_or_with_none(placement, statement, error):
    with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(c=placement.child_id))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
