"""The history of every record, and the engine's rows: processes and tasks, in tables of our own shape."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import managers
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from directorates import access
from directorates.models import Directorate
from fostercare.guidebook.models import Assignment, Case

WAITING = [STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED]


class StateChange(models.Model):
    """Who did which act when, and what it changed. Written by `lifecycle.act` only; nobody can rewrite it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="history")
    record = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    act = models.CharField(_("act"), max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    why = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("entry of the history")
        verbose_name_plural = _("history")
        indexes = [
            models.Index(fields=["case", "-at"], name="history_of_case"),
            models.Index(fields=["record", "record_id", "-at"], name="history_of_record"),
            models.Index(fields=["-at"], name="history_by_time"),
            models.Index(fields=["-at", "case"], name="history_of_decisions", condition=Q(act="recommend")),
        ]
        triggers = [pgtrigger.Protect(name="history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class BreakGlass(models.Model):
    """A class of hidden papers of one case, opened to one officer for a while; see `workflows.breaking`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    right = models.CharField(max_length=40)
    why = models.TextField(_("reason"))
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("emergency opening")
        verbose_name_plural = _("emergency openings")
        indexes = [
            models.Index(fields=["officer", "until"], name="glass_broken_by"),
            models.Index(fields=["at"], name="glass_unread", condition=Q(read_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="an_emergency_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="an_emergency_ends"),
        ]


class Process(AbstractProcess):
    """One run of a flow over one record. It points at the record and keeps nothing of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="processes")
    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    record = GenericForeignKey("record_type", "record_id")

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        indexes = [models.Index(fields=["record_type", "record_id"], name="process_of_record")]


class TaskQuerySet(managers.TaskQuerySet):
    def for_officer(self, user):
        """The waiting tasks that the officer may do."""
        return self.of_officer(user).filter(status__in=WAITING)

    def of_officer(self, user):
        """The tasks, done ones too, that are the officer's by right and place; a narrowed role has those of its own."""
        reaches = access.reaches(user)
        wanted = Q(pk__in=())
        for reach in reaches:
            wanted |= self._within(reach, user)
        return self.filter(wanted, self._somewhere_in(reaches), flow_task_type="HUMAN")

    def _within(self, reach, user):
        within = Q(owner_permission__in=sorted(f"directorates.{action}" for action in reach.actions))
        if reach.places is not None:
            within &= Q(directorate__in=sorted(reach.places))
        if reach.narrowing == "assigned":
            within &= Q(case__in=Assignment.objects.filter(officer=user, role=reach.role).values("case"))
        elif reach.narrowing == "home":
            children_of = Case.objects.filter(as_match__child_file__child__home__in=user.homes.values("pk"))
            within &= Q(case__in=children_of.values("pk"))
        # "agenda": what a committee's member may do is done on its sittings, which are nobody else's.
        return within

    def _somewhere_in(self, reaches):
        """The officer's places once more for the whole, which is what an index begins with."""
        if any(reach.places is None for reach in reaches):
            return Q()
        return Q(directorate__in=sorted({place for reach in reaches for place in reach.places}))


class Task(AbstractTask):
    """One node of a run. A human task knows its directorate and due date, so that the work list is one index scan."""

    process = models.ForeignKey(Process, models.CASCADE)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    directorate = models.ForeignKey(Directorate, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # Since when its clock stands still, and when it was due before that; see clocks/holds.py.
    paused_on = models.DateField(null=True, blank=True)
    due_before_pause = models.DateField(null=True, blank=True)
    # What has no deadline comes last.
    due_order = models.GeneratedField(
        expression=Coalesce("due_on", Value(date.max)), output_field=models.DateField(), db_persist=True
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks")
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        # Right and owner stand in the index too, so that other officers' tasks are passed over without being read.
        indexes = [
            models.Index(
                fields=["directorate", "due_order", "id", "owner_permission", "owner"],
                name="task_waiting_in_a_place",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING),
            ),
            models.Index(
                fields=["due_order", "id", "owner_permission"],
                name="task_waiting_in_any_place",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING),
            ),
            models.Index(
                fields=["owner_permission", "directorate", "due_order", "id"],
                name="task_waiting_for_a_right",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING),
            ),
            models.Index(
                fields=["owner", "due_order", "id"],
                name="task_taken",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING, owner__isnull=False),
            ),
            models.Index(fields=["process", "status"], name="task_of_process"),
        ]

    def save(self, *args, **kwargs):
        if self._state.adding:
            self._begin()
        super().save(*args, **kwargs)

    @property
    def right(self):
        """What an officer needs to do it; on some records it depends on whose they are."""
        return self.owner_permission.partition(".")[2]

    @classmethod
    def write_together(cls, tasks):
        """Write new tasks of one run in one statement."""
        for task in tasks:
            task._begin()
        cls.objects.bulk_create(tasks)

    def _begin(self):
        self.created = timezone.now()
        self.case_id = self.process.case_id
        self.directorate_id = self.process.case.directorate_id
        self.flow_task_type = self.flow_task.task_type
        self.due_on = self.flow_task.due_on(self) if hasattr(self.flow_task, "due_on") else None
        if self.flow_task_type == "HUMAN" and (on_hold_until := self.process.case.on_hold_until):
            self.paused_on, self.due_before_pause, self.due_on = timezone.localdate(), self.due_on, on_hold_until
