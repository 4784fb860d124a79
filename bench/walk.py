"""An application's way from the counter to its approval, in four acts of four officers."""

from dataclasses import dataclass

from django.utils import timezone

from bench.officers import officer
from fostercare.records.numbering import next_number
from fostercare.workflows.application.models import Application, Decision, State
from fostercare.workflows.models import StateChange


@dataclass(frozen=True)
class Act:
    name: str
    role: str
    source: str
    target: str
    national: bool = False
    body: str = ""
    outcome: str = ""

    @property
    def by(self):
        return officer(self.role, self.role, self.national)


ACTS = {
    act.name: act
    for act in [
        Act("register", "family_childhood_officer", State.SUBMITTED, State.REGISTERED),
        Act("present", "family_childhood_head", State.REGISTERED, State.READY),
        Act("recommend", "local_rapporteur", State.READY, State.RECOMMENDED,
            body=Decision.Body.LOCAL, outcome=Decision.Outcome.RECOMMENDED),
        Act("approve", "higher_secretariat", State.RECOMMENDED, State.APPROVED, national=True,
            body=Decision.Body.HIGHER, outcome=Decision.Outcome.APPROVED),
    ]
}  # fmt: skip


def write_plainly(pk, name, by):
    """What an act writes of the domain, without rights and gate: the state, the history, the decision."""
    act = ACTS[name]
    Application.objects.filter(pk=pk, state=act.source).update(state=act.target)
    StateChange.objects.create(
        case_id=pk, record="application.application", record_id=pk, act=name,
        source=act.source, target=act.target, by=by,
    )  # fmt: skip
    if act.body:
        year = timezone.localdate().year
        Decision.objects.create(
            application_id=pk, body=act.body, outcome=act.outcome, place="00", year=year,
            decided_on=timezone.localdate(), number=next_number(f"decision {act.body} 00 {year}"), recorded_by=by,
        )  # fmt: skip
