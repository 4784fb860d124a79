"""In an emergency a hidden paper is opened with a reason, for a while, and those who answer for the file are told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fostercare.ledger.reading import openings_of
from fostercare.workflows.application.models import State
from fostercare.workflows.models import BreakGlass
from tests.cases import a_paper, an_application, put
from tests.children import a_child_with_a_family, a_file
from tests.people import person
from tests.test_home_study import signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

WHY = "الطفل في المستشفى ويلزم الاطلاع على الصحيفة قبل نقله الليلة"


@pytest.fixture
def application():
    return an_application(at=State.REGISTERED)


@pytest.fixture
def record(application):
    """A criminal record, which Salma may not open."""
    return a_paper(application, "D06")


def page_of(application, paper, name="document"):
    return reverse(name, args=[application.number, paper.pk])


def broken(client, application, record, who):
    client.force_login(who)
    return client.post(page_of(application, record, "break_glass"), {"why": WHY})


def test_a_hidden_paper_opens_with_a_reason_and_shuts_by_itself(client, application, record, salma, mona):
    client.force_login(salma)
    refused = client.get(page_of(application, record))
    assert refused.status_code == 403 and page_of(application, record, "break_glass") in refused.content.decode()
    assert client.post(page_of(application, record, "break_glass"), {"why": "ضروري"}).status_code == 200
    assert client.get(page_of(application, record)).status_code == 403

    broken(client, application, record, salma)
    assert client.get(page_of(application, record)).status_code == 200
    BreakGlass.objects.update(at=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(seconds=1))
    assert client.get(page_of(application, record)).status_code == 403


def test_it_opens_to_the_one_who_asked_and_on_this_case_alone(client, application, record, salma, layla):
    broken(client, application, record, salma)
    other = an_application(at=State.REGISTERED)
    assert client.get(page_of(other, a_paper(other, "D06"))).status_code == 403
    client.force_login(layla)
    assert client.get(page_of(application, record)).status_code == 403


def test_head_directorate_and_ministry_are_told_until_one_has_read_it(
    client, application, record, salma, huda, hany, fathi, nabil
):
    broken(client, application, record, salma)
    escalated = reverse("escalated")
    for who in (huda, hany, fathi):
        client.force_login(who)
        assert WHY in client.get(escalated).content.decode(), who
    client.force_login(nabil)
    assert WHY not in client.get(escalated).content.decode()
    one = BreakGlass.objects.get()
    assert client.post(reverse("break_glass_read", args=[one.pk])).status_code == 404

    client.force_login(huda)
    client.post(reverse("break_glass_read", args=[one.pk]))
    one.refresh_from_db()
    assert one.read_by == huda and WHY not in client.get(escalated).content.decode()


def test_hidden_lines_open_for_an_hour_to_the_one_who_asked_each_reading_in_the_register(
    client, application, salma, karim, hany, nadia
):
    file = a_file(religion="christian", available=False)

    def lines(who, record=application):
        client.force_login(who)
        return client.get(reverse("case", args=[record.number])).content.decode()

    opening = {one.number: reverse("break_glass_sealed", args=[one.number, "religion"]) for one in (application, file)}
    assert opening[application.number] in lines(salma) and "مسلم" not in lines(salma)
    assert opening[application.number] not in lines(karim)  # who may break nothing is shown no way
    assert opening[file.number] in lines(nadia, file)

    client.force_login(nadia)
    assert "شخصان" in client.get(opening[file.number]).content.decode()  # origins are opened by two, and not here
    for who, record in ((salma, application), (nadia, file)):
        client.force_login(who)
        assert client.post(opening[record.number], {"why": WHY}).status_code == 302
    assert "مسلم" in lines(salma) and opening[application.number] not in lines(salma)
    assert openings_of(application.number).first().after["emergency"]
    assert "مسيحي" in lines(nadia, file) and "مسيحي" not in lines(hany, file)
    client.force_login(hany)
    told = client.get(reverse("escalated")).content.decode()
    assert told.count(WHY) == 2

    BreakGlass.objects.update(at=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(seconds=1))
    assert "مسلم" not in lines(salma) and "مسيحي" not in lines(nadia, file)


def test_only_what_is_sealed_opens_so_and_only_where_it_stands(client, application, salma):
    client.force_login(salma)
    for key in ("origins", "personal", "full_name"):
        assert (
            client.post(reverse("break_glass_sealed", args=[application.number, key]), {"why": WHY}).status_code == 404
        )


def test_nobody_reads_their_own_reason_off(client, application, record, hany):
    broken(client, application, record, hany)
    assert client.post(reverse("break_glass_read", args=[BreakGlass.objects.get().pk])).status_code == 404


def answers_open(client, who, page, number, key, secret):
    """A hidden answer opens with a reason from the page that hides it, is told, and shuts by itself."""
    client.force_login(who)
    opening = reverse("break_glass_sealed", args=[number, key])
    hidden = client.get(page).content.decode()
    assert opening in hidden and secret not in hidden
    assert client.post(opening, {"why": WHY}).status_code == 302
    shown = client.get(page).content.decode()
    assert secret in shown and opening not in shown
    told = openings_of(number).first().after
    assert told["emergency"] and key in told["sealed"]
    BreakGlass.objects.update(at=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(seconds=1))
    assert secret not in client.get(page).content.decode()


def test_single_answers_of_a_visit_open_too(client, hany, huda):
    placement = a_child_with_a_family(days=10)
    visit = placement.visits.first()
    visit.answers, visit.visited_on = {"illness": "ربو منذ الشتاء"}, timezone.localdate()
    visit.seen_alone, visit.recorded_by = True, person("dina")
    visit.save()
    put(visit, "recorded")
    page = reverse("visit", args=[visit.pk])
    answers_open(client, hany, page, placement.number, "health", "ربو منذ الشتاء")
    client.force_login(huda)
    assert "بيانات صحية" in client.get(reverse("case_openings", args=[placement.number])).content.decode()
    assert WHY in client.get(reverse("escalated")).content.decode()


def test_single_answers_of_the_home_study_open_too(client, application, omar, salma, karim):
    study = signed(application, omar)
    page = reverse("home_study", args=[study.number])
    answers_open(client, salma, page, study.number, "psychological", "في الحدود الطبيعية")
    client.force_login(karim)  # who may break nothing is shown no way
    assert "/emergency/" not in client.get(page).content.decode()


def test_the_result_of_an_enquiry_opens_too(client, application, salma):
    client.force_login(person("samir"))
    typed = {"CM-05-state": "not_met", "CM-05-date": "2026-03-05"}
    client.post(reverse("answer_item", args=[application.number, "CM-05"]), typed)
    page = reverse("checklist", args=[application.number])
    answers_open(client, salma, page, application.number, "criminal_security", "يوجد مانع")
