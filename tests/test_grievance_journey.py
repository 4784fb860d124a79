"""A refused family contests: before whom, in which time, with which end; and nobody judges their own decision."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.models import Officer
from fostercare.workflows import letters, lifecycle, waiting
from fostercare.workflows.cases import find
from fostercare.workflows.committee import agenda, bodies, planning
from fostercare.workflows.committee.models import Recusal
from fostercare.workflows.grievance import lodging
from fostercare.workflows.grievance.models import Grievance
from fostercare.workflows.lifecycle import NotNow, act
from tests.cases import again, an_application, clear
from tests.grievances import a_grievance, a_refused_application, days_later, notified
from tests.people import person
from tests.sittings import a_body, a_sitting, decide, resolve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def refused():
    return a_refused_application()


def tasks(record):
    return {task.flow_task.name for task in waiting.open_tasks(again(record))}


def a_second_secretary():
    """A colleague of Zaynab in the secretariat."""
    officer = Officer.objects.create(username="ragab", full_name="رجب حسني إسماعيل")
    access.appoint(officer, "higher_secretariat")
    return officer


# The journey --------------------------------------------------------------------------------------------------------


def test_an_upheld_grievance_opens_the_application_again(client, refused):
    client.force_login(person("salma"))
    page = client.get(reverse("case", args=[refused.number])).content.decode()
    address = reverse("grievance_lodge", args=[refused.number])
    assert address in page

    husband = refused.household.adults[0]
    answer = client.post(address, {"lodged_by": husband.pk, "lodged_on": "", "grounds": "انتقلنا إلى مسكن أوسع."})
    assert answer.status_code == 200 and "انتقلنا إلى مسكن أوسع." in answer.content.decode()  # nothing typed is lost
    today = timezone.localdate().strftime("%d/%m/%Y")
    client.post(address, {"lodged_by": husband.pk, "lodged_on": today, "grounds": "انتقلنا إلى مسكن أوسع."})
    grievance = Grievance.objects.get()
    assert (grievance.state, tasks(grievance)) == ("lodged", {"admit"})
    assert address not in client.get(reverse("case", args=[refused.number])).content.decode()

    client.force_login(person("zaynab"))
    client.post(reverse("act", args=[grievance.number, "admit"]), {})
    client.post(reverse("act", args=[grievance.number, "present"]), {"study": "المسكن الجديد ملائم."})
    assert tasks(grievance) == {"hear"}
    decide(again(grievance), "uphold", kind="higher", text="زال سبب الرفض.")

    grievance, application = again(grievance), again(refused)
    assert (grievance.state, application.state) == ("upheld", "registered")
    assert grievance.resolution.number == 1
    assert application.history.first().why == "زال سبب الرفض."
    assert tasks(application) == {"present"}  # all its items still stand, so its head may present it anew

    client.force_login(person("salma"))
    client.post(reverse("act", args=[grievance.number, "notify"]), {"told_on": today, "told_how": "by_hand"})
    assert not tasks(grievance)


def test_a_dismissed_grievance_leaves_the_refusal_and_the_way_to_the_court(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    decide(grievance, "dismiss", kind="higher", text="لم يتغير سبب الرفض.")
    act(again(grievance).notify, by=person("salma"), told_on=timezone.localdate(), told_how="post")
    grievance = again(grievance)
    assert (grievance.state, again(refused).state) == ("dismissed", "refused")
    assert grievance.sue_until == timezone.localdate() + timedelta(days=60)
    assert lodging.contestable(again(refused)) is None
    act(again(refused).close, by=person("huda"))


def test_a_grievance_that_is_sent_back_is_heard_by_the_local_committee_once_more(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    decide(grievance, "send_back", kind="higher", text="تُعاد معاينة المسكن.")
    assert (again(grievance).state, again(refused).state) == ("sent_back", "ready_for_committee")
    local = a_body()
    assert [one.record.pk for one in planning.candidates(local, timezone.localdate())] == [refused.pk]
    decide(again(refused), "recommend")
    assert again(refused).state == "recommended"


def test_a_postponed_hearing_is_heard_again_by_the_same_people(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    month = timezone.localdate() + timedelta(days=30)
    decide(grievance, "postpone", kind="higher", reasons=["P01"], text="عقد المسكن", until=month)
    assert (again(grievance).state, tasks(grievance)) == ("with_higher_committee", {"hear"})
    decide(again(grievance), "uphold", kind="higher", text="قُدم العقد.")
    assert again(refused).state == "registered"


def test_silence_is_refusal_and_a_person_records_it(client, refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    hearing = waiting.open_tasks(grievance).get()
    assert hearing.due_on == grievance.decide_by == timezone.localdate() + timedelta(days=60)
    with pytest.raises(NotNow):
        act(grievance.record_lapse, by=person("zaynab"))
    with days_later(61):
        client.force_login(person("zaynab"))
        assert "٤٧ لسنة ١٩٧٢" in client.get(reverse("case", args=[grievance.number])).content.decode()
        assert grievance.number in client.get(reverse("home") + "?tab=late").content.decode()
        act(again(grievance).record_lapse, by=person("zaynab"))
    grievance = again(grievance)
    assert (grievance.state, again(refused).state, tasks(grievance)) == ("lapsed", "refused", set())
    assert grievance.sue_until == grievance.decide_by + timedelta(days=60)


def test_a_late_grievance_is_registered_and_people_decide_whether_it_is_heard(client, refused):
    last_day = refused.decisions.get().contest_until
    late = (last_day - timezone.localdate()).days + 1
    with days_later(late):
        grievance = a_grievance(refused, lodged_on=last_day + timedelta(days=1))
        assert grievance.late
        client.force_login(person("zaynab"))
        client.post(reverse("act", args=[grievance.number, "admit"]), {})
        assert again(grievance).state == "lodged"  # not without a reason
        client.post(reverse("act", args=[grievance.number, "find_inadmissible"]), {"reason": "N01"})
    grievance = again(grievance)
    assert (grievance.state, grievance.inadmissible_because, again(refused).state) == ("inadmissible", "N01", "refused")
    assert tasks(grievance) == {"notify"}


def test_a_family_that_was_not_notified_is_in_time(refused):
    untold = a_refused_application(told=False)
    assert untold.decisions.get().contest_until is None
    assert not a_grievance(untold).late


# What cannot be -----------------------------------------------------------------------------------------------------


def test_a_file_is_not_closed_while_its_refusal_may_be_contested(refused):
    huda = person("huda")
    with pytest.raises(NotNow):
        act(refused.close, by=huda)
    grievance = a_grievance(refused)
    with days_later(70):
        with pytest.raises(NotNow, match=grievance.number):
            act(again(refused).close, by=huda)
        act(again(grievance).withdraw, by=person("salma"), why="بناء على رغبة الأسرة")
        act(again(refused).close, by=huda)


def test_a_decision_is_contested_once(refused):
    decision = lodging.contestable(refused)
    a_grievance(refused)
    with pytest.raises(ValidationError):
        lodging.lodge(
            decision, by=person("salma"), lodged_by=refused.household.adults[0], lodged_on=timezone.localdate(),
            grounds="مرة أخرى",
        )  # fmt: skip


def test_only_who_may_lodges_and_only_against_a_refusal(client, refused):
    with pytest.raises(PermissionDenied):
        a_grievance(refused, by="huda")
    approved = an_application(at="approved")
    client.force_login(person("salma"))
    answer = client.get(reverse("grievance_lodge", args=[approved.number]))
    assert answer["Location"] == reverse("case", args=[approved.number])


def test_no_grievance_is_upheld_beside_a_sitting(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grievance.objects.filter(pk=grievance.pk).update(state="upheld")
    for name in ("uphold", "dismiss", "send_back", "defer"):
        assert lifecycle.transitions(grievance)[name].custom["with"] == "a sitting"


# Nobody judges their own decision -------------------------------------------------------------------------------------


def test_who_sat_on_the_first_decision_neither_prepares_nor_hears_nor_decides():
    application = an_application(at="recommended")
    clear(application, "refuse_finally")
    decide(application, "refuse", kind="higher", reasons=["R13"], text="ضعف الضمانات.")
    refused = notified(application)
    grievance = a_grievance(refused)
    zaynab, colleague = person("zaynab"), a_second_secretary()
    for name, facts in [("admit", {}), ("find_inadmissible", {"reason": "N01"})]:
        with pytest.raises(NotNow):
            act(getattr(again(grievance), name), by=zaynab, **facts)
    act(again(grievance).admit, by=colleague)
    act(again(grievance).present, by=colleague, study="رأي الأمانة")

    sitting = a_sitting(a_body("higher"), [again(grievance)], at="planned")
    recused = Recusal.objects.filter(item__sitting=sitting, ground="decided", state="declared")
    assert {recusal.member.officer.username for recusal in recused} == {"mervat", "yusuf"}


def test_who_worked_on_the_file_does_not_hear_the_grievance(refused):
    """A member who studied the family years ago in the directorate stays out."""
    member = Officer.objects.create(username="fouad", full_name="فؤاد جميل الصاوي")
    access.appoint(member, "higher_member")
    body = a_body("higher")
    seat = bodies.seat(body, member, "voting")
    refused.assignments.filter(role="social_worker").update(officer=member)
    sitting = a_sitting(body, [a_grievance(refused, at="with_higher_committee")], at="planned")
    assert Recusal.objects.get(item__sitting=sitting).member == seat


def test_a_rapporteur_who_prepared_the_refusal_cannot_record_the_outcome(refused):
    """Zaynab had a hand in the file: what she puts to the vote is refused."""
    grievance = a_grievance(refused, at="with_higher_committee")
    sitting = a_sitting(a_body("higher"), [grievance])
    refused.assignments.create(officer=person("zaynab"), role="case_worker")
    with pytest.raises(ValidationError):
        resolve(sitting.items.get(), "uphold", text="زال السبب.")


def test_members_read_the_contested_file_as_long_as_the_grievance_is_on_their_agenda(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    mervat = person("mervat")
    with pytest.raises(Http404):
        find(mervat, refused.number)
    sitting = a_sitting(a_body("higher"), [grievance], at="announced")
    assert find(mervat, refused.number).pk == refused.pk
    assert find(mervat, grievance.number).pk == grievance.pk
    agenda.take_off(sitting.items.get(), by=person("zaynab"), why="أُجل")
    with pytest.raises(Http404):
        find(mervat, refused.number)


# Letters ------------------------------------------------------------------------------------------------------------


def test_the_family_gets_a_receipt_and_the_outcome_in_writing(refused):
    grievance = a_grievance(refused, at="with_higher_committee")
    assert [letter.code for letter in letters.letters_for(grievance)] == ["LT-21"]
    assert letters.issue(grievance, "LT-21", by=person("salma")).number
    decide(grievance, "uphold", kind="higher", text="زال سبب الرفض.")
    grievance = again(grievance)
    assert [letter.code for letter in letters.letters_for(grievance)] == ["LT-21", "LT-22"]
    assert letters.issue(grievance, "LT-22", by=person("zaynab")).number
