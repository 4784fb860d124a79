"""Is the ledger as it was written? Every entry against its own hash, every seal against its own and the one before."""

from dataclasses import dataclass

from django.db import connection

from fostercare.ledger.models import Seal

# An entry that was blacked out says what its redaction says it does, and a sealed entry tells of that redaction.
_ALTERED = """
SELECT id FROM ledger_entry AS line WHERE digest <> ledger_digest(line) AND NOT EXISTS (
    SELECT FROM ledger_redaction AS redaction
    JOIN ledger_entry AS told ON told.relation = 'ledger_redaction' AND told."row" = redaction.entry::text
        AND told.act = 'I' AND told.after ->> 'digest' = redaction.digest::text AND told.digest = ledger_digest(told)
    WHERE redaction.entry = line.id AND redaction.digest = ledger_digest(line)
) ORDER BY id
"""

_REMOVED = """
SELECT number FROM ledger_seal, unnest(entries) AS number
WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE ledger_entry.id = number) ORDER BY number
"""

_INSERTED = """
SELECT id FROM ledger_entry
WHERE id <= (SELECT entries[cardinality(entries)] FROM ledger_seal ORDER BY id DESC LIMIT 1)
    AND id NOT IN (SELECT unnest(entries) FROM ledger_seal)
ORDER BY id
"""

_BROKEN = """
SELECT seal.id, seal.entries[1], seal.entries[cardinality(seal.entries)] FROM (
    SELECT *, lag(digest, 1, ''::bytea) OVER (ORDER BY id) AS before FROM ledger_seal
) AS seal
LEFT JOIN LATERAL (
    SELECT string_agg(entry.digest, ''::bytea ORDER BY entry.id) AS digests
    FROM ledger_entry AS entry
    WHERE entry.id BETWEEN seal.entries[1] AND seal.entries[cardinality(seal.entries)]
) AS held ON true
WHERE seal.digest IS DISTINCT FROM sha256(
    seal.before || convert_to(jsonb_build_array(seal.id, seal.entries, extract(epoch FROM seal.at))::text, 'UTF8')
    || held.digests
) ORDER BY seal.id
"""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: an entry, a seal (with the entries it covers) or an anchor."""

    what: str  # altered, removed, inserted, broken, missing_seal, anchor
    number: int
    last: int | None = None

    def __str__(self):
        return SENTENCES[self.what].format(number=self.number, last=self.last)


SENTENCES = {
    "altered": "entry {number} was altered",
    "removed": "entry {number} was removed",
    "inserted": "entry {number} was put in after its time",
    "broken": "the seal over entries {number} to {last} no longer fits: one of them was rewritten, hash and all",
    "missing_seal": "seal {number} was removed",
    "anchor": "the anchor of seal {number} does not fit: the chain was written anew",
}


def verify(anchors=()) -> list[Finding]:
    """Everything that is not as it was written. anchors: lines kept elsewhere, as `manage.py anchor` prints them."""
    findings = [
        *(Finding("altered", number) for (number,) in _rows(_ALTERED)),
        *(Finding("removed", number) for (number,) in _rows(_REMOVED)),
        *(Finding("inserted", number) for (number,) in _rows(_INSERTED)),
        *_missing_seals(),
        *_unfit(anchors),
    ]
    return findings or [Finding("broken", first, last) for _seal, first, last in _rows(_BROKEN)]


def _missing_seals():
    return [
        Finding("missing_seal", number)
        for (number,) in _rows(
            "SELECT number FROM generate_series(1, (SELECT max(id) FROM ledger_seal)) AS number "
            "WHERE number NOT IN (SELECT id FROM ledger_seal)"
        )
    ]


def _unfit(anchors):
    kept = {int(line.split()[2]): line.split()[3] for line in anchors if line.strip()}
    held = {seal.pk: bytes(seal.digest).hex() for seal in Seal.objects.filter(pk__in=kept)}
    return [Finding("anchor", number) for number, digest in sorted(kept.items()) if held.get(number) != digest]


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
