"""A second attack, by fresh eyes, on what came after the first: lists that leave, phones, incidents, feeds, trips."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.models import Directorate
from fostercare.desk.exports.listings import LISTINGS
from fostercare.desk.exports.models import Export
from fostercare.guidebook.models import Assignment
from fostercare.workflows.follow_up import feed
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Delivery
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.travel.models import Travel
from tests.children import a_child, a_child_at_home, a_child_with_a_family
from tests.people import LUXOR, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

POLYGLOTS = {
    "gif.jpg": b"GIF89a/*<script>alert(1)</script>*/=1;",
    "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "zip.jpg": b"\xff\xd8\xff\xe0" + b"PK\x03\x04" * 20,
    "page.png": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>",
}


def desk(who):
    """Somebody signed in, whose faults are answered as a visitor would see them."""
    client = Client(raise_request_exception=False)
    client.force_login(person(who))
    return client


# The phone's own language


class APhone:
    def __init__(self, who="dina"):
        self.client = desk(who)
        self.key = self.post("key").json()["phone"]

    def post(self, where, **fields):
        return self.client.post(reverse(f"phone_{where}"), {"phone": getattr(self, "key", ""), **fields})

    def send(self, visit, **more):
        sent = {"visit": visit.pk, "answers": "{}", "typed_at": timezone.now().isoformat(), "key": uuid.uuid4()}
        return self.post("send", **sent | more)


@pytest.fixture
def visit():
    return a_child_at_home().visits.first()


@pytest.mark.parametrize(
    "answers",
    [
        json.dumps({"note": "\x00"}), json.dumps({"\x00": "x"}), '{"note": "\\ud800"}', '{"note": ["\\u0000"]}', "[]",
        "null", "{", '{"note": 1}', '{"note": {"a": "b"}}', "[" * 5000, '{"a":' * 5000,
        json.dumps({"note": "9" * 10**5}),
    ],
)  # fmt: skip
def test_no_json_of_a_phone_breaks_the_page_or_is_lost_without_a_word(visit, answers):
    phone = APhone()
    phone.post("take", visit=[visit.pk])
    assert phone.send(visit, answers=answers).status_code in (200, 400)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "x", "2026-13-45", ""])
def test_no_hour_of_a_phone_breaks_the_list_in_which_it_is_shown(visit, when):
    phone = APhone()
    phone.post("take", visit=[visit.pk])
    assert phone.send(visit, typed_at=when).status_code in (200, 400)
    assert list(Delivery.objects.values_list("typed_at"))
    assert phone.client.get(reverse("phone_list")).status_code == 200


@pytest.mark.parametrize("nasty", ["9" * 30, "-1", "²", "٣", "1 OR 1=1", ""])
def test_no_made_up_visit_breaks_the_phone_s_requests(visit, nasty):
    phone = APhone()
    for where in ("take", "drop", "send"):
        sent = {"visit": nasty, "key": uuid.uuid4(), "answers": "{}"}
        assert phone.post(where, **sent).status_code in (200, 400, 404)
    assert phone.post("take", visit=[nasty]).json()["visits"] == []


def test_another_officers_phone_serves_nobody_else(visit):
    dinas, nadia = APhone("dina"), desk("nadia")
    for where in ("key", "take", "drop", "send"):
        sent = {"phone": dinas.key, "visit": visit.pk, "key": uuid.uuid4(), "answers": "{}"}
        assert nadia.post(reverse(f"phone_{where}"), sent).status_code in (403, 404)


@pytest.mark.parametrize("name", POLYGLOTS)
def test_no_picture_of_a_phone_is_something_else_besides(visit, name):
    phone = APhone()
    phone.post("take", visit=[visit.pk])
    picture = SimpleUploadedFile(name, POLYGLOTS[name], "image/png")
    answer = phone.send(visit, picture=picture, question="photos", consent="yes")
    assert answer.status_code in (400, 422)
    assert not visit.placement.documents().exists()


# The calendar


def test_the_calendar_of_a_worker_who_moved_tells_nothing_of_the_place_that_was_left(visit):
    dina, luxor = person("dina"), Directorate.objects.get(code=LUXOR)
    secret = feed.renew(dina)
    assert visit.placement.number.encode() in feed.read(secret)
    left = dina.appointments.get()
    access.appoint(dina, "case_worker", luxor)
    access.release(left)
    assert Assignment.objects.filter(officer=dina, case=visit.placement).exists()
    access.forget(dina)
    assert visit.placement.number.encode() not in (feed.read(secret) or b"")


@pytest.mark.parametrize("secret", ["x", "%00", "../../etc/passwd", "a" * 3000, "{{7*7}}"])
def test_no_made_up_secret_opens_a_calendar(secret):
    answer = Client(raise_request_exception=False).get(f"/visits/calendar/{secret}.ics")
    assert answer.status_code in (400, 404)


# Incidents


def reported(client, number, query="", **more):
    now = timezone.localtime() - timedelta(hours=1)
    sent = {
        "number": number, "what": "injury", "summary": "وقع الطفل", "whereabouts": "بالمسكن", "source": "الحضانة",
        "known_on": now.strftime("%d/%m/%Y"), "known_hour": now.strftime("%H:%M"),
    }  # fmt: skip
    return client.post(reverse("incident_report") + query, sent | more)


def test_an_incident_of_one_child_names_no_visit_to_another(visit):
    other = a_child_with_a_family(child=a_child(full_name="كريم سيد محمد"))
    reported(desk("nadia"), other.number, f"?visit={visit.pk}")
    assert not Incident.objects.exclude(visit=None).exclude(visit__placement=other).exists()


def test_a_report_sets_no_more_than_it_asks_and_is_taken_once(visit):
    nadia = desk("nadia")
    more = {"level": "yellow", "state": "closed", "in_charge": person("nadia").pk, "reported_by": person("salma").pk}
    for _again in range(3):
        reported(nadia, visit.placement.number, **more, placement=1, directorate=1, edition=1)
    incident = Incident.objects.get()
    assert (incident.state, incident.reported_by, incident.in_charge) == ("reported", person("nadia"), None)
    assert incident.directorate_id == visit.placement.directorate_id


def test_nobody_reports_on_a_child_of_another_place(visit):
    for who in ("nabil", "wafaa"):
        assert reported(desk(who), visit.placement.number).status_code == 200
        assert desk(who).get(reverse("incident_report"), {"visit": visit.pk}).status_code == 404
    assert not Incident.objects.exists()


# Journeys and transfers


def test_the_same_request_to_travel_sent_again_is_one_journey(visit):
    placement = visit.placement
    leaves, back = (timezone.localdate() + timedelta(days=days) for days in (60, 70))
    sent = {
        "countries": "السعودية", "leaves_on": leaves.strftime("%d/%m/%Y"), "returns_on": back.strftime("%d/%m/%Y"),
        "purpose": "عمرة", "companion": placement.match.application.household.adults[0].pk, "passport": "A1234567",
        "state": "granted", "resolution": 1, "directorate": 29,
    }  # fmt: skip
    salma = desk("salma")
    for _again in range(3):
        salma.post(reverse("travel_ask", args=[placement.number]), sent)
    journey = Travel.objects.get()
    assert journey.state == "asked" and journey.directorate_id == placement.directorate_id


def test_a_companion_of_another_family_is_refused(visit):
    other = a_child_with_a_family(child=a_child(full_name="كريم سيد محمد"))
    stranger = other.match.application.household.adults[0]
    sent = {"countries": "السعودية", "leaves_on": "1/1/2030", "returns_on": "9/1/2030", "purpose": "عمرة"}
    desk("salma").post(reverse("travel_ask", args=[visit.placement.number]), sent | {"companion": stranger.pk})
    assert not Travel.objects.exists()


# Lists that leave


def test_no_made_up_request_takes_a_list_out(visit):
    columns = [column.key for column in LISTINGS["visits"].columns]
    good = {"reason": "قائمة زيارات الشهر للاجتماع", "columns": columns}
    ask = reverse("export_ask", args=["visits"])
    for who in ("nabil", "dina", "salma", "adel", "yusuf", "ihab", "ashraf"):
        assert desk(who).post(ask, good).status_code in (200, 403)
    huda = desk("huda")
    for wrong in (
        {"columns": ["health_notes", "child__full_name", "placement__child__full_name"]}, {"state": "' OR 1=1 --"},
        {"day_from": "9" * 30}, {"reason": " " * 40}, {"columns": []},
    ):  # fmt: skip
        assert huda.post(ask, good | wrong).status_code == 200
    assert huda.post(reverse("export_ask", args=["officers"]), good).status_code == 404
    assert not Export.objects.exists()


def test_a_reason_is_text_wherever_it_is_shown_and_makes_no_header(visit):
    evil = '<script>alert(1)</script>{{ 7|add:7 }}{% debug %}\r\nSet-Cookie: a=b"; filename="x.html'
    huda = desk("huda")
    made = huda.post(reverse("export_ask", args=["placements"]), {"reason": evil, "columns": ["number"]})
    file = huda.post(reverse("export_file", args=[made.context["export"].pk]))
    assert file.status_code == 200 and "a" not in file.cookies and ".html" not in file["Content-Disposition"]
    assert file["X-Content-Type-Options"] == "nosniff" and "no-store" in file["Cache-Control"]
    for address in (reverse("export_list"), reverse("case_openings", args=[visit.placement.number])):
        page = huda.get(address).content.decode()
        assert "<script>alert(1)" not in page and "{{ 7|add:7 }}" in page


def test_a_stolen_number_of_an_export_fetches_nothing(visit):
    huda = desk("huda")
    made = huda.post(
        reverse("export_ask", args=["visits"]), {"reason": "قائمة زيارات الشهر للاجتماع", "columns": ["number"]}
    )
    address = reverse("export_file", args=[made.context["export"].pk])
    for who in ("hany", "nadia", "fathi", "nabil", "ashraf", "ihab"):
        assert desk(who).post(address).status_code == 404
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(person("huda"))
    assert forged.post(address, headers={"Origin": "http://evil.example"}).status_code == 403
    assert Export.objects.get().downloads == 0


# Grievances


def test_a_grievance_is_lodged_by_nobody_for_a_family_of_another_place(visit):
    number = visit.placement.match.application.number
    sent = {"lodged_by": 1, "lodged_on": "1/1/2026", "grounds": "x"}
    for who, status in (("nabil", 404), ("wafaa", 404), ("dina", 404), ("omar", 404)):
        assert desk(who).post(reverse("grievance_lodge", args=[number]), sent).status_code == status


def test_a_visit_is_acted_on_by_nobody_of_another_place(visit):
    nabil = desk("nabil")
    for act in ("record", "sign_off", "reschedule", "miss", "cancel", "__class__", "delete", "save"):
        page = nabil.post(reverse("visit_act", args=[visit.pk, act]), {"why": "x"}, follow=True)
        assert page.status_code == 404
        assert desk("nadia").post(reverse("visit_act", args=[visit.pk, act]), {}).status_code in (200, 302, 403, 404)
    assert Visit.objects.get(pk=visit.pk).state == "planned"
