"""The peer's record: viewflow's own process with a pointer to the application, as its manual writes one."""

from django.db import models
from viewflow.workflow.models import Process

from fostercare.workflows.application.models import Application


class PlainProcess(Process):
    application = models.ForeignKey(Application, models.CASCADE)
    note = models.CharField(max_length=200, blank=True)
