"""Something happens to a child with a family: reported by anybody, watched by clocks that nobody stops alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.models import Assignment
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.incident.models import Clock, Incident, Notification, Telling
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.placement.models import Placement
from tests.cases import put
from tests.children import a_child_with_a_family
from tests.people import person
from tests.sittings import decide
from tests.test_transfers import accepted, luxors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

TOLD = {"summary": "كدمات على الذراع لم تفسرها الأسرة", "source": "معلمة الحضانة", "whereabouts": "بالمسكن"}
RED = {"red_first_answer", "incident_report", "red_higher_committee"}


@pytest.fixture
def placement():
    return a_child_with_a_family()


def again(incident):
    return Incident.objects.whole().get(pk=incident.pk)


def an_incident(placement, what="injury", by="salma", ago=timedelta(0), **more):
    return again(report(placement, by=person(by), what=what, known_at=timezone.now() - ago, **{**TOLD, **more}))


def in_hand(placement, **more):
    return act(an_incident(placement, **more).take_charge, by=person("dina"))


def steps(incident):
    return {task.flow_task.name: task for task in waiting.open_tasks(incident)}


def keys(clocks):
    return {clock.key for clock in clocks}


def answered(incident, *but):
    """Every answer that the incident asks for is given, but these; instead of the committee's, two people stop it."""
    for clock in incident.clocks.running().exclude(key__in=but):
        if clock.key == "red_higher_committee":
            act(incident.ask_to_stop, by=person("nadia"), clock=clock, why="لا يلزم")
            act(again(incident).agree_to_stop, by=person("huda"), clock=Clock.objects.get(pk=clock.pk), why="موافقة")
            continue
        act(
            again(incident).record_answer,
            by=person("dina"),
            clock=clock,
            answered_at=timezone.now(),
            note="زيارة وتقرير",
        )
    return again(incident)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def typed(placement, **more):
    now = timezone.localtime()
    known = {"known_on": now.strftime("%d/%m/%Y"), "known_hour": now.strftime("%H:%M")}
    return {"number": placement.number, "what": "injury", **TOLD, **known} | more


# The report


def test_whoever_sees_the_case_reports_and_those_who_are_to_know_are_told(client, placement):
    answer = at(client, "salma", reverse("incident_report"), typed(placement))
    incident = again(Incident.objects.get())
    assert answer.url == reverse("case", args=[incident.number])
    assert (incident.level, incident.state, incident.reported_by) == ("red", "reported", person("salma"))
    assert keys(incident.clocks.all()) == RED
    assert set(incident.tellings.values_list("role", flat=True)) == {
        "case_supervisor", "family_childhood_head", "directorate_head", "central_case_unit", "higher_secretariat",
    }  # fmt: skip
    assert at(client, "salma", answer.url).status_code == 200, "who reported it sees what becomes of it"
    assert at(client, "layla", answer.url).status_code == 404, "a colleague without the right does not"


def test_the_number_of_the_childs_file_or_of_the_application_will_do(client, placement):
    for number in (placement.match.child_file.number, placement.match.application.number):
        at(client, "huda", reverse("incident_report"), typed(placement, number=number, summary=f"بلاغ {number}"))
    assert set(Incident.objects.values_list("placement", flat=True)) == {placement.pk}
    assert Incident.objects.count() == 2


def test_a_number_of_another_directorate_is_as_good_as_none_and_nothing_typed_is_lost(client, placement):
    answer = at(client, "nabil", reverse("incident_report"), typed(placement))
    assert answer.status_code == 200
    assert not Incident.objects.exists()
    assert TOLD["summary"] in answer.content.decode()


def test_an_impatient_thumb_reports_once(client, placement):
    for _time in range(2):
        at(client, "salma", reverse("incident_report"), typed(placement))
    assert Incident.objects.count() == 1


def test_what_a_visit_suggests_is_reported_with_one_click_and_not_suggested_again(client, placement):
    visit = placement.visits.first()
    answers = {"injury_marks": "yes"}
    act(visit.record, by=person("dina"), visited_on=timezone.localdate(), answers=answers, seen_alone=True)
    url = reverse("incident_report", query={"visit": visit.pk, "what": "injury"})
    assert url.replace("&", "&amp;") in at(client, "dina", reverse("visit", args=[visit.pk])).content.decode()
    form = at(client, "dina", url).context["form"]
    assert (form["number"].value(), form["what"].value()) == (placement.number, "injury")
    at(client, "dina", url, typed(placement))
    incident = Incident.objects.get()
    assert incident.visit == visit
    page = at(client, "dina", reverse("visit", args=[visit.pk])).content.decode()
    assert incident.number in page and url.replace("&", "&amp;") not in page


def test_two_missed_visits_suggest_an_incident_and_one_does_not(client, placement):
    first, second = placement.visits.all()[:2]
    suggestions = []
    for visit in (first, second):
        act(Visit.objects.get(pk=visit.pk).miss, by=person("dina"))
        page = at(client, "dina", reverse("visit", args=[visit.pk]))
        suggestions.append([one["what"] for one in page.context["incidents"]])
    assert suggestions == [[], ["missed_visits"]]


# The clocks


def test_hours_run_from_the_moment_it_was_known_and_days_to_their_end(placement):
    incident = an_incident(placement, ago=timedelta(hours=3))
    due = {clock.key: clock.due_at - incident.known_at for clock in incident.clocks.all()}
    assert due["incident_report"] == timedelta(hours=24)
    assert due["red_higher_committee"] == timedelta(hours=72)
    same_day = incident.clocks.get(key="red_first_answer").due_at
    assert timezone.localtime(same_day).strftime("%H:%M:%S") == "23:59:59"


def test_the_task_is_due_when_the_next_clock_is(placement):
    incident = in_hand(placement)
    days = [timezone.localdate(clock.due_at) for clock in incident.clocks.all()]
    assert steps(incident)["answer"].due_on == days[0]
    first = incident.clocks.first()
    act(incident.record_answer, by=person("dina"), clock=first, answered_at=timezone.now(), note="اتصال وزيارة")
    assert steps(incident)["answer"].due_on == days[1]


def test_an_incident_is_not_dealt_with_while_a_clock_runs_and_the_button_says_which(client, placement):
    incident = answered(in_hand(placement), "red_higher_committee")
    with pytest.raises(NotNow):
        act(incident.resolve, by=person("dina"))
    page = at(client, "dina", reverse("case", args=[incident.number])).content.decode()
    assert "العرض على اللجنة العليا في الواقعة الحمراء" in page


def test_nobody_stops_a_clock_alone_nor_with_a_colleague_of_the_same_role(placement):
    incident = answered(in_hand(placement), "red_higher_committee")
    clock = incident.clocks.get(key="red_higher_committee")
    with pytest.raises(ValidationError):
        act(incident.agree_to_stop, by=person("hany"), clock=clock)  # nobody asked
    act(incident.ask_to_stop, by=person("nadia"), clock=clock)
    with pytest.raises(ValidationError):
        act(again(incident).agree_to_stop, by=person("nadia"), clock=clock)
    clock.refresh_from_db()
    assert clock.runs
    act(again(incident).agree_to_stop, by=person("huda"), clock=clock)
    clock.refresh_from_db()
    assert (clock.asked_as, clock.stopped_as) == ("case_supervisor", "family_childhood_head")
    act(again(incident).resolve, by=person("dina"))


def test_a_lower_level_stops_no_clock_and_a_higher_one_starts_more(placement):
    incident = in_hand(placement)
    act(incident.reclassify, by=person("huda"), what="beating", level="orange")
    assert keys(incident.clocks.running()) == RED | {"orange_visit", "orange_plan"}
    with pytest.raises(PermissionDenied):
        act(again(incident).reclassify, by=person("dina"), what="debts", level="yellow")


def test_the_database_keeps_clocks_and_reports_whatever_the_program_does(placement):
    incident = in_hand(placement)
    clock = incident.clocks.first()
    same = Clock.objects.filter(pk=clock.pk)
    ours, hers = person("nadia"), person("huda")
    stopped = {"asked_by": ours, "asked_as": "case_supervisor", "stopped_at": timezone.now()}
    forbidden = [
        lambda: clock.delete(),
        lambda: same.update(due_at=timezone.now()),
        lambda: Clock.objects.filter(pk=clock.pk).update(
            **stopped, stopped_by=ours, stopped_as="family_childhood_head"
        ),
        lambda: Clock.objects.filter(pk=clock.pk).update(**stopped, stopped_by=hers, stopped_as="case_supervisor"),
        lambda: Clock.objects.filter(pk=clock.pk).update(answered_at=timezone.now()),
        lambda: put(incident, "closed"),
        lambda: Incident.objects.filter(pk=incident.pk)._raw_delete("default"),
    ]
    for attempt in forbidden:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_where_time_runs_out_everybody_of_the_gravest_level_is_told_once(placement):
    incident = an_incident(placement, what="debts", ago=timedelta(days=30))
    assert incident.tellings.count() == 1
    call_command("clocks")
    call_command("clocks")
    assert set(incident.tellings.values_list("role", flat=True)) >= {"directorate_head", "central_case_unit"}


# Its way


def test_from_the_report_to_the_end_by_different_hands(placement):
    incident = an_incident(placement)
    assert steps(incident).keys() == {"take_charge"}
    incident = act(incident.take_charge, by=person("dina"))
    act(
        incident.record_measure,
        by=person("dina"),
        measure="safe_place",
        taken_on=timezone.localdate(),
        whereabouts="دار الأمل",
    )
    assert incident.whereabouts == "دار الأمل"
    incident = act(again(incident).escalate, by=person("nadia"), why="يلزم عرضها على اللجنة العليا")
    incident = act(answered(incident).resolve, by=person("dina"), why="تبين أنها سقوط من الدراجة")
    assert steps(incident).keys() == {"close"}
    incident = act(again(incident).close, by=person("huda"))
    assert (incident.state, steps(incident)) == ("closed", {})
    act(again(incident).reopen, by=person("hany"), why="معلومة جديدة")
    assert steps(incident).keys() == {"answer"}


def test_who_dealt_with_it_does_not_close_it(placement):
    incident = act(an_incident(placement).take_charge, by=person("nadia"))
    incident = act(answered(incident).resolve, by=person("nadia"))
    assert lifecycle.why_not(incident, "close", person("nadia"))
    with pytest.raises(NotNow):
        act(incident.close, by=person("nadia"))
    act(again(incident).close, by=person("shadia"))


def test_an_escalated_incident_comes_before_the_higher_committee(placement):
    incident = act(in_hand(placement).escalate, by=person("dina"), why="خلال ٧٢ ساعة")
    clock = incident.clocks.get(key="red_higher_committee")
    with pytest.raises(ValidationError):
        act(again(incident).record_answer, by=person("dina"), clock=clock, answered_at=timezone.now(), note="عُرضت")
    decide(again(incident), "resolved", "higher", text="يستمر الطفل في المكان الآمن حتى تقرير الطبيب.")
    assert incident.agenda_items.count() == 1
    clock.refresh_from_db()
    assert clock.in_time and clock.resolution.outcome == "resolved" and "تقرير الطبيب" in clock.note
    assert keys(incident.clocks.running()) == RED - {"red_higher_committee"}, "the committee answers for nobody else"


def test_what_the_committee_decides_about_the_placement_answers_the_childs_red_incident(placement):
    incident = in_hand(placement)
    put(placement, "urgent_review")
    decide(Placement.objects.whole().get(pk=placement.pk), "continue", "higher", text="يستمر تحت الملاحظة.")
    clock = incident.clocks.get(key="red_higher_committee")
    assert clock.resolution.outcome == "continue" and clock.in_time
    assert again(incident).past_acts().filter(act="take_decision").count() == 1


def test_an_incident_outlives_the_placement_it_is_about(placement):
    incident = in_hand(placement)
    put(placement, "ended")
    Placement.objects.filter(pk=placement.pk).update(ended_on=timezone.localdate())
    assert again(incident) in Incident.objects.visible_to(person("nadia"))
    assert keys(incident.clocks.running()) == RED
    act(answered(incident).resolve, by=person("dina"))


def test_an_incident_moves_with_the_file_to_another_directorate(client, placement, luxor):
    incident = in_hand(placement)
    transfer = accepted(placement, luxor)
    act(transfer.move_file, by=person("huda"))
    moved = again(incident)
    assert (moved.directorate, moved.assignments.get().officer) == (luxor, luxors("karima"))
    assert set(waiting.open_tasks(moved).values_list("directorate", "owner")) == {(luxor.pk, None)}
    assert at(client, "nabil", reverse("case", args=[incident.number])).status_code == 200
    assert at(client, "nadia", reverse("case", args=[incident.number])).status_code == 404
    act(moved.record_answer, by=luxors("karima"), clock=moved.clocks.first(), answered_at=timezone.now(), note="زيارة")


# Who sees and notes it


def test_what_one_is_told_stands_on_the_desk_until_somebody_of_the_role_notes_it(client, placement):
    incident = an_incident(placement)
    assert _told(client, "nadia") == [incident.number]
    telling = Telling.objects.get(incident=incident, role="case_supervisor")
    assert at(client, "huda", reverse("telling_noted", args=[telling.pk]), {}).status_code == 404
    at(client, "nadia", reverse("telling_noted", args=[telling.pk]), {})
    assert _told(client, "nadia") == []
    assert _told(client, "hany") == [incident.number]


def _told(client, name):
    return [telling.incident.number for telling in at(client, name, reverse("home")).context["told"]]


def test_lists_show_the_gravest_first_and_what_is_late(client, placement):
    yellow = an_incident(placement, what="debts", ago=timedelta(days=30))
    red = an_incident(placement)
    shown = at(client, "nadia", reverse("incident_list")).context["rows"]
    assert [row["incident"].number for row in shown] == [red.number, yellow.number]
    late = at(client, "shadia", reverse("incident_list") + "?show=late").context["rows"]
    assert [row["incident"].number for row in late] == [yellow.number]
    assert not at(client, "nabil", reverse("incident_list")).context["rows"]


def test_a_follow_up_worker_deals_with_those_of_the_children_she_follows(placement):
    mine = an_incident(placement)
    Assignment.objects.filter(case=placement.case, role="case_worker").delete()
    other = an_incident(placement, what="neglect")
    assert set(Incident.objects.visible_to(person("dina"))) == {mine}
    assert other in Incident.objects.visible_to(person("nadia"))


def test_the_prosecution_is_told_by_a_letter_that_keeps_a_protected_source(client, placement, monkeypatch):
    printed = {}
    monkeypatch.setattr("fostercare.printing.pdf", lambda template, context: printed.update(context) or b"%PDF-1.4")
    incident = act(an_incident(placement, source_protected=True).take_charge, by=person("dina"))
    asked = {"body": Notification.Body.PROSECUTION, "office": "شرق الإسكندرية", "request": "التحقيق وتقرير ما ترونه"}
    at(client, "dina", reverse("act", args=[incident.number, "notify"]), asked)
    issued = at(client, "dina", reverse("print_letter", args=[incident.number, "LT-15"]), {})
    assert issued.status_code == 302
    assert printed["to_the_prosecution"] and printed["child"] == placement.child
    assert at(client, "salma", issued.url).status_code == 403, "the letter names the child"
