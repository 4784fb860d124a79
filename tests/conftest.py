"""What every test may ask for: the first edition in force, and the people of tests/people.py by their names."""

import shutil
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import get_resolver

from directorates.models import Directorate
from fostercare.guidebook.publishing import SHIPPED, install_first
from fostercare.ledger.models import Entry
from fostercare.workflows.cases import find
from tests import people
from tests.children import a_placement


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What really commits comes after whatever is rolled back, also where pytest groups the tests of one browser."""
    items.sort(key=_commits)


def _commits(test):
    marker = test.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(test.fixturenames)
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's own Chromium."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def _addresses():
    """Task addresses need the site's table, whatever test comes first."""
    get_resolver().url_patterns  # noqa: B018


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The first edition in force. What an earlier run left in a database that is used again is thrown away."""
    with django_db_blocker.unblock():
        if Entry.objects.exists():
            call_command("flush", interactive=False)
            _empty_the_ledger()
        install_first(SHIPPED)


def _empty_the_ledger():
    """No model of Django's manages it, so that no flush reaches it; and nobody may rewrite it but its owner."""
    tables = ("ledger_entry", "ledger_seal", "ledger_redaction")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"GRANT TRUNCATE ON {table} TO CURRENT_USER; ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER; REVOKE TRUNCATE ON {table} FROM CURRENT_USER")


@pytest.fixture
def edition(db):
    """The edition in force; a test that really commits finds the tables emptied and installs it again."""
    return install_first(SHIPPED)


@pytest.fixture(autouse=True)
def _edition_stands(request):
    """Tests that really commit leave empty tables behind: whoever comes after them finds the edition all the same."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("edition")


@pytest.fixture(scope="module")
def around_all(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module, for its fixtures of that scope to make in it what each test finds.

    Each test begins with what they made as no other test has changed it, if it reads its records anew.
    """
    AROUND.enter_context(django_db_blocker.unblock())
    AROUND.enter_context(transaction.atomic())
    AROUND.callback(transaction.set_rollback, True)
    yield install_first(SHIPPED)
    AROUND.close()


# What is open around the tests of a module; those that really commit come last in it, and find it closed.
AROUND = ExitStack()


def pytest_runtest_setup(item):
    if _commits(item):
        AROUND.close()


@pytest.fixture(scope="module")
def handed_over(around_all):
    """The number of a placement a child was handed over to."""
    return a_placement(at="transition").number


@pytest.fixture
def placement(handed_over, db):
    """That placement, as no test has changed it."""
    return find(people.person("amal"), handed_over)


@pytest.fixture
def alexandria(db):
    return Directorate.objects.get(code=people.ALEXANDRIA)


@pytest.fixture
def luxor(db):
    return Directorate.objects.get(code=people.LUXOR)


def _fixture_for(name):
    @pytest.fixture(name=name)
    def somebody(db):
        return people.person(name)

    return somebody


for _name in people.PEOPLE:
    globals()[f"_{_name}"] = _fixture_for(_name)
