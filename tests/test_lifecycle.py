"""The one door: what it asks before an act, what it writes, and what follows."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from directorates import access
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application, Decision, State
from fostercare.workflows.committee.models import Sitting
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.models import StateChange
from tests.cases import a_paper, again, an_application, clear, satisfy, walk
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def acts_of(record):
    return list(record.history.order_by("pk").values_list("act", flat=True))


def waits_for(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


def test_an_application_is_approved_when_every_hand_did_its_part():
    application = an_application(at=State.APPROVED)
    assert acts_of(application) == ["begin", "register", "present", "recommend", "approve"]
    assert waits_for(application) == {"notify_approval", "security_enquiry"}


def test_the_guidebook_holds_an_act_back_and_says_which_items(salma):
    application = an_application()
    with pytest.raises(NotNow) as held:
        act(application.register, by=salma)
    assert {obstacle.item.code for obstacle in held.value.obstacles} >= {"EL-01", "EL-02", "EL-03"}
    assert again(application).state == State.SUBMITTED
    assert acts_of(application) == ["begin"]


def test_a_role_that_may_not_act_is_refused_even_with_the_gate_open(omar):
    application = an_application()
    clear(application, "register")
    with pytest.raises(PermissionDenied):
        act(again(application).register, by=omar)


def test_another_directorate_may_not_act(nabil):
    application = an_application(at=State.REGISTERED)
    clear(application, "present")
    with pytest.raises(PermissionDenied):
        act(again(application).present, by=nabil)


def test_the_right_is_asked_when_the_act_happens_not_when_the_task_was_taken(salma):
    application = an_application()
    clear(application, "register")
    waiting.take(waiting.open_tasks(application).get(), salma)
    access.release(salma.appointments.get(), by=None)
    with pytest.raises(PermissionDenied):
        act(again(application).register, by=salma)


def test_evidence_is_judged_on_the_day_of_the_act(huda):
    """A criminal record that lapsed yesterday blocks today."""
    application = an_application(at=State.REGISTERED)
    clear(application, "present")
    husband = application.household.adults[0]
    line = next(line for line in Checklist(application, timezone.localdate()).lines if line.item.code == "DC-03")
    lapsed = a_paper(application, "D06", husband, issued_on=timezone.localdate() - timedelta(days=91))
    given = line.parts[0].answer
    given.documents.set([lapsed])

    with pytest.raises(NotNow) as held:
        act(again(application).present, by=huda)
    assert [(ob.item.code, ob.part.status) for ob in held.value.obstacles] == [("DC-03", Status.EXPIRED)]

    lapsed.issued_on = timezone.localdate() - timedelta(days=90)
    lapsed.save()
    act(again(application).present, by=huda)


def test_of_two_officers_acting_at_once_the_second_is_told_that_a_colleague_was_faster(huda, salma):
    application = an_application(at=State.READY)
    one, other = again(application), again(application)
    act(one.send_back, by=huda, why="البحث ناقص")
    with pytest.raises(NotNow):
        act(other.withdraw, by=salma, why="سفر الأسرة")
    assert again(application).state == State.REGISTERED


def test_nobody_judges_what_they_prepared(salma, alexandria):
    access.appoint(salma, "family_childhood_head", alexandria)
    application = an_application(at=State.REGISTERED)
    clear(application, "present")
    with pytest.raises(NotNow):
        act(again(application).present, by=salma)


def test_what_an_act_records_is_saved_with_it_or_not_at_all(salma, monkeypatch):
    application = an_application(at=State.REGISTERED)

    def fails(*about):
        raise DatabaseError

    monkeypatch.setattr(lifecycle.waiting, "follow", fails)
    with pytest.raises(DatabaseError), transaction.atomic():
        act(again(application).withdraw, by=salma, why="سفر الأسرة")
    assert again(application).state == State.REGISTERED
    assert acts_of(application) == ["begin", "register"]


def test_a_family_that_withdraws_leaves_nothing_waiting(salma):
    application = an_application(at=State.REGISTERED)
    act(again(application).withdraw, by=salma, why="سفر الأسرة")
    assert not waiting.open_tasks(application)
    assert application.history.first().why == "سفر الأسرة"


def test_an_application_that_is_sent_back_is_prepared_again(huda):
    application = an_application(at=State.READY)
    assert waits_for(application) == {"local_review"}
    act(again(application).send_back, by=huda, why="البحث ناقص")
    # What was answered still stands, so the only thing left is the head's own review.
    assert waits_for(application) == {"present"}


def test_a_postponed_application_returns_to_the_head(huda):
    application = an_application(at=State.READY)
    walk(application, "postpone", reasons=["P01"], text="تجديد مستند", until=timezone.localdate() + timedelta(days=30))
    assert waits_for(application) == {"present"}
    walk(application, "present", by=huda)
    assert waits_for(application) == {"local_review"}


def test_a_deferral_leaves_the_application_where_it_is_and_the_task_open():
    application = an_application(at=State.RECOMMENDED)
    later = timezone.localdate() + timedelta(days=30)
    walk(application, "defer", reasons=["P07"], text="استكمال رأي فني", until=later)
    assert again(application).state == State.RECOMMENDED
    assert waits_for(application) == {"higher_decision"}


def test_the_side_by_side_work_ends_by_itself_when_its_items_are_satisfied(karim, salma):
    application = an_application(at=State.REGISTERED)
    assert waits_for(application) == {"papers", "home_study", "field_check", "training"}
    for line in Checklist(application, timezone.localdate()).lines:
        if line.item.stage == "training":
            for part in line.parts:
                satisfy(application, line, part)
    assert waits_for(application) == {"papers", "home_study", "field_check"}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.REGISTERED, State.READY, State.RECOMMENDED, State.APPROVED])
def test_flow_and_record_agree_at_every_state(state):
    application = an_application(at=state)
    tasks = list(waiting.open_tasks(application))
    assert tasks
    assert all(application.state in task.flow_task.open_in for task in tasks)


def test_decisions_are_numbered_by_body_and_year_without_gaps():
    numbers, refusal = [], {"reasons": ["R99"], "text": "أسباب"}
    for turn in range(3):
        application = an_application(at=State.RECOMMENDED)
        if turn == 1:  # a sitting that fails to close gives its numbers back
            with pytest.raises(DatabaseError), transaction.atomic():
                walk(application, "refuse_finally", **refusal)
                raise DatabaseError
        walk(application, "refuse_finally", **refusal)
        numbers.append(Decision.objects.get(application=application, body="higher").number)
    assert numbers == [1, 2, 3]


def test_where_the_edition_lets_it_the_local_committee_approves(monkeypatch):
    application = an_application(at=State.READY)
    with pytest.raises(ValidationError):
        walk(application, "approve_locally")
    transition = lifecycle.transitions(Application)["approve_locally"]
    monkeypatch.setattr(transition, "conditions", [lambda application: True])
    Sitting.objects.get().items.update(live=False)
    walk(application, "approve_locally")
    assert again(application).state == State.APPROVED


def test_history_cannot_be_rewritten_not_even_by_hand():
    application = an_application()
    entry = StateChange.objects.get(case=application.case)
    for statement in ("UPDATE workflows_statechange SET act = 'approve'", "DELETE FROM workflows_statechange"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert StateChange.objects.get(pk=entry.pk).act == "begin"


def test_a_state_cannot_be_set_by_hand():
    application = an_application()
    with pytest.raises(AttributeError):
        application.state = State.APPROVED


def test_the_person_who_answered_cannot_verify(huda, salma, alexandria):
    from fostercare.guidebook import answering

    application = an_application(at=State.REGISTERED)
    access.appoint(salma, "family_childhood_head", alexandria)
    item = next(item for item in Checklist(application, timezone.localdate()).book.items if item.code == "DC-13")
    given = answering.answer(application, item, by=salma, state="met", documents=[a_paper(application, "D17")])
    with pytest.raises(ValidationError):
        answering.verify(application, given, by=salma)
    assert answering.verify(application, given, by=person("huda")).verified_by == huda
