"""Each half-year the child's status is confirmed on paper, with the child's own words; few may read it."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from fostercare.workflows import reviews
from fostercare.workflows.letters import letters_for
from tests.cases import again, clear, put
from tests.children import a_child_with_a_family
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def offered(placement):
    return {letter.code: letter.paper for letter in letters_for(placement)}


def a_visited_child(months):
    start = timezone.localdate() - relativedelta(months=months)
    placement = a_child_with_a_family(handed_over_on=start)
    visit = placement.visits.first()
    answers = {"child_words": "أحب مدرستي", "weight_kg": "14.5", "vaccinations": "in_time"}
    placement.visits.filter(pk=visit.pk).update(visited_on=start + timedelta(days=30), answers=answers, seen_alone=True)
    put(visit, "signed_off")
    return placement


def issue(client, name, placement, code="RV-01"):
    client.force_login(person(name))
    return client.post(reverse("print_letter", args=[placement.number, code]))


@pytest.mark.parametrize(("months", "marks"), [(5, None), (7, 6), (13, 12)])
def test_the_last_half_year_that_was_reached_calls_for_the_confirmation(months, marks):
    placement = a_child_with_a_family(handed_over_on=timezone.localdate() - relativedelta(months=months))
    mark = reviews.half_year(placement, timezone.localdate())
    assert mark == (marks and placement.handed_over_on + relativedelta(months=marks))
    assert ("RV-01" in offered(placement)) == (mark is not None)


def test_the_paper_tells_the_visits_and_the_childs_own_words_and_names_no_child(client, monkeypatch):
    told = {}
    monkeypatch.setattr("fostercare.printing.pdf", lambda template, facts: told.update(facts) or b"%PDF-1.4")
    placement = a_visited_child(months=7)
    assert issue(client, "salma", placement).status_code == 403
    answer = issue(client, "nadia", placement)
    assert [(visit["words"], visit["alone"], visit["vaccinations"]) for visit in told["visits"]] == [
        ("أحب مدرستي", True, "في مواعيدها")
    ]
    assert told["child_number"] == placement.match.child_file.number
    assert client.get(answer.url).status_code == 200
    client.force_login(person("amal"))
    assert client.get(answer.url).status_code == 403, "the own words are read by few"
    assert offered(placement)["RV-01"] is not None


def test_a_yearly_review_prints_what_it_came_to(client):
    placement = a_visited_child(months=13)
    put(placement, "stable")
    clear(again(placement), "review")
    client.force_login(person("nadia"))
    client.post(reverse("act", args=[placement.number, "review"]), {"why": "الطفل مستقر والأسرة ملتزمة"})
    assert issue(client, "nadia", placement, "RV-02").status_code == 302
    assert offered(placement)["RV-02"].file.read().startswith(b"%PDF")
