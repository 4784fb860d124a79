"""A grown-up young person sees the file of their own childhood: accompanied, and what was shown is written down.

The step belongs to the aftercare. The sealed record of origins keeps its own door: two people open it, as for anybody.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class FileAccess(models.Model):
    """A young person asked to see the file: who goes through it with them, when, and what came of it."""

    child_file = models.ForeignKey("child_file.ChildFile", models.PROTECT, related_name="accesses")
    asked_on = models.DateField(gettext_lazy("asked on"))
    companion = models.CharField(gettext_lazy("who accompanies"), max_length=120)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shown_on = models.DateField(gettext_lazy("shown on"), null=True, blank=True)
    shown = models.TextField(gettext_lazy("what was shown"), max_length=2000, blank=True)
    given = models.TextField(gettext_lazy("what was given"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = gettext_lazy("access to the own file")
        verbose_name_plural = gettext_lazy("accesses to the own file")
        constraints = [
            models.UniqueConstraint(fields=["child_file"], condition=Q(shown_on=None), name="one_open_access_a_file"),
            models.CheckConstraint(
                condition=Q(shown_on=None) | (Q(shown_on__gte=F("asked_on"), recorded_by__isnull=False) & ~Q(shown="")),
                name="what_was_shown_is_written_down",
            ),
        ]


def one_is_open(file) -> bool:
    return file.accesses.filter(shown_on=None).exists()


def none_is_open(file) -> bool:
    return not one_is_open(file)


def conclude(file, shown_on, shown, given, by) -> None:
    access = file.accesses.get(shown_on=None)
    if shown_on < access.asked_on:
        raise ValidationError(_("The file cannot have been shown before it was asked for."))
    access.shown_on, access.shown, access.given, access.recorded_by = shown_on, shown, given, by
    access.save(update_fields=["shown_on", "shown", "given", "recorded_by"])
