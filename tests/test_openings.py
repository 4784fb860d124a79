"""Who opened a file stands on the file, whatever page or paper it was, and costs the reader nothing to speak of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fostercare.ledger.reading import openings_of
from fostercare.workflows.application.models import State
from tests.cases import a_paper, an_application
from tests.children import a_placement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def application():
    return an_application(at=State.REGISTERED)


def opened(number):
    return [(entry.by, entry.after) for entry in openings_of(number).order_by("pk")]


def test_every_page_and_paper_that_was_given_out_is_told_with_its_reader(client, application, salma):
    paper = a_paper(application, "D17")
    client.force_login(salma)
    client.get(reverse("case", args=[application.number]))
    client.get(reverse("document", args=[application.number, paper.pk]))
    client.get(reverse("home_study", args=[application.number]))
    assert opened(application.number) == [
        (salma.pk, {"page": "case"}),
        (salma.pk, {"page": "document", "pk": paper.pk}),
        (salma.pk, {"page": "home_study"}),
    ]


def test_what_was_not_given_out_is_not_told(client, application, salma, nabil):
    client.get(reverse("case", args=[application.number]))
    client.force_login(nabil)
    assert client.get(reverse("case", args=[application.number])).status_code == 404
    client.force_login(salma)
    assert client.get(reverse("act", args=[application.number, "present"])).status_code == 403
    assert opened(application.number) == []


def test_a_visit_s_page_is_told_on_its_placement(client, dina):
    placement = a_placement(at="transition")
    visit = placement.visits.first()
    placement.assignments.get_or_create(officer=dina, role="case_worker")
    client.force_login(dina)
    assert client.get(reverse("visit", args=[visit.pk])).status_code == 200
    assert opened(placement.number) == [(dina.pk, {"page": "visit", "pk": visit.pk})]


def test_who_answers_for_the_file_reads_who_opened_it(client, application, salma, huda):
    paper = a_paper(application, "D17")
    client.force_login(salma)
    client.get(reverse("document", args=[application.number, paper.pk]))
    address = reverse("case_openings", args=[application.number])
    assert client.get(address).status_code == 403
    client.force_login(huda)
    assert address in client.get(reverse("case", args=[application.number])).content.decode()
    page = client.get(address).content.decode()
    assert salma.full_name in page and huda.full_name in page
    assert application.edition.lists and page.count("<tr>") >= 5


def test_logging_costs_one_statement_whatever_the_page(client, application, salma):
    client.force_login(salma)
    client.get(reverse("case", args=[application.number]))
    with CaptureQueriesContext(connection) as statements:
        client.get(reverse("case", args=[application.number]))
    assert sum("ledger_entry" in statement["sql"] for statement in statements) == 1


def test_a_checklist_is_printed_by_a_form_so_that_a_link_writes_nothing(client, application, salma):
    client.force_login(salma)
    assert client.get(reverse("print_checklist", args=[application.number])).status_code == 405
