"""Of an enquiry and of a test only the result and its day are written down; whoever may not read it hears "clear"."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook import answering, checklist_paper
from fostercare.guidebook.checklist import Checklist
from tests.cases import again, an_application
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

DETAIL = "قضية قديمة حُفظت"


@pytest.fixture
def application():
    return an_application()


def line_of(record, code="CM-05"):
    checklist = Checklist(again(record), timezone.localdate())
    return checklist.line(checklist.book.by_code[code])


def answer(client, record, **typed):
    client.force_login(person("samir"))
    typed = {f"CM-05-{name}": value for name, value in typed.items()}
    return client.post(reverse("answer_item", args=[record.number, "CM-05"]), typed)


def shown(client, name, record):
    """The enquiry as the checklist shows it: its badge, what is said of it, and the page."""
    client.force_login(person(name))
    page = client.get(reverse("checklist", args=[record.number]))
    (row,) = [row for stage in page.context["stages"] for row in stage["lines"] if row["item"].code == "CM-05"]
    return str(row["badge"]["label"]), list(map(str, row["parts"][0].get("values", ()))), row["parts"][0].get("answer")


def test_the_enquiries_officer_writes_result_and_day_and_there_is_no_room_for_more(client, application):
    client.force_login(person("samir"))
    page = client.get(reverse("answer_item", args=[application.number, "CM-05"]))
    assert "CM-05-note" not in page.content.decode() and "لا مانع" in page.content.decode()

    assert answer(client, application, state="not_met").context["form"].answers[0].errors["date"]
    answer(client, application, state="not_met", date="2026-03-05", note=DETAIL)
    given = line_of(application).parts[0].answer
    assert (given.state, given.yes_no, given.date, given.note) == ("not_met", False, date(2026, 3, 5), "")
    with pytest.raises(ValidationError):
        answering.answer(application, given.item, by=person("samir"), state="not_met", note=DETAIL)


def test_who_may_not_read_a_result_hears_that_it_is_clear_and_nothing_of_one_that_is_not(client, application):
    answer(client, application, state="not_met", date="2026-03-05")
    assert shown(client, "huda", application)[:2] == ("غير مستوفى", ["يوجد مانع", "٥ مارس ٢٠٢٦"])
    assert shown(client, "salma", application) == ("ناقص", [], None)

    row = next(row for stage in checklist_paper.said(Checklist(again(application), timezone.localdate()))["stages"]
               for row in stage["rows"] if row["line"].item.code == "CM-05")  # fmt: skip
    assert (str(row["mark"]["label"]), row["evidence"], row["hands"]) == ("ناقص", [], [])

    standing = line_of(application).parts[0].answer
    answer(client, application, state="met", date="2026-03-09", standing=standing.pk)
    answering.verify(again(application), line_of(application).parts[0].answer, by=person("huda"))
    assert shown(client, "huda", application)[1] == ["لا مانع", "٩ مارس ٢٠٢٦"]
    assert shown(client, "salma", application)[1] == ["لا مانع"]
