"""A database of the bench's own, beside the real one: made for the run, dropped after it."""

from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

from fostercare.guidebook.publishing import install_first


@contextmanager
def scratch():
    """Every query inside goes to a new database with the first edition in force."""
    real = connection.settings_dict["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        install_first(Path(settings.BASE_DIR) / "fostercare/guidebook/editions" / f"{settings.EDITION}.yaml")
        yield
    finally:
        if connection.settings_dict["NAME"] != real:
            connection.creation.destroy_test_db(real, verbosity=0)


@contextmanager
def without_django():
    """A bare psycopg2 connection to the scratch database."""
    parameters = {key: value for key, value in connection.get_connection_params().items() if key in PLAIN}
    bare = psycopg2.connect(**parameters)
    try:
        yield bare
    finally:
        bare.close()


PLAIN = {"dbname", "user", "password", "host", "port"}


def sql(text, /, **values):
    """Run a statement and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return cursor.fetchall() if cursor.description else []
