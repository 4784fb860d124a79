"""PostgreSQL itself is killed in the middle of an act: nothing is half done, and everybody works on without a hand."""

import subprocess
import sys
import threading
import time

import psycopg2
import pytest
from django.conf import settings

from bench.server import Server
from fostercare.desk.demo.people import PASSWORD
from tests.browsing import Browser
from tests.clusters import Cluster
from tests.releases import DUMPS, restore
from tests.scratch import environ, manage

pytestmark = pytest.mark.drill
PORT = 8196
STATE = """
SELECT state, (SELECT count(*) FROM workflows_statechange AS line WHERE line.case_id = one.id AND act = 'withdraw')
FROM guidebook_case AS one JOIN application_application ON case_ptr_id = one.id WHERE number = %s
"""
WAITS = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = 'drill'"


@pytest.fixture
def cluster(tmp_path):
    with Cluster() as cluster:
        cluster.told = cluster.environment() | {"MEDIA_ROOT": str(tmp_path)}
        restore(DUMPS[-1], cluster.told["MIGRATION_DATABASE_URL"])
        migrated = manage("migrate", **cluster.told)
        assert migrated.returncode == 0, migrated.stderr
        yield cluster


@pytest.fixture
def packs(cluster):
    """The process that makes packs, at work beside the web."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "packs"], cwd=settings.BASE_DIR, env=environ(**cluster.told)
    )
    yield process
    process.kill()
    process.wait()


def ask(cluster, sql, *values):
    held = psycopg2.connect(cluster.told["MIGRATION_DATABASE_URL"])
    try:
        with held, held.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    finally:
        held.close()


def until(true, seconds=30):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.1)


def test_the_database_is_killed_in_the_middle_of_an_act(cluster, packs):
    number = ask(
        cluster,
        "SELECT number FROM guidebook_case JOIN application_application ON case_ptr_id = id WHERE state = 'registered'",
    )[0][0]
    page, act = f"/cases/{number}/", f"/cases/{number}/acts/withdraw/"
    with Server(workers=1, port=PORT, **cluster.held(settings.DATABASE_WORKER)) as server:
        salma, answers = Browser(server.port), []
        salma.sign_in("salma", PASSWORD)
        assert salma.get(page).status == 200

        elsewhere = psycopg2.connect(cluster.told["MIGRATION_DATABASE_URL"])
        elsewhere.cursor().execute("SELECT FROM application_application WHERE state = 'registered' FOR UPDATE")
        sending = threading.Thread(target=lambda: answers.append(salma.post(act, {"why": "رغبة الأسرة"})))
        sending.start()
        until(lambda: ask(cluster, WAITS) != [(0,)])
        cluster.kill()  # the history's line is written, the state not yet
        sending.join()
        elsewhere.close()

        assert answers[0].status == 503 and "قاعدة البيانات لا تستجيب" in answers[0].text
        meanwhile = salma.get(page)
        assert meanwhile.status == 503 and "قاعدة البيانات لا تستجيب" in meanwhile.text
        until(lambda: salma.get("/health/").status == 503)
        time.sleep(2.5)  # the packs' process looks, and finds nobody

        cluster.start()
        assert ask(cluster, STATE, number) == [("registered", 0)]
        assert salma.get(page).status == 200, "the session goes on, and so does the web process"
        assert salma.post(act, {"why": "رغبة الأسرة"}).status == 302
        assert ask(cluster, STATE, number) == [("withdrawn", 1)]
        assert packs.poll() is None, "the packs' process waited for it"
    checked = manage("verify_history", **cluster.told)
    assert checked.returncode == 0, checked.stderr
