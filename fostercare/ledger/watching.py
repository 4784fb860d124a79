"""What the database watches: every table of ours writes its changes into the ledger, whoever makes them and how.

A statement is captured as a whole, so that one that plans a hundred thousand visits costs one pass and not as many
calls. A new table is watched from the migration that makes it; what is not watched stands here with its reason.
"""

from django.apps import apps
from django.db import connections

OURS = ("directorates", "fostercare.")

# The rights themselves, in tables that are not ours.
BESIDES = ["auth_group", "auth_group_permissions", "guardian_userobjectpermission", "guardian_groupobjectpermission"]

UNWATCHED = {
    "ledger_entry": "the ledger itself",
    "ledger_seal": "the ledger itself",
    "records_nameword": "kept by the database out of the names, which are watched",
    "records_serial": "running numbers; what carries them is watched",
    "workflows_process": "the engine's; the acts that move it are watched",
    "workflows_task": "the engine's; the acts that move it are watched",
    "workflows_task_previous": "the engine's",
    "clocks_escalation": "follows from the tasks' days",
    "door_session": "sessions: who has the key of one is its officer",
    "door_notice": "mails that wait; what they tell of is watched",
    "door_attempts": "counts of wrong passwords, which end by themselves",
    "application_registrationdraft": "what is being typed, before it is anybody's record",
}

# Columns whose content would make the ledger a place to steal from; that they changed is written all the same.
# What lies locked is written as it lies; the religion, which does not, is a sealed record's (records/sealed.py).
SECRET = ["password", "secret", "token", "key", "encoded", "religion"]

CAPTURE = """
CREATE OR REPLACE FUNCTION ledger_without_secrets(record jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN record ?| {secret} THEN (
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY({secret}) THEN '"•"'::jsonb ELSE value END)
    FROM jsonb_each(record)
) ELSE record END
$$;

CREATE OR REPLACE FUNCTION ledger_capture() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ledger_entry (relation, "row", act, after)
        SELECT TG_TABLE_NAME, record ->> TG_ARGV[0], 'I', ledger_without_secrets(record)
        FROM (SELECT to_jsonb(new_rows) - 'search_key' AS record FROM new_rows) AS fresh;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO ledger_entry (relation, "row", act, before, after)
        SELECT TG_TABLE_NAME, was ->> TG_ARGV[0], 'U', changed.before, changed.after
        FROM (SELECT to_jsonb(old_rows) AS was FROM old_rows) AS earlier
        JOIN (SELECT to_jsonb(new_rows) AS became FROM new_rows) AS later
            ON was ->> TG_ARGV[0] = became ->> TG_ARGV[0],
        LATERAL (
            SELECT ledger_without_secrets(jsonb_object_agg(key, value)) AS before,
                ledger_without_secrets(jsonb_object_agg(key, became -> key)) AS after
            FROM jsonb_each(was - 'search_key') WHERE value IS DISTINCT FROM became -> key
        ) AS changed
        WHERE changed.before IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO ledger_entry (relation, "row", act, before)
        SELECT TG_TABLE_NAME, record ->> TG_ARGV[0], 'D', ledger_without_secrets(record)
        FROM (SELECT to_jsonb(old_rows) - 'search_key' AS record FROM old_rows) AS gone;
    ELSE
        INSERT INTO ledger_entry (relation, "row", act) VALUES (TG_TABLE_NAME, '', 'T');
    END IF;
    RETURN NULL;
END
$$;
"""

TRIGGERS = """
CREATE OR REPLACE TRIGGER ledger_of_inserts AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture({key});
CREATE OR REPLACE TRIGGER ledger_of_updates AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture({key});
CREATE OR REPLACE TRIGGER ledger_of_deletes AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture({key});
CREATE OR REPLACE TRIGGER ledger_of_emptying AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture({key});
"""


# What was watched in a release before.
UNHANG = """
DROP TRIGGER IF EXISTS ledger_of_inserts ON {table};
DROP TRIGGER IF EXISTS ledger_of_updates ON {table};
DROP TRIGGER IF EXISTS ledger_of_deletes ON {table};
DROP TRIGGER IF EXISTS ledger_of_emptying ON {table};
"""

# Said again after each migration: what a backup brings back has lost it.
KEPT = "REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_seal, ledger_redaction FROM PUBLIC, CURRENT_USER"


def watched() -> dict[str, str]:
    """Every table whose changes are written down, and its key's column."""
    models = apps.get_models(include_auto_created=True)
    tables = {
        model._meta.db_table: model._meta.pk.column
        for model in models
        if model._meta.app_config.name.startswith(OURS) or model._meta.db_table in BESIDES
    }
    return {table: key for table, key in tables.items() if table not in UNWATCHED}


def watch(using, **kwargs):
    """After a migration: (re)write the capture and hang it on every watched table."""
    secrets = "ARRAY[{}]".format(", ".join(f"'{name}'" for name in SECRET))
    with connections[using].cursor() as cursor:
        cursor.execute(KEPT)
        present = set(connections[using].introspection.table_names(cursor))
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(CAPTURE.replace("{secret}", secrets).replace("{schema}", schema))
        for table, key in watched().items():
            if table in present:
                cursor.execute(TRIGGERS.format(table=f'"{table}"', key=f"'{key}'"))
        for table in present & UNWATCHED.keys():
            cursor.execute(UNHANG.format(table=f'"{table}"'))
