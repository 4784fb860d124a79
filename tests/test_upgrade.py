"""A database of an earlier version, full of a demonstration, is brought up to this one and worked with."""

import re
import subprocess

import psycopg2
import pytest
from django.db import connection

from bench.server import Server
from fostercare.desk.demo.people import MAIL, PASSWORD
from tests.browsing import Browser
from tests.releases import DUMPS, restore
from tests.scratch import database_of, empty_database, manage

PORT = 8197
LISTS = ["/", "/today/", "/applications/", "/matches/", "/placements/", "/visits/", "/incidents/",
         "/sittings/", "/reports/", "/guidebook/", "/account/"]  # fmt: skip


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_a_database_of_an_earlier_version_is_brought_up_and_worked_with(dump, tmp_path):
    name = f"upgraded_{connection.settings_dict['NAME']}"
    with empty_database(name):
        addresses = database_of(name) | {"MEDIA_ROOT": str(tmp_path)}
        restore(dump, addresses["MIGRATION_DATABASE_URL"])
        for command in ["migrate", "verify_history"]:
            told = manage(command, **addresses)
            assert told.returncode == 0, told.stderr
        with Server(workers=1, port=PORT, NAME=name) as server:
            salma = Browser(server.port)
            salma.sign_in("salma", PASSWORD)
            look_around(salma, numbers_of(addresses["MIGRATION_DATABASE_URL"]))
            withdraw_one(salma, addresses["MIGRATION_DATABASE_URL"])
        assert manage("verify_history", **addresses).returncode == 0


def numbers_of(address):
    return asked(address, "SELECT number, kind FROM guidebook_case WHERE number LIKE '%02-2026-%' ORDER BY number")


def look_around(browser, numbers):
    """Every list and every case opens, and each case's tools."""
    lists = {page: browser.get(page).status for page in LISTS}
    assert set(lists.values()) <= {200, 403} and list(lists.values()).count(200) > 6, lists
    assert len(numbers) > 20
    opened = {number: browser.get(f"/cases/{number}/") for number, kind in numbers}
    assert {number: page.status for number, page in opened.items() if page.status not in (200, 404)} == {}
    assert sum(page.status == 200 for page in opened.values()) > 15
    for number, kind in numbers:
        if kind == "application":
            for tool in ("checklist", "documents", "history"):
                assert browser.get(f"/cases/{number}/{tool}/").status == 200, (number, tool)


def withdraw_one(browser, address):
    registered = (
        "SELECT number FROM guidebook_case JOIN application_application ON case_ptr_id = guidebook_case.id "
        "WHERE state = %s"
    )
    number = asked(address, registered, "registered")[0][0]
    assert browser.post(f"/cases/{number}/acts/withdraw/", {"why": "رغبة الأسرة"}).status == 302
    assert (number,) in asked(address, registered, "withdrawn")


def asked(address, sql, *values):
    held = psycopg2.connect(address)
    with held, held.cursor() as cursor:
        cursor.execute(sql, values or None)
        rows = cursor.fetchall()
    held.close()
    return rows


def test_what_is_kept_of_earlier_versions_is_invented_and_small():
    assert DUMPS
    for dump in DUMPS:
        content = subprocess.run(["pg_restore", "--file=-", dump], capture_output=True, check=True).stdout.decode()
        people = re.search(r"COPY public\.directorates_officer .*?\\\.", content, re.DOTALL).group()
        assert dump.stat().st_size < 1_500_000
        assert people.count("@") == people.count(f"@{MAIL}") > 10
