"""No page offers its reader a link behind which they are refused: walked from the desk of each role."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from directorates.models import Officer
from tests.test_permissions import world  # noqa: F401  the same world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition"), pytest.mark.drill]

# One of each kind of work: at the desk, in the field, in a home, in committees, in the Ministry.
WALKERS = [
    "salma",
    "huda",
    "nadia",
    "dina",
    "sawsan",
    "omar",
    "rami",
    "maha",
    "adel",
    "zaynab",
    "fathi",
    "hany",
    "ghada",
]
# Who may not answer an item is told there who may.
TELLS_WHO_MAY = {"answer_item"}


@pytest.fixture(autouse=True)
def _no_papers(monkeypatch):
    monkeypatch.setattr("fostercare.printing.pdf", lambda *args, **kwargs: b"%PDF-1.7")


@pytest.mark.parametrize("who", WALKERS)
def test_no_link_leads_to_a_closed_door(world, who):  # noqa: F811
    client, refused = Client(), []
    client.force_login(Officer.objects.get(username=who))
    for came_from, address, answer in walk(client):
        if answer.status_code in (403, 404) and resolve(address).url_name not in TELLS_WHO_MAY:
            refused.append(f"{answer.status_code} at {address}, offered by {came_from}")
    assert not refused, "\n".join(refused)


def walk(client, most=80):
    """(the page before, an address without its query, its answer): one of each kind of page that links lead to."""
    waiting, kinds = [("", "/")], set()
    while waiting and len(kinds) < most:
        came_from, address = waiting.pop(0)
        path = address.partition("?")[0]
        kind = re.sub(r"\d+", "N", path)
        if kind in kinds or path.startswith("/static/"):
            continue
        kinds.add(kind)
        answer = client.get(address)
        yield came_from, path, answer
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            links = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.content.decode())
            waiting += [(path, link.replace("&amp;", "&")) for link in links]
