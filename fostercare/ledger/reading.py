"""Who opened a file: every page and paper of a case that was given out stands in the ledger before it is sent."""

import json

from django.db import connection

from fostercare.ledger.models import Entry

CASE = "case"
EXPORT = "export"  # a list that left the system with this case on it, and why

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
        response = self.get_response(request)
        place = request.resolver_match
        if response.status_code == 200 and place and request.user.is_authenticated:
            address = dict(place.kwargs)
            numbers = {address.pop("number", None), *getattr(request, "opened", ())} - {None}
            if numbers:
                note(numbers, request.user, {"page": place.url_name, **address})
        return response


def opens(request, *numbers):
    """Say whose files this page shows, besides the one of its address."""
    request.opened = numbers


def note(numbers, officer, what):
    """Write down that an officer opened these files; `what` they were given."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [CASE, sorted(numbers), Entry.OPENED, officer.pk, json.dumps(what)])


def openings_of(number):
    """The openings of a case's file."""
    return Entry.objects.filter(relation=CASE, row=number, act=Entry.OPENED)
