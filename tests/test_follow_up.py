"""A child with a family is visited until 21: planned, recorded as a draft, signed off by another hand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment
from fostercare.workflows import waiting
from fostercare.workflows.follow_up import plan
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.questions import Questions
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.models import Process, Task
from tests.cases import a_household
from tests.children import a_cleared_application, a_file, a_match, a_placement
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def visit(placement):
    return placement.visits.first()


def at(client, name, url, data=None, **headers):
    client.force_login(person(name))
    return client.get(url, headers=headers) if data is None else client.post(url, data, headers=headers)


def fresh(visit):
    return Visit.objects.whole().get(pk=visit.pk)


def steps(visit):
    return {task.flow_task.name for task in waiting.open_tasks(visit)}


def typed(visit, name="dina"):
    """Something sensible for every question, by screen, as a browser sends it."""
    questions = Questions(fresh(visit), person(name), timezone.localdate())
    return {
        screen["key"]: {row["key"]: _typed(questions, row) for row in asked} for screen, asked in questions.screens()
    }


def _typed(questions, row):
    if row["kind"] == "date":
        days = 30 if row["key"] == "next_visit" else 0
        return (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")
    if row["kind"] in ("choice", "yes_no", "scale", "multi_choice"):
        return questions.choices(row)[0][0]
    return {"number": "١٢٫٥", "time": "١٠:٣٠", "signature": ""}.get(row["kind"], "كما ينبغي")


def record_url(visit, screen):
    return reverse("visit_record", args=[visit.pk]) + f"?screen={screen}"


def record(client, visit, name="dina", **instead):
    """Fill in every screen and record the visit; the answer of the last screen."""
    screens = typed(visit)
    for number, (screen, answers) in enumerate(screens.items(), start=1):
        answers |= {key: value for key, value in instead.items() if key in answers}
        answers["go"] = "record" if number == len(screens) else "next"
        answer = at(client, name, record_url(visit, screen), answers)
    return answer


def grown(placement, years):
    """The child of the placement at another age, and handed over so long ago that visits were due."""
    child = placement.child
    child.birth_date = timezone.localdate() - timedelta(days=366 * years)
    child.save(update_fields=["birth_date"])


# The plan


def test_the_plan_follows_the_schedule_to_the_age_at_which_follow_up_ends(placement):
    visits = list(placement.visits.all())
    assert [visit.stage for visit in visits[:8]] == ["first_week", *["transition"] * 5, "second_stage", "second_stage"]
    assert [visit.sequence for visit in visits] == list(range(1, len(visits) + 1))
    end = book(placement.edition).parameters.add(placement.child.birth_date, "follow_up_until")
    assert end - timedelta(days=366) < visits[-1].planned_on <= end
    assert all((visit.late_after - visit.planned_on).days == 7 for visit in visits)


def test_only_visits_that_are_near_are_put_on_the_work_list(placement):
    assert (
        Process.objects.filter(record_id__in=placement.visits.values("pk"), flow_class__contains="follow_up").count()
        == 1
    )


def test_the_clocks_open_what_has_come_near_and_do_it_once(placement):
    second = placement.visits.all()[1]
    assert not steps(second)
    Visit.objects.filter(pk=second.pk).update(planned_on=timezone.localdate() + timedelta(days=3))
    call_command("clocks")
    assert steps(second) == {"record"}
    before = Task.objects.count()
    call_command("clocks")
    assert Task.objects.count() == before


def test_many_runs_are_begun_as_the_engine_begins_one(placement):
    """What is written in bulk differs from what the engine wrote by nothing but whom it concerns."""
    Visit.objects.filter(pk__in=[visit.pk for visit in placement.visits.all()[1:4]]).update(
        planned_on=timezone.localdate()
    )
    assert plan.open_due() == 3
    runs = [_shape(visit) for visit in placement.visits.all()[:4]]
    assert all(run == runs[0] for run in runs)
    for visit in placement.visits.all()[:4]:
        (task,) = waiting.open_tasks(visit)
        assert (task.due_on, task.directorate_id) == (visit.late_after, placement.directorate_id)
        assert task.process.record == visit


def _shape(visit):
    tasks = Task.objects.filter(process__record_id=visit.pk, process__case=visit.placement_id).order_by("pk")
    return [
        (
            task.flow_task.name, task.flow_task_type, task.status, task.token, task.owner_permission,
            task.owner_permission_content_type_id, task.owner_permission_obj_pk, task.process.flow_class,
            [earlier.flow_task.name for earlier in task.previous.all()],
        )
        for task in tasks
    ]  # fmt: skip


# The lists


def test_late_due_and_never_visited(client, placement, visit):
    today = timezone.localdate()

    def rows(show, name="nadia"):
        return list(at(client, name, reverse("visit_list") + f"?show={show}").context["rows"])

    assert (rows("late"), rows("due"), rows("unvisited")) == ([], [visit], [placement])
    Visit.objects.filter(pk=visit.pk).update(
        planned_on=today - timedelta(days=20), late_after=today - timedelta(days=13)
    )
    assert (rows("late"), rows("due")) == ([visit], [])
    assert rows("late", "nabil") == rows("unvisited", "nabil") == []
    assert rows("late", "dina") == [visit]
    assert "١٣" in at(client, "nadia", reverse("visit_list")).content.decode()
    assert at(client, "salma", reverse("visit_list")).status_code == 403


def test_a_follow_up_worker_sees_assigned_children_only(client, placement, visit):
    page = reverse("visit", args=[visit.pk])
    assert at(client, "dina", page).status_code == 200
    Assignment.objects.filter(case=placement.case).delete()
    assert at(client, "dina", page).status_code == 404
    assert at(client, "nabil", page).status_code == 404
    assert at(client, "nadia", page).status_code == 200


# The draft


def test_each_screen_is_kept_and_a_gap_stops_nobody(client, visit):
    answer = at(client, "dina", record_url(visit, "meeting"), {"workers": "دينا", "go": "next"})
    assert answer.url == record_url(visit, "child")
    assert fresh(visit).answers["workers"] == "دينا"
    again = at(client, "dina", record_url(visit, "meeting"))
    assert "دينا" in again.content.decode()
    assert fresh(visit).state == "planned"


def test_bad_input_is_kept_too_and_refused_beside_the_field(client, visit):
    answer = at(client, "dina", record_url(visit, "health"), {"weight_kg": "كثير", "illness": "لا شيء", "go": "next"})
    assert "weight_kg" in answer.context["form"].errors
    assert fresh(visit).answers["weight_kg"] == "كثير"
    assert fresh(visit).answers["illness"] == "لا شيء"
    at(client, "dina", record_url(visit, "health"), {"weight_kg": "١٢٫٥", "go": "next"})
    assert fresh(visit).answers["weight_kg"] == "12.5"


@pytest.mark.parametrize(
    ("screen", "answers", "field"),
    [
        ("meeting", {"visit_date": "1/1/2090"}, "visit_date"),
        ("meeting", {"visit_date": "1/1/2020"}, "visit_date"),
        ("meeting", {"visit_time": "25:70"}, "visit_time"),
        ("closing", {"next_visit": "1/1/2020"}, "next_visit"),
    ],
)
def test_days_and_hours_are_sane(client, visit, screen, answers, field):
    at(client, "dina", record_url(visit, "meeting"), typed(visit)["meeting"])
    assert field in at(client, "dina", record_url(visit, screen), answers).context["form"].errors


def test_the_draft_saves_itself_while_one_types(client, visit):
    answer = at(client, "dina", record_url(visit, "meeting"), {"workers": "دي"}, **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert fresh(visit).answers["workers"] == "دي"


def test_of_two_who_write_at_once_each_sees_the_others_words(client, visit, alexandria):
    access.appoint(person("omar"), "case_worker", alexandria)
    Assignment.objects.filter(case=visit.placement_id, role="case_worker").update(officer=person("omar"))
    at(client, "omar", record_url(visit, "meeting"), {"workers": "عمر", "go": "save"})
    Assignment.objects.filter(case=visit.placement_id, role="case_worker").update(officer=person("dina"))

    mine = {"workers": "دينا", "seen": "", "go": "next"}
    answer = at(client, "dina", record_url(visit, "meeting"), mine)
    (said,) = answer.context["form"].errors["workers"]
    assert "عمر" in said
    assert "دينا" in answer.content.decode()
    assert fresh(visit).answers["workers"] == "عمر"
    at(client, "dina", record_url(visit, "meeting"), {**mine, "seen": answer.context["seen"]})
    assert fresh(visit).answers["workers"] == "دينا"


def test_recording_too_early_lists_what_is_missing_with_the_way_to_it(client, visit):
    answer = at(client, "dina", record_url(visit, "closing"), {"risk_reason": "لا شيء", "go": "record"})
    assert answer.status_code == 200
    assert any("screen=meeting" in gap["url"] for gap in answer.context["missing"])
    assert fresh(visit).state == "planned"


# The questions


def test_questions_fit_the_child_and_the_officer(client, placement, visit):
    def keys(name):
        return {row["key"] for row in Questions(fresh(visit), person(name), timezone.localdate()).shown}

    assert not {"child_seen_alone", "enrolled", "relation_with_own_children"} & keys("dina")
    grown(placement, 8)
    assert {"child_seen_alone", "enrolled", "child_words", "knows_story"} <= keys("dina")
    assert "knows_story" not in keys("nadia")
    assert not {"vaccinations", "child_words"} & keys("hany")


def test_what_depends_on_another_answer_is_asked_and_never_demanded(client, placement, visit):
    grown(placement, 8)
    page = at(client, "dina", record_url(visit, "child"))
    field = page.context["form"].fields["not_seen_alone_reason"]
    assert field.help_text
    assert not field.required


# From the record to the signature


def test_a_visit_from_the_door_to_the_signature(client, placement, visit):
    grown(placement, 8)
    answer = record(client, visit, risk_after="medium", child_seen_alone="not_seen", injury_marks="yes")
    assert answer.url == reverse("visit", args=[visit.pk])
    done = fresh(visit)
    assert (done.state, done.visited_on, done.seen_alone) == ("recorded", timezone.localdate(), False)
    assert done.recorded_by == person("dina")
    assert steps(visit) == {"sign_off"}

    page = at(client, "nadia", reverse("visit", args=[visit.pk]))
    assert page.context["incidents"]
    assert page.context["hidden"]
    assert at(client, "dina", reverse("visit_act", args=[visit.pk, "sign_off"]), {}).status_code == 403
    at(client, "nadia", reverse("visit_act", args=[visit.pk, "sign_off"]), {})
    done = fresh(visit)
    assert (done.state, done.signed_off_by) == ("signed_off", person("nadia"))
    assert done.placement.risk == "medium"
    assert not steps(visit)
    assert at(client, "nadia", reverse("visit_list") + "?show=unvisited").context["rows"] == []
    assert done.placement.facts(timezone.localdate()).child_seen_alone is False


def test_a_returned_visit_goes_back_to_the_worker_with_every_answer(client, visit):
    record(client, visit)
    back = reverse("visit_act", args=[visit.pk, "return_for_correction"])
    assert "question_1" in at(client, "nadia", back, {}).context["form"].errors
    at(client, "nadia", back, {"why": "ينقص سبب تقدير الخطورة"})
    assert fresh(visit).state == "planned"
    assert steps(visit) == {"record"}
    assert "ينقص سبب" in at(client, "dina", reverse("visit", args=[visit.pk])).content.decode()
    assert fresh(visit).answers["workers"] == "كما ينبغي"
    record(client, visit)
    assert steps(visit) == {"sign_off"}


def test_a_visit_sent_back_with_questions_returns_with_their_answers(client, visit):
    record(client, visit)
    back = reverse("visit_act", args=[visit.pk, "return_for_correction"])
    at(client, "nadia", back, {"question_1": "من حضر الزيارة؟", "question_2": "لماذا لم يُر الطفل على انفراد؟"})
    assert fresh(visit).past_acts().get(act="return_for_correction").why == "طُرح سؤالان."
    first, second = fresh(visit).sent_back.all()
    assert (first.number, second.number, first.asked_by) == (1, 2, person("nadia"))
    page = at(client, "dina", reverse("visit", args=[visit.pk]))
    assert set(page.context["answers_form"].fields) == {first.key, second.key}
    at(client, "dina", reverse("visit_answers", args=[visit.pk]), {first.key: "الأم والجدة"})
    with pytest.raises(NotNow):
        act(fresh(visit).record, by=person("dina"), visited_on=timezone.localdate(), answers={})
    assert at(client, "nadia", reverse("visit_answers", args=[visit.pk]), {second.key: "س"}).status_code == 403
    at(client, "dina", reverse("visit_answers", args=[visit.pk]), {first.key: "غير ذلك", second.key: "كان نائمًا"})
    assert list(fresh(visit).sent_back.values_list("answer", flat=True)) == ["الأم والجدة", "كان نائمًا"]
    record(client, visit)
    assert "كان نائمًا" in at(client, "nadia", reverse("visit", args=[visit.pk])).content.decode()
    at(client, "nadia", back, {"question_1": "وماذا عن المدرسة؟"})
    assert fresh(visit).sent_back.last().number == 3
    with pytest.raises(IntegrityError, match="who_asked_does_not_answer"), transaction.atomic():
        fresh(visit).sent_back.filter(number=3).update(
            answer="س", answered_by=person("nadia"), answered_at=timezone.now()
        )


def test_nobody_signs_off_their_own_visit(client, visit, alexandria):
    both = person("dina")
    access.appoint(both, "case_supervisor", alexandria)
    record(client, visit)
    with pytest.raises(NotNow):
        act(fresh(visit).sign_off, by=both)
    page = at(client, "dina", reverse("visit_act", args=[visit.pk, "sign_off"]))
    assert page.context["blocked"]
    with pytest.raises(IntegrityError, match="nobody_signs_off"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE follow_up_visit SET signed_off_by_id = recorded_by_id, state = 'signed_off' WHERE id = %s",
            [visit.pk],
        )


def test_who_may_not_record_cannot(client, visit):
    assert at(client, "nadia", reverse("visit_record", args=[visit.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        act(fresh(visit).record, by=person("nadia"), visited_on=timezone.localdate(), answers={})


def test_a_recorded_visit_is_no_draft_any_more(client, visit):
    record(client, visit)
    answer = at(client, "dina", record_url(visit, "meeting"), {"workers": "غيره", "go": "save"})
    assert answer.url == reverse("visit", args=[visit.pk])
    assert fresh(visit).answers["workers"] == "كما ينبغي"


def test_a_moved_visit_moves_its_task(client, visit):
    day = timezone.localdate() + timedelta(days=12)
    url = reverse("visit_act", args=[visit.pk, "reschedule"])
    assert "planned_on" in at(client, "nadia", url, {"planned_on": "1/1/2020", "why": "سفر"}).context["form"].errors
    at(client, "nadia", url, {"planned_on": day.isoformat(), "why": "سفر الأسرة"})
    (task,) = waiting.open_tasks(visit)
    assert fresh(visit).planned_on == day
    assert task.due_on == day + timedelta(days=7)


def test_a_missed_visit_is_said_with_its_reason(client, visit):
    at(client, "dina", reverse("visit_act", args=[visit.pk, "miss"]), {"why": "لم تكن الأسرة بالمسكن"})
    assert fresh(visit).state == "missed"
    assert not steps(visit)


def test_a_second_placement_has_a_plan_of_its_own(placement):
    application = a_cleared_application(household=a_household(district="العجمي"))
    two = a_placement(at="transition", match=a_match(at="accepted", file=a_file(), application=application))
    assert placement.visits.count() == two.visits.count()
    assert Visit.objects.filter(sequence=1).count() == 2
