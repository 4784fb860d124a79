"""Committees decide in sittings: what was not validly taken cannot exist, and what was takes effect when all signed."""

from datetime import timedelta
from inspect import Parameter, signature
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.http import Http404
from django.utils import timezone

from directorates import access
from directorates.models import Directorate
from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.models import Answer, Assignment
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application, Condition, Decision, State
from fostercare.workflows.cases import find
from fostercare.workflows.committee import agenda, bodies, conflicts, minutes, planning, presence, voting
from fostercare.workflows.committee.models import Body, Member, Recusal, Resolution, Sitting
from fostercare.workflows.lifecycle import NotNow, act
from tests.cases import SITTINGS, a_household, a_paper, an_application, by_role, clear
from tests.cases import again as as_it_is
from tests.children import a_match
from tests.people import LUXOR, person
from tests.sittings import (
    a_body,
    a_sitting,
    a_week_passes,
    adjourn,
    again,
    decide,
    everybody_votes,
    resolve,
    sign,
    unprinted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture(scope="module")
def prepared(around_all):
    return an_application(at=State.READY)


@pytest.fixture
def ready(prepared, db):
    return as_it_is(prepared)


def one_item(sitting):
    return sitting.items.select_related("case").get()


def member(name, body=None):
    return Member.objects.get(body=body or a_body(), officer=person(name))


def refusal(refused):
    return " ".join(refused.value.messages)


# From the agenda to the last signature --------------------------------------------------------------------------------


def test_a_case_is_moved_by_a_sitting_with_its_number_its_answers_and_its_paper(ready, rami, adel):
    sitting = decide(ready, "recommend", printed=True)

    application = as_it_is(ready)
    decision = application.decisions.get()
    assert (sitting.state, application.state) == ("signed", State.RECOMMENDED)
    assert (decision.number, decision.year, decision.place) == (1, timezone.localdate().year, "02")
    assert decision.resolution == one_item(sitting).resolution
    assert (application.history.first().act, application.history.first().by) == ("recommend", rami)
    standing = application.answers.filter(replaced_at=None, item__stage="committee")
    given = {answer.item.code: answer for answer in standing}
    assert given.keys() >= {"CM-01", "CM-02", "CM-03"}
    assert (given["CM-02"].answered_by, given["CM-02"].verified_by) == (rami, adel)
    paper = given["CM-02"].documents.get()
    assert (paper.kind, paper.number) == ("D34", decision.label)
    assert {task.flow_task.name for task in waiting.open_tasks(application)} == {"higher_decision"}


def test_both_committees_decide_and_the_second_is_not_asked_for_what_the_first_proved(ready):
    decide(ready, "recommend")
    clear(as_it_is(ready), "approve")
    decide(as_it_is(ready), "approve", kind="higher")
    application = as_it_is(ready)
    assert application.state == State.APPROVED
    assert sorted(application.decisions.values_list("body", "number")) == [("higher", 1), ("local", 1)]
    assert application.answers.filter(item__code="CM-02", replaced_at=None).count() == 1
    assert application.documents().filter(kind="D35").exists()


def test_nothing_moves_before_the_last_signature(ready, rami, adel, maha):
    sitting = a_sitting(cases=[ready])
    resolve(one_item(sitting), "recommend")
    adjourn(sitting)
    for officer in (rami, maha):
        minutes.sign(minutes.of(sitting), by=officer)
        assert as_it_is(ready).state == State.READY
        assert not Decision.objects.exists()
    minutes.sign(minutes.of(sitting), by=adel)
    assert as_it_is(ready).state == State.RECOMMENDED


def test_no_act_of_a_committee_stands_without_a_valid_resolution_of_its_own_case(ready, rami):
    other = an_application(at=State.READY)
    clear(ready, "recommend")
    sitting = a_sitting(cases=[other])
    resolution = resolve(one_item(sitting), "recommend")
    for case, name in ((as_it_is(other), "recommend"), (as_it_is(ready), "recommend"), (as_it_is(other), "postpone")):
        with pytest.raises((ValidationError, NotNow)):
            act(getattr(case, name), by=rami, resolution=resolution)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", SITTINGS)
def test_an_act_of_a_committee_cannot_be_asked_for_without_a_resolution(name):
    assert signature(getattr(Application, name)).parameters["resolution"].default is Parameter.empty


def test_the_last_act_of_a_sitting_is_to_close_it(ready, rami):
    sitting = decide(ready, "postpone", reasons=["P01"], text="تجديد مستند", until=timezone.localdate() + timedelta(30))
    assert as_it_is(ready).state == State.POSTPONED
    act(again(sitting).close, by=rami)
    assert not waiting.open_tasks(again(sitting)).exists()


def test_the_work_of_a_sitting_passes_from_hand_to_hand(ready):
    sitting = a_sitting(a_body("higher"), [an_application(at=State.RECOMMENDED)], at="announced")
    task = waiting.open_tasks(sitting).get()
    assert (task.flow_task.name, task.right) == ("open", "chair_higher_sittings")
    assert task.due_on == timezone.localdate() + timedelta(days=7)


def approved_with_conditions(ready):
    """The Higher Committee approves with two conditions."""
    decide(ready, "recommend")
    clear(as_it_is(ready), "approve")
    decide(as_it_is(ready), "approve", kind="higher", conditions="تجهيز غرفة للطفل\nمتابعة شهرية")
    return as_it_is(ready)


def test_each_condition_of_an_approval_is_a_task_with_its_day(ready, salma):
    application = approved_with_conditions(ready)
    decision = application.decisions.first()
    assert (decision.outcome, decision.conditions) == ("with_conditions", "تجهيز غرفة للطفل\nمتابعة شهرية")
    first, second = application.open_conditions()
    assert [waiting.open_tasks(condition).get().due_on for condition in (first, second)] == [
        first.due_on,
        second.due_on,
    ]
    act(first.meet, by=salma, why="عاينت الأخصائية الغرفة")
    assert not waiting.open_tasks(first).exists()
    assert list(application.open_conditions()) == [second]


def test_conditions_end_with_the_approval(ready, salma):
    application = approved_with_conditions(ready)
    condition = application.open_conditions().first()
    act(application.withdraw, by=salma, why="سفر الأسرة")
    assert not application.open_conditions().exists()
    assert not waiting.open_tasks(condition).exists()


def test_no_viewing_letter_is_issued_before_the_conditions_are_met(fathi, salma):
    match = a_match()
    decision = match.application.decisions.first()
    condition = Condition.objects.create(decision=decision, text="تجهيز غرفة", due_on=timezone.localdate())
    clear(match, "issue_letter")
    with pytest.raises(ValidationError):
        act(as_it_is(match).issue_letter, by=fathi)
    act(condition.meet, by=salma, why="عاينت الأخصائية الغرفة")
    assert act(as_it_is(match).issue_letter, by=fathi).state == "viewing"


# The agenda -----------------------------------------------------------------------------------------------------------


def test_an_agenda_has_items_and_goes_out_in_time(ready, rami):
    sitting = planning.plan(a_body(), timezone.localdate() + timedelta(days=6), by=rami)
    with pytest.raises(ValidationError):
        act(sitting.publish_agenda, by=rami)
    agenda.put_on(sitting, ready, by=rami)
    with pytest.raises(ValidationError):
        act(again(sitting).publish_agenda, by=rami)
    Sitting.objects.filter(pk=sitting.pk).update(sits_on=timezone.localdate() + timedelta(days=7))
    act(again(sitting).publish_agenda, by=rami)


def test_only_what_is_before_the_body_is_heard_and_only_on_one_agenda(ready, rami):
    registered = an_application(at=State.REGISTERED)
    sitting = a_sitting(at="planned")
    with pytest.raises(ValidationError):
        agenda.put_on(sitting, registered, by=rami)
    agenda.put_on(sitting, ready, by=rami)
    other = a_sitting(at="planned")
    with pytest.raises(ValidationError) as refused:
        agenda.put_on(other, ready, by=rami)
    assert sitting.number in refusal(refused)
    act(again(sitting).cancel, by=rami, why="عطلة")
    agenda.put_on(other, ready, by=rami)


def test_the_order_is_free_until_the_publication_and_late_items_come_last(ready, rami):
    second, third = an_application(at=State.READY), an_application(at=State.READY)
    sitting = a_sitting(cases=[ready, second], at="planned")
    agenda.move(sitting.items.get(case=second), 1, by=rami)
    act(again(sitting).publish_agenda, by=rami)
    with pytest.raises(ValidationError):
        agenda.put_on(sitting, third, by=rami, why=" ")
    late = agenda.put_on(sitting, third, by=rami, why="اكتمل الملف بعد نشر الجدول")
    assert late.late
    assert list(sitting.items.order_by("position").values_list("case", flat=True)) == [second.pk, ready.pk, third.pk]
    with pytest.raises(ValidationError):
        agenda.move(late, 1, by=rami)
    with pytest.raises(ValidationError):
        agenda.take_off(late, by=rami)
    agenda.take_off(late, by=rami, why="سحبت الأسرة المستند")
    assert not sitting.items.get(case=third).live


def test_what_waits_is_foreseen_with_what_lapses_before_the_sitting(ready, rami):
    husband = ready.household.adults[0]
    line = next(line for line in Checklist(ready, timezone.localdate()).lines if line.item.code == "DC-03")
    lapsing = a_paper(ready, "D06", husband, issued_on=timezone.localdate() - timedelta(days=85))
    line.parts[0].answer.documents.set([lapsing])

    assert [found.ready for found in planning.candidates(a_body(), timezone.localdate())] == [True]
    later = planning.candidates(a_body(), timezone.localdate() + timedelta(days=7))[0]
    assert [(ob.item.code, ob.part.status) for ob in later.lapsing] == [("DC-03", Status.EXPIRED)]
    sitting = a_sitting(cases=[ready], at="planned")
    assert planning.candidates(a_body(), timezone.localdate()) == []
    assert [found.ready for found in planning.forecast(sitting)] == [False]


def test_the_forecast_costs_the_same_for_one_case_and_for_several(ready, django_assert_max_num_queries):
    body, on = a_body(), timezone.localdate() + timedelta(days=7)
    with django_assert_max_num_queries(100) as one:
        planning.candidates(body, on)
    an_application(at=State.READY)
    an_application(at=State.READY)
    with django_assert_max_num_queries(len(one)):
        assert len(planning.candidates(body, on)) == 3


# Quorum ---------------------------------------------------------------------------------------------------------------


def test_a_sitting_without_a_quorum_does_not_open_and_says_who_is_missing(ready, rami, adel, maha):
    sitting = a_sitting(cases=[ready], at="announced")
    for name in ("adel", "rami"):
        presence.arrive(sitting, member(name), by=rami)
    presence.excuse(sitting, member("maha"), by=rami, note="إجازة")
    with pytest.raises(ValidationError) as refused:
        act(again(sitting).open_sitting, by=adel)
    assert maha.full_name in refusal(refused)
    act(again(sitting).put_off, by=rami, why="لم يكتمل النصاب", sits_on=timezone.localdate() + timedelta(days=8))
    assert (again(sitting).state, again(sitting).attendances.count()) == ("planned", 0)


def test_below_the_quorum_no_vote_is_accepted_and_no_decision_confirmed(ready, rami, adel, maha):
    sitting = a_sitting(cases=[ready])
    item = one_item(sitting)
    agenda.note(item, by=rami, family="present")
    voting.put_to_vote(item, "recommend", by=rami)
    everybody_votes(item, "for")
    presence.leave(sitting, member("maha"), by=rami)
    for attempt in (lambda: voting.confirm(item, by=adel), lambda: voting.cast(item, member("adel"), "for", by=adel)):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert maha.full_name in refusal(refused)
    presence.arrive(sitting, member("maha"), by=rami)
    with pytest.raises(ValidationError):  # who left took the vote along
        voting.confirm(item, by=adel)
    voting.cast(item, member("maha"), "for", by=maha)
    voting.confirm(item, by=adel)
    assert [stay.left_at is None for stay in sitting.attendances.filter(member=member("maha"))] == [False, True]


def test_a_substitute_votes_while_the_member_is_away(ready, rami, adel, alexandria):
    officer = person("hany")
    access.appoint(officer, "local_member", alexandria)
    substitute = bodies.seat(a_body(), officer, "substitute", stands_for=member("maha"))
    sitting = a_sitting(cases=[ready])
    item = one_item(sitting)
    voting_now = lambda: {voter.name for voter in presence.Room(again(sitting)).table(item).voters}  # noqa: E731
    assert voting_now() == {adel.full_name, person("maha").full_name}
    presence.leave(sitting, member("maha"), by=rami)
    assert voting_now() == {adel.full_name, officer.full_name}
    agenda.note(item, by=rami, family="present")
    voting.put_to_vote(item, "recommend", by=rami)
    voting.cast(item, substitute, "for", by=officer)


# Recusals -------------------------------------------------------------------------------------------------------------


def test_who_worked_on_the_case_stays_out_and_nobody_can_set_it_aside(ready, rami, adel, maha):
    Assignment.objects.create(case=ready.case, officer=maha, role="case_worker")
    sitting = a_sitting(cases=[ready])
    recusal = Recusal.objects.get(item=one_item(sitting))
    assert (recusal.member.officer, recusal.ground, recusal.state) == (maha, "worked", "declared")
    with pytest.raises(ValidationError):
        presence.decide(recusal, accept=False, by=adel, why="لا أثر له")
    with pytest.raises(DatabaseError), transaction.atomic():
        Recusal.objects.filter(pk=recusal.pk).update(state="dismissed")


def test_a_likeness_is_proposed_and_the_chair_decides_before_the_vote(rami, adel, maha):
    maha.phone = "+201000000318"
    maha.save()
    ready = an_application(at=State.READY)
    sitting = a_sitting(cases=[ready])
    item = one_item(sitting)
    agenda.note(item, by=rami, family="present")
    voting.put_to_vote(item, "recommend", by=rami)
    with pytest.raises(ValidationError) as refused:
        voting.cast(item, member("adel"), "for", by=adel)
    assert maha.full_name in refusal(refused)
    with pytest.raises(PermissionDenied):
        presence.decide(item.recusals.get(), accept=False, by=maha, why="لا قرابة")
    presence.decide(item.recusals.get(), accept=False, by=adel, why="لا قرابة")
    everybody_votes(item, "for")
    voting.confirm(item, by=adel)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("مها طارق عثمان الجندي", "أمل السيد عثمان الجندى", True),
        ("مها طارق عثمان", "أمل السيد عثمان", False),
        ("محمد علي", "أحمد محمد علي", False),
        ("منى كامل عبد الله حسن", "هدى علي عبدالله حسن", True),
        ("عبد الله حسن", "هدى عبدالله حسن", False),
    ],
)
def test_a_family_name_is_the_last_two_words_in_any_spelling(one, other, same):
    assert conflicts.alike(one, other) == same


def test_a_recused_member_is_out_of_this_item_only_and_lowers_its_base(ready, rami, maha):
    second = an_application(at=State.READY)
    sitting = a_sitting(cases=[ready, second])
    first, other = sitting.items.order_by("position")
    presence.declare(sitting, member("maha"), by=maha, conflicts={first: "قرابة"})
    room = presence.Room(again(sitting))
    assert [room.table(item).base for item in (first, other)] == [1, 2]
    voting.put_to_vote(first, "refer", by=rami, reasons=["F06"])
    with pytest.raises(ValidationError):
        voting.cast(first, member("maha"), "for", by=maha)


def test_who_has_not_declared_has_no_vote(ready, rami, adel):
    sitting = a_sitting(cases=[ready], at="announced")
    for name in ("adel", "rami", "maha"):
        presence.arrive(sitting, member(name), by=rami)
    act(again(sitting).open_sitting, by=adel)
    item = one_item(sitting)
    voting.put_to_vote(item, "refer", by=rami, reasons=["F06"])
    with pytest.raises(ValidationError):
        voting.cast(item, member("adel"), "for", by=adel)


def test_who_sat_on_the_first_decision_does_not_sit_on_the_second(ready, adel, alexandria):
    decide(ready, "recommend")
    access.release(adel.appointments.get(), by=None)
    access.appoint(adel, "higher_member")
    bodies.seat(a_body("higher"), adel, "voting")
    sitting = a_sitting(a_body("higher"), [as_it_is(ready)], at="announced")
    recusal = Recusal.objects.get(item=one_item(sitting))
    assert (recusal.member.officer, recusal.ground) == (adel, "decided")


# The vote -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def item(ready, rami):
    item = one_item(a_sitting(cases=[ready]))
    return agenda.note(item, by=rami, family="present")


def test_a_confirmation_lapses_when_anything_is_edited_and_votes_when_it_is_the_outcome(item, rami, adel):
    resolve(item, "recommend", text="توافر الشروط")
    voting.put_to_vote(item, "recommend", by=rami, text="توافر شروط الكفالة")
    assert item.votes.filter(lapsed_at=None).count() == 2
    with pytest.raises(ValidationError):
        act(again(item.sitting).adjourn, by=adel)
    voting.confirm(item, by=adel)
    voting.put_to_vote(item, "refuse", by=rami, reasons=["R12"], text="المسكن غير ملائم")
    assert (item.votes.filter(lapsed_at=None).count(), item.votes.count()) == (0, 2)
    with pytest.raises(ValidationError):
        voting.confirm(item, by=adel)


def test_what_is_not_carried_cannot_be_confirmed_and_equal_votes_go_with_the_chair(item, rami, adel, maha):
    voting.put_to_vote(item, "recommend", by=rami)
    voting.cast(item, member("adel"), "against", by=adel)
    with pytest.raises(ValidationError) as silent:
        voting.confirm(item, by=adel)
    assert maha.full_name in refusal(silent)
    voting.cast(item, member("maha"), "for", by=maha)
    with pytest.raises(ValidationError):
        voting.confirm(item, by=adel)
    for choice, of in (("for", "adel"), ("against", "maha")):
        voting.cast(item, member(of), choice, by=person(of))
    assert voting.confirm(item, by=adel).confirmed_by == adel


def test_only_who_presides_confirms_and_only_members_of_the_body_vote(item, rami, adel, maha, salma):
    voting.put_to_vote(item, "recommend", by=rami)
    everybody_votes(item, "for")
    for officer in (rami, maha, salma):
        with pytest.raises(PermissionDenied):
            voting.confirm(item, by=officer)
    with pytest.raises(PermissionDenied):
        voting.cast(item, member("maha"), "against", by=salma)
    with pytest.raises(ValidationError):
        voting.cast(item, member("rami"), "for", by=rami)


def test_the_right_to_vote_is_asked_when_the_vote_is_cast(item, rami, maha):
    voting.put_to_vote(item, "recommend", by=rami)
    access.release(maha.appointments.get(), by=None)
    with pytest.raises(PermissionDenied):
        voting.cast(item, member("maha"), "for", by=rami)


def test_a_secret_ballot_keeps_its_totals_and_nothing_else(item, rami, adel, maha):
    agenda.note(item, by=rami, secret=True)
    voting.put_to_vote(item, "recommend", by=rami)
    with pytest.raises(ValidationError):
        voting.cast(item, member("maha"), "for", by=maha)
    with pytest.raises(ValidationError):
        voting.count(item, in_favour=3, against=0, abstained=0, by=rami)
    voting.count(item, in_favour=1, against=0, abstained=0, by=rami)
    with pytest.raises(ValidationError):  # somebody's paper is missing
        voting.confirm(item, by=adel)
    voting.count(item, in_favour=1, against=1, abstained=0, chair="for", by=rami)
    voting.confirm(item, by=adel)
    assert not item.votes.exists()


def test_a_family_that_did_not_come_cannot_be_recommended(item, rami):
    agenda.note(item, by=rami, family="excused")
    with pytest.raises(NotNow) as held:
        voting.put_to_vote(item, "recommend", by=rami)
    assert [obstacle.item.code for obstacle in held.value.obstacles] == ["CM-01"]
    voting.put_to_vote(
        item,
        "postpone",
        by=rami,
        reasons=["P05"],
        text="اعتذار الأسرة",
        until=timezone.localdate() + timedelta(days=30),
    )


@pytest.mark.parametrize(
    "outcome, drafted",
    [
        ("refuse", {"text": "بلا سبب مرمّز"}),
        ("refuse", {"reasons": ["R12"]}),
        ("refuse", {"reasons": ["P01"], "text": "سبب من قائمة أخرى"}),
        ("refer", {"reasons": []}),
        ("postpone", {"reasons": ["P01"], "text": "بلا أجل"}),
        ("postpone", {"reasons": ["P01"], "text": "أجل بعيد", "until": timezone.localdate() + timedelta(days=4000)}),
        ("recommend", {"conditions": [{"text": "تجهيز غرفة", "due_on": timezone.localdate() + timedelta(days=30)}]}),
        ("approve", {}),
        ("exempt", {}),
    ],
)
def test_a_decision_says_what_it_has_to_say_or_is_not_put_to_the_vote(item, rami, outcome, drafted):
    with pytest.raises(ValidationError):
        voting.put_to_vote(item, outcome, by=rami, **drafted)


def test_one_vote_stands_for_each_member_and_nothing_cast_is_deleted(item, rami, maha):
    voting.put_to_vote(item, "recommend", by=rami)
    for choice in ("for", "abstain"):
        voting.cast(item, member("maha"), choice, by=maha)
    standing = item.votes.filter(lapsed_at=None)
    assert (standing.get().choice, item.votes.count()) == ("abstain", 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        item.votes.update(lapsed_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        item.votes.all().delete()


def test_who_prepared_the_case_does_not_record_its_decision(huda, alexandria):
    body = a_body()
    bodies.unseat(member("rami"))
    access.appoint(huda, "local_rapporteur", alexandria)
    bodies.seat(body, huda, "rapporteur")
    sitting = a_sitting(body, [an_application(at=State.READY)])
    item = one_item(sitting)
    agenda.note(item, by=huda, family="present")
    with pytest.raises(ValidationError) as refused:
        voting.put_to_vote(item, "recommend", by=huda)
    assert huda.full_name in refusal(refused)


# Who may, and who sees ------------------------------------------------------------------------------------------------


def test_a_national_right_does_not_reach_local_sittings_nor_the_reverse(ready, zaynab, rami, mervat):
    with pytest.raises(PermissionDenied):
        planning.plan(a_body(), timezone.localdate() + timedelta(days=7), by=zaynab)
    with pytest.raises(PermissionDenied):
        planning.plan(a_body("higher"), timezone.localdate() + timedelta(days=7), by=rami)
    sitting = a_sitting(cases=[ready], at="announced")
    with pytest.raises(PermissionDenied):
        act(sitting.open_sitting, by=mervat)


def test_a_member_reads_the_file_from_the_publication_to_the_last_signature(ready, maha, adel):
    def sees():
        try:
            return bool(find(maha, ready.number))
        except Http404:
            return False

    sitting = a_sitting(cases=[ready], at="planned")
    assert not sees()
    act(again(sitting).publish_agenda, by=person("rami"))
    assert sees()
    bodies.unseat(member("maha"))
    assert not sees()
    Member.objects.filter(officer=maha).update(until=None)
    a_week_passes(sitting)
    for name in ("adel", "rami", "maha"):
        presence.arrive(sitting, member(name), by=person("rami"))
        presence.declare(sitting, member(name), by=person(name))
    act(again(sitting).open_sitting, by=adel)
    resolve(one_item(again(sitting)), "refer", reasons=["F06"])
    adjourn(sitting)
    assert sees()
    sign(sitting)
    assert not sees()
    assert find(maha, sitting.number).state == "signed"


def test_another_directorate_sees_nothing_of_a_sitting(ready, nabil):
    sitting = a_sitting(cases=[ready], at="announced")
    with pytest.raises(Http404):
        find(nabil, sitting.number)


def test_a_seat_needs_the_role_that_carries_it(rami, maha, salma, alexandria):
    body = a_body()
    with pytest.raises(ValidationError):
        bodies.seat(body, salma, "voting")
    with pytest.raises(ValidationError):
        bodies.seat(body, maha, "voting")
    access.appoint(salma, "local_chair", alexandria)
    with pytest.raises(ValidationError):
        bodies.seat(body, salma, "chair")
    bodies.seat(body, salma, "deputy_chair", by=person("hany"))
    with pytest.raises(PermissionDenied):
        bodies.unseat(member("salma"), by=rami)


@pytest.mark.parametrize(
    "kind, name", [("local", "rami"), ("local", "adel"), ("higher", "zaynab"), ("higher", "yusuf")]
)
def test_a_sitting_has_a_page_whoever_it_belongs_to(client, kind, name):
    body = a_body(kind)
    sitting = a_sitting(
        body, [an_application(at=State.READY if kind == "local" else State.RECOMMENDED)], at="announced"
    )
    client.force_login(person(name))
    page = client.get(f"/cases/{sitting.number}/")
    assert page.status_code == 200
    acts = [act.name for act in page.context["acts"]]
    assert acts == {"rami": ["put_off", "cancel"], "adel": ["open_sitting"], "zaynab": ["put_off", "cancel"]}.get(
        name, []
    )


# Minutes --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def adjourned(item):
    resolve(item, "recommend", text="توافر شروط الكفالة")
    return adjourn(item.sitting)


def test_the_minutes_are_drafted_from_what_happened(adjourned, adel, rami, maha):
    said = minutes.of(adjourned).sections
    assert (said["head"]["chair"], said["head"]["rapporteur"]) == (adel.full_name, rami.full_name)
    assert [row["name"] for row in said["present"]] == [adel.full_name, rami.full_name, maha.full_name]
    assert said["quorum"] == {"base": 2, "present": 2, "needed": 2}
    [row] = said["items"]
    assert (row["votes"], row["text"]) == ({"for": 2, "against": 0, "abstained": 0}, "توافر شروط الكفالة")
    assert again(adjourned).label == f"1/{timezone.localdate().year}"


def test_minutes_are_signed_by_the_rapporteur_the_members_and_last_by_the_chair(adjourned, rami, maha, adel, salma):
    for officer in (maha, adel):
        with pytest.raises(ValidationError) as refused:
            minutes.sign(minutes.of(adjourned), by=officer)
        assert rami.full_name in refusal(refused)
    with pytest.raises(PermissionDenied):
        minutes.sign(minutes.of(adjourned), by=salma)
    minutes.sign(minutes.of(adjourned), by=rami)
    with pytest.raises(ValidationError):
        minutes.sign(minutes.of(adjourned), by=rami)
    with pytest.raises(ValidationError) as refused:
        minutes.sign(minutes.of(adjourned), by=adel)
    assert maha.full_name in refusal(refused)
    with pytest.raises(ValidationError):
        act(again(adjourned).sign_minutes, by=adel)


def test_an_edit_lets_signatures_lapse_and_facts_are_no_text(adjourned, rami, maha):
    minutes.sign(minutes.of(adjourned), by=rami)
    [row] = minutes.of(adjourned).sections["items"]
    edited = minutes.edit(
        minutes.of(adjourned), by=rami, items={row["item"]: {"discussion": "سألت اللجنة عن الدخل", "text": "غير ذلك"}}
    )
    [after] = edited.sections["items"]
    assert (after["discussion"], after["text"]) == ("سألت اللجنة عن الدخل", row["text"])
    assert [signer.officer for signer in minutes.unsigned(edited)][0] == rami
    with pytest.raises(PermissionDenied):
        minutes.edit(edited, by=maha, remarks="ملاحظة")


def test_signed_minutes_are_hashed_printed_and_cannot_be_changed(adjourned, rami):
    sign(adjourned)
    kept = minutes.of(adjourned)
    assert kept.digest == kept.text_digest
    assert kept.paper.sha256 and kept.paper.kind == "LT-09"
    with pytest.raises(ValidationError):
        minutes.edit(kept, by=rami, remarks="متأخر")
    for rewrite in (
        lambda: type(kept).objects.filter(pk=kept.pk).update(sections={}),
        lambda: Resolution.objects.filter(item__sitting=adjourned.pk).update(text="آخر"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


def test_signed_minutes_are_corrected_by_minutes_that_point_to_them(adjourned, rami, maha, adel):
    sign(adjourned)
    first = minutes.of(adjourned)
    with pytest.raises(ValidationError):
        minutes.correct(first, by=rami, why=" ")
    minutes.correct(first, by=rami, why="خطأ في ذكر ساعة الافتتاح")
    minutes.edit(minutes.of(adjourned), by=rami, remarks="افتتحت الجلسة في العاشرة")
    for officer in (rami, maha, adel):
        minutes.sign(minutes.of(adjourned), by=officer)
    correction = minutes.of(adjourned)
    assert (correction.corrects, correction.paper.kind) == (first, "LT-09/1")
    assert correction.locked_at and first.paper.replaced_by is None


# What happens meanwhile -----------------------------------------------------------------------------------------------


def test_what_was_not_reached_goes_to_the_next_sitting(ready, rami):
    second = an_application(at=State.READY)
    sitting = a_sitting(cases=[ready, second])
    resolve(sitting.items.get(case=ready), "recommend")
    adjourn(sitting)
    sign(sitting)
    assert (as_it_is(ready).state, as_it_is(second).state) == (State.RECOMMENDED, State.READY)
    assert [found.record.pk for found in planning.candidates(a_body(), timezone.localdate())] == [second.pk]


def test_a_family_that_withdraws_meanwhile_holds_nobody_else_up(ready, salma):
    second = an_application(at=State.READY)
    sitting = a_sitting(cases=[ready, second])
    for item in sitting.items.all():
        resolve(item, "recommend")
    adjourn(sitting)
    act(as_it_is(ready).withdraw, by=salma, why="سفر الأسرة")
    sign(sitting)
    assert (as_it_is(ready).state, as_it_is(second).state) == (State.WITHDRAWN, State.RECOMMENDED)
    numbers = [(item.resolution.number, bool(item.resolution.overtaken)) for item in sitting.items.order_by("position")]
    assert numbers == [(1, True), (2, False)]
    assert not as_it_is(ready).decisions.exists()


def test_evidence_is_judged_on_the_day_of_the_sitting_not_of_the_signature(item, monkeypatch):
    application = as_it_is(item.case)
    husband = application.household.adults[0]
    line = next(line for line in Checklist(application, timezone.localdate()).lines if line.item.code == "DC-03")
    last_day = a_paper(application, "D06", husband, issued_on=timezone.localdate() - timedelta(days=90))
    line.parts[0].answer.documents.set([last_day])
    resolve(item, "recommend")
    adjourn(item.sitting)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert lifecycle.obstacles(application, "recommend", tomorrow)
    monkeypatch.setattr(lifecycle.timezone, "localdate", lambda *at: timezone.localtime(*at).date() if at else tomorrow)
    sign(item.sitting)
    assert as_it_is(application).state == State.RECOMMENDED


# Exemptions -----------------------------------------------------------------------------------------------------------


def asks(application, code):
    """An exemption from an item was asked for at the registration."""
    item = book(application.edition).by_code[code]
    adult = application.household.adults[0] if item.evidence["per"] == "adult" else None
    Answer.objects.filter(case=application.pk, item__code=code, person=adult).update(replaced_at=timezone.now())
    return answering.answer(application, item, by=by_role(item.answered_by), state="exemption_asked", person=adult)


def standing(application, code):
    return application.answers.filter(item__code=code, replaced_at=None).order_by("person").first()


def test_a_local_exemption_is_granted_with_the_recommendation(ready):
    code = next(item.code for item in book(ready.edition).items if item.exempted_by == "local_committee" and item.gates)
    asks(ready, code)
    sitting = decide(as_it_is(ready), "recommend")
    answer = standing(ready, code)
    assert (answer.state, answer.decision_number) == ("exempted", one_item(sitting).resolution.label)
    assert code in minutes.of(sitting).sections["items"][0]["exemptions"][0]


@pytest.mark.parametrize("outcome, state", [("exempt", "exempted"), ("not_exempt", "not_met")])
def test_an_exemption_travels_to_the_higher_committee_and_comes_back_with_its_number(outcome, state, huda):
    application = an_application(at=State.REGISTERED)
    asks(application, "EL-03")
    act(as_it_is(application).request_exemption, by=huda, why="تجاوز السن")
    decide(as_it_is(application), outcome, kind="higher", text="مراعاة لصالح الطفل")
    application = as_it_is(application)
    answer = standing(application, "EL-03")
    assert (application.state, answer.state, answer.authority) == (State.REGISTERED, state, "higher_committee")
    assert answer.decision_number == application.decisions.get().label


# Two sittings at once -------------------------------------------------------------------------------------------------


def a_luxor_body():
    """Luxor's committee."""
    place = Directorate.objects.get(code=LUXOR)
    body = Body.objects.create(kind="local", directorate=place)
    for number, (capacity, role) in enumerate(
        {"chair": "local_chair", "rapporteur": "local_rapporteur", "voting": "local_member"}.items()
    ):
        officer = type(person("nabil")).objects.create(username=f"luxor{number}", full_name=f"عضو الأقصر رقم {number}")
        access.appoint(officer, role, place)
        bodies.seat(body, officer, capacity)
    return body


def ready_to_lock(body, cases):
    """A sitting of which only the chair's signature is missing."""
    sitting = a_sitting(body, cases)
    for item in sitting.items.all():
        resolve(item, "refer", reasons=["F06"])
    adjourn(sitting)
    *others, last = minutes.signatories(again(sitting))
    for signer in others:
        minutes.sign(minutes.of(sitting), by=signer.officer)
    return sitting, last


@pytest.mark.django_db(transaction=True)
def test_sittings_that_close_at_once_leave_no_gap_and_no_double_in_the_numbers():
    alexandria, luxor = a_body(), a_luxor_body()
    there = a_household(directorate=luxor.directorate)
    pending = [
        ready_to_lock(alexandria, [an_application(at=State.READY), an_application(at=State.READY)]),
        ready_to_lock(alexandria, [an_application(at=State.READY), an_application(at=State.READY)]),
        ready_to_lock(luxor, [moved(an_application(at=State.READY), there)]),
    ]
    signers = iter(pending)

    def lock():
        sitting, signer = next(signers)
        minutes.sign(minutes.of(sitting), by=signer.officer)

    assert not at_once(lock, len(pending))
    numbers = sorted(Decision.objects.values_list("place", "number"))
    assert numbers == [("02", 1), ("02", 2), ("02", 3), ("02", 4), (LUXOR, 1)]
    for sitting, _signer in pending:
        taken = [item.resolution.number for item in sitting.items.order_by("position")]
        assert taken == list(range(taken[0], taken[0] + len(taken)))


@pytest.mark.django_db(transaction=True)
def test_two_who_close_one_sitting_at_once_close_it_once():
    """The chair signs in two windows, then two officers of the rapporteur's role close the business."""
    body = a_body()
    second = type(person("nabil")).objects.create(username="second", full_name="مقرر ثان للجنة المحلية")
    access.appoint(second, "local_rapporteur", body.directorate)
    sitting, last = ready_to_lock(body, [an_application(at=State.READY) for _ in range(2)])
    with unprinted():
        signed = at_once(lambda: minutes.sign(minutes.of(sitting), by=last.officer), 2)
    assert [type(refused) for refused in signed] == [ValidationError]
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2]

    officers = iter([person("rami"), second])
    closed = at_once(lambda: act(again(sitting).close, by=next(officers)), 2)
    assert [type(refused) for refused in closed] == [NotNow]
    assert again(sitting).history.filter(act="close").count() == 1


def at_once(work, times) -> list:
    """The work done by several threads at the same moment; what was refused them."""
    together, refused = Barrier(times), []

    def one():
        try:
            together.wait()
            work()
        except Exception as error:  # noqa: BLE001  whatever goes wrong in a thread is shown by the test
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def moved(application, household):
    """The same application in another directorate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE guidebook_case SET directorate_id = %s WHERE id = %s", [household.directorate_id, application.pk]
        )
    return as_it_is(application)
