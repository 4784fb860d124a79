"""Faults: what is lost comes back from a backup; what is out of order is said, and nothing is half done."""

import io

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from fostercare.ledger import sealing as ledger
from fostercare.vault import backups, outage, sealing
from fostercare.vault.models import Backup, Pause
from fostercare.workflows.application.models import Application, State
from fostercare.workflows.committee import minutes
from tests.cases import a_paper, an_application
from tests.people import person
from tests.scratch import MINUTE, database_of, empty_database, manage
from tests.sittings import a_sitting, adjourn, again, resolve, unprinted

# Backup and the way back


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("edition")
def test_database_and_papers_come_back_from_one_locked_file(tmp_path, settings):
    """The drill: a case with a paper is backed up, then brought into another database and another folder."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    application = an_application(at=State.REGISTERED)
    paper = a_paper(application, "D17")
    ledger.seal()

    call_command("backup", tmp_path, stdout=io.StringIO())
    (kept,) = tmp_path.glob("*.backup")
    assert Backup.objects.get().files == len(list(default_storage.names())) and kept.stat().st_mode & 0o777 == 0o600
    content = kept.read_bytes()
    assert application.heading.split()[0].encode() not in content and b"%PDF" not in content

    name = "fostercare_restored"
    with empty_database(name):
        there = database_of(name) | {"MEDIA_ROOT": str(tmp_path / "back")}
        told = manage("restore", str(kept), **there)
        assert told.returncode == 0, told.stderr
        seconds = float(told.stdout.rpartition("(")[2].split()[0])
        assert seconds < MINUTE
        with psycopg2.connect(there["MIGRATION_DATABASE_URL"]) as restored, restored.cursor() as cursor:
            cursor.execute("SELECT state FROM application_application")
            assert cursor.fetchall() == [("registered",)]
            with pytest.raises(psycopg2.Error):  # the ledger is kept there too
                cursor.execute("DELETE FROM ledger_entry")
        restored.close()
        assert manage("restore", str(kept), **there).returncode == 1
    with open(tmp_path / "back" / paper.file.name, "rb") as back, open(paper.file.path, "rb") as kept_here:
        assert back.read() == kept_here.read()


@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_is_not_brought_back(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    path = backups.take(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    with pytest.raises((CommandError, sealing.Damaged)):
        call_command("restore", path, check=True)


# Out of order


@pytest.fixture
def desk(client, salma):
    client.force_login(salma)
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
def test_printing_out_of_order_says_so_and_issues_no_number(desk, monkeypatch):
    application = an_application(at=State.REGISTERED)
    monkeypatch.setattr("fostercare.printing._press", lambda: (_ for _ in ()).throw(OSError("libpango")))
    answer = desk.post(reverse("print_checklist", args=[application.number]))
    assert answer.status_code == 503 and "طباعة" in answer.content.decode()
    assert not application.papers.exists()


@pytest.mark.django_db
def test_the_signature_that_would_print_the_minutes_waits_for_the_printing(monkeypatch):
    """Nothing takes effect without its paper: the last signature is refused, and given once papers are set again."""
    application = an_application(at="ready_for_committee")
    sitting = a_sitting(cases=[application])
    resolve(sitting.items.get(), "recommend")
    adjourn(sitting)
    *others, last = minutes.signatories(again(sitting))
    for member in others:
        minutes.sign(minutes.of(sitting), by=member.officer)
    with monkeypatch.context() as out_of_order:
        out_of_order.setattr("fostercare.printing._press", lambda: (_ for _ in ()).throw(OSError("libpango")))
        with pytest.raises(outage.Outage, match="printing"):
            minutes.sign(minutes.of(sitting), by=last.officer)
    application.refresh_from_db()
    assert application.state == "ready_for_committee" and not minutes.of(sitting).locked_at
    with unprinted():
        minutes.sign(minutes.of(sitting), by=last.officer)
    application = Application.objects.get(pk=application.pk)
    assert application.state == "recommended" and minutes.of(sitting).locked_at


@pytest.mark.django_db
def test_a_busy_or_dead_database_says_so(desk, monkeypatch):
    from django.db import OperationalError

    application = an_application(at=State.REGISTERED)
    monkeypatch.setattr(
        "fostercare.workflows.lifecycle._save", lambda *them: (_ for _ in ()).throw(OperationalError("lock timeout"))
    )
    answer = desk.post(reverse("act", args=[application.number, "withdraw"]), {"why": "رغبة الأسرة"})
    assert answer.status_code == 503 and "قاعدة البيانات" in answer.content.decode()
    assert not application.history.filter(act="withdraw").exists()


@pytest.mark.django_db
def test_in_a_pause_files_are_read_and_nothing_is_written(desk):
    application = an_application(at=State.REGISTERED)
    call_command("pause", "on", why="نقل الخادم", stdout=io.StringIO())
    assert desk.get(reverse("case", args=[application.number])).status_code == 200
    answer = desk.post(reverse("act", args=[application.number, "withdraw"]), {"why": "رغبة الأسرة"})
    assert answer.status_code == 503 and "الصيانة" in answer.content.decode()
    call_command("pause", "off", stdout=io.StringIO())
    assert desk.post(reverse("act", args=[application.number, "withdraw"]), {"why": "رغبة الأسرة"}).status_code == 302
    assert Application.objects.get(pk=application.pk).state == State.WITHDRAWN


@pytest.mark.django_db
def test_the_administrator_stops_and_starts_all_writing(client):
    client.force_login(person("ashraf"))
    client.post(reverse("system"), {"pause": "on", "why": "نقل الخادم"})
    assert "نقل الخادم" in client.get(reverse("system")).content.decode()
    client.post(reverse("system"), {"pause": "off"})
    assert Pause.now() is None


@pytest.mark.django_db
def test_the_health_page_says_words_only_and_503_when_nobody_can_work(monkeypatch):
    from django.core.cache import cache

    cache.clear()
    answer = Client().get(reverse("health"))
    assert answer.status_code == 200
    assert set(answer.json().values()) <= {"ok", "late", "down"} and answer.json()["database"] == "ok"
    cache.clear()
    monkeypatch.setattr("fostercare.vault.sealing.lock", lambda *streams: (_ for _ in ()).throw(OSError(28, "full")))
    answer = Client().get(reverse("health"))
    assert answer.status_code == 503 and answer.json()["files"] == "down"
    cache.clear()


def test_every_outage_has_its_sentence():
    for what in ("database", "store", "printing", "maintenance"):
        assert outage.told(what).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_failed_backup_stays(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    monkeypatch.setattr("fostercare.vault.backups.check", lambda path: (_ for _ in ()).throw(backups.Unfit("torn")))
    with pytest.raises(CommandError):
        call_command("backup", tmp_path)
    assert not list(tmp_path.iterdir()) and not Backup.objects.exists()
