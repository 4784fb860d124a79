"""An application's way from the counter to its committee, in two acts of two officers.

What a committee decides is no step of one officer: it is carried out when the minutes of a sitting are signed.
"""

from dataclasses import dataclass

from bench.officers import officer
from fostercare.workflows.application.models import Application, State
from fostercare.workflows.models import StateChange


@dataclass(frozen=True)
class Act:
    name: str
    role: str
    source: str
    target: str

    @property
    def by(self):
        return officer(self.role, self.role)


ACTS = {
    act.name: act
    for act in [
        Act("register", "family_childhood_officer", State.SUBMITTED, State.REGISTERED),
        Act("present", "family_childhood_head", State.REGISTERED, State.READY),
    ]
}


def write_plainly(pk, name, by):
    """What an act writes of the domain, without rights and gate: the state and the history."""
    act = ACTS[name]
    StateChange.objects.create(
        case_id=pk, record="application.application", record_id=pk, act=name,
        source=act.source, target=act.target, by=by,
    )  # fmt: skip
    Application.objects.filter(pk=pk, state=act.source).update(state=act.target)
