"""What the office knows of the phones in the field: which there are, what lies on them, what each of them sent."""

import base64
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fostercare.vault.fields import LockedJSON
from fostercare.workflows.follow_up.models import Visit


def new_secret():
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Phone(models.Model):
    """A browser on which an officer takes visits along, and the secret under which it keeps them.

    The secret is handed out after signing in and to this officer alone; a phone that is stopped loses it for good.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="phones")
    name = models.CharField(_("telephone"), max_length=80, blank=True)
    secret = models.CharField(max_length=44, default=new_secret, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-seen_at", "-pk"]
        verbose_name = _("phone in the field")
        verbose_name_plural = _("phones in the field")
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(secret=""), name="a_stopped_phone_has_no_secret"
            )
        ]

    def __str__(self):
        return self.name


class Taken(models.Model):
    """A visit that lies on a phone: what a lost one may give away, and until when."""

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="taken")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="taken")
    taken_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("readable until"))

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("visit taken along")
        verbose_name_plural = _("visits taken along")
        constraints = [models.UniqueConstraint(fields=["phone", "visit"], name="a_visit_lies_once_on_a_phone")]


class Outcome(models.TextChoices):
    RECORDED = "recorded", _("recorded")
    UNFINISHED = "unfinished", _("kept as a draft; something is to be mended")
    DIFFERS = "differs", _("differs from what the office typed; somebody chooses")
    HELD = "held", _("held for the supervisor")
    KEPT = "kept", _("kept")


TO_SETTLE = [Outcome.DIFFERS, Outcome.HELD]


class Delivery(models.Model):
    """Something a phone sent. The phone made its key before sending: sent twice, it gets the first answer again."""

    class Settlement(models.TextChoices):
        CHOSEN = "chosen", _("the answers were chosen one by one")
        SET_ASIDE = "set_aside", _("set aside")

    key = models.UUIDField(unique=True)
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="deliveries")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="deliveries")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = LockedJSON(_("answers as sent"), default=dict, blank=True)
    typed_at = models.DateTimeField(_("finished, by the phone's clock"), null=True, blank=True)
    received_at = models.DateTimeField(_("received, by ours"), auto_now_add=True)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome.choices, blank=True)
    why = models.CharField(_("why"), max_length=250, blank=True)
    reply = LockedJSON(default=dict, blank=True)
    settlement = models.CharField(_("settled"), max_length=9, choices=Settlement.choices, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("delivery from a phone")
        verbose_name_plural = _("deliveries from phones")
        constraints = [
            models.CheckConstraint(
                condition=Q(settlement="", settled_by=None, settled_at=None)
                | ~Q(settlement="") & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_settled_delivery_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["visit"], name="delivery_to_settle", condition=Q(outcome__in=TO_SETTLE, settlement="")
            ),
        ]


def sent_and_open(visit):
    """What phones sent for a visit and nobody has decided upon."""
    return Delivery.objects.filter(visit=visit, outcome__in=TO_SETTLE, settlement="")


class Picture(models.Model):
    """A photograph or a signature of a visit: a document on the case's file, with the consent it was taken under."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="picture")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="pictures")
    question = models.CharField(_("question"), max_length=40)
    signature = models.BooleanField(_("is a signature"))
    consent = models.BooleanField(_("the family consented"), default=False)
    document = models.OneToOneField("records.Document", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("picture of a visit")
        verbose_name_plural = _("pictures of visits")
        constraints = [
            models.CheckConstraint(condition=Q(signature=True) | Q(consent=True), name="no_photograph_without_consent"),
        ]
