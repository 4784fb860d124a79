"""What the browser is told with every answer, and what a page does when the database cuts it off."""

import importlib
import logging

import psycopg2
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from directorates import screens
from fostercare import settings as product
from fostercare.door import limits
from fostercare.door.logs import OneLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

POLICY = {
    "default-src 'none'", "object-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
    "img-src 'self' data:", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


@pytest.fixture
def answers(client, salma):
    """A page, a page that is missing, one that is refused, a redirect, the sign-in, a file of the styles."""
    signed_out = client.get(reverse("login"))
    redirected = client.get(reverse("home"))
    client.force_login(salma)
    return [
        signed_out,
        redirected,
        client.get(reverse("home")),
        client.get("/cases/nothing-here/"),
        client.get(reverse("officer_list")),
        client.get("/static/css/tokens.css"),
    ]


def test_every_answer_carries_the_policies(answers):
    assert [answer.status_code for answer in answers] == [200, 302, 200, 404, 403, 200]
    for answer in answers:
        policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
        assert policy >= POLICY and "unsafe" not in answer["Content-Security-Policy"]
        assert all(part.split()[0].endswith(("-src", "-action", "-ancestors", "-uri")) for part in policy)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "microphone=()" in answer["Permissions-Policy"]
        assert not answer.has_header("Server") and not answer.has_header("X-Powered-By")


def test_no_page_is_kept_by_the_browser_and_styles_are(answers):
    *pages, style = answers
    for page in pages:
        assert "no-store" in page["Cache-Control"] or page.status_code == 302
    assert "no-store" not in style["Cache-Control"]


def test_no_other_site_may_read_whatever_it_says_it_is(client, salma):
    client.force_login(salma)
    answer = client.get(reverse("home"), headers={"Origin": "https://elsewhere.example"})
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_signing_out_empties_the_browsers_cache(client, salma):
    client.force_login(salma)
    assert client.post(reverse("logout"))["Clear-Site-Data"] == '"cache"'


@pytest.fixture
def in_production(monkeypatch):
    """The product's settings as they are where people work."""
    monkeypatch.setenv("HTTPS", "true")
    monkeypatch.delenv("SECOND_STEP", raising=False)
    yield importlib.reload(product)
    monkeypatch.undo()
    importlib.reload(product)


def test_in_production_cookies_are_bound_to_the_host_and_to_https(in_production):
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert getattr(in_production, f"{kind}_COOKIE_NAME").startswith("__Host-")
        assert getattr(in_production, f"{kind}_COOKIE_SECURE") is True
    assert in_production.CSRF_COOKIE_HTTPONLY and in_production.LANGUAGE_COOKIE_HTTPONLY
    assert in_production.SECURE_HSTS_SECONDS >= 31_536_000 and in_production.SECURE_HSTS_INCLUDE_SUBDOMAINS
    assert in_production.SECURE_SSL_REDIRECT and not in_production.DEBUG
    assert in_production.SECOND_STEP is True


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client, salma):
    client.force_login(salma)
    client.get(reverse("home"))
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"


def test_a_form_without_its_token_changes_nothing(salma):
    client = Client(enforce_csrf_checks=True)
    client.force_login(salma)
    for name in ("end_sessions", "take_task", "search"):
        assert client.post(reverse(name), {"q": "x"}).status_code == 403
    assert client.post(reverse("logout")).status_code == 403


# The database's limits


@pytest.fixture
def limited(monkeypatch):
    """The limits of the web's connections, in tenths of a second."""
    monkeypatch.setattr(limits, "STATEMENT_SECONDS", 0.4)
    monkeypatch.setattr(limits, "LOCK_SECONDS", 0.1)
    limits.limit(connection)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout; RESET lock_timeout")


def slow(monkeypatch, statement):
    def run(code):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    monkeypatch.setattr(screens, "_officers_in", run)


def test_the_webs_door_sets_the_limits():
    assert (limits.STATEMENT_SECONDS, limits.LOCK_SECONDS) == (5, 2)
    wsgi = (product.BASE_DIR / "fostercare/wsgi.py").read_text()
    assert "limit_the_web()" in wsgi


def test_a_statement_that_takes_too_long_ends_in_a_clear_page(client, hany, limited, monkeypatch):
    slow(monkeypatch, "SELECT pg_sleep(3)")
    client.force_login(hany)
    answer = client.get(reverse("officer_list"))
    assert answer.status_code == 503
    assert "استغرق هذا أطول من المتوقع" in answer.content.decode()


def test_waiting_for_a_colleagues_lock_ends_in_a_clear_page(client, hany, limited, monkeypatch):
    slow(monkeypatch, "SELECT pg_advisory_xact_lock(77)")
    client.force_login(hany)
    colleague = psycopg2.connect(**connection.get_connection_params())
    try:
        colleague.cursor().execute("SELECT pg_advisory_lock(77)")
        answer = client.get(reverse("officer_list"))
    finally:
        colleague.close()
    assert answer.status_code == 503
    assert "زميل يعمل على الملف نفسه" in answer.content.decode()


def test_what_was_typed_comes_back_to_be_sent_again(client, hany, limited, monkeypatch):
    def wait(*args, **kwargs):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3)")

    monkeypatch.setattr("directorates.access.appoint", wait)
    client.force_login(hany)
    page = client.post(reverse("appoint"), {"username": "hany", "role": "local_member", "place": "02"})
    assert page.status_code == 503
    assert ("role", "local_member") in page.context["typed"]


# The log


def test_who_was_refused_is_logged_by_number_alone(client, salma, caplog):
    client.force_login(salma)
    client.get(reverse("officer_list"))
    line = next(record for record in caplog.records if record.name == "fostercare.door").getMessage()
    assert f"account {salma.pk}" in line and "officer_list" in line
    assert salma.full_name not in caplog.text


def test_nobody_writes_an_event_of_their_own_into_the_log():
    record = logging.LogRecord("django", logging.WARNING, "", 0, "Not Found: %s", ("/x\n2026 INFO all is well",), None)
    shown = OneLine("{message}", style="{").format(record)
    assert "\n" not in shown and "\\x0a" in shown
