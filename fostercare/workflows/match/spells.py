"""The time during which a family waits for a child: what its place in the order, and each move of it, is told from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WaitingSpell(models.Model):
    """From the day on which a family could be proposed to a child to the day on which it no longer could.

    `since` is the day of the approval, by which families stand in order: a family that waits again has its old place.
    """

    class Cause(models.TextChoices):
        CLEARED = "cleared", _("approved, and its enquiry clear")
        DECLINED = "declined", _("a match was declined")
        RELEASED = "released", _("a hold ran out")
        CANCELLED = "cancelled", _("a proposal was taken back")
        PROPOSED = "proposed", _("a child was proposed")
        LEFT = "left", _("its application came to an end or went back to be studied")

    application = models.ForeignKey("application.Application", models.PROTECT, related_name="waiting_spells")
    directorate = models.ForeignKey("directorates.Directorate", models.PROTECT, related_name="+")
    since = models.DateTimeField(_("approved at"))
    began_at = models.DateTimeField(_("waits since"))
    began_with = models.CharField(max_length=10, choices=Cause.choices)
    ended_at = models.DateTimeField(_("waited until"), null=True, blank=True)
    ended_with = models.CharField(max_length=10, choices=Cause.choices, blank=True)

    class Meta:
        ordering = ["since", "application"]
        verbose_name = _("time of waiting")
        verbose_name_plural = _("times of waiting")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at__isnull=True), name="a_family_waits_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_with="")
                | (Q(ended_at__gte=F("began_at")) & ~Q(ended_with="")),
                name="a_time_of_waiting_ends_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["directorate", "since", "application"], name="waiting_in_order")]
