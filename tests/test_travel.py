"""A child travels abroad with its family: nobody leaves without the committee, and who does not return is missed."""

from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.lifecycle import NotNow, act, obstacles
from fostercare.workflows.models import Task
from fostercare.workflows.travel import overdue
from fostercare.workflows.travel.models import Travel
from tests.cases import again, clear, put
from tests.people import person
from tests.sittings import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate
DAY = timedelta(days=1)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def steps(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


def journey(placement, leaves_on=None, **more):
    """A request of the family, opened at the counter."""
    leaves_on = leaves_on or TODAY() + 40 * DAY
    usual = {
        "countries": "الأردن",
        "returns_on": leaves_on + 10 * DAY,
        "purpose": "زيارة عائلية",
        "passport": "A1234567",
    }
    travel = Travel(
        placement=placement, directorate=placement.directorate, edition=placement.edition, heading=placement.heading,
        companion=placement.match.application.household.adults[0], leaves_on=leaves_on, **usual | more,
    ).open()  # fmt: skip
    lifecycle.begin(travel, by=person("salma"))
    return again(travel)


def granted(placement, **more):
    travel = journey(placement, **more)
    act(travel.give_opinion, by=person("huda"), favourable=True, opinion="الأسرة ملتزمة")
    decide(again(travel), "grant_travel", "higher", text="إرسال صورة للطفل كل أسبوع")
    return again(travel)


def away(placement, days=0):
    """Gone so many days ago, for ten days."""
    travel = granted(placement)
    left = TODAY() - days * DAY
    Travel.objects.filter(pk=travel.pk).update(leaves_on=left, returns_on=left + 10 * DAY)
    clear(again(travel), "record_departure")
    act(again(travel).record_departure, by=person("salma"), departed_on=TODAY() if not days else left)
    return again(travel)


def test_from_the_request_to_the_return(client, placement):
    ask = reverse("travel_ask", args=[placement.number])
    assert at(client, "huda", ask).status_code == 403
    assert at(client, "nabil", ask).status_code == 404
    household = placement.match.application.household
    typed = {
        "countries": "الأردن", "leaves_on": "١/١/٢٠٢٠", "returns_on": "10/1/2020", "purpose": "عمرة",
        "companion": household.adults[0].pk, "passport": "A1234567",
    }  # fmt: skip
    page = at(client, "salma", ask, typed)
    assert "leaves_on" in page.context["form"].errors
    assert "عمرة" in page.content.decode()
    soon = TODAY() + 40 * DAY
    typed |= {"leaves_on": soon.strftime("%d/%m/%Y"), "returns_on": (soon - DAY).strftime("%d/%m/%Y")}
    assert "returns_on" in at(client, "salma", ask, typed).context["form"].errors
    at(client, "salma", ask, typed | {"returns_on": (soon + 10 * DAY).strftime("%d/%m/%Y")})
    travel = Travel.objects.get()
    assert (travel.number[:5], steps(travel)) == ("V-02-", {"opinion"})

    # The directorate's opinion, then the Higher Committee in its sitting
    opinion = reverse("act", args=[travel.number, "give_opinion"])
    assert at(client, "salma", opinion).status_code == 403
    assert "favourable" in at(client, "huda", opinion, {"opinion": "…"}).context["form"].errors
    at(client, "huda", opinion, {"favourable": "yes", "opinion": "الأسرة ملتزمة بالزيارات"})
    assert (again(travel).favourable, steps(travel)) == (True, {"decision"})
    decide(again(travel), "grant_travel", "higher")
    travel = again(travel)
    assert (travel.state, steps(travel)) == ("granted", {"departure"})
    assert waiting.open_tasks(travel).get().due_on == soon

    # Nobody leaves before the permission is in the file, nor on a day that it does not cover
    assert {obstacle.item.code for obstacle in obstacles(travel, "record_departure")} == {"FU-05"}
    assert Task.objects.for_officer(person("dina")).filter(case=travel.case).exists()
    clear(travel, "record_departure")
    with pytest.raises(ValidationError):
        act(again(travel).record_departure, by=person("dina"), departed_on=TODAY())


def test_while_the_child_is_away_its_place_is_abroad_and_on_the_return_with_the_family(placement):
    travel = away(placement)
    assert placement.child.stays.on(TODAY()).get().place == "abroad"
    assert steps(travel) == {"return_home"}
    act(travel.record_return, by=person("dina"), returned_on=TODAY())
    assert again(travel).state == "returned"
    assert placement.child.stays.on(TODAY()).get().place == "family"
    assert not waiting.open_tasks(travel)


def test_who_is_not_back_in_time_is_missed(client, placement):
    """The task falls due when the grace ends, so that its lateness is told up to the Ministry; the list shows it."""
    travel = away(placement, days=0)
    assert waiting.open_tasks(travel).get().due_on == travel.returns_on + 3 * DAY
    with pytest.raises(NotNow):
        act(travel.report_overdue, by=person("dina"), why="…")
    Travel.objects.filter(pk=travel.pk).update(
        leaves_on=TODAY() - 20 * DAY, returns_on=TODAY() - 4 * DAY, departed_on=TODAY() - 20 * DAY
    )
    (row,) = at(client, "huda", reverse("travel_list")).context["rows"]
    assert row["late"] == TODAY() - DAY
    act(again(travel).report_overdue, by=person("dina"), why="لا ترد الأسرة على الهاتف")
    assert again(travel).state == "overdue"
    act(again(travel).record_return, by=person("dina"), returned_on=TODAY())
    assert again(travel).state == "returned"


def test_the_clock_misses_a_child_that_is_not_back_and_tells_the_head_and_the_ministry(placement):
    travel = away(placement, days=0)
    assert overdue.miss() == 0
    gone = {"leaves_on": TODAY() - 20 * DAY, "departed_on": TODAY() - 20 * DAY}
    Travel.objects.filter(pk=travel.pk).update(**gone, returns_on=TODAY() - 3 * DAY)
    assert overdue.miss() == 0, "the days of grace are not over"
    Travel.objects.filter(pk=travel.pk).update(returns_on=TODAY() - 4 * DAY)
    call_command("clocks", stdout=StringIO())
    assert again(travel).state == "overdue"
    incident = placement.incidents.get()
    assert (incident.what, incident.level) == ("unauthorised_travel", "red")
    told = set(incident.tellings.values_list("role", flat=True))
    assert {"family_childhood_head", "directorate_head", "central_case_unit"} <= told
    assert overdue.miss() == 0
    assert steps(travel) == {"return_home"}


def test_travel_is_refused_in_words(placement):
    travel = journey(placement)
    act(travel.give_opinion, by=person("huda"), favourable=False, opinion="انقطاع الدراسة")
    decide(again(travel), "deny_travel", "higher", text="مصلحة الطفل في عدم الانقطاع عن الدراسة")
    travel = again(travel)
    assert (travel.state, travel.resolution.text) == ("refused", "مصلحة الطفل في عدم الانقطاع عن الدراسة")
    assert not waiting.open_tasks(travel)


def test_a_child_is_on_one_journey_and_a_permission_has_a_decision(placement):
    away(placement)
    second = granted(placement, leaves_on=TODAY() + DAY)
    clear(second, "record_departure")
    Travel.objects.filter(pk=second.pk).update(leaves_on=TODAY())
    with pytest.raises(ValidationError):
        act(again(second).record_departure, by=person("dina"), departed_on=TODAY())
    with pytest.raises(IntegrityError), transaction.atomic():
        put(second, "departed")
    for change in ({"resolution": None}, {"returns_on": TODAY() - DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Travel.objects.filter(pk=second.pk).update(**change)


def test_the_permission_names_the_child_and_is_read_by_few(client, placement):
    travel = granted(placement)
    answer = at(client, "fathi", reverse("print_letter", args=[travel.number, "LT-16"]), {})
    paper = client.get(answer.url).getvalue()
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    assert travel.passport in said
    assert at(client, "salma", answer.url).status_code == 403
