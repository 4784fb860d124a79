"""The public holidays as data: filled from a library, and corrected by the Ministry when they are announced."""

import holidays as library
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

YEARS_AHEAD = 2


class Holiday(models.Model):
    """A day on which offices are closed. A holiday that is called off stays in the list, as not observed."""

    day = models.DateField(
        _("day"), unique=True, error_messages={"unique": _("There is a holiday on this day already.")}
    )
    name = models.CharField(_("occasion"), max_length=120)
    observed = models.BooleanField(_("offices are closed"), default=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)  # by the library, before it was announced
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")

    def __str__(self):
        return self.name


def expected(*years) -> dict:
    """The holidays of these years as the library foresees them: day → occasion. Islamic feasts are estimates."""
    found = library.Egypt(years=years, language="ar_EG")
    return {day: name.split(" (")[0] for day, name in found.items() if day.year in years}


def fill(year, model=Holiday) -> int:
    """Write down the years from this one on that are not in the table yet. Returns how many days were written."""
    years = set(range(year, year + YEARS_AHEAD + 1)) - {day.year for day in model.objects.dates("day", "year")}
    days = expected(*years) if years else {}
    model.objects.bulk_create(
        (model(day=day, name=name, expected_on=day) for day, name in days.items()), ignore_conflicts=True
    )
    return len(days)
