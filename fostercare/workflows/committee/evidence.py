"""What the guidebook still asks before a decision, apart from what the sitting itself brings about."""

from dataclasses import dataclass, field

from django.utils import timezone

from fostercare.guidebook import gate
from fostercare.guidebook.checklist import Status
from fostercare.guidebook.models import Answer
from fostercare.workflows.lifecycle import gate_of

FAMILY_HEARD, VALID_DECISION, NO_CONFLICT, HIGHER_DECISION, ENDING = "CM-01", "CM-02", "CM-03", "CM-06", "EN-01"

# Items that are satisfied by the sitting itself. The Higher Committee decides on what a local committee reviewed: there
# CM-02 and CM-03 speak of the local sitting and were answered by it.
PRODUCED = {"local": [FAMILY_HEARD, VALID_DECISION, NO_CONFLICT], "higher": [HIGHER_DECISION, ENDING]}
AUTHORITY = {"local": "local_committee", "higher": "higher_committee", "hand_over_panel": "hand_over_panel"}


@dataclass
class Candidate:
    """A case that waits for a body: about what, and what would hold its decision back on the day."""

    record: object
    matter: str
    obstacles: list = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.obstacles

    @property
    def lapsing(self) -> list:
        """What stands today and will have lapsed by the day of the sitting."""
        today = timezone.localdate()
        return [obstacle for obstacle in self.obstacles if _lapses(obstacle.part, today)]


def holds_back(body, record, act, on, *, checklist=None, family_heard=True) -> list:
    """The obstacles before an act, on a day, that a sitting of this body does not clear by itself."""
    found = gate.obstacles(record, gate_of(record, act), on, checklist)
    return [obstacle for obstacle in found if not _cleared(obstacle, body, family_heard)]


def asked_of(body, record):
    """The exemptions that were asked for and that this body may grant."""
    return (
        Answer.objects.filter(case=record.pk, replaced_at=None, state=Answer.State.EXEMPTION_ASKED)
        .filter(item__exempted_by=AUTHORITY[body.kind])
        .select_related("item", "person")
    )


def _cleared(obstacle, body, family_heard):
    if obstacle.item.code == FAMILY_HEARD and not family_heard:
        return False
    asked = obstacle.part.status == Status.EXEMPTION_ASKED and obstacle.item.exempted_by == AUTHORITY[body.kind]
    return asked or obstacle.item.code in PRODUCED.get(body.kind, ())


def _lapses(part, today):
    return part.status == Status.EXPIRED and part.valid_until is not None and part.valid_until >= today
