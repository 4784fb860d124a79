"""Who asks, and by which request: told to the database together with each statement that writes."""

import re
import uuid
from contextlib import contextmanager

from django.db import connection

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|WITH|TRUNCATE|COPY)\b", re.IGNORECASE)
PLAIN = re.compile(r"[^\w/.:\- ]", re.ASCII)


class NamedWriter:
    """Middleware: what a request writes carries its officer and its line. Costs no statement of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.trace = uuid.uuid4().hex[:12]
        with writing_as(lambda: request.user.pk, f"{request.trace} {request.method} {request.path}"):
            return self.get_response(request)


@contextmanager
def writing_as(officer, request):
    """Everything written inside is this officer's (asked when something is written), by this request or command."""
    request = PLAIN.sub("_", request)[:200]

    def named(execute, sql, params, many, context):
        if isinstance(sql, str) and WRITES.match(sql):
            sql = _naming(officer(), request) + sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(named):
        yield


def _naming(officer, request):
    """In front of the statement and in the same message; both values are ours and hold nothing to be quoted."""
    return f"SELECT set_config('ledger.by', '{officer or ''}', true), set_config('ledger.request', '{request}', true); "
