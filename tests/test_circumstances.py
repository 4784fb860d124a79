"""Something changes in a family: what it touches is looked at again, by a day, and somebody says what follows."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Answer
from fostercare.records.models import Child, Person
from fostercare.workflows import waiting
from fostercare.workflows.circumstance import by_calendar
from fostercare.workflows.circumstance.models import Circumstance
from fostercare.workflows.circumstance.reporting import report
from fostercare.workflows.letter_facts import family_of
from fostercare.workflows.lifecycle import NotNow, act, obstacles
from tests.cases import a_household, again, an_application, by_role, clear, papers
from tests.people import person
from tests.sittings import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def now(change):
    return Circumstance.objects.whole().get(pk=change.pk)


def asked(change):
    return {obstacle.item.code for obstacle in now(change).still_open()}


def held_back(change):
    return {obstacle.item.code for obstacle in obstacles(now(change), "conclude")}


def answer_anew(change, *codes):
    for obstacle in now(change).still_open():
        if obstacle.item.code in codes or not codes:
            line, part = obstacle.line, obstacle.part
            checklist = Checklist(line.case, TODAY())
            given = answering.answer(
                line.case, line.item, by=by_role(line.item.answered_by), state="met", person=part.person,
                documents=papers(checklist, line.item, part.person), date=TODAY(), yes_no=True, number=2, signed=True,
            )  # fmt: skip
            if line.item.verified_by:
                answering.verify(line.case, given, by=by_role(line.item.verified_by))


def test_a_child_is_born_to_the_family_and_only_what_that_touches_is_asked_again(client, placement):
    page = reverse("circumstance_report", args=[placement.number])
    assert at(client, "layla", page).status_code == 403
    assert at(client, "nabil", page).status_code == 404
    typed = {"kind": "own_child_born", "happened_on": "١/١/٢٠٩٠", "note": "رُزقت الأسرة بمولودة"}
    wrong = at(client, "dina", page, typed)
    assert "happened_on" in wrong.context["form"].errors
    assert "رُزقت الأسرة" in wrong.content.decode()
    at(client, "dina", page, typed | {"happened_on": TODAY().strftime("%d/%m/%Y")})
    change = Circumstance.objects.get()

    # Not the whole checklist: three items, of which the birth certificates wait until the family lists a child
    assert asked(change) == {"EL-09", "HS-03"}
    (task,) = waiting.open_tasks(change)
    assert (task.due_on, task.directorate) == (TODAY() + timedelta(days=30), placement.directorate)
    shown = at(client, "huda", reverse("circumstance", args=[change.pk]))
    assert {row["detail"].split()[0] for shut in shown.context["blocked"] for row in shut["obstacles"]} == asked(change)
    with pytest.raises(NotNow):
        act(now(change).conclude, by=person("huda"), conclusion="goes_on", text="…", why="…")

    # What stood before stays on record; what was answered anew counts
    before = Answer.objects.filter(item__code="HS-03").count()
    answer_anew(change)
    assert asked(change) == set()
    assert Answer.objects.filter(item__code="HS-03").count() == before + 1
    act_page = reverse("circumstance_act", args=[change.pk, "conclude"])
    assert "why" in at(client, "huda", act_page, {"conclusion": "goes_on"}).context["form"].errors
    at(client, "huda", act_page, {"conclusion": "goes_on", "why": "المسكن متسع، والطفلة مرتبطة بأمها"})
    assert (now(change).state, now(change).conclusion) == ("concluded", "goes_on")
    assert not waiting.open_tasks(change)
    assert again(placement).state == "transition"


def test_a_worrying_change_puts_the_placement_under_watch(placement):
    change = report(placement, "income_lost", by=person("nadia"), note="أُغلق المصنع")
    answer_anew(change)
    act(now(change).conclude, by=person("huda"), conclusion="under_watch", text="دخل غير منتظم", why="دخل غير منتظم")
    assert again(placement).state == "under_watch"


def test_nobody_writes_to_a_carer_who_died_and_an_error_is_taken_back(client, placement):
    page = reverse("circumstance_report", args=[placement.number])
    typed = {"kind": "foster_father_died", "happened_on": TODAY().strftime("%d/%m/%Y"), "note": "أزمة قلبية"}
    assert "certificate" in at(client, "dina", page, typed).context["form"].errors
    at(client, "dina", page, {**typed, "certificate": "٢٢١٤"})
    application = again(placement.match.application)
    household, letter = application.household, family_of(again(application))
    (widow,) = household.adults
    (late,) = household.deceased
    assert (late.sex, late.died_on, late.death_certificate) == ("male", TODAY(), "٢٢١٤")
    assert (household.kind, widow.civil_status) == ("woman_alone", "widowed")
    assert letter["carers"] == [widow] and late.full_name not in letter["carers_names"]
    assert {again(case).heading for case in (placement, application, placement.match)} == {widow.short_name}
    assert late.full_name in at(client, "huda", reverse("case", args=[placement.number])).content.decode()
    again_typed = {**typed, "kind": "foster_father_died", "certificate": "٢٢١٤"}
    assert "kind" in at(client, "dina", page, again_typed).context["form"].errors

    change = placement.circumstances.get()
    act(now(change).set_aside, by=person("huda"), why="تشابه أسماء")
    application = again(application)
    assert len(application.household.adults) == 2 and application.household.kind == "couple"
    assert late.short_name in again(placement).heading


def test_the_database_knows_no_death_without_a_certificate(placement):
    with pytest.raises(IntegrityError, match="a_death_has_its_certificate"), transaction.atomic():
        Person.objects.update(died_on=TODAY())


def test_after_the_death_of_the_foster_mother_the_higher_committee_says_how_it_goes_on(client, placement):
    change = report(placement, "foster_mother_died", by=person("dina"), certificate="٢٢١٤")
    answer_anew(change)
    assert held_back(change) == {"EN-07"}
    clear(placement, "refer")
    assert held_back(change) == set()
    form = at(client, "huda", reverse("circumstance_act", args=[change.pk, "conclude"])).context["form"]
    assert [key for key, _label in form.fields["conclusion"].choices] == ["committee"]
    text = "الأب قادر على الرعاية وتعاونه جدة الأسرة"
    act(now(change).conclude, by=person("huda"), conclusion="committee", text=text, why=text)
    assert again(placement).state == "referred"
    decide(again(placement), "continue", "higher", text="استمرار الأب البديل في الكفالة")
    assert again(placement).state == "under_watch"


def test_what_a_visit_finds_is_reported_when_it_is_signed_off(placement):
    visit = placement.visits.planned().first()
    answers = {"risk_after": "low", "family_changes": ["move", "job", "debts"], "change_details": "انتقلوا إلى سموحة"}
    act(visit.record, by=person("dina"), visited_on=TODAY(), answers=answers)
    assert not Circumstance.objects.exists()
    act(visit.sign_off, by=person("nadia"))
    assert set(Circumstance.objects.values_list("kind", "note")) == {
        ("moved", "انتقلوا إلى سموحة"), ("job_changed", "انتقلوا إلى سموحة"),
    }  # fmt: skip


def test_one_change_is_reported_once_and_by_who_may(client, placement):
    report(placement, "moved", by=person("salma"))
    again_typed = {"kind": "moved", "happened_on": TODAY().strftime("%d/%m/%Y"), "note": "…"}
    page = at(client, "dina", reverse("circumstance_report", args=[placement.number]), again_typed)
    assert "kind" in page.context["form"].errors
    with pytest.raises(PermissionDenied):
        report(placement, "divorced", by=person("amal"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Circumstance.objects.create(placement=placement, kind="moved", happened_on=TODAY(), reported_by=person("dina"))


def test_a_change_recorded_in_error_is_set_aside_with_its_reason(placement):
    change = report(placement, "divorced", by=person("dina"))
    act(now(change).set_aside, by=person("nadia"), why="كان خلافًا عابرًا")
    assert now(change).state == "set_aside"
    assert not waiting.open_tasks(change)
    assert again(placement).history.filter(why="كان خلافًا عابرًا").exists()


def test_lists_and_pages_are_for_who_sees_the_case(client, placement):
    change = report(placement, "moved", by=person("dina"))
    for name, rows in [("huda", 1), ("dina", 1), ("nabil", 0), ("amal", 1)]:
        assert len(at(client, name, reverse("circumstance_list")).context["rows"]) == rows
    assert at(client, "nabil", reverse("circumstance", args=[change.pk])).status_code == 404
    assert at(client, "salma", reverse("circumstance_act", args=[change.pk, "conclude"])).status_code == 403
    assert change.label in at(client, "huda", reverse("case", args=[placement.number])).content.decode()


# What time brings


def come_round(on):
    return by_calendar.open_due(on)


def test_the_half_yearly_update_and_the_yearly_review_come_round(placement):
    handed_over = placement.handed_over_on
    assert come_round(handed_over + timedelta(days=100)) == 0
    assert come_round(handed_over + timedelta(days=160)) == 1
    assert come_round(handed_over + timedelta(days=160)) == 0
    update = placement.circumstances.get()
    assert (update.kind, update.due_on) == ("status_update", handed_over + relativedelta(months=6))
    assert waiting.open_tasks(update).get().due_on == update.due_on
    assert come_round(handed_over + timedelta(days=340)) == 1
    answer_anew(update)
    act(now(update).conclude, by=person("huda"), conclusion="goes_on", text="لا جديد", why="لا جديد")
    # The next one counts from the day on which this one was done
    assert come_round(handed_over + timedelta(days=160)) == 1


def test_the_yearly_review_is_the_placements_own_act_with_its_gate(placement):
    come_round(placement.handed_over_on + timedelta(days=340))
    review = placement.circumstances.get(kind="yearly_review")
    assert "FU-03" in held_back(review)
    answer_anew(review)
    clear(again(placement), "review")
    act(now(review).conclude, by=person("nadia"), conclusion="goes_on", text="مستقرة", why="مستقرة")
    assert again(placement).history.filter(act="review", why="مستقرة").exists()


def test_a_young_person_is_prepared_at_fifteen_leaves_with_a_plan_and_may_read_the_file(placement):
    def is_aged(years):
        born = TODAY() - relativedelta(years=years)
        Child.objects.filter(pk=placement.child_id).update(birth_date=born)
        come_round(TODAY())

    is_aged(14)
    assert not placement.circumstances.exists()
    for years, kind, item in [
        (15, "aftercare_begun", "EN-09"),
        (17, "exit_plan", "EN-03"),
        (18, "came_of_age", "EN-10"),
    ]:
        is_aged(years)
        change = placement.circumstances.get(kind=kind)
        assert change.due_on == TODAY() + timedelta(days=90)
        assert item in held_back(change)
        answer_anew(change)
        if held_back(change):
            clear(again(placement), "come_of_age")
        act(now(change).conclude, by=person("huda"), conclusion="goes_on", text="مع صاحب الشأن", why="مع صاحب الشأن")
    assert again(placement.match.child_file).state == "of_age"
    assert again(placement).state == "transition"
    is_aged(18)
    assert placement.circumstances.count() == 3


def test_kin_are_asked_a_lighter_set():
    ours = an_application()
    kin = an_application(household=a_household(district="العجمي"), kin=True)
    asked_of = [
        {line.item.code for line in Checklist(again(case), TODAY()).lines if line.applies} for case in (ours, kin)
    ]
    assert asked_of[0] - asked_of[1] == {"EL-05", "EL-09", "DC-05", "DC-10", "DC-13", "TR-01"}
    assert asked_of[1] < asked_of[0]
