"""Who does what next on an incident, until a second person closes it."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows import gateways
from fostercare.workflows.gateways import state_is
from fostercare.workflows.incident import clocks
from fostercare.workflows.incident.models import UNDER_WAY, State
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


class Clocked(Step):
    """A step that is due when the next clock of the incident runs out."""

    def due_on(self, task):
        return clocks.next_day(task.process.record)


@flow_of("incident.incident")
class IncidentFlow(flow.Flow):
    """Somebody takes charge, gives the answers that the level asks for, and a second person closes it."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.where)
    where = (
        gateways.Switch()
        .Case(this.take_charge, state_is(State.REPORTED))
        .Case(this.answer, state_is(*UNDER_WAY))
        .Case(this.close, state_is(State.RESOLVED))
    )

    # The follow-up worker, the supervisor, or the central unit
    take_charge = Clocked(
        "manage_incidents",
        title=_("Take charge of the incident"),
        acts=["take_charge"],
        open_in=[State.REPORTED],
        page="case",
    ).Next(this.answer)
    answer = Clocked(
        "manage_incidents",
        title=_("Give the answers that the incident asks for"),
        acts=["resolve"],
        open_in=UNDER_WAY,
        page="case",
    ).Next(this.close)

    # A second person: a head, a supervisor, the central unit
    close = Step(
        "supervise_incidents",
        title=_("Read what was done and close the incident"),
        acts=["close"],
        open_in=[State.RESOLVED],
        due="incident_closing",
        page="case",
    ).Next(this.end)

    end = flow.End()
