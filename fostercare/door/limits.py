"""A page waits neither for ever nor in silence: limits on the web's connections, and a clear page when one is met."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.backends.signals import connection_created
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg2.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from directorates import events
from fostercare.door.signing_in import send_again

STATEMENT_SECONDS, LOCK_SECONDS = 5, 2

log = logging.getLogger("fostercare.door")


def limit(connection, **kwargs) -> None:
    """No statement of this connection runs or waits for a lock longer than a person waits for a page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)",
            [f"{STATEMENT_SECONDS}s", f"{LOCK_SECONDS}s"],
        )


def limit_the_web() -> None:
    """Called by the web's own door (wsgi.py): commands, migrations and the clock may take their time."""
    connection_created.connect(limit, dispatch_uid="fostercare.door.limits")


class ClearFaults:
    """Says in words what a limit of the database cut off, offering what was typed again, and logs who was refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied):
            log.warning("refused: account %s, %s %s, from %s", request.user.pk, request.method,
                        request.resolver_match.view_name, events.address(request))  # fmt: skip
            return None
        cause = getattr(exception, "__cause__", None) if isinstance(exception, OperationalError) else None
        if isinstance(cause, (LockNotAvailable, DeadlockDetected)):
            log.warning("waited too long for a lock: %s", request.resolver_match.view_name)
            return _busy(request, _("A colleague is working on the same case at this moment."))
        if isinstance(cause, QueryCanceled):
            log.error("a statement took too long: %s", request.resolver_match.view_name)
            return _busy(request, _("This took longer than expected, so it was stopped."))
        return None


def _busy(request, why):
    if request.method == "POST" and not request.htmx and request.POST:
        return send_again(request, None, why=why, status=503)
    page = "components/notice.html" if request.htmx else "door/busy.html"
    return render(request, page, {"tone": "late", "text": why, "why": why}, status=503)
