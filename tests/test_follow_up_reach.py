"""Nobody can hide who was not visited: the standing lists, the shares of a directorate, the campaign."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.guidebook import publishing
from fostercare.guidebook.models import Assignment
from fostercare.workflows.follow_up import coverage
from fostercare.workflows.follow_up.models import Campaign, Visit
from fostercare.workflows.letters import letters_for
from fostercare.workflows.placement.models import Placement
from fostercare.workflows.placement.spans import stop
from tests.cases import put
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

TODAY = timezone.localdate


def visited(placement, days_ago, sequence=0, **more):
    visit = placement.visits.all()[sequence]
    Visit.objects.filter(pk=visit.pk).update(
        visited_on=TODAY() - timedelta(days=days_ago),
        recorded_by=person("dina"), signed_off_by=person("nadia"), **more,
    )  # fmt: skip
    put(visit, "signed_off")


def aged(placement, years):
    placement.child.birth_date = TODAY() - timedelta(days=366 * years)
    placement.child.save(update_fields=["birth_date"])


def listed(client, show, name="nadia"):
    client.force_login(person(name))
    return list(client.get(reverse("visit_list"), {"show": show}).context["rows"])


def counts(alexandria):
    (one,) = coverage.reached([alexandria], TODAY())
    return one


def test_a_child_moves_from_list_to_list_as_it_is_visited(client, placement, alexandria):
    assert listed(client, "unvisited") == [placement]
    assert listed(client, "not_alone") == []
    assert counts(alexandria).share("never") == 100

    aged(placement, 8)
    visited(placement, 9, seen_alone=False)
    assert listed(client, "unvisited") == []
    assert listed(client, "not_alone") == [placement]
    assert listed(client, "not_alone", "nabil") == []
    one = counts(alexandria)
    assert (one.counts["of_age"], one.share("not_alone", "of_age"), one.share("never")) == (1, 100, 0)

    visited(placement, 2, sequence=1, seen_alone=True)
    assert listed(client, "not_alone") == []
    assert counts(alexandria).counts["not_alone"] == 0


def test_an_answer_nobody_gave_does_not_count_as_seen_alone(client, placement):
    aged(placement, 8)
    visited(placement, 9, seen_alone=None)
    assert listed(client, "not_alone") == [placement]
    aged(placement, 2)
    assert listed(client, "not_alone") == []


def test_a_child_without_a_worker_is_counted_all_the_same(placement, alexandria):
    Assignment.objects.filter(case=placement.case).delete()
    Visit.objects.filter(pk=placement.visits.first().pk).update(late_after=TODAY() - timedelta(days=1))
    one = counts(alexandria)
    assert (one.counts["children"], one.counts["never"], one.counts["late"]) == (1, 1, 1)


def test_the_children_of_a_released_worker_wait_in_a_list_until_somebody_is_assigned(client, placement, alexandria):
    assert listed(client, "no_worker") == []
    access.release(person("dina").appointments.get(ended=None))
    assert listed(client, "no_worker") == [placement]
    assert (
        reverse("team", args=[placement.number])
        in client.get(reverse("visit_list"), {"show": "no_worker"}).content.decode()
    )
    assert counts(alexandria).share("no_worker") == 100
    access.appoint(person("omar"), "case_worker", alexandria)
    Assignment.objects.filter(case=placement.case, role="case_worker").update(officer=person("omar"))
    assert listed(client, "no_worker") == []
    assert counts(alexandria).counts["no_worker"] == 0


def test_an_ended_placement_is_counted_nowhere(placement, alexandria):
    stop(placement.duties.all(), TODAY())
    Placement.objects.filter(pk=placement.pk).update(ended_on=TODAY())
    assert counts(alexandria).counts["children"] == 0
    assert counts(alexandria).share("never") is None


def test_the_page_shows_the_officers_own_directorates_only(client, placement):
    def rows(name):
        client.force_login(person(name))
        return client.get(reverse("follow_up_coverage")).context["rows"]

    assert [row["children"] for row in rows("huda")] == ["١"]
    assert [row["children"] for row in rows("nabil")] == ["٠"]
    assert len(rows("ihab")) == 28
    assert rows("ihab")[0]["all"]
    client.force_login(person("dina"))
    assert client.get(reverse("follow_up_coverage")).status_code == 403


def test_the_page_asks_the_same_however_many_directorates(client, placement, django_assert_max_num_queries):
    client.force_login(person("ihab"))
    client.get(reverse("follow_up_coverage"))
    with django_assert_max_num_queries(13):
        client.get(reverse("follow_up_coverage"))


# The workload


def test_the_workload_counts_each_workers_children_and_visits(client, placement, alexandria):
    Visit.objects.filter(pk=placement.visits.all()[1].pk).update(late_after=TODAY() - timedelta(days=1))
    access.appoint(person("omar"), "case_worker", alexandria)
    client.force_login(person("nadia"))
    rows = list(client.get(reverse("follow_up_workload")).context["rows"])
    assert [(row.officer.username, row.children, row.coming, row.late) for row in rows] == [
        ("omar", 0, 0, 0),
        ("dina", 1, 1, 1),
    ]
    client.force_login(person("nabil"))
    assert list(client.get(reverse("follow_up_workload")).context["rows"]) == []


# The campaign


def opened(client, name, place, **more):
    client.force_login(person(name))
    day = TODAY() - timedelta(days=10)
    typed = {"directorate": place.pk, "begins_on": day.strftime("%d/%m/%Y"), "until": "1/1/2030"}
    return client.post(reverse("campaign_open"), typed | more)


def test_a_campaign_counts_the_visits_since_its_beginning(client, placement, alexandria):
    visited(placement, 30)
    assert opened(client, "nadia", alexandria).status_code == 302
    (before,) = coverage.progress([alexandria], TODAY())
    assert (before.target, before.done, before.remaining, before.over_on) == (1, 0, 1, None)
    assert before.too_slow

    visited(placement, 3, sequence=1)
    visited(placement, 1, sequence=2)
    (after,) = coverage.progress([alexandria], TODAY())
    assert (after.target, after.done, after.remaining, after.over_on) == (1, 1, 0, TODAY())
    assert not after.too_slow
    assert client.get(reverse("follow_up_coverage")).status_code == 200


def test_the_end_is_told_from_the_pace_of_the_last_four_weeks(alexandria):
    today = TODAY()
    begun = Campaign(directorate=alexandria, begins_on=today - timedelta(days=100), until=today + timedelta(days=30))
    running = coverage.Progress(begun, target=100, done=60, lately=20, today=today)
    assert running.over_on == today + timedelta(days=56)
    assert running.too_slow
    young = Campaign(directorate=alexandria, begins_on=today - timedelta(days=6), until=today + timedelta(days=30))
    assert coverage.Progress(young, target=20, done=10, lately=10, today=today).over_on == today + timedelta(days=7)


def test_one_campaign_at_a_time_with_an_end_after_its_beginning(client, alexandria, luxor):
    assert "until" in opened(client, "huda", alexandria, until="1/1/2020").context["form"].errors
    assert "directorate" in opened(client, "huda", luxor).context["form"].errors
    opened(client, "huda", alexandria)
    assert opened(client, "huda", alexandria).context["form"].non_field_errors()
    assert opened(client, "dina", alexandria).status_code == 403
    with pytest.raises(IntegrityError, match="a_campaign_ends"), transaction.atomic():
        Campaign.objects.create(
            directorate=luxor, begins_on=TODAY(), until=TODAY(), opened_by=person("nabil")
        )  # fmt: skip


# The morning


def test_the_desk_says_in_the_morning_who_was_never_visited(client, placement):
    client.force_login(person("nadia"))
    strip = {str(one.get("url")): one["figure"] for one in client.get(reverse("home")).context["figures"]}
    assert strip[reverse("visit_list", query={"show": "unvisited"})] == "١"
    visited(placement, 9, seen_alone=True)
    cache.clear()
    strip = [str(one.get("url")) for one in client.get(reverse("home")).context["figures"]]
    assert not [url for url in strip if "unvisited" in url]


def test_an_announced_visit_is_told_by_letter_and_an_unannounced_one_is_not(client, placement, monkeypatch):
    printed = {}
    monkeypatch.setattr("fostercare.printing.pdf", lambda template, context: printed.update(context) or b"%PDF-1.4")
    visit = placement.visits.planned().first()
    Visit.objects.filter(pk=visit.pk).update(planned_on=TODAY() + timedelta(days=5))
    letter = reverse("print_letter", args=[placement.number, "LT-14"])
    client.force_login(person("dina"))
    assert client.post(letter).status_code == 302
    assert (printed["visit"].pk, printed["worker"]) == (visit.pk, person("dina"))
    monkeypatch.setattr(Visit, "unannounced", True)
    assert "LT-14" not in [
        one.code for one in letters_for(Placement.objects.whole().get(pk=placement.pk)) if not one.paper
    ]


def test_the_edition_says_how_many_first_visits_are_announced_and_an_older_one_keeps_its_promise(placement, edition):
    """One visit of so many is unannounced, but never one of the first few."""
    draft = publishing.draft_from(edition, by=person("editor"))
    draft.parameters.filter(key="unannounced_one_in").update(value=1)
    placement.edition = draft

    def first_unannounced():
        return next(number for number in range(1, 9) if Visit(placement=placement, sequence=number).unannounced)

    for announced in (3, 0):
        draft.parameters.filter(key="announced_first").update(value=announced)
        assert first_unannounced() == announced + 1
    draft.parameters.filter(key="announced_first").delete()
    assert first_unannounced() == 2
