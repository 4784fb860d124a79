"""A family moves to another governorate: its file follows, and on every day one directorate answers for the child."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directorates import access
from directorates.models import Directorate, Officer
from fostercare.guidebook.models import Assignment
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.lifecycle import act
from fostercare.workflows.placement import spans
from fostercare.workflows.placement.models import Duty, Placement
from fostercare.workflows.transfer.models import Transfer
from tests.cases import again, put
from tests.people import LUXOR, person
from tests.sittings import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate
DAY = timedelta(days=1)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def steps(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


def case(client, name, record):
    return at(client, name, reverse("case", args=[record.number]))


def an_act(client, name, record, act, **data):
    return at(client, name, reverse("act", args=[record.number, act]), data)


def luxors(name):
    """Luxor's own follow-up worker, and who signs her visits off."""
    role, full_name = {
        "karima": ("case_worker", "كريمة جاد الكريم يونس"),
        "ragab": ("case_supervisor", "رجب عبد النعيم سيد"),
    }[name]
    officer, fresh = Officer.objects.get_or_create(username=name, defaults={"full_name": full_name})
    if fresh:
        access.appoint(officer, role, Directorate.objects.get(code=LUXOR))
    return officer


def opened(placement, luxor):
    transfer = Transfer(
        placement=placement, sender=placement.directorate, receiver=luxor, directorate=placement.directorate,
        edition=placement.edition, heading=placement.heading, moves_on=TODAY(), district="الأقصر", address="السوق",
    ).open()  # fmt: skip
    return lifecycle.begin(transfer, by=person("huda"))


def accepted(placement, luxor):
    transfer = opened(placement, luxor)
    act(again(transfer).send_report, by=person("huda"), report="الطفلة مستقرة")
    act(again(transfer).accept, by=person("nabil"), worker=luxors("karima"))
    return again(transfer)


def test_a_family_moves_to_luxor_and_its_file_follows(client, placement, luxor):
    """Alexandria visits until the file has moved; then it sees the case no longer, and Luxor does."""
    notify = reverse("transfer_notify", args=[placement.number])
    assert at(client, "salma", notify).status_code == 403
    assert at(client, "nabil", notify).status_code == 404
    where = {"receiver": luxor.pk, "moves_on": "١/١٢/٢٠٢٦", "district": "الأقصر", "address": "شارع المعبد ٣"}
    home = {**where, "receiver": placement.directorate_id}
    assert "receiver" in at(client, "huda", notify, home).context["form"].errors
    at(client, "huda", notify, where)
    transfer = Transfer.objects.get()
    assert transfer.number.startswith("N-02-")
    assert at(client, "huda", notify, where).context["form"].non_field_errors()

    # Both see the transfer, the receiver not yet the child; whose turn it is has the task
    assert case(client, "nabil", transfer).status_code == 200
    assert case(client, "nabil", placement).status_code == 404
    assert (steps(transfer), case(client, "nabil", transfer).context["acts"]) == ({"report"}, [])
    an_act(client, "huda", transfer, "send_report", report="الطفلة مستقرة، والتطعيمات كاملة")
    assert steps(transfer) == {"answer"}
    assert case(client, "huda", transfer).context["acts"] == []
    letter = reverse("print_letter", args=[transfer.number, "LT-17"])
    assert at(client, "nabil", letter, {}).status_code == 403
    assert at(client, "huda", letter, {}).status_code == 302

    # Luxor asks for more, then accepts and names who follows the child: an officer of its own
    an_act(client, "nabil", transfer, "return_report", why="يلزم بيان المدرسة")
    an_act(client, "huda", transfer, "send_report", report="الطفلة مستقرة، والمدرسة كذا")
    assert "worker" in an_act(client, "nabil", transfer, "accept", worker=person("dina").pk).context["form"].errors
    an_act(client, "nabil", transfer, "accept", worker=luxors("karima").pk)
    assert again(placement).directorate == placement.directorate
    assert again(transfer).state == "accepted"

    # The file moves, and with it everything of the family: rights, tasks, the follow-up worker, the address
    an_act(client, "huda", transfer, "move_file")
    moved = again(placement)
    household = moved.match.application.household
    assert (moved.directorate, household.directorate, household.district) == (luxor, luxor, "الأقصر")
    for gone in (placement, placement.match, placement.match.application):
        assert case(client, "huda", gone).status_code == 404, gone
        assert case(client, "nabil", gone).status_code == 200, gone
    assert case(client, "huda", transfer).status_code == 200
    assert at(client, "dina", reverse("visit", args=[placement.visits.first().pk])).status_code == 404
    assert list(Assignment.objects.filter(case=placement.pk).values_list("officer__username")) == [("karima",)]
    assert set(waiting.open_tasks(moved).values_list("directorate", "owner")) == {(luxor.pk, None)}

    # The first visit is due within the edition's time, and completes the transfer
    visit = moved.visits.planned().first()
    assert visit.late_after <= TODAY() + timedelta(days=30)
    assert set(waiting.open_tasks(visit).values_list("directorate", flat=True)) == {luxor.pk}
    act(visit.record, by=luxors("karima"), visited_on=TODAY(), answers={"risk_after": "low"})
    act(visit.sign_off, by=luxors("ragab"))
    assert again(transfer).state == "completed"
    assert not waiting.open_tasks(transfer)


def test_a_child_in_danger_while_the_file_moves_stays_with_who_began(client, placement, luxor):
    """A removal in the middle: the sender acts and answers, and moves the file when the committee has decided."""
    transfer = accepted(placement, luxor)
    act(again(placement).remove_child, by=person("huda"), why="بلاغ بإصابة قبل السفر بيوم")
    with pytest.raises(ValidationError):
        act(again(transfer).move_file, by=person("huda"))
    assert again(placement).directorate == transfer.sender
    assert steps(placement) == {"urgent_decision"}
    decide(again(placement), "continue", "higher", text="ثبت أن الإصابة عرضية")
    act(again(transfer).move_file, by=person("huda"))
    placement = again(placement)
    assert (placement.state, placement.directorate) == ("under_watch", luxor)
    answering_for = placement.duties.on(TODAY()).get()
    assert answering_for.directorate == luxor


def test_an_incident_in_the_middle_goes_with_the_file_and_its_clocks_run_on(client, placement, luxor):
    """Alexandria begins, Luxor ends: no clock is set back by the move, and nobody of Alexandria sees the rest."""
    transfer = accepted(placement, luxor)
    told = {"summary": "انقطاع عن الطعام", "source": "الجدة", "whereabouts": "لدى الأسرة", "known_at": timezone.now()}
    incident = report(again(placement), by=person("salma"), what="neglect", **told)
    act(as_it_is(incident).take_charge, by=person("nadia"))
    due = list(incident.clocks.values_list("key", "due_at"))
    an_act(client, "huda", transfer, "move_file")

    incident = as_it_is(incident)
    assert (incident.directorate, incident.state) == (luxor, "in_hand")
    assert list(incident.clocks.running().values_list("key", "due_at")) == due
    assert case(client, "nadia", incident).status_code == 404
    assert case(client, "nabil", incident).status_code == 200
    assert set(waiting.open_tasks(incident).values_list("directorate", flat=True)) == {luxor.pk}
    with pytest.raises(PermissionDenied):
        act(incident.record_measure, by=person("nadia"), measure="closer_watch", taken_on=TODAY())
    act(as_it_is(incident).record_measure, by=luxors("karima"), measure="closer_watch", taken_on=TODAY())
    for clock in incident.clocks.running():
        done = {"clock": clock, "answered_at": timezone.now(), "note": "زيارة عاجلة وخطة مع الأسرة"}
        act(as_it_is(incident).record_answer, by=luxors("karima"), **done)
    act(as_it_is(incident).resolve, by=luxors("karima"), why="انتظم الطفل في وجباته")
    assert as_it_is(incident).state == "resolved"
    assert again(transfer).state == "moved"


def as_it_is(incident):
    return Incident.objects.whole().get(pk=incident.pk)


def test_who_sends_does_not_accept_and_who_moved_on_does_nothing_more(placement, luxor):
    transfer = opened(placement, luxor)
    act(again(transfer).send_report, by=person("huda"), report="…")
    for name in ("huda", "nadia"):
        with pytest.raises(PermissionDenied):
            act(again(transfer).accept, by=person(name), worker=luxors("karima"))


def test_a_cancelled_transfer_changes_nothing(placement, luxor):
    transfer = accepted(placement, luxor)
    act(transfer.cancel, by=person("huda"), why="عدلت الأسرة عن الانتقال")
    assert again(placement).directorate == placement.directorate
    assert not waiting.open_tasks(transfer)
    assert opened(again(placement), luxor).state == "notified"


def test_the_tasks_say_by_when(placement, luxor):
    transfer = opened(placement, luxor)
    assert waiting.open_tasks(transfer).get().due_on == TODAY() + timedelta(days=15)
    act(again(transfer).send_report, by=person("huda"), report="…")
    task = waiting.open_tasks(transfer).get()
    assert (task.due_on, task.directorate) == (TODAY() + timedelta(days=15), luxor)


def test_an_ended_placement_is_nobodys_to_move(placement, luxor):
    put(placement, "ended")
    transfer = accepted(placement, luxor)
    with pytest.raises(ValidationError):
        act(again(transfer).move_file, by=person("huda"))


# Every day has exactly one


def check_now():
    """The database looks at the days at the end of a transaction; here at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


moves = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["02", "29", "01", "21"])), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves, ends=st.none() | st.integers(0, 60))
def test_every_day_has_exactly_one_responsible_directorate(placement, moves, ends):
    """However often a file moves, on the same day or later, and whether or not the placement ends."""
    first, day = TODAY() - timedelta(days=100), TODAY() - timedelta(days=100)
    places = {place.code: place for place in Directorate.objects.filter(code__in=["02", "29", "01", "21"])}
    with transaction.atomic():
        Duty.objects.filter(placement=placement).delete()
        expected = {}
        for days, code in [(0, "02"), *moves]:
            day += timedelta(days=days)
            placement.answer_for(places[code], since=day)
            expected[day] = code
        last = day + timedelta(days=60)
        if ends is not None:
            last = day + timedelta(days=ends)
            spans.stop(placement.duties, last)
            Placement.objects.filter(pk=placement.pk).update(ended_on=last)
        check_now()
        answering, now = {}, ""
        for number in range((last - first).days + 1):
            today = first + timedelta(days=number)
            now = expected.get(today, now)
            answering[today] = now
        spans_kept = list(placement.duties.values_list("directorate__code", "since", "until"))
        for today, code in answering.items():
            on_duty = [
                place for place, since, until in spans_kept if since <= today and (until is None or today < until)
            ]
            assert on_duty == [code]
        assert placement.duties.on(first - DAY).count() == 0
        assert placement.duties.on(last + DAY).count() == (0 if ends is not None else 1)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        (
            "INSERT INTO placement_duty (placement_id, directorate_id, since) SELECT {p}, {other}, current_date",
            "overlap",
        ),
        ("UPDATE placement_duty SET until = current_date + 5 WHERE placement_id = {p}", "gap"),
        ("DELETE FROM placement_duty WHERE placement_id = {p}", "gap"),
        (
            "UPDATE placement_duty SET until = current_date + 2 WHERE placement_id = {p};"
            "INSERT INTO placement_duty (placement_id, directorate_id, since) SELECT {p}, {other}, current_date + 3",
            "gap",
        ),
    ],
)
def test_the_database_refuses_a_day_with_two_directorates_or_with_none(placement, luxor, statement, refused):
    error = IntegrityError if refused == "overlap" else InternalError
    with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(p=placement.pk, other=luxor.pk))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_list_shows_both_directorates_the_transfer_and_nobody_else(client, placement, luxor):
    opened(placement, luxor)
    for name, rows in [("huda", 1), ("nabil", 1), ("amal", 1)]:
        assert len(at(client, name, reverse("transfer_list")).context["rows"]) == rows
    assert at(client, "ashraf", reverse("transfer_list")).status_code == 403
