"""What only a browser can prove of single sign-on: the content policy lets it go, and its cookie comes back with it."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from fostercare.door import single_sign_on
from fostercare.door.models import Link
from tests.people import person
from tests.the_provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]

NAME = "الدخول الموحد للوزارة"
PASSWORD = "a long word of hers"


def test_an_officer_links_the_account_leaves_and_enters_again_by_a_click(page, live_server, settings):
    single_sign_on._provider.cache_clear()
    cache.clear()
    provider, salma = Provider(), person("salma")
    settings.OIDC = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": NAME}
    salma.set_password(PASSWORD)
    salma.save()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(live_server.url + reverse("login"))
    page.fill("[name=username]", "salma")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.goto(live_server.url + reverse("sign_on_link"))
    page.fill("[name=password]", PASSWORD)
    page.click(".submit-row button")
    page.get_by_role("link", name=NAME).click()
    page.wait_for_url("**" + reverse("account"))
    assert Link.objects.get().officer == salma
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("login") + "?next=" + reverse("application_list"))
    page.get_by_role("link", name=NAME).click()
    page.wait_for_url("**" + reverse("application_list"))
    expect(page.locator(".mast-who")).to_contain_text(salma.full_name)
    assert not refused
    provider.stop()
    single_sign_on._provider.cache_clear()
