"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fostercare.settings")


def bounded(connection, **kwargs):
    """No page holds the database longer than anybody waits for it; commands may."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '5s'; SET lock_timeout = '2s'")


connection_created.connect(bounded)
application = get_wsgi_application()

from fostercare.door.limits import limit_the_web  # noqa: E402  needs the settings

limit_the_web()
