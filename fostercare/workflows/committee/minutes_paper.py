"""The minutes on paper: whole with the sitting (LT-09), and an extract in the file of each family (D34, D35).

The whole minutes name every family that was heard; a family's file gets its own item only.
"""

from datetime import date

from fostercare import printing
from fostercare.guidebook import papers
from fostercare.workflows.committee.ballots import Resolution

WHOLE, EXTRACT = "print/minutes.html", "print/minutes_extract.html"


def archive(minutes, by):
    """Print locked minutes and keep them byte for byte with the sitting."""
    return papers.archive(minutes.sitting.case, minutes.paper_kind, lambda paper: document(minutes, paper), by)


def document(minutes, paper) -> bytes:
    """The whole minutes as a PDF."""
    return printing.pdf(WHOLE, {**papers.stamp(paper), **context(minutes), "items": _items(minutes)})


def extract(minutes, resolution) -> bytes:
    """What the minutes say of one item, with the number that its decision took."""
    said = next(row for row in _items(minutes, resolution) if row["item"] == resolution.item_id)
    return printing.pdf(EXTRACT, {**context(minutes), "item": said})


def context(minutes) -> dict:
    sitting, said = minutes.sitting, minutes.sections
    return {
        "minutes": minutes,
        "said": said,
        "held_on": date.fromisoformat(said["head"]["held_on"]),
        "directorate": sitting.directorate.name if sitting.directorate_id else "",
        "number": sitting.number,
        "hands": [
            {"name": signature.member.officer.full_name, "member": signature.member, "at": signature.signed_at}
            for signature in minutes.signatures.filter(lapsed_at=None).select_related("member__officer")
        ],
    }


def _items(minutes, *given):
    """The items with their decisions' numbers, which were taken when the minutes were signed."""
    resolutions = given or Resolution.objects.filter(item__sitting=minutes.sitting_id)
    taken = {resolution.item_id: resolution for resolution in resolutions}
    return [{**_dated(row), "resolution": taken.get(row["item"])} for row in minutes.sections["items"]]


def _dated(row):
    """The days of an item as dates again, to be said in words."""
    conditions = [
        {**condition, "due_on": date.fromisoformat(condition["due_on"])} for condition in row.get("conditions", ())
    ]
    return {**row, "until": row.get("until") and date.fromisoformat(row["until"]), "conditions": conditions}
