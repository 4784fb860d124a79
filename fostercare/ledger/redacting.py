"""What has been kept long enough leaves the ledger too: the words go, the entry and its place in the chain stay.

An entry's hash, which the seals cover, is not touched, so the chain is verified as before. What it says now has a hash
of its own in `ledger_redaction`, and the ledger tells of each redaction in an entry that is sealed like any other: who
blacks a line out cannot hide it, and who alters one cannot pass it off as blacked out.
"""

from django.db import connection

_REDACT = "SELECT ledger_redact(%s, %s, %s, %s)"

TABLE = """
CREATE TABLE ledger_redaction (
    entry bigint PRIMARY KEY,
    ground text NOT NULL CHECK (ground <> ''),
    digest bytea NOT NULL
);

CREATE FUNCTION ledger_blank(record jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
SELECT jsonb_object_agg(key, CASE
    WHEN key = ANY(columns) AND value NOT IN ('null'::jsonb, '""'::jsonb) THEN '"•"'::jsonb ELSE value
END) FROM jsonb_each(record)
$$;

-- A statement that blacks out says so beforehand; every other one is refused as ever.
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_entry' AND current_setting('ledger.redacting', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the ledger cannot be rewritten' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION ledger_only_blanks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'before' - 'after' <> to_jsonb(NEW) - 'before' - 'after'
        OR NOT ledger_is_blanked(OLD.before, NEW.before) OR NOT ledger_is_blanked(OLD.after, NEW.after)
    THEN
        RAISE EXCEPTION 'the ledger cannot be rewritten' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION ledger_is_blanked(earlier jsonb, later jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce((SELECT array_agg(key ORDER BY key) FROM jsonb_each(earlier))
        IS NOT DISTINCT FROM (SELECT array_agg(key ORDER BY key) FROM jsonb_each(later)), true)
    AND NOT EXISTS (
        SELECT FROM jsonb_each(earlier) AS was JOIN jsonb_each(later) AS became USING (key)
        WHERE became.value <> was.value AND became.value <> '"•"'::jsonb
    )
$$;

CREATE TRIGGER an_entry_is_blacked_out_or_kept BEFORE UPDATE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_only_blanks();
CREATE TRIGGER a_redaction_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_redaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Columns of rows of one table; returns how many entries were blacked out.
CREATE FUNCTION ledger_redact(relation_ text, rows_ text[], columns_ text[], ground_ text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    EXECUTE format('GRANT UPDATE ON ledger_entry TO %I', current_user);
    PERFORM set_config('ledger.redacting', 'yes', true);
    WITH gone AS (
        UPDATE ledger_entry SET before = ledger_blank(before, columns_), after = ledger_blank(after, columns_)
        WHERE relation = relation_ AND "row" = ANY(rows_) AND (before ?| columns_ OR after ?| columns_)
            AND NOT EXISTS (SELECT FROM ledger_redaction WHERE ledger_redaction.entry = ledger_entry.id)
        RETURNING id
    ) SELECT array_agg(id) INTO touched FROM gone;
    PERFORM set_config('ledger.redacting', '', true);
    EXECUTE format('REVOKE UPDATE ON ledger_entry FROM %I', current_user);
    INSERT INTO ledger_redaction (entry, ground, digest)
        SELECT entry.id, ground_, ledger_digest(entry) FROM ledger_entry AS entry WHERE entry.id = ANY(touched);
    RETURN coalesce(cardinality(touched), 0);
END
$$;
"""

DROP = """
DROP FUNCTION ledger_redact(text, text[], text[], text);
DROP TRIGGER an_entry_is_blacked_out_or_kept ON ledger_entry;
DROP FUNCTION ledger_only_blanks(), ledger_is_blanked(jsonb, jsonb), ledger_blank(jsonb, text[]);
DROP TABLE ledger_redaction;
"""


def redact(relation: str, rows, columns, ground: str) -> int:
    """Black out columns of rows of a table in every entry that tells of them. Returns the number of entries.

    ground: on what it is done, such as the number of a confirmed list; it stands beside each redaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REDACT, [relation, [str(row) for row in rows], list(columns), ground])
        return cursor.fetchone()[0]
