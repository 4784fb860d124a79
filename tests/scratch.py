"""Databases beside the test's own, and the product's commands run on them."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from bench.server import address

MINUTE = 60


def manage(*words, **environment):
    """As the shell would run it: with the product's settings, not the tests'."""
    command, given = [sys.executable, "manage.py", *words], environ(**environment)
    return subprocess.run(command, cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, timeout=5 * MINUTE)


def environ(**environment):
    """This process's environment with the product's own settings, and what is given."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "fostercare.settings"} | environment


def database_of(name):
    """What the environment says of a database beside the test's: who works in it, and who owns it."""
    roles = {"DATABASE_URL": settings.DATABASE_WORKER, "MIGRATION_DATABASE_URL": settings.DATABASE_OWNER}
    return {url: address(connection.settings_dict | {"NAME": name} | role) for url, role in roles.items()}


@contextmanager
def empty_database(name):
    """A database of its own beside the test's, dropped afterwards."""
    _each(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    try:
        yield
    finally:
        _each(f"DROP DATABASE {name} WITH (FORCE)")


def _each(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
