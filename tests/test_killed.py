"""A web process is killed in the middle of an act, a form is sent twice at once: nothing is lost or doubled."""

import secrets
import threading
import time
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from bench.server import HOST, Server, address
from fostercare.workflows.application.models import Application, State
from tests.cases import an_application
from tests.people import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]

PORT = 8198


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
