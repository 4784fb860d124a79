"""Who does what next on a match."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from fostercare.workflows.match.models import State
from fostercare.workflows.models import Process, Task
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import flow_of


@flow_of("match.match")
class MatchFlow(flow.Flow):
    """A family and a child get to know each other."""

    process_class = Process
    task_class = Task
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    begin = flow.StartHandle().Next(this.issue_letter)

    # The head of the Ministry's department
    issue_letter = Step(
        "issue_viewing_letters",
        title=_("Check the proposal and issue the viewing letter"),
        acts=["issue_letter"],
        open_in=[State.PROPOSED],
        due="timer_viewing_letter",
    ).Next(this.visits)

    # The officer of the children's home
    visits = Step(
        "record_viewing_visits",
        title=_("Record the family's visits to the child"),
        items=["MT-06", "MT-07"],
        open_in=[State.VIEWING],
        due="timer_match_visits",
    ).Next(this.conclude)

    # The head again
    conclude = Step(
        "conclude_matches",
        title=_("Conclude the match"),
        acts=["accept"],
        open_in=[State.VIEWING],
        due="timer_hand_over",
    ).Next(this.end)

    end = flow.End()
