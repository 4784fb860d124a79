"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fostercare.settings")

application = get_wsgi_application()

from fostercare.door.limits import limit_the_web  # noqa: E402  needs the settings

limit_the_web()
