"""No page, paper, sheet, search or feed holds sealed data for somebody without the right to them."""

import io
import zipfile

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from fostercare.records import sealed
from fostercare.records.models import Child, Person
from fostercare.workflows.follow_up import feed
from tests.people import person
from tests.test_permissions import expected, table, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

RELIGION, ILLNESS = "مسيحي", "أنسولين"
# What each may not read, of all that they may open.
SHUT = {
    "hany": [RELIGION, ILLNESS],
    "karim": [RELIGION, ILLNESS],
    "ihab": [RELIGION, ILLNESS],
    "salma": [RELIGION],
}


def mark():
    owners = [*Person.objects.filter(role__in=Person.APPLICANTS), *Child.objects.all()]
    sealed.keep(*((owner, {"religion": "christian", "health": ILLNESS}) for owner in owners))


def content_of(response):
    raw = b"".join(response) if response.streaming else response.content
    if raw.startswith(b"PK"):
        sheets = zipfile.ZipFile(io.BytesIO(raw))
        raw = b"".join(sheets.read(name) for name in sheets.namelist())
    return raw.decode(errors="replace")


def everything(client, who, world):
    """(what it is, its content) of every address that opens to them."""
    for page in table(world):
        if expected(page, who) == page.status and page.status in (200, 302):
            with transaction.atomic():
                response = getattr(client, page.method)(reverse(page.name, args=page.args))
                yield page.name, content_of(response)
                transaction.set_rollback(True)
    for typed in ("حسام", "أمل", "سلمى"):
        yield "search", content_of(client.post(reverse("search"), {"q": typed}, headers={"HX-Request": "true"}))


def test_whoever_has_no_right_finds_none_of_it_whatever_they_open(world, monkeypatch):
    mark()
    papers = []

    def paper(template, context):
        papers.append((template, render_to_string(template, context)))
        return b"%PDF-1.7"

    monkeypatch.setattr("fostercare.printing.pdf", paper)
    leaks, opened = [], 0
    for who, shut in SHUT.items():
        client = Client()
        client.force_login(person(who))
        papers.clear()
        for name, content in [*everything(client, who, world), *papers]:
            opened += 1
            leaks += [f"{who} reads {word} at {name}" for word in shut if word in content]
    assert not leaks, "\n".join(leaks)
    assert opened > 150

    told = Client().get(reverse("visit_calendar_feed", args=[feed.renew(person("dina"))]))
    assert told.status_code == 200 and not any(word in content_of(told) for word in (RELIGION, ILLNESS))


def test_the_marks_stand_before_those_who_may_read_them(world):
    mark()
    client = Client()
    client.force_login(person("huda"))
    family = client.get(reverse("case", args=[world["application"].number])).content.decode()
    assert RELIGION in family and ILLNESS in family
