"""Sealed data: read through one door by those who hold the right, told to the register, unreadable anywhere else."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from fostercare.ledger.models import Entry
from fostercare.ledger.reading import openings_of
from fostercare.records import sealed
from fostercare.records.agreement import agreement
from fostercare.records.models import Child, HealthRecord, Person
from fostercare.vault import keys
from fostercare.workflows.application.models import State
from tests.cases import an_application
from tests.children import a_child, a_file
from tests.people import person
from tests.registering import ADULT, Counter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

ILLNESS = "سكري منذ الطفولة ويحتاج إلى أنسولين"


def read(officer, record, *owners):
    return sealed.read(person(officer), record.number, owners, [record.directorate], lambda right: False)


def ill(record):
    adults = record.household.adults
    sealed.keep(*((adult, {"health": ILLNESS}) for adult in adults))
    return adults


def test_what_is_read_depends_on_the_right_in_the_place_of_the_file():
    record = an_application()
    husband, wife = ill(record)
    both = {"religion": "muslim", "health": ILLNESS}
    assert read("huda", record, husband, wife).of(wife) == both
    assert read("salma", record, husband).of(husband) == {"health": ILLNESS}
    assert [model.key for model in read("salma", record, husband).hidden] == ["religion"]
    # the same officer's office elsewhere gives nothing here
    assert not read("nabil", record, husband).values and not read("karim", record, husband).values


def test_what_was_read_stands_in_the_register_with_the_page_that_gave_it_out(client):
    record = an_application()
    ill(record)
    for name, told in (("huda", ["health", "religion"]), ("salma", ["health"]), ("karim", None)):
        client.force_login(person(name))
        before = openings_of(record.number).count()
        client.get(reverse("case", args=[record.number]))
        assert openings_of(record.number).count() == before + 1
        assert openings_of(record.number).first().after.get("sealed") == told, name
    client.force_login(person("huda"))
    page = client.get(reverse("case_openings", args=[record.number])).content.decode()
    assert "الديانة" in page and "بيانات صحية" in page

    read("salma", record, record.household.adults[0])  # by no page at all
    assert openings_of(record.number).first().after == {"page": "sealed", "sealed": ["health"]}


def test_nothing_of_it_comes_with_a_person_or_a_child():
    for model in (Person, Child):
        names = {field.name for field in model._meta.get_fields(include_hidden=False)}
        assert not names & {"religion", "health", "health_notes", "religionrecord", "healthrecord"}
        with pytest.raises(TypeError):
            model(religion="muslim")


def test_the_row_says_nothing_of_the_illness_nor_does_the_history_or_another_owner_open_it():
    record = an_application()
    husband, wife = ill(record)
    with connection.cursor() as cursor:
        cursor.execute("SELECT locked FROM records_healthrecord")
        rows = [row for (row,) in cursor.fetchall()]
    assert len(set(rows)) == 2 and not any("سكري" in row for row in rows)
    told = Entry.objects.filter(relation__in=["records_healthrecord", "records_religionrecord"])
    assert told.count() >= 4
    assert not any(word in str(one.after) for one in told for word in ("سكري", "muslim"))

    HealthRecord.objects.filter(person=wife).update(locked=rows[0])
    HealthRecord.objects.filter(person=husband).update(locked=rows[1])
    assert ILLNESS not in str(read("huda", record, husband, wife).values)


def test_a_new_key_takes_the_notes_along_and_the_old_one_may_go(settings):
    old = keys.new()
    settings.FILE_KEYS = [old]
    record = an_application()
    husband, _wife = ill(record)
    settings.FILE_KEYS = [keys.new(), old]
    call_command("lock_files", stdout=(out := io.StringIO()))
    assert "Notes and answers locked with the newest key: 2" in out.getvalue()
    settings.FILE_KEYS = settings.FILE_KEYS[:1]
    assert read("huda", record, husband).of(husband)["health"] == ILLNESS
    # without its key a line says so and takes no page with it
    settings.FILE_KEYS = [keys.new()]
    assert read("huda", record, husband).of(husband)["health"] not in ("", ILLNESS)


def test_an_emptied_note_is_no_note_and_a_second_one_takes_its_place():
    child = a_child(health=ILLNESS)
    sealed.keep((child, {"health": "تحسن"}))
    assert HealthRecord.objects.get(child=child) and sealed.is_there("health", child)
    sealed.keep((child, {"health": ""}))
    assert not sealed.is_there("health", child)


def test_a_match_hears_whether_both_are_of_one_religion_and_not_which():
    household = an_application().household
    asked = [agreement(a_child(religion=religion), [household.pk]) for religion in ("muslim", "christian", "")]
    assert [answer[household.pk] for answer in asked] == [True, False, None]
    sealed.keep((household.adults[1], {"religion": ""}))
    assert agreement(a_child(), [household.pk]) == {household.pk: None}


def test_what_is_typed_at_the_counter_goes_into_the_sealed_records(client, salma):
    counter = Counter(client, salma).fill(applicant={"health_notes": ILLNESS, "religion": "christian"})
    counter.submit()
    record = counter.application()
    husband, wife = record.household.adults
    told = read("huda", record, husband, wife)
    assert told.of(husband) == {"religion": "christian", "health": ILLNESS}
    assert told.of(wife) == {"religion": ADULT["religion"]}


@pytest.mark.parametrize("name", ["sawsan", "huda", "dina", "hany", "amal"])
def test_a_childs_lines_stand_before_those_who_hold_the_right(client, name):
    file = a_file(health=ILLNESS, religion="christian", available=False)
    client.force_login(person(name))
    page = client.get(reverse("case", args=[file.number])).content.decode()
    may = {"sawsan": (False, True), "huda": (True, True), "dina": (False, True), "hany": (False, False)}
    assert ("مسيحي" in page, "أنسولين" in page) == may.get(name, (True, True))


@pytest.mark.django_db(transaction=True)
def test_the_migration_takes_everything_along_in_both_directions(edition):
    record = an_application(at=State.SUBMITTED)
    ill(record)
    child = a_child(health=ILLNESS, religion="christian")
    before = set(HealthRecord.objects.values_list("person", "child"))
    try:
        MigrationExecutor(connection).migrate([("records", "0007_registered_names")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT religion, health_notes FROM records_child")
            assert cursor.fetchall() == [("christian", ILLNESS)]
            cursor.execute("SELECT DISTINCT religion, health_notes FROM records_person WHERE religion <> ''")
            assert cursor.fetchall() == [("muslim", ILLNESS)]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(HealthRecord.objects.values_list("person", "child")) == before
    assert sealed.read(person("amal"), "T-1", [child], [child.home.directorate], lambda right: False).of(child) == {
        "religion": "christian",
        "health": ILLNESS,
    }
