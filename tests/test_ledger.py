"""Nothing is lost and nothing is rewritten: the ledger tells every change, also one by hand, and shows tampering."""

import io
import json

import psycopg2
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from fostercare.ledger import sealing, watching
from fostercare.ledger.models import Entry, Seal
from fostercare.ledger.verifying import verify
from fostercare.workflows import guards, lifecycle
from fostercare.workflows.application.models import Application, State
from tests.cases import an_application

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def entries_of(record):
    return Entry.objects.filter(relation=record._meta.db_table, row=str(record.pk))


def last_of(record):
    return entries_of(record).first()


# What is written


def test_every_table_of_ours_is_watched_or_says_why_not():
    held = sql("SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'ledger_of_%%' GROUP BY 1")
    assert dict(held) == dict.fromkeys(watching.watched(), 4)
    assert set(watching.UNWATCHED) <= {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def test_a_change_by_hand_shows_with_the_role_that_made_it_and_what_was_before(alexandria):
    household = an_application().household
    before = household.address
    sql("UPDATE records_household SET address = 'شارع آخر' WHERE id = %s", household.pk)
    entry = last_of(household)
    assert (entry.act, entry.before, entry.after) == ("U", {"address": before}, {"address": "شارع آخر"})
    assert (entry.by, entry.request) == (None, "")
    assert entry.role == sql("SELECT session_user")[0][0]


def test_a_change_through_a_page_names_the_officer_and_the_request(salma):
    application = an_application(at=State.REGISTERED)
    client = Client()
    client.force_login(salma)
    client.post(f"/cases/{application.number}/acts/withdraw/", {"why": "رغبة الأسرة"})
    entry = last_of(application)
    assert entry.after == {"state": "withdrawn"} and entry.before == {"state": "registered"}
    assert entry.by == salma.pk
    assert entry.request.partition(" ")[2] == f"POST /cases/{application.number}/acts/withdraw/"
    line = Entry.objects.filter(relation="workflows_statechange", after__record_id=application.pk).first()
    assert line.request == entry.request and line.after["act"] == "withdraw"


def test_many_rows_of_one_statement_are_told_one_by_one_and_those_that_stay_the_same_are_not(alexandria, luxor):
    begin = Entry.objects.count()
    sql("UPDATE directorates_directorate SET code = code")
    assert Entry.objects.count() == begin
    sql("UPDATE directorates_directorate SET name_en = name_en || '.' WHERE id IN (%s, %s)", alexandria.pk, luxor.pk)
    assert Entry.objects.count() == begin + 2


def test_what_is_deleted_and_what_is_emptied_is_told():
    key = an_application().assignments.get(role="security_liaison").pk
    sql("DELETE FROM guidebook_assignment WHERE id = %s", key)
    gone = Entry.objects.filter(relation="guidebook_assignment", row=str(key)).first()
    assert gone.act == "D" and gone.before["role"] == "security_liaison"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE guidebook_assignment")
    assert Entry.objects.filter(relation="guidebook_assignment").first().act == "T"


def test_a_password_is_never_in_the_ledger_but_its_change_is(salma):
    salma.set_password("يدخل-من-الباب-1")
    salma.save()
    entry = last_of(salma)
    assert "password" in entry.after and salma.password not in json.dumps([entry.before, entry.after])


def test_nobody_signs_in_with_what_the_ledger_holds():
    columns = sql(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(%s) "
        "AND column_name ~ 'session|password|secret|token|code|encoded'",
        list(watching.watched()),
    )
    harmless = {"code", "temporary_password"}
    assert {column for _table, column in columns} <= {*watching.SECRET, *harmless}


# What is refused


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_role_may_rewrite_the_ledger(table, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement.format(table))
    sql(f"GRANT ALL ON {table} TO CURRENT_USER")  # the owner helps itself to the rights: the trigger still refuses
    with pytest.raises(DatabaseError, match="cannot be rewritten"), transaction.atomic():
        sql(statement.format(table))


def test_a_state_set_by_hand_is_refused_by_the_database():
    application = an_application(at=State.REGISTERED)
    with pytest.raises(DatabaseError, match="by an act of its life cycle"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state=State.APPROVED)
    assert Application.objects.get(pk=application.pk).state == State.REGISTERED


def test_every_life_cycle_is_guarded():
    tables = {model._meta.db_table for model in guards.life_cycles()}
    assert tables >= {"application_application", "child_file_childfile", "match_match", "placement_placement"}
    held = sql("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_state_changes_by_an_act'")
    assert {table for (table,) in held} == tables


def test_acts_in_one_transaction_each_have_their_line(salma):
    application = an_application(at=State.SUBMITTED)
    with transaction.atomic():
        lifecycle.act(application.withdraw, by=salma, why="رغبة الأسرة")
    assert last_of(application).after == {"state": "withdrawn"}


# Tampering. As superuser, with the triggers off.


@pytest.fixture
def sealed():
    """A ledger of a few hundred entries, sealed in several blocks."""
    sql(
        'INSERT INTO ledger_entry (relation, "row", act, after) '
        "SELECT 'records_household', n::text, 'U', jsonb_build_object('address', n) FROM generate_series(1, 2500) n"
    )
    sealing.seal()
    assert Seal.objects.count() >= 3 and verify() == []
    middle = list(Entry.objects.order_by("pk"))[-1200]
    sql("RESET lock_timeout")  # the seal's, which lasts as long as the transaction; a vacuum may be at the table
    sql("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
    sql("ALTER TABLE ledger_seal DISABLE TRIGGER ALL")
    sql("GRANT ALL ON ledger_entry, ledger_seal TO CURRENT_USER")
    return middle


def said():
    return [str(finding) for finding in verify()]


def test_an_altered_entry_is_named(sealed):
    sql("UPDATE ledger_entry SET after = '{\"address\": 0}' WHERE id = %s", sealed.pk)
    assert said() == [f"entry {sealed.pk} was altered"]
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", stderr=errors)
    assert str(sealed.pk) in errors.getvalue()


def test_an_entry_rewritten_with_its_hash_breaks_the_seal_over_it(sealed):
    sql("UPDATE ledger_entry SET by = 1 WHERE id = %s", sealed.pk)
    sql("UPDATE ledger_entry AS entry SET digest = ledger_digest(entry) WHERE id = %s", sealed.pk)
    (finding,) = verify()
    assert finding.what == "broken" and finding.number <= sealed.pk <= finding.last


def test_a_removed_entry_is_named(sealed):
    sql("DELETE FROM ledger_entry WHERE id = %s", sealed.pk)
    assert said() == [f"entry {sealed.pk} was removed"]


def test_an_entry_put_in_afterwards_is_named(sealed):
    """In the place of one that was never written: a transaction that was undone leaves a number free."""
    sql("ALTER TABLE ledger_entry ENABLE TRIGGER ALL")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sql("INSERT INTO ledger_entry (relation, \"row\", act) VALUES ('a', '1', 'U')")
        raise ZeroDivisionError
    sql("INSERT INTO ledger_entry (relation, \"row\", act) VALUES ('a', '2', 'U')")
    sealing.seal()
    number = Entry.objects.first().pk - 1
    sql("INSERT INTO ledger_entry (id, relation, \"row\", act) VALUES (%s, 'a', '1', 'U')", number)
    assert said() == [f"entry {number} was put in after its time"]


def test_a_chain_written_anew_or_cut_short_does_not_fit_the_anchor_kept_elsewhere(sealed, tmp_path):
    kept = tmp_path / "anchors"
    printed = io.StringIO()
    call_command("anchor", stdout=printed)
    kept.write_text(printed.getvalue())
    call_command("verify_history", anchors=kept, stdout=io.StringIO())

    sql("DELETE FROM ledger_seal")
    sql("DELETE FROM ledger_entry WHERE id = %s", sealed.pk)
    sealing.seal()
    assert verify() == []  # by itself the new chain holds together
    with pytest.raises(CommandError):
        call_command("verify_history", anchors=kept, stderr=io.StringIO())


def test_sealing_does_not_wait_for_somebody_who_writes_long_and_holds_up_nobody():
    with psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None}) as another:
        another.cursor().execute("INSERT INTO ledger_entry (relation, \"row\", act) VALUES ('a', '1', 'U')")
        an_application()
        assert sealing.seal() == 0
        another.rollback()
    another.close()
    assert sealing.seal()
    assert Seal.objects.order_by("pk").last().entries[-1] == Entry.objects.order_by("pk").last().pk
