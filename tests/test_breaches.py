"""A breach of data: reported by anybody, told to the Centre and the persons by two clocks, closed by a second hand."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fostercare.guidebook import papers
from fostercare.guidebook.models import Paper
from fostercare.workflows import waiting
from fostercare.workflows.breach.models import Breach
from fostercare.workflows.breach.reporting import report
from fostercare.workflows.cases import find
from fostercare.workflows.lifecycle import act
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

FACTS = {
    "nature": "loss", "causes": "نسيان الهاتف بوسيلة مواصلات", "classes": ["personal", "health"], "persons": 14,
    "records": 40, "effects": "اطلاع غريب على مواعيد الزيارات", "measures": "إيقاف الهاتف عن بعد", "advice": "",
    "national_security": False,
}  # fmt: skip


def again(breach):
    return find(person("ghada"), breach.number)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def a_breach(hours=2, by="omar", confirmed=True):
    breach = report(
        by=person(by), nature="loss", summary="فُقد هاتف المتابعة", known_at=timezone.now() - timedelta(hours=hours)
    )
    return act(again(breach).confirm, by=person("ghada"), **FACTS) if confirmed else again(breach)


def steps(breach):
    return {task.flow_task.name: task.due_on for task in waiting.open_tasks(breach)}


def do(client, name, breach, what, **typed):
    return at(client, name, reverse("act", args=[breach.number, what]), typed)


def test_anybody_reports_and_the_officer_for_data_protection_finds_it_on_the_work_list(client):
    now = timezone.localtime()
    typed = {
        "nature": "disclosure",
        "summary": "أُرسل خطاب إلى غير أسرته",
        "known_on": now.date(),
        "known_hour": "00:00",
    }
    answer = at(client, "karim", reverse("breach_report"), typed)
    breach = Breach.objects.get()
    assert answer["Location"] == reverse("case", args=[breach.number])
    assert breach.directorate.code == "02" and breach.number.startswith("B-02-")
    assert at(client, "karim", reverse("case", args=[breach.number])).status_code == 200
    assert at(client, "salma", reverse("case", args=[breach.number])).status_code == 404
    assert breach.number in at(client, "ghada", reverse("home")).content.decode()
    at(client, "karim", reverse("breach_report"), typed)
    assert Breach.objects.count() == 1  # the thumb was impatient


def test_the_centre_is_due_72_hours_after_it_was_known_and_the_persons_three_working_days_after_the_centre():
    breach = a_breach(hours=10)
    assert breach.centre_due_at == breach.known_at + timedelta(hours=72)
    assert steps(breach) == {"tell": timezone.localdate(breach.centre_due_at)}

    told_at = timezone.now()
    act(again(breach).tell_centre, by=person("ghada"), centre_told_at=told_at, centre_reference="٤٤")
    breach = again(breach)
    assert breach.persons_due_on > timezone.localdate(told_at) + timedelta(days=2)
    assert steps(breach) == {"tell": breach.persons_due_on}


def test_holidays_do_not_count_among_the_three_working_days(monkeypatch):
    breach = a_breach()
    usual = breach.persons_due_on
    day = timezone.localdate(breach.centre_due_at) + timedelta(days=1)
    shut = frozenset(day + timedelta(days=number) for number in range(3))
    monkeypatch.setattr("fostercare.workflows.calendar.public_holidays", lambda year: shut)
    assert breach.persons_due_on > usual


def test_a_breach_that_touches_national_security_is_told_at_once():
    breach = a_breach(confirmed=False)
    breach = act(breach.confirm, by=person("ghada"), **FACTS | {"national_security": True})
    assert breach.centre_due_at == breach.known_at


def test_it_ends_with_both_notices_and_a_second_person(client):
    breach = a_breach()
    now = timezone.localtime()
    assert do(client, "ghada", breach, "settle").context["form"].errors["why"]  # nobody was told yet

    told = {"told_on": now.date(), "told_hour": f"{now:%H:%M}", "centre_reference": "١٢/٢٠٢٦"}
    assert do(client, "ghada", breach, "tell_centre", **told).status_code == 302
    told = {"persons_told_on": now.date(), "persons_told_how": "خطابات مسجلة"}
    assert do(client, "ghada", breach, "tell_persons", **told).status_code == 302
    assert do(client, "ghada", breach, "settle").status_code == 302
    assert steps(again(breach)).keys() == {"close"}
    assert do(client, "ghada", breach, "close", why="تم").status_code == 403
    assert do(client, "fathi", breach, "close", why="اكتملت الإخطارات").status_code == 302
    assert again(breach).state == "closed" and not waiting.open_tasks(breach)


def test_without_a_notice_it_ends_only_with_a_reason_that_a_second_person_read(client):
    breach = a_breach()
    assert do(client, "ghada", breach, "settle", why="البيانات مشفرة والهاتف عاد خلال ساعة").status_code == 302
    page = at(client, "fathi", reverse("case", args=[breach.number])).content.decode()
    assert "البيانات مشفرة" in page
    assert do(client, "fathi", breach, "close", why="أوافق").status_code == 302
    with pytest.raises(DatabaseError), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(untold_because="")


def test_who_reported_it_does_not_say_that_it_was_none(client):
    breach = a_breach(by="fathi", confirmed=False)
    assert do(client, "fathi", breach, "dismiss", why="لا شيء").status_code == 200
    assert again(breach).state == "reported"


def test_both_notices_are_drafted_as_paper_that_names_nobody(client):
    breach = a_breach()
    for code, said in (("DP-03", "مركز حماية البيانات الشخصية"), ("DP-04", "إخطار بشأن بياناتكم")):
        answer = at(client, "ghada", reverse("print_letter", args=[breach.number, code]), {})
        assert answer.status_code == 302
        paper = Paper.objects.get(kind=code)
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(papers.content(paper))).pages)
        assert said.split()[0] in text
        assert at(client, "omar", reverse("paper", args=[breach.number, paper.pk])).status_code == 403
    assert at(client, "fathi", reverse("print_letter", args=[breach.number, "DP-03"]), {}).status_code == 403
