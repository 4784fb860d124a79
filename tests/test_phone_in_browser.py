"""The visit on a phone, in a real browser: whatever the network, the battery, the session and the clock do."""

import gzip
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from fostercare.guidebook.models import Assignment
from fostercare.workflows.follow_up.drafting import keep
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Delivery, Phone, Picture, Taken
from fostercare.workflows.incident.models import Incident
from tests.children import a_child_at_home
from tests.on_the_phone import CODE, APhone
from tests.people import person
from tests.test_phone import a_photograph, fresh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]


@pytest.fixture
def visit(edition):
    return a_child_at_home().visits.first()


@pytest.fixture
def phone(browser, live_server, visit):
    phone = APhone(browser, live_server.url)
    yield phone
    phone.context.close()
    assert not phone.wrong


def recorded_once(visit):
    visit = fresh(visit)
    assert visit.state == "recorded"
    assert visit.past_acts().filter(act="record").count() == 1
    return visit


def test_a_visit_survives_whatever_befalls_the_phone(phone, visit):
    """The network drops at every step, the battery dies, the session ends: it is recorded once, whole."""
    phone.sign_in().open().takes_everything_along()
    assert Taken.objects.count() == 1
    # No network, and the battery dies between two questions: the answers given stand.
    phone.goes_offline()
    phone.starts(visit)
    for _question in range(4):
        phone.answers()
        phone.goes_on()
    phone.answers({"workers": "دينا ونادية"})
    phone.page.wait_for_timeout(600)
    phone.battery_dies()
    phone.open().types_the_code()
    phone.net_is("off")
    expect(phone.page.locator("[data-state] .is-now")).to_be_visible()
    phone.starts(visit)
    assert phone.page.locator("[name=workers]").input_value() == "دينا ونادية"
    # The network comes and goes at every question.
    number = 0
    while phone.answers({"photo_consent": "yes", "injury_marks": "yes", "workers": "دينا ونادية"}):
        if phone.page.locator("[name=injury_marks]").count():
            expect(phone.page.locator("[data-signs] .is-late")).to_be_visible()
        if phone.page.locator("[data-field] input[type=file]").count():
            photo = a_photograph()
            sent = {"name": photo.name, "mimeType": photo.content_type, "buffer": photo.read()}
            phone.page.locator("[data-field] input[type=file]").set_input_files(sent)
            phone.page.locator(".photos img").wait_for()
        phone.comes_online() if number % 2 else phone.goes_offline()
        number += 1
        phone.goes_on()
    phone.goes_offline()
    phone.sends()
    phone.waits(1)
    # Killed while it waits, and the session is over when the network is back: the queue waits on.
    phone.battery_dies()
    phone.session_ends()
    phone.comes_online()
    phone.open()
    phone.net_is("signed-out")
    phone.types_the_code()
    phone.waits(1)
    assert fresh(visit).state == "planned" and not Delivery.objects.exists()
    # Signed in again, it goes, without another word.
    phone.battery_dies()
    phone.sign_in().open()
    phone.told("is-met")
    phone.waits(0)
    answers = recorded_once(visit).answers
    assert (answers["workers"], answers["injury_marks"], answers["carer_signature"]) == ("دينا ونادية", "yes", True)
    pictures = Picture.objects.order_by("question").values_list("question", flat=True)
    assert list(pictures) == ["carer_signature", "photos", "worker_signature"]
    # Sent is wiped: nothing of the visit lies on the phone any more.
    assert kept(phone) == {"visits": 0, "drafts": 0, "pictures": 0, "queue": 0}


def kept(phone):
    """How many records lie in each store of the phone."""
    return phone.page.evaluate(
        """async () => {
        const officer = localStorage.getItem("officer");
        const open = indexedDB.open(`visits-${officer}`);
        const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
        const count = (name) => new Promise((done) => {
          const asked = database.transaction(name).objectStore(name).count();
          asked.onsuccess = () => done(asked.result);
        });
        const found = {};
        for (const name of ["visits", "drafts", "pictures", "queue"]) found[name] = await count(name);
        database.close();
        return found;
    }"""
    )


def test_an_answer_that_is_lost_on_the_way_back_doubles_nothing(phone, visit):
    """The server took the visit in, but the phone never heard of it, twice; then the page is killed."""
    phone.sign_in().open().takes_everything_along().starts(visit).fills_everything_in()
    lost = []

    def take_in_and_lose(route):
        route.fetch()
        route.abort()
        lost.append(route.request.url)

    phone.context.route("**/phone/send/", take_in_and_lose)
    phone.sends()
    for times in (1, 2):
        while len(lost) < times:
            phone.page.wait_for_timeout(50)
        phone.net_is("off")
        phone.waits(1)
        if times == 1:
            phone.battery_dies()
            phone.open()
    phone.context.unroute("**/phone/send/")
    phone.battery_dies()
    phone.open().told("is-met")
    recorded_once(visit)
    assert Picture.objects.count() == 2


def test_what_lies_on_the_phone_is_sealed_and_goes_with_the_code_the_sign_out_and_the_time(phone, visit):
    phone.sign_in().open().takes_everything_along().starts(visit)
    phone.answers()
    phone.goes_on()
    # Nothing readable rests on the disk, in whatever store.
    everything = phone.page.evaluate(
        """async () => {
        const name = `visits-${localStorage.getItem("officer")}`;
        const open = indexedDB.open(name);
        const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
        let text = JSON.stringify(localStorage) + JSON.stringify(sessionStorage);
        for (const store of database.objectStoreNames) {
          const asked = database.transaction(store).objectStore(store).getAll();
          for (const row of await new Promise((done) => (asked.onsuccess = () => done(asked.result)))) {
            const bytes = row.box ?? row.value?.sealed?.box;
            text += JSON.stringify(row) + (bytes ? new TextDecoder().decode(bytes) : "");
          }
        }
        for (const cache of await caches.keys()) {
          for (const request of await (await caches.open(cache)).keys()) {
            const kept = await caches.match(request);
            text += request.url + (/html|json/.test(kept.headers.get("Content-Type")) ? await kept.text() : "");
          }
        }
        database.close();
        return text;
    }"""
    )
    secret = Phone.objects.get().secret
    child = visit.placement.child.first_name
    for readable in (secret, CODE, visit.placement.heading, "شارع النصر", "visit_date", child):
        assert readable not in everything
    # The clock of the phone: set back it gains no time, and three days on nothing is readable.
    phone.goes_offline()
    phone.battery_dies()
    opened_at(phone, "2020-01-01T08:00:00")
    expect(phone.page.locator("[data-start]")).to_be_visible()
    phone.battery_dies()
    opened_at(phone, time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + 73 * 3600)))
    expect(phone.page.locator("[data-start]")).to_have_count(0)
    assert kept(phone)["visits"] == 0 and kept(phone)["drafts"] == 1
    phone.battery_dies()
    # Five wrong codes: the phone no longer opens without the server, and what was typed is not lost.
    phone.open()
    for _try in range(4):
        phone.types_the_code("000000")
        expect(phone.page.locator("#code")).to_have_value("")
    phone.types_the_code("000000")
    expect(phone.page.locator("#code")).to_have_count(0)
    phone.battery_dies()
    phone.comes_online()
    phone.sign_in().open()
    phone.page.locator("[data-state] .is-now").wait_for()
    assert kept(phone)["drafts"] == 1


def opened_at(phone, moment):
    phone.page = phone.context.new_page()
    phone.page.clock.install(time=moment)
    phone.page.goto(phone.address)
    phone.types_the_code()
    phone.page.locator("#own:not([hidden])").wait_for()


def test_two_versions_meet_and_she_chooses(phone, visit):
    phone.sign_in().open().takes_everything_along().starts(visit)
    keep(Visit.objects.get(pk=visit.pk), {"workers": "ناديا بالمكتب"}, by=person("dina"), seen="")
    phone.fills_everything_in().sends().told("is-late")
    with phone.page.expect_navigation():
        phone.page.locator(".result a").click()
    assert "ناديا بالمكتب" in phone.page.content()
    phone.page.locator("[name=workers][value=phone]").check()
    with phone.page.expect_navigation():
        phone.page.locator(".submit-row .btn-main").click()
    assert fresh(visit).answers["workers"] == "بخير"


def test_what_comes_back_is_mended_and_what_is_no_longer_hers_goes_to_the_office(phone, visit):
    """Signing out on a page of the office takes the forms off the phone; what was typed stays, and is not lost."""
    phone.sign_in().open().takes_everything_along().starts(visit)
    phone.fills_everything_in({"weight_kg": "كثير"}).sends().told("is-soon")
    phone.starts(visit)
    expect(phone.page.locator("[data-errors] .is-late")).to_be_visible()
    phone.answers({"weight_kg": "١٢٫٥"})
    phone.goes_on()
    phone.page.goto(phone.home)
    phone.page.locator(".mast-who").last.click()
    phone.page.locator("form[data-forget] button").click()
    phone.page.wait_for_url("**/sign-in/**")
    phone.page.goto(phone.address)
    phone.page.locator("main .empty").wait_for()
    assert kept(phone) == {"visits": 0, "drafts": 1, "pictures": 0, "queue": 0}
    Assignment.objects.filter(officer=person("dina")).delete()
    phone.battery_dies()
    phone.sign_in().open()
    phone.page.locator("main .notice.is-soon button").first.click()
    phone.told("is-late")
    assert Delivery.objects.last().answers["weight_kg"] == "١٢٫٥" and Delivery.objects.last().outcome == "held"
    assert fresh(visit).state == "planned"


def test_a_stopped_phone_wipes_itself(phone, visit):
    phone.sign_in().open().takes_everything_along()
    Phone.objects.update(stopped_at="2026-01-01T00:00Z", secret="")
    phone.battery_dies()
    phone.open()
    phone.page.locator("main .empty").wait_for()
    assert phone.page.evaluate("localStorage.getItem('officer')") is None


def test_the_first_visit_is_light_and_an_offline_start_quick(phone, visit):
    phone.sign_in()
    phone.page, answers = phone.context.new_page(), []
    phone.page.on("response", lambda answer: answers.append(answer))
    phone.page.goto(phone.address)
    phone.takes_everything_along()
    sizes = {answer.url: weight(answer) for answer in answers if not answer.url.endswith(".ttf")}
    assert sum(sizes.values()) <= 200_000, sizes
    phone.goes_offline()
    phone.battery_dies()
    began = time.monotonic()
    phone.open().types_the_code()
    phone.page.locator("[data-start]").wait_for()
    assert time.monotonic() - began < 2
    phone.looks_right()
    phone.page.locator("#own").click()
    phone.looks_right()
    phone.page.locator("#close").click()
    phone.starts(visit)
    phone.looks_right()
    while phone.answers({"injury_marks": "yes"}) and not phone.page.locator("[data-signs] .is-late").count():
        phone.goes_on()
    phone.looks_right()
    phone.page.locator("[data-signs] button").click()
    phone.goes_on()
    phone.looks_right()


def weight(answer):
    """Bytes on the way: static files are served compressed, pages and JSON as they are."""
    return len(gzip.compress(answer.body())) if "/static/" in answer.url else len(answer.body())


# An incident


REPORTED = {"what": "beating", "known": "now"}


def test_an_incident_reported_without_a_network_arrives_once_with_its_visit(phone, visit):
    """A sign on the visit leads to the report; the battery dies over it, the session ends, the answer is lost."""
    phone.sign_in().open().takes_everything_along()
    phone.goes_offline()
    phone.starts(visit)
    while phone.answers({"injury_marks": "yes"}) and not phone.page.locator("[data-signs] button").count():
        phone.goes_on()
    phone.page.locator("[data-signs] button").click()
    phone.page.locator("[data-field] [name=what]").first.wait_for()
    phone.answers({"what": "beating"})
    phone.goes_on()
    phone.answers({"summary": "كدمات على الذراع"})
    phone.page.wait_for_timeout(600)
    phone.battery_dies()
    phone.open().types_the_code()
    phone.page.locator(".is-late button").click()
    assert phone.page.locator("[name=summary]").input_value() == "كدمات على الذراع"
    phone.fills_everything_in(REPORTED | {"summary": "كدمات على الذراع"})
    phone.page.locator("[data-finish]").click()
    phone.waits(1)
    # Back at the visit, the sign says that it was reported, and the visit goes on.
    expect(phone.page.locator("[data-signs] .is-met")).to_be_visible()
    phone.battery_dies()
    phone.session_ends()
    phone.comes_online()
    phone.open().types_the_code()
    phone.net_is("signed-out")
    assert not Incident.objects.exists()
    lost = []

    def take_in_and_lose(route):
        route.fetch()
        route.abort()
        lost.append(route.request.url)

    phone.context.route("**/from-a-phone/", take_in_and_lose)
    phone.battery_dies()
    phone.sign_in().open()
    while not lost:
        phone.page.wait_for_timeout(50)
    phone.waits(1)
    phone.context.unroute("**/from-a-phone/")
    phone.battery_dies()
    phone.open().told("is-met")
    phone.waits(0)
    incident = Incident.objects.get()
    assert (incident.level, incident.visit, incident.summary) == ("orange", visit, "كدمات على الذراع")
    assert incident.reported_at < incident.arrived_at and not incident.phone_clock_was_wrong
    # The visit it was found on waits on the phone, and does not offer it again.
    phone.starts(visit)
    expect(phone.page.locator("[data-signs] .is-met")).to_be_visible()


def test_a_phone_whose_clock_runs_five_hours_fast_says_so_and_reports_the_right_time(phone, visit):
    phone.sign_in().open().takes_everything_along()
    phone.battery_dies()
    phone.goes_offline()
    began = timezone.now()
    opened_at(phone, time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + 5 * 3600)))
    phone.page.locator(".day [data-report]").click()
    phone.page.locator("#close").click()
    expect(phone.page.locator(".is-late")).to_have_count(0)  # opened by mistake, nothing is left behind
    phone.page.locator(".day [data-report]").click()
    phone.page.locator("[data-next]").wait_for()
    phone.fills_everything_in(REPORTED).sends()
    phone.waits(1)
    phone.comes_online()
    phone.told("is-met")
    expect(phone.page.locator(".notice.is-soon")).to_be_visible()
    incident = Incident.objects.get()
    assert incident.phone_clock_was_wrong and incident.placement == visit.placement and incident.visit is None
    assert began - timedelta(minutes=2) < incident.known_at <= incident.arrived_at
