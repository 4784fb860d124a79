"""The chain: entries are sealed a thousand at a time, and each seal covers the one before it.

An entry is numbered before its transaction ends, so the newest number is trusted only once everybody who was writing
has finished: the lock is asked for, not waited for, and held no longer than it takes to read that number.
"""

from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from fostercare.ledger.models import Seal
from fostercare.ledger.tables import SEALING, WRITING

BLOCK = 1000
WAIT_MS = 400

_NUMBERS = """
SELECT id FROM ledger_entry WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
"""

# A seal's hash: the hash before it, what it says of itself, and the hashes of its entries in their order.
_SEAL = """
INSERT INTO ledger_seal (id, entries, at, digest)
SELECT %(id)s, %(entries)s, %(at)s, sha256(
    %(before)s || convert_to(jsonb_build_array(
        %(id)s::bigint, %(entries)s::bigint[], extract(epoch FROM %(at)s::timestamptz)
    )::text, 'UTF8')
    || string_agg(digest, ''::bytea ORDER BY id)
) FROM ledger_entry WHERE id = ANY(%(entries)s)
"""


@dataclass(frozen=True)
class Anchor:
    """What to print or keep elsewhere: whoever has yesterday's can tell whether today's chain still grows from it."""

    seal: int
    at: object
    digest: str

    def __str__(self):
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.seal} {self.digest}"


def seal() -> int:
    """Seal what is settled; returns the number of new seals (0 also where somebody is writing all the time)."""
    newest = _settled()
    sealed = 0
    while newest is not None and _seal_next(newest):
        sealed += 1
    return sealed


def anchors():
    """The last seal of each day, newest first."""
    seals = Seal.objects.order_by("at__date", "-pk").distinct("at__date")
    return [_anchor(one) for one in seals][::-1]


def newest_anchor():
    """The seal that now covers everything before it; None where nothing is sealed yet."""
    last = Seal.objects.order_by("-pk").first()
    return last and _anchor(last)


def _anchor(one):
    return Anchor(one.pk, one.at, bytes(one.digest).hex())


def _settled():
    """The newest entry of which it is sure that no smaller number is still to come."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}; SELECT pg_advisory_xact_lock({WRITING})")
            cursor.execute("SELECT max(id) FROM ledger_entry")
            return cursor.fetchone()[0]
    except OperationalError:
        return None


@transaction.atomic
def _seal_next(newest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        last = Seal.objects.order_by("-pk").first()
        cursor.execute(_NUMBERS, [last.entries[-1] if last else 0, newest, BLOCK])
        entries = [number for (number,) in cursor.fetchall()]
        if entries:
            before = bytes(last.digest) if last else b""
            values = {"id": last.pk + 1 if last else 1, "entries": entries, "at": timezone.now(), "before": before}
            cursor.execute(_SEAL, values)
    return bool(entries)
