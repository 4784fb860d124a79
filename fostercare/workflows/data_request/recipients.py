"""To whom a person's data had gone: lists that left the system, members' packs, and letters with an outgoing number."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from directorates.models import Officer
from fostercare.guidebook.models import Paper
from fostercare.ledger.models import Entry
from fostercare.ledger.reading import CASE, EXPORT
from fostercare.workflows import letters
from fostercare.workflows.data_request.file_of import cases_of

PACK = "sitting_pack_file"


@dataclass(frozen=True)
class Recipient:
    """One time that the data went out. `key` names it for good."""

    key: str
    at: datetime
    label: str
    to: str


def recipients(asked) -> list[Recipient]:
    """Everybody to whom the data had gone before the request was carried out, the latest first."""
    cases = list(cases_of(asked.subject).select_related("directorate", "edition"))
    found = [*_taken_out(cases), *_posted(cases)]
    done = asked.history.filter(act="carry_out").first()
    return sorted((one for one in found if not done or one.at <= done.at), key=lambda one: one.at, reverse=True)


def _taken_out(cases):
    numbers = [case.number for case in cases]
    opened = Entry.objects.filter(relation=CASE, row__in=numbers, act=Entry.OPENED, after__page__in=[EXPORT, PACK])
    entries = list(opened.order_by("pk"))
    officers = Officer.objects.in_bulk({entry.by for entry in entries})
    for entry in entries:
        told = entry.after.get("reason") or _("the member's pack")
        yield Recipient(f"r{entry.pk}", entry.at, told, str(officers.get(entry.by, "—")))


def _posted(cases):
    of = {case.pk: case for case in cases}
    for paper in Paper.objects.filter(case__in=cases).exclude(number="").order_by("pk"):
        case = of[paper.case_id]
        to = f"{case.number} · {paper.number}"
        yield Recipient(f"p{paper.pk}", paper.printed_at, letters.label(case, paper.kind), to)
