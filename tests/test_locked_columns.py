"""What people wrote of a family or a child lies locked: the study, the draft, a visit, what was asked about it
and answered, and what a phone sent of one."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from fostercare.ledger.models import Entry
from fostercare.vault import fields, keys
from fostercare.vault.outage import Outage
from fostercare.workflows.application.models import HomeStudy, RegistrationDraft
from fostercare.workflows.follow_up import sent_back
from fostercare.workflows.follow_up.models import SentBack, Visit
from fostercare.workflows.follow_up.phone.models import Delivery, Phone
from tests.cases import an_application
from tests.children import a_child_at_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NURSED = "ترضعه أم بديلة مرتين في اليوم"
ASKED = f"weight_kg = 12.5 ؟ {NURSED}"
WRITTEN = {"breastfeeding_note": NURSED, "people_seen": ["child"], "weight_kg": "12.5"}


def of_a_visit():
    visit = a_child_at_home().visits.first()
    Visit.objects.filter(pk=visit.pk).update(answers=WRITTEN)
    return visit, "answers", WRITTEN


def of_a_study():
    study = HomeStudy.objects.create(application=an_application(), worker=person("omar"), answers=WRITTEN)
    return study, "answers", WRITTEN


def of_a_draft():
    salma = person("salma")
    place = salma.appointments.get().directorate
    return RegistrationDraft.objects.create(officer=salma, directorate=place, data=WRITTEN), "data", WRITTEN


def of_a_phone():
    visit, dina = a_child_at_home().visits.first(), person("dina")
    phone = Phone.objects.create(officer=dina)
    sent = Delivery.objects.create(key=phone.key, phone=phone, visit=visit, sent_by=dina, answers=WRITTEN)
    return sent, "answers", WRITTEN


def of_a_supervisor():
    visit = a_child_at_home().visits.first()
    return SentBack.objects.create(visit=visit, number=1, question=ASKED, asked_by=person("nadia")), "question", ASKED


def of_who_answers_a_supervisor():
    asked, *_asked = of_a_supervisor()
    visit, dina = asked.visit, person("dina")
    sent_back.answer(visit, {asked.key: ASKED}, by=dina)
    return visit.sent_back.get(), "answer", ASKED


ALL = pytest.mark.parametrize(
    "written",
    [of_a_visit, of_a_study, of_a_draft, of_a_phone, of_a_supervisor, of_who_answers_a_supervisor],
)


def as_it_lies(record, name):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{name}" FROM "{record._meta.db_table}" WHERE id = %s', [record.pk])
        return cursor.fetchone()[0]


def as_read(record, name):
    return type(record).objects.values_list(name, flat=True).get(pk=record.pk)


@ALL
def test_neither_the_row_nor_the_history_says_what_was_written_and_the_product_does(written):
    record, name, said = written()
    told = Entry.objects.filter(relation=record._meta.db_table).values_list("before", "after")
    for kept in (as_it_lies(record, name), *map(str, told)):
        assert not {"ترضعه", "12.5", NURSED[:3]} & set(json.dumps(kept, ensure_ascii=False).split())
        assert "weight_kg" not in kept
    assert as_read(record, name) == said


@ALL
def test_a_new_key_takes_it_along_and_what_lay_open_is_locked(written, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.FILE_KEYS = [keys.new()]
    record, name, said = written()
    fields.open_up(type(record), name)
    lies = as_it_lies(record, name)
    assert (json.loads(lies) if isinstance(said, dict) else lies) == said == as_read(record, name)
    call_command("lock_files", stdout=io.StringIO())
    assert "locked" in as_it_lies(record, name)

    settings.FILE_KEYS = [keys.new(), *settings.FILE_KEYS]
    call_command("lock_files", stdout=io.StringIO())
    settings.FILE_KEYS = settings.FILE_KEYS[:1]
    assert as_read(record, name) == said
    settings.FILE_KEYS = [keys.new()]
    with pytest.raises(Outage):
        as_read(record, name)


def test_what_is_empty_lies_as_it_is_so_that_visits_are_planned_in_one_statement():
    assert as_it_lies(a_child_at_home().visits.first(), "answers") == "{}"
