"""What is known of running the system: the backups that were taken, and the times when nothing could be written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup that was taken and checked."""

    at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=80)
    size = models.BigIntegerField(_("size in bytes"))
    files = models.PositiveIntegerField()
    seconds = models.FloatField()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")


class Pause(models.Model):
    """A time in which files are read and nothing is written: for a move, an upgrade, a fault."""

    began = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-began"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["ended"], condition=Q(ended=None), nulls_distinct=False, name="one_pause_at_a_time"
            )
        ]

    @classmethod
    def now(cls):
        """The pause that is on, or None."""
        return cls.objects.filter(ended=None).first()
