"""What time alone brings about: a task that stays undone is told to one office after the other.

When no time passes stands beside: on holidays (holidays), and while a file is on hold (holds).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directorates import access
from fostercare.workflows.clocks.holds import Hold
from fostercare.workflows.clocks.holidays import Holiday
from fostercare.workflows.models import WAITING, Task

__all__ = ["Escalation", "Hold", "Holiday", "Level"]


class Level(models.TextChoices):
    """Who is told, in this order; each after the working days that the edition's parameter of its name says."""

    SUPERVISOR = "supervisor", _("the supervisor")
    HEAD = "head", _("the head of Family and Childhood")
    DIRECTORATE = "directorate", _("the head of the directorate")
    MINISTRY = "ministry", _("the Ministry")

    @property
    def parameter(self):
        return f"escalation_{self.value}_after"


# Who is told at each level, and of which cases (None: of all of the place).
TOLD = {
    "social_supervisor": (Level.SUPERVISOR, ["application"]),
    "case_supervisor": (Level.SUPERVISOR, ["child_file", "match", "placement", "incident"]),
    "family_childhood_head": (Level.HEAD, None),
    "directorate_head": (Level.DIRECTORATE, None),
    "foster_families_head": (Level.MINISTRY, None),
}


class EscalationQuerySet(models.QuerySet):
    def told_to(self, user):
        """What was escalated to this officer and still waits."""
        mine = models.Q(pk__in=())
        for role, place in access.rights(user).roles:
            if role in TOLD:
                mine |= self._told(*TOLD[role], place)
        return self.filter(mine, task__status__in=WAITING)

    def _told(self, level, kinds, place):
        told = models.Q(level=level)
        if place is not access.NATIONAL:
            told &= models.Q(task__directorate=place)
        return told & models.Q(task__case__kind__in=kinds) if kinds else told


class Escalation(models.Model):
    """A task that was overdue for so long that this level was told. Written once for a task and level."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="escalations")
    level = models.CharField(_("told"), max_length=11, choices=Level.choices)
    at = models.DateTimeField(_("since"))

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [models.UniqueConstraint(fields=["task", "level"], name="one_escalation_a_task_and_level")]
        indexes = [models.Index(fields=["level", "at", "id"], name="escalation_of_level")]
