"""What stands at the door: sessions that know whose they are, failed attempts, recovery codes."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A session with its officer beside it, so that all of an officer's can be listed and ended."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls):
        from fostercare.door.sessions import SessionStore

        return SessionStore


class Attempts(models.Model):
    """Failed attempts in a row for one name, one known browser or one address; all three only as a keyed digest."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last = models.DateTimeField()
    shut_until = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost phone, each good once; kept as a password is kept."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    hint = models.CharField(max_length=2)  # its first letters, by which it is found
    encoded = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)
