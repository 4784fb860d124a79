"""The history of every record, and the engine's rows: processes and tasks, in tables of our own shape."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from directorates.models import Directorate
from fostercare.guidebook.models import Case

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
        ]
        triggers = [pgtrigger.Protect(name="history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


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


class Task(AbstractTask):
    """One node of a run. A human task knows its directorate and due date, so that the work list is one index scan."""

    process = models.ForeignKey(Process, models.CASCADE)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    directorate = models.ForeignKey(Directorate, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks")
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["directorate", "due_on", "id"],
                name="task_waiting_here",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="task_waiting_anywhere",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING),
            ),
            models.Index(
                fields=["owner", "due_on", "id"],
                name="task_mine",
                condition=Q(flow_task_type="HUMAN", status__in=WAITING, owner__isnull=False),
            ),
            models.Index(fields=["process", "status"], name="task_of_process"),
        ]

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.created = timezone.now()
            self.case_id = self.process.case_id
            self.directorate_id = self.process.case.directorate_id
            self.due_on = self.flow_task.due_on(self) if hasattr(self.flow_task, "due_on") else None
        super().save(*args, **kwargs)
