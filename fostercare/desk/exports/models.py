"""A list that left the system: who took it, why, what it held, and until when its file is kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates import access
from directorates.models import Directorate
from fostercare.records.models import storage_name

TAKES, OVERSEES = "export_lists", "view_openings"


class ExportQuerySet(models.QuerySet):
    def seen_by(self, user):
        """One's own, and those that hold cases of a directorate whose files one answers for."""
        places = access.directorates_where(user, OVERSEES)
        return self.filter(Q(officer=user) | Q(pk__in=Export.directorates.through.objects.filter(
            directorate__in=places).values("export")))  # fmt: skip

    def open_to(self, user):
        """Those whose file this officer may still fetch: nobody fetches another's."""
        return self.filter(officer=user, expires_at__gt=timezone.now(), downloads_left__gt=0).exclude(file="")

    def spent(self):
        """Whose file nobody may fetch any more."""
        return self.filter(Q(expires_at__lte=timezone.now()) | Q(downloads_left=0)).exclude(file="")


class Export(models.Model):
    """The file is locked with a password that is stored nowhere. That it was made stays when the file is deleted."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("officer")
    )
    listing = models.CharField(_("list"), max_length=20)
    reason = models.TextField(_("reason"), max_length=500)
    columns = models.JSONField(_("columns"))
    directorates = models.ManyToManyField(Directorate, related_name="+", verbose_name=_("directorates"))
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    downloads_left = models.PositiveSmallIntegerField(_("downloads left"))
    downloads = models.PositiveSmallIntegerField(_("downloaded"), default=0)
    file = models.FileField(upload_to=storage_name, max_length=80, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("export of a list")
        verbose_name_plural = _("exports of lists")

    @property
    def over(self):
        return self.expires_at <= timezone.now() or not self.downloads_left


def fetch(pk, user):
    """Count a download and give the export, or None where there is nothing (left) for this officer to fetch."""
    fetched = Export.objects.open_to(user).filter(pk=pk)
    if not fetched.update(downloads_left=F("downloads_left") - 1, downloads=F("downloads") + 1):
        return None
    return Export.objects.get(pk=pk)


def put_away() -> int:
    """Delete the files that nobody may fetch any more."""
    spent = list(Export.objects.spent())
    for export in spent:
        export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(file="")
    return len(spent)
