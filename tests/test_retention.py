"""What was kept long enough goes when two people have confirmed it, from the ledger too; a placed child's never."""

from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.ledger import sealing
from fostercare.ledger.models import Entry, Redaction
from fostercare.ledger.verifying import verify
from fostercare.records.models import Document, Person
from fostercare.workflows.lifecycle import act
from fostercare.workflows.models import StateChange
from fostercare.workflows.retention import confirming, due, reducing
from fostercare.workflows.retention.models import RetentionLine, RetentionList
from tests.cases import a_household, a_paper, again, an_application
from tests.children import a_child_with_a_family
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

LONG_AGO = timedelta(days=6 * 366)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def an_old_withdrawal(years_over=True, **more):
    """An application that its family withdrew, six years ago or today."""
    application = an_application(at="registered", **more)
    act(again(application).withdraw, by=person("salma"), why="سافرت أسرة حسام عبد الرازق إلى الخارج")
    if years_over:
        with pgtrigger.ignore("workflows.StateChange:history_is_append_only"):
            StateChange.objects.filter(case=application.pk).update(at=timezone.now() - LONG_AGO)
    return again(application)


def found():
    return [one.case.number for rule in due.rules() for one in due.due(rule)]


def confirmed_list():
    drawn = confirming.draw_up(by=person("ghada"))
    confirming.confirm(drawn.pk, by=person("ghada"))
    return confirming.confirm(drawn.pk, by=person("fathi"))


def test_what_is_due_is_told_and_nothing_is_changed():
    old, fresh = an_old_withdrawal(), an_old_withdrawal(years_over=False)
    said = StringIO()
    call_command("retention", stdout=said)
    assert old.number in said.getvalue() and fresh.number not in said.getvalue()
    assert "Nothing was changed" in said.getvalue()
    assert Person.objects.filter(household=old.household, full_name__contains="حسام").exists()


def test_a_legal_hold_an_open_request_and_a_younger_application_keep_a_case(client):
    old = an_old_withdrawal()
    assert found() == [old.number]
    url = reverse("legal_hold", args=[old.number])
    assert at(client, "salma", url, {"reason": "دعوى"}).status_code == 403
    at(client, "huda", url, {"reason": "دعوى قضائية رقم ١٢"})
    assert found() == []
    assert "دعوى قضائية" in at(client, "ghada", reverse("retention")).content.decode()
    at(client, "huda", url, {"reason": "صدر الحكم"})
    assert found() == [old.number]
    an_application(household=old.household)
    assert found() == []


def test_nothing_of_a_family_with_which_a_child_was_placed_is_ever_reduced():
    household = a_household()
    old = an_old_withdrawal(household=household)
    assert found() == [old.number]
    placement = a_child_with_a_family(household=household)
    assert found() == []
    type(placement).objects.filter(pk=placement.pk).update(ended_on=timezone.localdate())
    assert found() == []


def test_two_people_confirm_and_neither_alone(client):
    an_old_withdrawal()
    at(client, "ghada", reverse("retention_draw_up"), {})
    drawn = RetentionList.objects.get()
    url = reverse("retention_confirm", args=[drawn.pk])
    at(client, "ghada", url, {})
    at(client, "ghada", url, {})
    drawn.refresh_from_db()
    assert drawn.first_by == person("ghada") and drawn.second_by is None
    assert reducing.carry_out() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionList.objects.update(second_by=person("ghada"), second_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionList.objects.update(carried_out_at=timezone.now())
    at(client, "fathi", url, {})
    drawn.refresh_from_db()
    assert drawn.confirmed


def test_what_changed_after_the_list_was_drawn_up_is_left_alone():
    old = an_old_withdrawal()
    confirmed_list()
    confirming.place_hold(old, "دعوى", by=person("huda"))
    assert reducing.carry_out() == 0
    assert RetentionLine.objects.get().outcome == "left"
    assert Person.objects.filter(household=old.household, full_name__contains="حسام").exists()


def test_names_words_and_papers_go_figures_and_acts_stay_and_the_chain_still_holds(
    client, django_capture_on_commit_callbacks
):
    since = max(Entry.objects.values_list("pk", flat=True), default=0)
    old = an_old_withdrawal()
    household, husband = old.household, old.household.adults[0]
    paper = a_paper(old, "D06", husband)
    storage, name = paper.file.storage, paper.file.name
    acts = list(StateChange.objects.filter(case=old.pk).values_list("act", "by", "at"))
    sealing.seal()
    confirmed_list()
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("retention", "--carry-out", stdout=said)
    assert "1" in said.getvalue()

    husband.refresh_from_db()
    assert (husband.full_name, husband.national_id, husband.phone) == ("—", "", "")
    assert (husband.birth_date.month, husband.birth_date.day, husband.sex) == (1, 1, "male")
    assert list(StateChange.objects.filter(case=old.pk).values_list("act", "by", "at")) == acts
    assert not storage.exists(name) and Document.objects.get(pk=paper.pk).locked
    assert not told_anywhere("حسام", "أمل السيد", "النصر", "+201000000318", since=since)
    assert Redaction.objects.exists() and not verify()
    sealing.seal()
    assert not verify()
    assert found() == []
    assert at(client, "huda", reverse("case", args=[old.number])).status_code == 200
    assert at(client, "huda", reverse("document", args=[old.number, paper.pk])).status_code in (403, 404)
    household.refresh_from_db()
    assert (household.address, household.rooms) == ("—", 3)


def told_anywhere(*words, since):
    """Where a table of the product still holds one of the words; of the ledger, after an entry of earlier tests."""
    wrong = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names()) - {"records_nameword"}
        for table in sorted(tables):
            newer = "held.id > %s" if table == Entry._meta.db_table else "%s IS NOT NULL"
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS held WHERE {newer} AND position(%s in held::text) > 0',
                    [since, word],
                )
                if cursor.fetchone()[0]:
                    wrong.append((table, word))
    return wrong


def test_an_altered_entry_cannot_be_passed_off_as_blacked_out():
    an_old_withdrawal()
    entry = Entry.objects.filter(relation="records_person").first()
    sealing.seal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON ledger_entry TO CURRENT_USER")
        cursor.execute("SELECT set_config('ledger.redacting', 'yes', true)")
        cursor.execute("""UPDATE ledger_entry SET after = '{"full_name": "غيره"}' WHERE id = %s""", [entry.pk])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("GRANT UPDATE ON ledger_entry TO CURRENT_USER")
        cursor.execute("""UPDATE ledger_entry SET after = '{"full_name": "غيره"}' WHERE id = %s""", [entry.pk])
        cursor.execute("ALTER TABLE ledger_redaction DISABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO ledger_redaction "
            "SELECT id, 'nobody', ledger_digest(entry) FROM ledger_entry AS entry WHERE id = %s",
            [entry.pk],
        )
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_redaction ENABLE TRIGGER USER")
    assert [finding.what for finding in verify()] == ["altered"]


def test_only_words_leave_the_ledger_and_who_did_what_when_stays():
    old = an_old_withdrawal()
    row = str(old.household.adults[0].pk)
    before = list(
        Entry.objects.filter(relation="records_person", row=row).values("at", "by", "request", "act", "digest")
    )
    confirmed_list()
    reducing.carry_out()
    after = Entry.objects.filter(relation="records_person", row=row).values("at", "by", "request", "act", "digest")
    kept = [entry for entry in after if entry in before]
    assert [bytes(one["digest"]) for one in kept] == [bytes(one["digest"]) for one in before]
    assert Entry.objects.filter(relation="records_person", row=row, act="I").get().after["sex"] == "male"
