"""One at a time on all machines: PostgreSQL's advisory locks, let go when the work or its connection ends."""

from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection


@contextmanager
def alone(kind: int, key: int = 0):
    """Whether nobody else does this work now; if so, nobody else does until the end. Keys wrap at 31 bits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, key % 2**31])
        (got_it,) = cursor.fetchone()
        try:
            yield got_it
        finally:
            if got_it:
                # With a connection that broke meanwhile the lock has gone too.
                with suppress(InterfaceError, OperationalError):
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, key % 2**31])
