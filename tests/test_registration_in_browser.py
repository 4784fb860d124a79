"""What only a browser can prove of a registration: typing is kept by itself, and a lost session loses nothing."""

import pytest
from django.urls import reverse

from fostercare.door.models import Session
from fostercare.workflows.application.models import RegistrationDraft
from tests.registering import COUPLE, HUSBAND

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]

PASSWORD = "a long word of hers"
KEPT_WITHIN = 10_000  # milliseconds; a pause of one and a half seconds sends what was typed


@pytest.fixture
def draft(salma, alexandria):
    salma.set_password(PASSWORD)
    salma.save()
    return RegistrationDraft.objects.create(officer=salma, directorate=alexandria)


@pytest.fixture
def desk(page, live_server, draft):
    """The dwelling's page before Salma, who has signed in."""
    sign_in(page, live_server.url)
    page.goto(live_server.url + reverse("registration", args=[draft.pk, "dwelling"]))
    return page


def sign_in(page, url):
    page.goto(url + reverse("login") + "?next=" + reverse("registration_start"))
    page.fill("[name=username]", "salma")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def write(page, step):
    for name, value in COUPLE[step].items():
        field = page.locator(f"[name={name}]").first
        if field.get_attribute("type") == "radio":
            page.check(f"[name={name}][value={value}]")
        else:
            field.fill(value)


def kept(draft, step):
    draft.refresh_from_db()
    return draft.data.get(step, {}).get("typed", {})


def test_typing_is_kept_without_pressing_anything(desk, draft):
    with desk.expect_response(lambda answer: answer.request.method == "POST", timeout=KEPT_WITHIN):
        desk.type("[name=address]", "١٢ شارع النصر")
    desk.reload()
    assert desk.input_value("[name=address]") == "١٢ شارع النصر"
    assert kept(draft, "dwelling")["address"] == ["١٢ شارع النصر"]
    assert not desk.locator("[data-errors]").count()


def test_the_number_is_read_while_it_is_typed(desk, live_server, draft):
    desk.goto(live_server.url + reverse("registration", args=[draft.pk, "applicant"]))
    desk.type("[name=national_id]", HUSBAND)
    desk.wait_for_selector('#card time[datetime="1985-03-14"]', timeout=KEPT_WITHIN)


def test_a_form_sent_after_the_session_ended_is_kept_by_signing_in(desk, draft):
    desk.route("**/*", lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_())
    write(desk, "dwelling")
    Session.objects.all().delete()
    desk.click(".submit-row .btn-main")
    assert desk.locator("[name='sign-in-password']").is_visible()
    assert kept(draft, "dwelling") == {}
    desk.fill("[name='sign-in-username']", "salma")
    desk.fill("[name='sign-in-password']", PASSWORD)
    desk.click("main button.btn-main")
    desk.wait_for_url("**/wishes/")
    assert kept(draft, "dwelling")["address"] == [COUPLE["dwelling"]["address"]]


def test_a_page_left_open_while_signing_in_elsewhere_is_sent_again(desk, context, live_server, draft):
    desk.route("**/*", lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_())
    write(desk, "dwelling")
    Session.objects.all().delete()
    other = context.new_page()
    sign_in(other, live_server.url)
    desk.click(".submit-row .btn-main")
    desk.click("main button.btn-main")
    desk.wait_for_url("**/wishes/")
    assert kept(draft, "dwelling")["rooms"] == [COUPLE["dwelling"]["rooms"]]


def test_while_signed_out_typing_says_so_and_stays_on_the_page(desk):
    Session.objects.all().delete()
    desk.type("[name=address]", "١٢ شارع النصر")
    desk.wait_for_selector("#kept .notice", timeout=KEPT_WITHIN)
    assert desk.input_value("[name=address]") == "١٢ شارع النصر"


def test_enter_in_a_field_saves_and_goes_on(desk, live_server, draft):
    desk.goto(live_server.url + reverse("registration", args=[draft.pk, "members"]))
    desk.click("button[value=child]")
    desk.fill("[name=child-1-full_name]", "مريم حسام علي")
    desk.press("[name=child-1-full_name]", "Enter")
    desk.wait_for_selector("[data-errors]")
    assert desk.input_value("[name=child-1-full_name]") == "مريم حسام علي"
    desk.click("button[value=child-1]")
    assert not desk.locator("[name=child-1-full_name]").count()
