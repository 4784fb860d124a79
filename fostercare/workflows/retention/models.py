"""What has been kept long enough: legal holds, and lists of cases that two people confirm before anything is reduced."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.models import Case


class LegalHold(models.Model):
    """While it stands, nothing of the case is reduced: a court, a claim, an enquiry."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_holds")
    reason = models.TextField(_("reason"), max_length=1000)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="one_legal_hold_a_case"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
                name="a_legal_hold_is_lifted_by_somebody_for_a_reason",
            ),
        ]


class RetentionList(models.Model):
    """Cases to be reduced, as they were found on one day; carried out once two people have confirmed it."""

    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(auto_now_add=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("list of what has been kept long enough")
        verbose_name_plural = _("lists of what has been kept long enough")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | Q(first_by__isnull=False) & ~Q(second_by=F("first_by")),
                name="a_list_is_confirmed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(second_at__isnull=False),
                name="nothing_is_reduced_before_two_people_confirmed",
            ),
        ]
        triggers = [pgtrigger.Protect(name="a_retention_list_is_kept", operation=pgtrigger.Delete)]

    @property
    def confirmed(self):
        return self.second_at is not None


class RetentionLine(models.Model):
    """One case of a list, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "", _("not carried out yet")
        REDUCED = "reduced", _("reduced to a statistical record")
        LEFT = "left", _("left as it is: something had changed")

    list = models.ForeignKey(RetentionList, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="retention_lines")
    rule = models.CharField(max_length=40)
    since = models.DateField(_("time over since"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True, default=Outcome.WAITING)

    class Meta:
        ordering = ["list", "since", "pk"]
        verbose_name = _("line of a retention list")
        verbose_name_plural = _("lines of retention lists")
        constraints = [models.UniqueConstraint(fields=["list", "case"], name="one_line_a_list_and_case")]
        indexes = [models.Index(fields=["case"], name="case_was_reduced", condition=Q(outcome="reduced"))]
