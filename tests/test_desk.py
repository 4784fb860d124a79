"""The work list in the morning: what is on me, on the office, late; and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from directorates import access
from fostercare.guidebook.models import Assignment
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.committee import pack_paper
from tests import sittings
from tests.cases import a_paper, again, an_application, person
from tests.children import a_placement


@pytest.fixture(autouse=True)
def _fresh_figures():
    cache.clear()


@pytest.fixture
def desk(client):
    """The work list as an officer sees it: `desk(salma, tab="office")`."""

    def open_it(officer, **query):
        client.force_login(officer)
        return client.get(reverse("home"), query)

    return open_it


def numbers(page):
    return {row.number for row in page.context["rows"]}


def task_of(record, step):
    return next(task for task in waiting.open_tasks(record) if task.flow_task.name == step)


def due(record, days):
    """Move the deadline of the record's open tasks."""
    waiting.open_tasks(record).update(due_on=timezone.localdate() + timedelta(days=days))


# Whose tasks


def test_the_office_sees_what_its_role_may_do_and_nobody_has_taken(desk, salma, rami):
    new, ready = an_application(), an_application(at="ready_for_committee")
    assert numbers(desk(salma, tab="office")) == {new.number}
    assert numbers(desk(rami, tab="office")) == {ready.number}


def test_the_same_role_elsewhere_sees_nothing_of_it(desk, wafaa):
    an_application()
    assert not desk(wafaa, tab="all").context["rows"]


def test_a_national_role_sees_its_tasks_of_every_directorate(desk, zaynab, luxor):
    here, there = an_application(at="recommended"), an_application(at="recommended")
    waiting.open_tasks(there).update(directorate=luxor)
    assert numbers(desk(zaynab, tab="office")) == {here.number, there.number}


def test_a_narrowed_role_sees_tasks_of_assigned_cases_only(desk, omar):
    mine, other = an_application(at="registered"), an_application(at="registered")
    Assignment.objects.filter(case=other.case, role="social_worker").delete()
    assert numbers(desk(omar, tab="office")) == {mine.number}


def test_a_follow_up_worker_has_the_visits_of_assigned_children(desk, dina):
    placement = a_placement(at="transition")
    assert numbers(desk(dina, tab="all")) == {placement.number}
    Assignment.objects.filter(case=placement.case, role="case_worker").delete()
    assert not desk(dina, tab="all").context["rows"]


def test_somebody_without_a_step_is_shown_no_list(desk, ashraf):
    page = desk(ashraf)
    assert not page.context["has_work"]
    assert reverse("officer_list") in page.content.decode()


def test_a_member_finds_the_sitting_then_the_pack_then_the_minutes_to_sign(desk, maha, salma, monkeypatch):
    monkeypatch.setattr("fostercare.workflows.committee.pack_paper.item", lambda *about: [pack_paper.numbers(["x"])])
    sitting = sittings.a_sitting(cases=[an_application(at="ready_for_committee")], at="announced")
    assert [(one.pk, one.heard, one.pack, one.to_sign) for one in desk(maha).context["sittings"]] == [
        (sitting.pk, 1, None, False)
    ]
    call_command("packs", once=True)
    assert reverse("sitting_pack", args=[sitting.number]) in desk(maha).content.decode()
    assert desk(salma).context["sittings"] == []
    sitting = sittings.a_sitting(cases=[an_application(at="ready_for_committee")])
    sittings.resolve(sitting.items.get(), "recommend")
    sittings.adjourn(sitting)
    page = desk(maha)
    assert [one.pk for one in page.context["sittings"] if one.to_sign] == [sitting.pk]
    assert reverse("sitting_minutes", args=[sitting.number]) in page.content.decode()
    with sittings.unprinted():
        sittings.sign(sitting)
    assert sitting.pk not in [one.pk for one in desk(maha).context["sittings"]]


def test_the_chair_of_the_higher_committee_has_its_sittings_on_the_desk(desk, mervat):
    sitting = sittings.a_sitting(sittings.a_body("higher"), cases=[an_application(at="recommended")], at="announced")
    page = desk(mervat, tab="all")
    assert page.context["has_work"] and numbers(page) == {sitting.number}


def test_each_row_leads_to_where_its_work_is_done(desk, huda, salma):
    new = an_application()
    assert desk(salma, tab="office").context["rows"][0].url == reverse("act", args=[new.number, "register"])
    prepared = an_application(at="registered")
    rows = desk(salma, tab="office").context["rows"]
    assert reverse("answer_item", args=[prepared.number, "HS-06"]) in {row.url for row in rows}


# Taking and giving back


def test_a_task_is_taken_and_given_back(client, desk, salma):
    record = an_application()
    task = task_of(record, "register")
    client.force_login(salma)
    client.post(reverse("take_task"), {"task": task.pk})
    assert numbers(desk(salma, tab="mine")) == {record.number}
    assert not desk(salma, tab="office").context["rows"]

    client.post(reverse("give_task_back"), {"task": task.pk})
    assert not desk(salma, tab="mine").context["rows"]
    assert numbers(desk(salma, tab="office")) == {record.number}


def test_whom_a_colleague_outran_is_told_so(client, salma, alexandria):
    faster = person("wafaa")
    access.appoint(faster, "family_childhood_officer", alexandria)
    task = task_of(an_application(), "register")
    waiting.take(task, faster)
    client.force_login(salma)
    answer = client.post(reverse("take_task"), {"task": task.pk}, follow=True)
    assert escape(faster.full_name) in answer.content.decode()
    task.refresh_from_db()
    assert task.owner == faster


def test_who_comes_too_late_for_a_task_is_told_that_it_is_done(client, salma):
    record = an_application()
    task = task_of(record, "register")
    lifecycle.act(again(record).withdraw, by=salma, why="سافرت الأسرة")
    client.force_login(salma)
    for page in ("take_task", "give_task_back"):
        answer = client.post(reverse(page), {"task": task.pk}, follow=True)
        assert answer.status_code == 200
        task.refresh_from_db()
        assert task.owner is None
    assert record.number in client.post(reverse("take_task"), {"task": task.pk}, follow=True).content.decode()


@pytest.mark.parametrize("named", ["", "x", "0", "²"])
def test_a_task_that_does_not_exist_is_not_found(client, salma, named):
    client.force_login(salma)
    assert client.post(reverse("take_task"), {"task": named}).status_code == 404


def test_nobody_takes_a_task_that_is_not_for_them(client, huda, wafaa):
    task = task_of(an_application(), "register")
    for officer in (huda, wafaa):
        client.force_login(officer)
        assert client.post(reverse("take_task"), {"task": task.pk}).status_code == 404


def test_what_a_moved_officer_had_taken_returns_to_the_office(desk, salma, alexandria):
    record = an_application()
    waiting.take(task_of(record, "register"), salma)
    access.release(salma.appointments.get(), by=None)
    assert task_of(record, "register").owner is None


def test_a_task_is_not_lost_by_losing_another_role(salma, luxor):
    record = an_application()
    also = access.appoint(salma, "local_rapporteur", luxor)
    waiting.take(task_of(record, "register"), salma)
    access.release(also, by=None)
    assert task_of(record, "register").owner == salma


# Late, filters, pages


def test_what_is_late_stands_apart_and_first(desk, salma):
    late, soon, none = an_application(), an_application(), an_application()
    due(late, -2)
    due(soon, 1)
    waiting.open_tasks(none).update(due_on=None)
    assert numbers(desk(salma, tab="late")) == {late.number}
    assert [row.number for row in desk(salma, tab="office").context["rows"]] == [late.number, soon.number, none.number]


def test_filters_stick_until_they_are_taken_off(desk, salma):
    late, prepared = an_application(), an_application(at="registered")
    due(late, -1)
    assert numbers(desk(salma, tab="office", step="application-register")) == {late.number}
    assert numbers(desk(salma)) == {late.number}
    assert numbers(desk(salma, step="")) == {late.number, prepared.number}
    assert numbers(desk(salma, due="late")) == {late.number}


def test_a_filter_that_is_no_longer_offered_narrows_nothing(desk, salma):
    record = an_application()
    page = desk(salma, tab="office", step="application-higher_decision", due="whenever", directorate="99")
    assert numbers(page) == {record.number}
    assert not page.context["filters"].chips


def test_a_national_officer_chooses_a_directorate(desk, fathi, alexandria):
    placement = a_placement(at="prepared")
    assert placement.directorate == alexandria
    assert numbers(desk(person("amal"), tab="office", directorate="02")) == {placement.number}
    assert not desk(person("amal"), directorate="29").context["rows"]


def test_a_long_list_is_read_page_by_page_in_both_directions(client, desk, salma, monkeypatch):
    monkeypatch.setattr("fostercare.workflows.paging.SIZE", 2)
    monkeypatch.setattr("fostercare.workflows.paging.paged.__kwdefaults__", {"size": 2})
    records = [an_application() for _ in range(5)]
    for place, record in enumerate(records):
        due(record, [3, 3, 1, 3, 0][place])
    waiting.open_tasks(records[0]).update(due_on=None)
    expected = [records[place].number for place in (4, 2, 1, 3, 0)]

    seen, page = [], desk(salma, tab="office")
    while True:
        seen.append([row.number for row in page.context["rows"]])
        if not page.context["pager"].next_url:
            break
        page = client.get(reverse("home") + page.context["pager"].next_url)
    assert [number for part in seen for number in part] == expected

    page = client.get(reverse("home") + page.context["pager"].previous_url)
    assert [row.number for row in page.context["rows"]] == seen[1]


def test_a_mistyped_place_in_the_list_begins_at_the_beginning(desk, salma):
    record = an_application()
    for after in ("x", "2026-13-45~1", "2026-01-01~x", "~", "1~2~3"):
        assert numbers(desk(salma, tab="office", after=after)) == {record.number}


# Counts and figures


def test_the_tabs_count_the_whole_list_with_a_cap(desk, salma, monkeypatch):
    monkeypatch.setattr("fostercare.desk.lists.MOST", 1)
    due(an_application(), -1)
    an_application()
    counts = {str(tab["url"]): tab["count"] for tab in desk(salma, tab="office").context["tabs"]}
    assert counts["?tab=office"] == "أكثر من ١"
    assert counts["?tab=late"] == "١"
    assert counts["?tab=mine"] is None


def test_the_strip_says_how_the_office_stands(desk, huda):
    an_application(at="recommended", opened_on=timezone.localdate() - timedelta(days=40))
    an_application(opened_on=timezone.localdate() - timedelta(days=1))
    figures = [figure["figure"] for figure in desk(huda).context["figures"]]
    assert figures[2:4] == ["٢", "٤٠ يومًا"]


@pytest.mark.parametrize("length", [1, 7])
def test_the_work_list_costs_at_most_six_statements_however_long_it_is(
    client, desk, salma, length, django_assert_max_num_queries
):
    for _ in range(length):
        an_application()
    desk(salma, tab="office")
    with django_assert_max_num_queries(6):
        assert len(client.get(reverse("home")).context["rows"]) == length


# Beside the list


def test_papers_that_run_out_are_told_in_time(client, salma):
    record = again(an_application())
    husband = record.household.adults[0]
    today = timezone.localdate()
    a_paper(record, "D02", husband, issued_on=today - timedelta(days=900), expires_on=today + timedelta(days=9))
    a_paper(record, "D02", record.household.adults[1], expires_on=today + timedelta(days=400))
    client.force_login(salma)
    papers = client.get(reverse("today")).context["papers"]
    assert [(paper.person, paper.until) for paper in papers] == [(husband, today + timedelta(days=9))]


def test_a_paper_that_was_renewed_is_not_told(client, salma):
    record = again(an_application())
    husband, today = record.household.adults[0], timezone.localdate()
    a_paper(record, "D02", husband, issued_on=today - timedelta(days=900), expires_on=today + timedelta(days=9))
    a_paper(record, "D02", husband, issued_on=today - timedelta(days=1), expires_on=today + timedelta(days=2000))
    client.force_login(salma)
    assert not client.get(reverse("today")).context["papers"]


def test_what_colleagues_did_is_told_and_ones_own_is_not(client, salma, huda, nabil):
    record = an_application(at="registered")
    client.force_login(huda)
    told = client.get(reverse("today")).context["changes"]
    assert {change["case"].number for change in told} == {record.number}
    for officer in (salma, nabil):
        client.force_login(officer)
        assert not client.get(reverse("today")).context["changes"]


# The frame


def test_the_rooms_are_those_the_officer_may_enter(desk, salma, ashraf, editor):
    rooms = {officer: [room.url for room in desk(officer).context["navigation"]] for officer in (salma, ashraf, editor)}
    assert reverse("application_list") in rooms[salma]
    assert reverse("child_list") not in rooms[salma]
    assert reverse("officer_list") in rooms[ashraf]
    assert reverse("application_list") not in rooms[ashraf] + rooms[editor]


def test_the_officers_title_is_role_and_place(desk, salma, zaynab):
    assert str(desk(salma).context["officer_title"]).endswith("· الإسكندرية")
    assert str(desk(zaynab).context["officer_title"]).endswith("· الوزارة")


def test_a_case_stands_in_its_room(client, huda):
    record = an_application()
    client.force_login(huda)
    page = client.get(reverse("case", args=[record.number]))
    assert [room.url for room in page.context["navigation"] if room.current] == [reverse("application_list")]
