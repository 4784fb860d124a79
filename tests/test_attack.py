"""An attack from outside and from within: what was tried, and what must come of it."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from directorates.models import Officer
from tests.test_permissions import EVERYBODY, SEES, expected, got, table, world  # noqa: F401  the same world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NASTY = [
    "0", "-1", "1' OR '1'='1", "../../../../etc/passwd", "\x00", "9" * 30, "²", "٣", "{{ 7*7 }}{% debug %}",
    "\r\nSet-Cookie: a=b", "<script>alert(1)</script>", "x" * 3000, "\u202e", "[]", "2026-13-45", "~",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_papers(monkeypatch):
    monkeypatch.setattr("fostercare.printing.pdf", lambda *args, **kwargs: b"%PDF-1.7")


def desk(who):
    """Somebody signed in, whose faults are answered as a visitor would see them."""
    client = Client(raise_request_exception=False)
    client.force_login(Officer.objects.get(username=who))
    return client


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
            for method in ("get", "post"):
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
        for nasty in NASTY:
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
        for nasty in ("\x00", "9" * 30, "²", "-1", "[]", "<script>"):
            if status_of(client.post, reverse(page.name, args=page.args), dict.fromkeys(names, nasty)) >= 500:
                wrong.append(f"{page.name} {page.args} by {who} with {nasty[:20]!r}")
    assert not wrong, "\n".join(wrong[:40])
