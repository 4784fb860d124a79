"""A process is killed in its work, two wait for each other, a form is sent twice: nothing is lost or doubled."""

import os
import secrets
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg2.errors import DeadlockDetected

from bench.server import HOST, Server, address
from fostercare.workflows import waiting
from fostercare.workflows.application.models import Application, State
from fostercare.workflows.clocks.models import Level
from fostercare.workflows.committee.models import Pack
from tests.cases import an_application
from tests.people import person
from tests.scratch import environ
from tests.sittings import a_sitting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]

PORT = 8180 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])  # two of these tests may run at once


def signed_in(officer):
    """The cookies of a browser that this officer signed in with."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(officer.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    token = secrets.token_hex(16)
    return {"Cookie": f"sessionid={session.session_key}; csrftoken={token}", "X-CSRFToken": token}


def withdraw(application, cookies, answers):
    """Send the form; its answer's status, or 0 where none came."""
    asked = HTTPConnection(HOST, PORT, timeout=30)
    headers = cookies | {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        asked.request("POST", f"/cases/{application.number}/acts/withdraw/", urlencode({"why": "رغبة الأسرة"}), headers)
        answers.append(asked.getresponse().status)
    except (OSError, HTTPException):
        answers.append(0)


def somebody_waits():
    """Does a page of the server wait for a lock?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def withdrawals(application):
    return application.history.filter(act="withdraw").count()


@pytest.fixture
def server():
    with Server(workers=2, port=PORT) as running:
        yield running


def test_an_act_that_is_killed_halfway_was_not_done_and_a_form_sent_twice_is_done_once(server):
    application, cookies, answers = an_application(at=State.REGISTERED), signed_in(person("salma")), []
    with psycopg2.connect(address()) as elsewhere:
        elsewhere.cursor().execute(
            "SELECT FROM application_application WHERE case_ptr_id = %s FOR UPDATE", [application.pk]
        )
        sending = threading.Thread(target=withdraw, args=(application, cookies, answers))
        sending.start()
        while sending.is_alive() and not somebody_waits():
            time.sleep(0.02)
        # the history's line is written, its state not yet: whichever process is at it, both are killed
        server.kill_all()
        sending.join()
    elsewhere.close()
    assert answers == [0]
    assert Application.objects.get(pk=application.pk).state == State.REGISTERED and withdrawals(application) == 0

    server.wait()
    answers.clear()
    both = [threading.Thread(target=withdraw, args=(application, cookies, answers)) for _hand in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert answers == [302, 302]
    assert Application.objects.get(pk=application.pk).state == State.WITHDRAWN and withdrawals(application) == 1


def test_two_who_wait_for_each_other_both_end_and_what_was_typed_is_sent_again(server):
    """A deadlock: the act holds the case and wants the application; a colleague has this one and wants the case."""
    application, cookies, answers = an_application(at=State.REGISTERED), signed_in(person("salma")), []
    colleague = psycopg2.connect(address())
    hers = colleague.cursor()
    hers.execute("SELECT FROM application_application WHERE case_ptr_id = %s FOR UPDATE", [application.pk])
    sending = threading.Thread(target=withdraw, args=(application, cookies, answers))
    sending.start()
    while sending.is_alive() and not somebody_waits():
        time.sleep(0.02)
    with suppress(DeadlockDetected):  # the database ends one of them, as a rule whoever waited first
        hers.execute("SELECT FROM guidebook_case WHERE id = %s FOR UPDATE", [application.pk])
    colleague.rollback()
    sending.join()
    colleague.close()
    assert answers in ([302], [503])
    assert withdrawals(application) == (answers == [302])

    answers.clear()
    withdraw(application, cookies, answers)
    assert answers == [302] and withdrawals(application) == 1


def killed_at(command, table):
    """Start a command, let it come as far as this table, and kill it there."""
    with psycopg2.connect(address()) as elsewhere:
        elsewhere.cursor().execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        told = {
            "DATABASE_URL": address(connection.settings_dict | settings.DATABASE_WORKER),
            "MIGRATION_DATABASE_URL": "",
        }
        work = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR, env=environ(**told, MEDIA_ROOT=settings.MEDIA_ROOT), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        while work.poll() is None and not somebody_waits():
            time.sleep(0.02)
        assert work.poll() is None, "it ended before it came there"
        work.kill()
        work.wait()
    elsewhere.close()
    while somebody_holds_a_lock():
        time.sleep(0.02)


def somebody_holds_a_lock():
    """What was killed lets go of its locks as soon as the database notices."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0


def test_the_clocks_are_killed_while_they_escalate_and_the_next_run_tells_everybody_once():
    task = waiting.open_tasks(an_application()).get()
    type(task).objects.filter(pk=task.pk).update(due_on=timezone.localdate() - timedelta(days=60))
    killed_at(["clocks"], "clocks_escalation")
    assert task.escalations.count() < len(Level.values)
    for _run in range(2):
        call_command("clocks")
    levels = sorted(task.escalations.values_list("level", flat=True))
    assert levels == sorted(Level.values)


def test_the_packs_process_is_killed_while_it_works_and_the_next_one_makes_each_pack_once():
    sitting = a_sitting(cases=[an_application(at="ready_for_committee")], at="announced")
    asked = Pack.objects.filter(sitting=sitting).count()
    assert asked == 3
    killed_at(["packs", "--once"], "committee_pack")
    assert not Pack.objects.exclude(ready_at=None).exists()
    call_command("packs", once=True)
    packs = Pack.objects.filter(sitting=sitting).exclude(ready_at=None)
    assert packs.count() == asked and len({pack.file.name for pack in packs}) == asked
    assert all(default_storage.exists(pack.file.name) for pack in packs)
