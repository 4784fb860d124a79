"""How long it takes to check the whole ledger; the goal is a minute for a million entries."""

import time

from bench.database import sql
from bench.figures import Figure
from fostercare.ledger import sealing
from fostercare.ledger.verifying import verify

GOAL_SECONDS = 60


def measure(size):
    """One row altered among all: seconds until it is named."""
    sql(
        'INSERT INTO ledger_entry (relation, "row", act, before, after) '
        "SELECT 'records_household', n::text, 'U', jsonb_build_object('address', n), "
        "jsonb_build_object('address', md5(n::text)) FROM generate_series(1, %(many)s) n",
        many=size.entries,
    )
    sealing.seal()
    (victim,) = sql("SELECT max(id) / 2 FROM ledger_entry")[0]
    sql("GRANT ALL ON ledger_entry TO CURRENT_USER")
    sql("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
    sql("UPDATE ledger_entry SET by = 1 WHERE id = %(victim)s", victim=victim)
    began = time.perf_counter()
    findings = verify()
    seconds = time.perf_counter() - began
    if [finding.number for finding in findings] != [victim]:
        raise SystemExit("the altered entry was not named")
    return [Figure("verify_history", seconds, GOAL_SECONDS, goal=1, unit="s")]
