"""What stands at the door: sessions that know whose they are, failed attempts, phones and recovery codes."""

import os

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from fostercare.vault import notes


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


class Notice(models.Model):
    """A mail to an officer that waits or was sent: about the own account, or which cases are due. It names nobody."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    address = models.EmailField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    reminds_of = models.DateField(null=True)  # the day of a digest, of which there is one a day
    asked_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["officer", "reminds_of"], name="one_digest_an_officer_and_day")]
        indexes = [models.Index(fields=["next_at"], name="notice_waiting", condition=models.Q(sent_at=None))]


class Link(models.Model):
    """An officer's account at the provider of single sign-on; made by the officer, signed in with password and code."""

    LONGEST = 255

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="links")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=LONGEST)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_officer_a_subject"),
            models.UniqueConstraint(fields=["issuer", "officer"], name="one_subject_an_officer"),
        ]


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost phone, each good once; kept as a password is kept."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    hint = models.CharField(max_length=2)  # its first letters, by which it is found
    encoded = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)


class Phone(TOTPDevice):
    """The app on an officer's phone. The key it shares with us lies locked: a stolen table makes no codes."""

    SHARED = 20  # bytes

    class Meta:
        proxy = True
        default_permissions = ()

    @classmethod
    def new(cls, officer):
        """A phone to be set up; it counts for nothing until its first code is typed."""
        phone = cls(user=officer, name="app", confirmed=False)
        phone.lock(os.urandom(cls.SHARED))
        phone.save()
        return phone

    def lock(self, shared: bytes) -> None:
        """Keep the key under the newest of ours, bound to its officer."""
        self.key = notes.lock(shared, str(self.user_id))

    @property
    def bin_key(self) -> bytes:
        """The shared key, as django-otp asks for it. Raises keys.NoKey, and InvalidTag where it was tampered with."""
        return notes.unlock(self.key, str(self.user_id))

    def verify_token(self, token) -> bool:
        """The code is right; whatever key of ours it lay under, from then on it lies under the newest."""
        right = super().verify_token(token)
        if right and not notes.is_of_the_newest_key(self.key):
            self.lock(self.bin_key)
            self.save(update_fields=["key"])
        return right
