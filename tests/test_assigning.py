"""Who follows whom: a fair proposal by continuity, district and load, which a head confirms; nobody is forgotten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.models import Officer
from fostercare.guidebook.models import Assignment
from fostercare.workflows.follow_up import assigning, assigning_screens
from fostercare.workflows.follow_up.assigning import assign, proposals, workers_of
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.lifecycle import act
from fostercare.workflows.placement.models import Placement
from tests.cases import a_household
from tests.children import a_child, a_child_with_a_family, a_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def a_worker(name, full_name, alexandria):
    officer = Officer.objects.create(username=name, full_name=full_name)
    access.appoint(officer, "case_worker", alexandria)
    return officer


def a_followed_child(number, worker=None, district="المنتزه", household=None):
    household = household or a_household(district=district)
    child = a_child(a_home(), full_name=f"طفل رقم {number}")
    placement = a_child_with_a_family(household=household, child=child)
    Assignment.objects.filter(case__in=[placement.pk, placement.match_id, placement.match.child_file_id]).delete()
    if worker:
        Assignment.objects.create(case=placement.case, officer=worker, role="case_worker")
    return placement


def all_of(alexandria):
    return proposals([alexandria], workers_of([alexandria], timezone.localdate()))


def proposed(alexandria):
    return {one.child.pk: one.worker and one.worker.officer for one in all_of(alexandria)}


@pytest.fixture
def reem(alexandria):
    return a_worker("reem", "ريم عادل صبحي", alexandria)


def test_the_least_loaded_is_proposed_and_what_is_proposed_counts_as_load(alexandria, dina, reem):
    for number in range(2):
        a_followed_child(number, worker=dina, district="العامرية")
    waiting = [a_followed_child(10 + number, district="وسط") for number in range(4)]
    found = proposed(alexandria)
    assert [found[child.pk] for child in waiting].count(reem) == 3


def test_brothers_and_sisters_have_one_worker_even_a_loaded_one(alexandria, dina, reem):
    household = a_household()
    followed = a_followed_child(1, worker=dina, household=household)
    sibling = a_followed_child(2, household=household)
    sibling.match.application = followed.match.application
    sibling.match.save(update_fields=["application"])
    assert proposed(alexandria)[sibling.pk] == dina


def test_the_district_weighs_as_long_as_the_load_is_fair(alexandria, dina, reem):
    a_followed_child(1, worker=dina, district="برج العرب")
    near = a_followed_child(2, district="برج العرب")
    assert proposed(alexandria)[near.pk] == dina
    for number in range(5):
        a_followed_child(10 + number, worker=dina, district="برج العرب")
    assert proposed(alexandria)[near.pk] == reem


def test_a_leavers_children_and_their_incidents_are_given_away_in_one_go(client, alexandria, dina, reem):
    children = [a_followed_child(number, worker=dina) for number in range(3)]
    told = {"summary": "بلاغ", "source": "الحضانة", "whereabouts": "بالمسكن", "known_at": timezone.now()}
    incident = report(children[0], by=person("salma"), what="neglect", **told)
    access.release(dina.appointments.get())
    client.force_login(person("huda"))
    page = client.get(reverse("follow_up_proposal"))
    assert {row["proposal"].child.pk for row in page.context["rows"]} == {child.pk for child in children}
    client.post(reverse("follow_up_proposal"), {f"child-{child.pk}": reem.pk for child in children})
    assert set(Assignment.objects.filter(role="case_worker").values_list("officer", flat=True)) == {reem.pk}
    assert incident in Incident.objects.visible_to(reem)
    assert Assignment.objects.filter(case=children[1].case).get().assigned_by == person("huda")


def test_a_long_proposal_is_whole_and_confirmed_page_by_page(client, alexandria, dina, reem, monkeypatch):
    monkeypatch.setattr(assigning_screens, "SIZE", 2)
    children = [a_followed_child(number) for number in range(5)]
    before = proposed(alexandria)
    client.force_login(person("huda"))
    seen, page = [], reverse("follow_up_proposal")
    while page:
        shown = client.get(page).context
        seen += [row["proposal"].child.pk for row in shown["rows"]]
        page = shown["pager"].next_url and reverse("follow_up_proposal") + shown["pager"].next_url
    assert seen == [child.pk for child in children]
    middle = reverse("follow_up_proposal", query={"from": 2})
    chosen = {f"child-{pk}": before[pk].pk for pk in seen[2:4]}
    assert client.post(middle, chosen | {"more": 1})["Location"] == middle
    assert Assignment.objects.filter(case__in=seen, role="case_worker").count() == 2
    assert proposed(alexandria).keys() == {seen[0], seen[1], seen[4]}
    assert [row["proposal"].child.pk for row in client.get(middle).context["rows"]] == [seen[4]]


def test_whom_a_colleague_gave_away_meanwhile_stays_with_that_worker(alexandria, dina, reem):
    child = a_followed_child(1)
    assert assign({child: dina}, by=person("huda")) == 1
    assert assign({child: reem}, by=person("nadia")) == 0
    assert Assignment.objects.get(case=child.case).officer == dina


def test_a_proposal_costs_the_same_for_many_children(alexandria, dina):
    costs = []
    for number in range(2):
        a_followed_child(number)
        with CaptureQueriesContext(connection) as statements:
            assert len(all_of(alexandria)) == number + 1
        costs.append(len(statements))
    assert len(set(costs)) == 1


def test_an_overloaded_worker_is_relieved_of_whom_she_knows_least(client, alexandria, dina, reem, monkeypatch):
    """Two over the number of three: no child at risk, none with a sibling there, none with an open incident changes."""
    monkeypatch.setattr(assigning, "most_children", lambda: 3)
    known, fresh, at_risk, in_trouble, other = [a_followed_child(number, worker=dina) for number in range(5)]
    visit = known.visits.first()
    act(visit.record, by=dina, visited_on=timezone.localdate(), answers={})
    Placement.objects.filter(pk=at_risk.pk).update(risk="high")
    told = {"summary": "بلاغ", "source": "الحضانة", "whereabouts": "بالمسكن", "known_at": timezone.now()}
    report(in_trouble, by=person("salma"), what="neglect", **told)
    moves = {move.child.pk: move for move in all_of(alexandria)}
    assert moves.keys() == {fresh.pk, other.pk}
    assert all((move.now.officer, move.worker.officer) == (dina, reem) and move.why for move in moves.values())
    client.force_login(person("huda"))
    page = reverse("follow_up_proposal")
    assert str(dina) in client.get(page).content.decode()
    client.post(page, {f"child-{fresh.pk}": reem.pk, f"child-{other.pk}": ""})
    follows = dict(Assignment.objects.filter(role="case_worker").values_list("case", "officer"))
    assert (follows[fresh.pk], follows[other.pk], follows[known.pk]) == (reem.pk, dina.pk, dina.pk)


def test_a_move_that_was_overtaken_does_nothing(alexandria, dina, reem):
    child = a_followed_child(1, worker=reem)
    assert assign({child: dina}, by=person("huda"), now={child: person("omar")}) == 0
    assert Assignment.objects.get(case=child.case).officer == reem


def test_a_place_without_workers_says_so(alexandria, dina):
    child = a_followed_child(1)
    access.release(dina.appointments.get())
    assert proposed(alexandria) == {child.pk: None}
