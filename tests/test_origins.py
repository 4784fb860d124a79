"""Where a child comes from is sealed: two open it together, for a time, and nothing printed or listed ever tells."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.workflows import waiting
from fostercare.workflows.origins.models import Opening, OriginEntry, Reading
from tests.children import a_file
from tests.people import PEOPLE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

FOUND = "عُثر عليه أمام مسجد النور فجر يوم الجمعة"


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def steps(opening):
    return {task.flow_task.name for task in waiting.open_tasks(opening)}


@pytest.fixture
def file(client):
    """A child whose home wrote down where it was found, through the page that seals it."""
    file = a_file()
    assert at(client, "sawsan", reverse("origins_write", args=[file.number]), {"text": FOUND}).status_code == 302
    return file


def ask(client, file, by="dina"):
    at(client, by, reverse("origins_ask", args=[file.number]), {"reason": "طلب النيابة الاطلاع على المحضر"})
    return Opening.objects.get()


def opened(client, file):
    opening = ask(client, file)
    at(client, "hany", reverse("opening_act", args=[opening.pk, "approve"]), {})
    opening.refresh_from_db()
    return opening


def test_two_people_open_the_record_together_for_a_day_and_the_ministry_is_told(client, file):
    opening = ask(client, file)
    read = reverse("read_opened", args=[opening.pk])
    approve = reverse("opening_act", args=[opening.pk, "approve"])
    assert steps(opening) == {"approve"}
    assert at(client, "dina", read).status_code == 404
    assert at(client, "dina", approve, {}).status_code == 403
    assert at(client, "nabil", approve, {}).status_code == 404

    at(client, "hany", approve, {})
    opening.refresh_from_db()
    assert (opening.state, opening.approved_by.username) == ("opened", "hany")
    assert opening.open_until - opening.opened_at == timedelta(hours=24)
    assert steps(opening) == {"take_note"}
    for name in ("dina", "hany"):
        assert FOUND in at(client, name, read).content.decode()
    for name in ("sawsan", "huda", "fathi", "amal"):
        assert at(client, name, read).status_code == 404
    assert [reading.by.username for reading in Reading.objects.all()] == ["dina", "hany"]

    at(client, "fathi", reverse("opening_act", args=[opening.pk, "take_note"]), {})
    page = at(client, "fathi", reverse("opening_list")).content.decode()
    assert file.number in page
    assert "طلب النيابة" in page
    assert FOUND in at(client, "dina", read).content.decode()


def test_after_its_time_the_record_is_sealed_again(client, file):
    opening = opened(client, file)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Opening.objects.filter(pk=opening.pk).update(opened_at=an_hour_ago - timedelta(hours=24), open_until=an_hour_ago)
    assert at(client, "dina", reverse("read_opened", args=[opening.pk])).status_code == 404
    assert "أُعيد ختمه" in at(client, "dina", reverse("sealed_record", args=[file.number])).content.decode()


def test_a_refused_opening_stays_shut(client, file):
    opening = ask(client, file)
    refuse = reverse("opening_act", args=[opening.pk, "refuse"])
    assert "why" in at(client, "hany", refuse, {}).context["form"].errors
    at(client, "hany", refuse, {"why": "لا سند للطلب"})
    assert at(client, "dina", reverse("read_opened", args=[opening.pk])).status_code == 404
    assert not waiting.open_tasks(opening)


def test_it_is_asked_once_at_a_time_and_with_a_reason(client, file):
    url = reverse("origins_ask", args=[file.number])
    assert "reason" in at(client, "dina", url, {"reason": " "}).context["form"].errors
    ask(client, file)
    assert "سبق طلب" in at(client, "huda", url, {"reason": "سبب آخر"}).content.decode()
    assert Opening.objects.count() == 1


def test_the_database_keeps_the_seal_whatever_the_program_does(client, file):
    opening = ask(client, file)
    broken = [
        (IntegrityError, "nobody_opens_a_sealed_record_alone", lambda: _update(opening, approved_by=opening.asked_by)),
        (DatabaseError, None, lambda: _update(opening, state="opened")),
        (DatabaseError, None, lambda: OriginEntry.objects.update(text="لا شيء")),
        (DatabaseError, None, lambda: OriginEntry.objects.all().delete()),
    ]
    for error, constraint, attempt in broken:
        with pytest.raises(error, match=constraint), transaction.atomic():
            attempt()
    assert OriginEntry.objects.get().text == FOUND


def _update(opening, **values):
    Opening.objects.filter(pk=opening.pk).update(**values)


def test_no_page_shows_anybody_how_the_child_came_into_care(client, file):
    ask(client, file)
    pages = [
        reverse("case", args=[file.number]), reverse("case_history", args=[file.number]),
        reverse("checklist", args=[file.number]), reverse("documents", args=[file.number]),
        reverse("sealed_record", args=[file.number]), reverse("child_list"), reverse("home"), reverse("today"),
        reverse("childrens_home", args=[file.child.home_id]), reverse("opening_list"), reverse("match_list"),
        reverse("search") + "?q=" + FOUND,
    ]  # fmt: skip
    for name in PEOPLE:
        for page in pages:
            told = at(client, name, page).content.decode()
            assert FOUND not in told.replace("?q=" + FOUND, "").replace(f'value="{FOUND}"', ""), (name, page)
