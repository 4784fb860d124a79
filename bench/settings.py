"""The product's settings with the bench's own tables, addresses and database."""

import os
import tempfile

from fostercare.settings import *  # noqa: F403
from fostercare.settings import DATABASE_OWNER, DATABASES, INSTALLED_APPS, STORAGES

DEBUG = False
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
MEDIA_ROOT = tempfile.gettempdir()
LOG_LEVEL = "ERROR"
DATABASES["default"] |= DATABASE_OWNER
DATABASES["default"]["TEST"] = {"NAME": f"bench_{os.getpid()}"}
