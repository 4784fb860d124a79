"""The web and the clocks own nothing: whoever takes one of them over can neither rewrite history nor unhang a guard."""

import io

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from psycopg2.errors import InsufficientPrivilege

from fostercare.desk import health
from fostercare.ledger import roles
from tests.people import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.DATABASE_WORKER == settings.DATABASE_OWNER, reason="this database has one role only"),
]


@pytest.fixture
def worker():
    """A connection as a web process has it."""
    held = connection.settings_dict | settings.DATABASE_WORKER
    bare = psycopg2.connect(
        dbname=held["NAME"], host=held["HOST"], port=held["PORT"], user=held["USER"], password=held["PASSWORD"]
    )
    yield bare.cursor()
    bare.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER ledger_of_updates ON records_household",
        "DROP TRIGGER the_ledger_is_kept ON ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "ALTER TABLE application_application DISABLE TRIGGER a_state_changes_by_an_act",
        "ALTER TABLE records_household ADD COLUMN note text",
        "DROP TABLE records_household CASCADE",
        "CREATE TABLE elsewhere (id int)",
        "CREATE TEMPORARY TABLE ledger_entry (id int)",  # would stand before the real one
        "CREATE FUNCTION arabic_key(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
        "UPDATE workflows_statechange SET act = 'approve'",
        "DELETE FROM workflows_statechange",
        "UPDATE ledger_entry SET by = 1",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_seal",
        "SELECT ledger_redact('records_person', '{1}', '{full_name}', 'nothing')",
        "INSERT INTO ledger_redaction VALUES (1, 'nothing', '')",
        "UPDATE directorates_accountevent SET officer_id = 1",
        "DELETE FROM origins_reading",
        "DELETE FROM committee_vote",
        "DELETE FROM django_migrations",
        "TRUNCATE records_child CASCADE",
        "TRUNCATE ledger_entry",
    ],
)
def test_the_role_at_work_is_refused(worker, statement):
    with pytest.raises(InsufficientPrivilege):
        worker.execute(statement)


def test_the_role_at_work_does_not_become_the_owner(worker):
    with pytest.raises(InsufficientPrivilege):
        worker.execute(f'SET ROLE "{settings.DATABASE_OWNER["USER"]}"')


def test_every_table_there_is_can_be_worked_with_and_none_emptied_or_given_triggers(worker):
    """Asked of the database, so that a table of tomorrow is asked too."""
    may = {}
    for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
        worker.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
            "AND has_table_privilege(current_user, oid, %s)",
            [right],
        )
        may[right] = {table for (table,) in worker.fetchall()}
    tables = set(connection.introspection.table_names())
    kept = roles.refused()
    assert len(tables) > 100 and may["SELECT"] == tables
    assert may["INSERT"] == tables - {"django_migrations", "ledger_redaction"}
    for right in ("UPDATE", "DELETE"):
        assert may[right] == tables - {table for table, what in kept.items() if right in what}
    assert not may["TRUNCATE"] | may["TRIGGER"] | may["REFERENCES"]
    assert {"workflows_statechange", "ledger_entry", "ledger_seal", "directorates_accountevent"} <= kept.keys()


def test_what_the_role_at_work_changes_is_written_down_under_its_name(worker):
    worker.execute("UPDATE directorates_directorate SET region = region || '.' WHERE code = '01'")
    worker.execute(
        "SELECT role, act FROM ledger_entry WHERE relation = %s ORDER BY id DESC", ["directorates_directorate"]
    )
    assert worker.fetchone() == (settings.DATABASE_WORKER["USER"], "U")


def test_the_state_of_the_system_says_who_works_as_owner(client):
    client.force_login(person("ashraf"))
    assert health._rights().state == health.LATE  # the tests themselves do
    assert "مالك" in client.get("/system/").content.decode()


def test_a_command_that_changes_tables_is_the_owner_for_as_long_as_it_takes(monkeypatch):
    became = []
    monkeypatch.setattr(roles, "_become", lambda role: became.append(role["USER"]))
    monkeypatch.setitem(connection.settings_dict, "USER", settings.DATABASE_WORKER["USER"])
    with roles.as_owner():
        assert became == [settings.DATABASE_OWNER["USER"]]
    assert became[1:] == [settings.DATABASE_WORKER["USER"]]


def test_where_people_work_migrating_warns_of_a_web_that_owns_its_tables():
    told = io.StringIO()
    with override_settings(HTTPS=True):
        call_command("migrate", "--check", stderr=told)
        assert told.getvalue() == ""
        with override_settings(DATABASE_WORKER=settings.DATABASE_OWNER):
            call_command("migrate", "--check", stderr=told)
    assert "owner of its tables" in told.getvalue()
