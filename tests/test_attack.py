"""An attack from outside and from within: what was tried, and what must come of it."""

import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from directorates import access
from directorates.models import Officer
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Child, Person
from fostercare.workflows import waiting
from fostercare.workflows.application.models import Application
from tests.cases import a_household, a_paper, an_application
from tests.test_permissions import EVERYBODY, SEES, expected, got, signed_in, table, world  # noqa: F401  the same world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NASTY = [
    "-1", "1' OR '1'='1", "../../../../etc/passwd", "\x00", "9" * 30, "²", "{{ 7*7 }}", "\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_papers(monkeypatch):
    monkeypatch.setattr("fostercare.printing.pdf", lambda *args, **kwargs: b"%PDF-1.7")


def desk(who):
    """Somebody signed in, whose faults are answered as a visitor would see them."""
    return signed_in(who, raise_request_exception=False)


def status_of(send, *args, **kwargs):
    with transaction.atomic():
        status = send(*args, **kwargs).status_code
        transaction.set_rollback(True)
    return status


def names_read():
    """Whatever the pages read by name from an address or a form."""
    found = set()
    for folder in ("fostercare", "directorates"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            found |= set(
                re.findall(r"""(?:GET|POST|posted|post)(?:\.get|\.getlist)?[(\[]\s*"([\w-]+)\"""", path.read_text())
            )
    return sorted(
        found | {"after", "before", "page", "place", "state", "q", "sort", "next", "kind", "username", "role"}
    )


def may_open(page):
    who = sorted(SEES[page.record] if page.record else page.may or EVERYBODY)
    return next((one for one in who if expected(page, one) == page.status), None)


# Addresses


def test_no_made_up_number_opens_or_breaks_a_page(world):  # noqa: F811
    intruder, wrong = desk("nabil"), []
    for page in table(world):
        for address in made_up(page) if not page.public else ():
            for method in ("get", "post") if "%00" in address else ("get",):
                status = status_of(getattr(intruder, method), address)
                if status not in (302, 400, 403, 404, 405):
                    wrong.append(f"{status} {method} {page.name} at {address[:60]!r}")
    assert not wrong, "\n".join(wrong[:40])


def made_up(page):
    """The page's address with something nasty in place of each of its arguments."""
    for at, argument in enumerate(page.args):
        mark = 987654321 if isinstance(argument, int) else "MARK"
        marked = [mark if at == place else known for place, known in enumerate(page.args)]
        for nasty in NASTY:
            yield reverse(page.name, args=marked).replace(str(mark), quote(nasty, safe=""))


def test_no_made_up_filter_breaks_a_page(world):  # noqa: F811
    wrong, names = [], names_read()
    for page in table(world):
        who = may_open(page)
        if page.args or who is None or page.method != "get":
            continue
        client = desk(who)
        for nasty in ("\x00", "9" * 30, "9" * 5000, "²", "2026-13-45"):
            for query in [
                dict.fromkeys(names, nasty),
                *({name: nasty} for name in ("after", "before", "body", "place")),
            ]:
                if status_of(client.get, reverse(page.name), query) >= 500:
                    wrong.append(f"{page.name} with {nasty[:20]!r} as {list(query)[0] if len(query) == 1 else 'all'}")
    assert not wrong, "\n".join(wrong[:40])


def test_no_made_up_form_breaks_a_page(world):  # noqa: F811
    wrong, names = [], names_read()
    for page in table(world):
        who = may_open(page)
        if who is None or page.name == "logout":
            continue
        client = desk(who)
        for nasty in ("9" * 30, "9" * 5000, "²"):
            if status_of(client.post, reverse(page.name, args=page.args), dict.fromkeys(names, nasty)) >= 500:
                wrong.append(f"{page.name} {page.args} by {who} with {nasty[:20]!r}")
    assert not wrong, "\n".join(wrong[:40])


# Other people's things


@pytest.fixture
def theirs(edition):
    """An application of Alexandria with a paper, and its open task."""
    application = an_application(at="registered")
    task = waiting.open_tasks(application).first()
    return application, a_paper(application, "D17"), task


def test_a_paper_is_not_reached_through_another_case(theirs, wafaa, luxor):
    _application, paper, _task = theirs
    household = a_household(luxor)
    own = Application(household=household, directorate=luxor, edition=in_force(), heading=household.name).open()
    client = Client()
    client.force_login(wafaa)
    assert client.get(reverse("case", args=[own.number])).status_code == 200
    assert client.get(reverse("document", args=[own.number, paper.pk])).status_code == 404


def test_a_task_of_another_place_is_not_taken_nor_given_back(theirs, nabil):
    *_rest, task = theirs
    client = Client()
    client.force_login(nabil)
    for name in ("take_task", "give_task_back"):
        assert client.post(reverse(name), {"task": task.pk}, headers={"HX-Request": "true"}).status_code == 404
    task.refresh_from_db()
    assert task.owner is None


def test_asking_for_a_part_of_a_page_asks_for_the_same_rights(world, monkeypatch):  # noqa: F811
    """A request that says it comes from htmx, with a target of its own choosing."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **kwargs: "")
    wrong = []
    for who in ("nabil", "omar", "ihab", "ashraf"):
        part = {"HX-Request": "true", "HX-Target": "main", "HX-Current-URL": "http://evil.example/"}
        client = signed_in(who, headers=part)
        for page in table(world):
            should, status = expected(page, who), got(client, page)
            if should in (403, 404) and status != should:
                wrong.append(f"{who} at {page.name}: {status} instead of {should}")
    assert not wrong, "\n".join(wrong)


def test_a_form_sets_no_more_than_it_shows(hany):
    client = Client()
    client.force_login(hany)
    sent = {"full_name": "سحر أنور شفيق", "username": "samia", "gender": "female"}
    sent |= {"role": "social_worker", "place": "02"}
    more = {"is_superuser": "on", "is_staff": "on", "groups": "1", "temporary_password": "", "password": "mine"}
    client.post(reverse("appoint") + "?new=1", sent | more)
    samia = Officer.objects.get(username="samia")
    assert not (samia.is_superuser or samia.is_staff) and samia.temporary_password
    assert samia.groups.count() == 1 and not samia.check_password("mine")


def test_an_act_sets_no_more_than_it_asks(theirs, salma):
    application, *_rest = theirs
    client = Client()
    client.force_login(salma)
    sent = {"why": "رغبة الأسرة", "state": "approved", "directorate": 29, "heading": "أخرى", "edition": 1}
    client.post(reverse("act", args=[application.number, "withdraw"]), sent)
    after = Application.objects.get(pk=application.pk)
    assert after.state in ("withdrawn", "registered")
    assert (after.directorate_id, after.heading) == (application.directorate_id, application.heading)


def test_the_same_act_sent_again_is_done_once(theirs, salma):
    application, *_rest = theirs
    client = Client()
    client.force_login(salma)
    for _again in range(3):
        client.post(reverse("act", args=[application.number, "withdraw"]), {"why": "رغبة الأسرة"})
    assert application.history.filter(act="withdraw").count() == 1


# What is written is shown as written


def test_what_officers_write_is_text_and_never_markup_or_a_template(hany, alexandria):
    evil = "<script>alert(1)</script>{{ 7|add:7 }}{% debug %}"
    officer = Officer.objects.create(username="evil", full_name=evil)
    access.appoint(officer, "social_worker", alexandria)
    client = Client()
    client.force_login(hany)
    page = client.get(reverse("officer_list")).content.decode()
    assert "<script>alert(1)" not in page and "{{ 7|add:7 }}" in page


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nothing_leads_away_from_the_site(client, salma, away):
    salma.set_password("زهور-الربيع-٩٩")
    salma.save()
    for address, sent in [
        (reverse("login"), {"username": "salma", "password": "زهور-الربيع-٩٩", "next": away}),
        (reverse("set_language"), {"language": "en", "next": away}),
    ]:
        answer = client.post(address, sent)
        assert answer.status_code == 302 and "evil" not in answer.url and "javascript" not in answer.url


def test_no_header_is_made_of_what_was_sent(client, salma):
    client.force_login(salma)
    answer = client.get("/cases/x%0d%0aSet-Cookie:%20a=b/", headers={"X-Forwarded-Host": "evil.example"})
    assert "a" not in answer.cookies
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_session_is_not_carried_over_from_before_signing_in(client, salma):
    client.get(reverse("login"))
    client.post(reverse("set_language"), {"language": "ar"})
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.force_login(salma)
    assert client.session.session_key != session.session_key and get_user(client) == salma


def test_only_the_pages_that_are_meant_to_be_are_open_to_strangers(world):  # noqa: F811
    stranger = Client()
    for page in table(world):
        address = reverse(page.name, args=page.args)
        for method in ("get", "post"):
            answer = getattr(stranger, method)(address)
            asked_in = answer.status_code == 302 and answer.url.startswith(reverse("login"))
            assert asked_in or page.public or answer.status_code == 405, (method, page.name, answer.status_code)


# Nobody's name where it would stay


def test_no_name_stands_in_an_address_or_in_the_log(world, caplog):  # noqa: F811
    """Whatever page is opened: addresses and names of files hold case numbers, the log numbers, and no mail is sent."""
    caplog.set_level("DEBUG")
    secrets = {
        known for person in Person.objects.all() for known in (person.national_id, person.phone, person.full_name)
    }
    secrets |= {child.full_name for child in Child.objects.all()}
    secrets = {secret for secret in secrets if secret and len(secret) > 5}
    client = desk("amal")
    for page in table(world):
        if page.method == "get" and expected(page, "amal") == 200:
            answer = client.get(reverse(page.name, args=page.args))
            assert not [secret for secret in secrets if secret in unquote(str(answer.headers))], page.name
            shown = "" if answer.streaming else answer.content.decode(errors="ignore")
            for address in re.findall(r'(?:href|action|src|hx-(?:get|post))="([^"]+)', shown):
                said = "" if address.startswith("tel:") else unquote(address)
                assert not [secret for secret in secrets if secret in said], (page.name, address)
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert len(secrets) > 5
    assert not [secret for secret in secrets if secret in logged]
    assert not mail.outbox
