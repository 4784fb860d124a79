"""Who is told of an incident: the roles of its level, each until somebody in it has noted the report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates import access
from directorates.roles import ROLES
from fostercare.guidebook.book import book


class TellingQuerySet(models.QuerySet):
    def waiting_for(self, user):
        """What the officer's roles were told of and nobody in them has noted yet, while it is open."""
        mine = Q(pk__in=())
        for role, place in access.rights(user).roles:
            here = Q() if place is access.NATIONAL else Q(incident__directorate=place)
            mine |= Q(role=role) & here
        return self.filter(mine, noted_at=None).exclude(incident__state="closed")

    def gravest_first(self):
        """Red before orange before yellow, the oldest first."""
        levels = ("red", "orange", "yellow")
        places = [models.When(incident__level=level, then=models.Value(place)) for place, level in enumerate(levels)]
        return self.order_by(models.Case(*places), "told_at", "pk")


class Telling(models.Model):
    """A role was told of an incident; the first officer of it who notes it takes it off the desks of the others."""

    incident = models.ForeignKey("incident.Incident", models.PROTECT, related_name="tellings")
    role = models.CharField(max_length=40)
    told_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(_("noted at"), null=True, blank=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["told_at", "pk"]
        verbose_name = _("telling of an incident")
        verbose_name_plural = _("tellings of incidents")
        constraints = [models.UniqueConstraint(fields=["incident", "role"], name="a_role_is_told_once")]
        indexes = [models.Index(fields=["role", "incident"], name="telling_waiting", condition=Q(noted_at=None))]

    @property
    def role_label(self):
        return ROLES[self.role].label

    @classmethod
    def of(cls, incident, level):
        """Tell the roles of a level that were not told yet."""
        row = next(row for row in book(incident.edition).rows("incident_levels") if row["key"] == level)
        cls.objects.bulk_create(
            [cls(incident=incident, role=role) for role in row.get("tells", ())], ignore_conflicts=True
        )

    def note(self, *, by):
        self.noted_by, self.noted_at = by, timezone.now()
        self.save(update_fields=["noted_by", "noted_at"])
