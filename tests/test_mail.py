"""Mail is told what happened to an account and what is due; it names nobody, and nothing waits for its server."""

import re
import socket
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates import events
from directorates.events import Kind
from fostercare import environment
from fostercare.desk.digest import remind
from fostercare.door import mailing
from fostercare.door.models import Notice
from fostercare.records.models import Child, Person
from fostercare.workflows import waiting
from fostercare.workflows.models import Task
from tests.cases import an_application
from tests.children import a_child_at_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

PASSWORD = "زهور-الربيع-٩٩"
ADDRESS = "salma@moss.example"


@pytest.fixture
def writes(settings):
    """A site with a mail server."""
    settings.MAIL = {"EMAIL_HOST": "mail.example"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "fostercare@moss.example"


@pytest.fixture
def salma(writes):
    salma = person("salma")
    salma.email = ADDRESS
    salma.set_password(PASSWORD)
    salma.save()
    return salma


def dead_server():
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_an_officer_is_told_of_a_new_password_and_a_new_phone_and_not_of_each_signing_in(salma):
    for kind in (Kind.SIGNED_IN, Kind.PASSWORD_CHANGED, Kind.STEP_SET, Kind.STEP_REMOVED):
        events.note(salma, kind)
    assert mailing.send_waiting() == 3
    assert [one.to for one in mail.outbox] == [[ADDRESS]] * 3
    assert str(Kind.STEP_SET.label) in mail.outbox[1].body
    assert mailing.send_waiting() == 0 and len(mail.outbox) == 3
    assert not [one for one in mail.outbox if "سلمى" in one.subject + one.body or "salma" in one.subject + one.body]


def test_without_a_server_or_an_address_nothing_is_written(settings, salma):
    events.note(person("hany"), Kind.PASSWORD_CHANGED)
    settings.MAIL = {}
    events.note(salma, Kind.PASSWORD_CHANGED)
    assert not Notice.objects.exists()
    with pytest.raises(CommandError):
        call_command("mail", once=True)


def test_a_dead_server_breaks_nothing_everything_waits_and_the_health_page_says_so(settings, salma):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", dead_server()
    client = Client()
    client.force_login(salma)
    changed = {"old_password": PASSWORD, "new_password1": "بساتين-الورد-٧٧", "new_password2": "بساتين-الورد-٧٧"}
    assert client.post(reverse("own_password"), changed).status_code == 302
    call_command("mail", once=True)
    assert Notice.objects.get().sent_at is None
    assert client.get(reverse("home")).status_code == 200
    Notice.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    cache.clear()
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["mail"]) == (200, "late")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("mail", once=True)
    assert len(mail.outbox) == 1
    cache.clear()
    assert client.get(reverse("health")).json()["mail"] == "ok"


def test_an_address_that_is_refused_is_tried_again_later_and_holds_nobody_up(salma, monkeypatch):
    hany = person("hany")
    hany.email = "gone@moss.example"
    hany.save()
    events.note(hany, Kind.PASSWORD_CHANGED)
    events.note(salma, Kind.PASSWORD_CHANGED)
    send = locmem.EmailBackend.send_messages

    def refuse(server, messages):
        if messages[0].to == ["gone@moss.example"]:
            raise SMTPRecipientsRefused({})
        return send(server, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    assert mailing.send_waiting() == 1
    for _again in range(9):
        Notice.objects.filter(sent_at=None).update(next_at=timezone.now())
        mailing.send_waiting()
    assert Notice.objects.get(officer=hany).tries == mailing.TRIES
    assert mailing.oldest_waiting() is None


def test_the_digest_holds_numbers_and_no_name_once_a_day(salma, monkeypatch):
    monkeypatch.setattr("fostercare.desk.digest._is_working_day", lambda day: True)
    application = an_application(at="registered")
    placement = a_child_at_home()
    for record in (application, placement.visits.first()):
        waiting.open_tasks(record).update(owner=salma, due_on=timezone.localdate() - timedelta(days=2))
    assert Task.objects.filter(owner=salma).count() >= 2
    assert remind(timezone.localdate()) == 1
    assert remind(timezone.localdate()) == 0
    mailing.send_waiting()
    (sent,) = mail.outbox
    assert application.number in sent.body and placement.number in sent.body
    known = {*Person.objects.values_list("full_name", flat=True), *Child.objects.values_list("full_name", flat=True)}
    words = {word for name in known for word in name.split() if len(word) > 2}
    assert words and not words & set(re.findall(r"\w+", sent.subject + sent.body))


def test_nobody_is_reminded_on_a_day_off_or_of_nothing(salma):
    friday = timezone.localdate() + timedelta(days=(4 - timezone.localdate().weekday()) % 7)
    an_application(at="registered")
    Task.objects.update(owner=salma, due_on=friday)
    assert remind(friday) == 0
    Task.objects.update(owner=None)
    assert remind(friday + timedelta(days=2)) == 0


def test_the_database_keeps_one_digest_a_day(salma):
    today = timezone.localdate()
    Notice.objects.create(officer=salma, address=ADDRESS, subject="x", body="x", reminds_of=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(officer=salma, address=ADDRESS, subject="x", body="x", reminds_of=today)


def test_another_address_wants_the_password_and_is_told_to_the_old_one(client, salma):
    client.force_login(salma)
    page = reverse("mail_address")
    for password in ("", "wrong"):
        client.post(page, {"email": "thief@evil.example", "password": password})
    client.post(page, {"email": "new@moss.example\nBcc: all@moss.example", "password": PASSWORD})
    salma.refresh_from_db()
    assert salma.email == ADDRESS
    client.post(page, {"email": "new@moss.example", "password": PASSWORD})
    mailing.send_waiting()
    assert sorted(one.to[0] for one in mail.outbox) == ["new@moss.example", ADDRESS]


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("", {}),
        ("smtp://me:p%40ss@mail.example", ("mail.example", 587, "me", "p@ss", False, True)),
        ("smtps://mail.example", ("mail.example", 465, "", "", True, False)),
        ("smtp://localhost:25?tls=no", ("localhost", 25, "", "", False, False)),
    ],
)
def test_the_mail_server_is_read_from_the_environment(monkeypatch, address, read):
    monkeypatch.setenv("THING", address)
    found = environment.mail("THING")
    assert (tuple(found.values()) or {}) == read


@pytest.mark.parametrize(
    "address",
    ["mail.example", "http://mail.example", "smtp://mail.example:port", "smtp://mail.example?tls=no", "smtp://"],
)
def test_a_mail_server_that_makes_no_sense_or_has_no_lock_stops_the_start(monkeypatch, address):
    monkeypatch.setenv("THING", address)
    with pytest.raises(SystemExit, match="^Environment variable THING: [^\n]+$"):
        environment.mail("THING")
