"""Two roles of the database: the tables' owner migrates; the web and the clocks work as one that owns nothing.

Whoever takes over a web process then writes what officers write, and can neither rewrite history nor take a trigger,
a column or a table away. Rights are given after each migration, so a new table has them from its first day.
"""

from contextlib import contextmanager

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

# What triggers of their own refuse to alter; every other append-only table says so by its own `pgtrigger.Protect`.
APPENDED = {"ledger_entry": ["UPDATE", "DELETE"], "ledger_seal": ["UPDATE", "DELETE"]}
READ = {
    "django_migrations": ["INSERT", "UPDATE", "DELETE"],
    # what leaves the ledger is taken out by the owner (`redacting`)
    "ledger_redaction": ["INSERT", "UPDATE", "DELETE"],
}

# One message, hence one transaction: nobody at work meets a table without its rights. A temporary table could stand in
# front of the real one, so none is made.
GRANT = """
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
"""

OWNS = """
SELECT bool_or(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""


@contextmanager
def as_owner():
    """What changes tables is done by their owner; before and after, this process is who it was."""
    held = connection.settings_dict
    kept = {name: held[name] for name in settings.DATABASE_OWNER}
    if kept == settings.DATABASE_OWNER:
        yield
        return
    try:
        _become(settings.DATABASE_OWNER)
        yield
    finally:
        _become(kept)


def _become(role):
    connection.close()
    connection.settings_dict |= role


def refused() -> dict[str, list[str]]:
    """What nobody at work may do to which table: whatever its triggers refuse in every case."""
    kept = APPENDED | READ
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", []):
            if isinstance(trigger, pgtrigger.Protect) and trigger.get_condition(model) is None:
                kept.setdefault(model._meta.db_table, []).extend(str(operation) for operation in trigger.operation)
    return kept


def grant(using, **kwargs):
    """After a migration: the role at work may use every table, and rewrite none that is only added to."""
    role = settings.DATABASE_WORKER["USER"]
    if role == settings.DATABASE_OWNER["USER"]:
        return
    quote = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = cursor.fetchone()
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise SystemExit(
                f"The database has no role “{role}”, which DATABASE_URL names: CREATE ROLE {quote(role)} LOGIN"
            )
        present = set(connections[using].introspection.table_names(cursor))
        statements = [GRANT.format(schema=quote(schema), database=quote(database), role=quote(role))] + [
            f"REVOKE {', '.join(what)} ON {quote(table)} FROM {quote(role)};"
            for table, what in refused().items()
            if table in present
        ]
        cursor.execute("".join(statements))


def owns_tables() -> bool:
    """Could this process take tables and triggers away?"""
    with connection.cursor() as cursor:
        cursor.execute(OWNS)
        return bool(cursor.fetchone()[0])
