"""The product's settings, as the tests need them: plain static files, quick passwords, no HTTPS, files aside."""

import os
import tempfile

from fostercare.settings import *  # noqa: F403
from fostercare.settings import DATABASE_OWNER, DATABASES, STORAGES

DEBUG = False
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
SECOND_STEP = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = tempfile.mkdtemp(prefix="fostercare-files-")
DATABASES["default"] |= DATABASE_OWNER
# No test loses the current: what is committed need not wait for the disk.
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": "-c synchronous_commit=off"}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE")}
