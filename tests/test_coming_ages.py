"""The birthdays that change what a child may or must do are seen coming, in the child's own directorate."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from tests.children import a_child, a_file
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
DAY = timedelta(days=1)


def reaching(age, in_days, **more):
    """The file of a child who reaches an age in so many days."""
    born = timezone.localdate() + in_days * DAY - age
    return a_file(a_child(birth_date=born), available=False, **more)


def shown(client, name, age):
    client.force_login(person(name))
    page = client.get(reverse("coming_ages"), {"age": age})
    return [(row["file"].number, row["on"]) for row in page.context["rows"]]


@pytest.mark.parametrize(
    ("key", "age"), [("fit_for_a_family", relativedelta(months=3)), ("school", relativedelta(years=6))]
)
def test_who_reaches_an_age_within_the_time_of_notice_is_shown_and_who_comes_first_stands_first(client, key, age):
    reaching(age, -1)
    reaching(age, 91)
    last, first = reaching(age, 90), reaching(age, 0)
    today = timezone.localdate()
    assert shown(client, "huda", key) == [(first.number, today), (last.number, today + 90 * DAY)]


def test_an_age_matters_in_some_states_of_the_file_only(client):
    reaching(relativedelta(years=21), 10)
    assert shown(client, "huda", "end_of_follow_up") == []


def test_another_directorate_sees_none_of_them_and_each_tab_counts_what_it_shows(client):
    reaching(relativedelta(months=3), 10)
    assert shown(client, "nabil", "fit_for_a_family") == []
    client.force_login(person("huda"))
    tabs = client.get(reverse("coming_ages")).context["tabs"]
    assert [tab["count"] for tab in tabs] == [1, 0, 0, 0, 0, 0]


def test_the_child_is_called_by_the_number_of_the_file(client):
    file = reaching(relativedelta(months=3), 10)
    client.force_login(person("huda"))
    page = client.get(reverse("coming_ages")).content.decode()
    assert file.number in page and file.child.full_name not in page
