"""Who works where: the directorates, their officers, and the appointments that give an officer a role in a place."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directorates.roles import ACTIONS, ROLES


class Directorate(models.Model):
    """A governorate's directorate of social solidarity; every right and every case belongs to one."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name_ar = models.CharField(_("Arabic name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    region = models.CharField(_("region"), max_length=40)

    class Meta:
        ordering = ["code"]
        verbose_name = _("directorate")
        verbose_name_plural = _("directorates")
        default_permissions = ()
        permissions = list(ACTIONS.items())

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.name_ar if (get_language() or "ar").startswith("ar") else self.name_en


class Officer(AbstractUser):
    """A person who signs in. What they may do stands in their appointments alone; nobody works as superuser."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    first_name = None
    last_name = None
    full_name = models.CharField(_("full name"), max_length=120)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender.choices, default=Gender.FEMALE)
    phone = models.CharField(_("mobile"), max_length=20, blank=True)
    temporary_password = models.BooleanField(_("has a temporary password"), default=False)
    temporary_until = models.DateTimeField(_("the temporary password ends"), null=True, blank=True)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return " ".join(self.full_name.split()[:2])


class AppointmentQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold today."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()), ended=None)

    def due_for_review(self):
        """Standing ones that nobody confirmed for REVIEW_DAYS."""
        before = timezone.localdate() - timedelta(days=settings.REVIEW_DAYS)
        last = Coalesce("reviewed_on", TruncDate("since"))
        return self.standing().annotate(last_looked_at=last).filter(last_looked_at__lte=before)


class Appointment(models.Model):
    """A role given to an officer in a directorate (or nationally, when the directorate is empty), from day to day."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments", verbose_name=_("officer"))
    role = models.CharField(_("role"), max_length=40, choices=[(key, role.label) for key, role in ROLES.items()])
    directorate = models.ForeignKey(
        Directorate, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("directorate")
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)
    given_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("appointed by"))
    until = models.DateField(_("until"), null=True, blank=True)  # the last day, where one is set
    reviewed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    ended = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "role", "directorate"],
                condition=models.Q(ended__isnull=True),
                nulls_distinct=False,
                name="one_open_appointment_a_role_and_place",
            )
        ]

    def __str__(self):
        return f"{self.officer}: {ROLES[self.role].label} ({self.directorate or _('national')})"


class AccountEvent(models.Model):
    """A line of an account's history: signing in, and whatever opens or shuts it. Nobody can rewrite it."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        REFUSED = "refused", _("Refused: wrong password")
        SHUT = "shut", _("Shut for a while after wrong passwords")
        CODE_REFUSED = "code_refused", _("Refused: wrong code")
        CODE_USED = "code_used", _("A recovery code was used")
        STEP_SET = "step_set", _("The second step was set up")
        STEP_REMOVED = "step_removed", _("The second step was removed")
        CODES_RENEWED = "codes_renewed", _("New recovery codes were made")
        PASSWORD_CHANGED = "password_changed", _("The password was changed")
        PASSWORD_RENEWED = "password_renewed", _("A temporary password was issued")
        LINKED = "linked", _("The account was linked for single sign-on")
        UNLINKED = "unlinked", _("The link for single sign-on was removed")
        MAIL_CHANGED = "mail_changed", _("The address for mail was changed")
        SESSIONS_ENDED = "sessions_ended", _("Sessions were ended")
        CONFIRMED = "confirmed", _("An appointment was confirmed at the review")
        LEFT = "left", _("The officer left; the account was closed")
        RETURNED = "returned", _("The officer returned; the account was opened again")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="events", verbose_name=_("officer"))
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("browser"), max_length=60, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event of an account")
        verbose_name_plural = _("events of accounts")
        indexes = [models.Index(fields=["officer", "-at", "-id"], name="events_of_account")]
        triggers = [pgtrigger.Protect(name="events_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
