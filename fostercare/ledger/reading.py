"""Who opened a file: every page and paper of a case that was given out stands in the ledger before it is sent."""

import json
from collections import defaultdict
from contextvars import ContextVar

from django.db import connection

from fostercare.ledger.models import Entry

CASE = "case"
EXPORT = "export"  # a list that left the system with this case on it, and why

# What was read of sealed records since the request began: file's number → what; None outside of a request.
_given: ContextVar[dict | None] = ContextVar("given", default=None)

# Not worth a wait for the disk: the page that is lost with it was lost too.
_NOTE = """
SELECT set_config('synchronous_commit', 'off', true);
INSERT INTO ledger_entry (relation, "row", act, by, after) SELECT %s, unnest(%s), %s, %s, %s
"""


class LoggedReading:
    """Middleware: whatever address carries a case's number, no page can forget to be logged.

    A page that is addressed otherwise names its case by `opens`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = defaultdict(dict)
        token = _given.set(given)
        try:
            response = self.get_response(request)
        finally:
            _given.reset(token)
        place = request.resolver_match
        if response.status_code == 200 and place and request.user.is_authenticated:
            address = dict(place.kwargs)
            numbers = {address.pop("number", None), *getattr(request, "opened", ())} - {None}
            what = {"page": place.url_name, **address}
            if plain := numbers - given.keys():
                note(plain, request.user, what)
            for number, sealed in given.items():
                note([number], request.user, what | sealed)
        return response


def opens(request, *numbers):
    """Say whose files this page shows, besides the one of its address."""
    request.opened = numbers


def give(number, officer, classes, *, emergency=False):
    """Sealed records of these classes were read for an officer: told with the page that gives them out, or at once."""
    sealed = {"sealed": classes} | ({"emergency": True} if emergency else {})
    given = _given.get()
    if given is None:
        note([number], officer, {"page": "sealed", **sealed})
    else:
        before = given[number].get("sealed", [])
        given[number] |= sealed | {"sealed": sorted({*before, *classes})}


def note(numbers, officer, what):
    """Write down that an officer opened these files; `what` they were given."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [CASE, sorted(numbers), Entry.OPENED, officer.pk, json.dumps(what)])


def openings_of(number):
    """The openings of a case's file."""
    return Entry.objects.filter(relation=CASE, row=number, act=Entry.OPENED)
