"""The checklist of a case on paper: every item, what proves it, who answered, what is still open.

A paper has many readers: of a result that is not clear it says that it is awaited.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import wording
from fostercare import printing
from fostercare.guidebook import papers
from fostercare.guidebook.checklist import TONES, Checklist, Status, told

KIND = "checklist"
SIGNED_BY = ["family_childhood_officer", "family_childhood_head", "directorate_head"]
MARKS = [Status.MET, Status.EXEMPTED, Status.MISSING, Status.NOT_MET, Status.NOT_APPLICABLE]


def archive(record, on, by):
    """Print the checklist of a case as it stands on a day."""
    return papers.archive(record.case, KIND, lambda paper: pdf(Checklist(record, on), paper), by)


def pdf(checklist, paper) -> bytes:
    return printing.pdf("print/checklist.html", context(checklist, paper))


def context(checklist, paper) -> dict:
    return {
        **papers.stamp(paper),
        **said(checklist),
        "signatures": papers.signature_boxes(paper.printed_by, checklist.record.directorate, *SIGNED_BY),
    }


def said(checklist) -> dict:
    """What the checklist says, without the stamp and the signatures that make it count."""
    record, lines = checklist.record, checklist.lines
    return {
        "title": _("Checklist of the mandatory guidebook"),
        "directorate": record.directorate.name,
        "number_label": _("Case"),
        "number": record.number,
        "footnote": _("This list counts only with signatures and seal."),
        "record": record,
        "on": checklist.on,
        "count": _count(lines),
        "stages": list(_stages(checklist)),
        "marks": [{"label": status.label, "tone": TONES[status]} for status in MARKS],
    }


def _stages(checklist):
    number = 0
    for stage, lines in checklist.stages():
        rows = [_row(checklist, line, number) for number, line in enumerate(lines, start=number + 1)]
        number += len(lines)
        yield {"label": stage["label"], "rows": rows, "count": _count(lines)}


def _count(lines):
    """What does not apply is not in the base."""
    applying = [line for line in lines if line.applies]
    return {
        "all": len(lines),
        "applying": len(applying),
        "satisfied": sum(line.satisfied for line in applying),
        "open": [line.item.code for line in applying if not line.satisfied],
    }


def _row(checklist, line, number):
    shown = told(line.status, line.item, reads=False)
    given = [part for part in line.parts if told(part.status, line.item, reads=False) == part.status]
    return {
        "number": number,
        "line": line,
        "mark": {"label": shown.label, "tone": TONES[shown]},
        "evidence": [_said_of(checklist, line, part) for part in given],
        "hands": list(dict.fromkeys(_hands(part.answer) for part in given if part.answer)),
    }


def _said_of(checklist, line, part):
    said = evidence(checklist, line.item, part)
    if part.person is None:
        return said
    status = str(part.status.label) if part.status != line.status or not said else ""
    return f"{part.person.short_name}: {_(', ').join(filter(None, [status, said]))}"


def evidence(checklist, item, part) -> str:
    """What proves an answer, in a few words. Its free note stays on the screen, where rights are asked."""
    given, kinds = part.answer, item.evidence["kinds"]
    if given is None:
        return ""
    said = [
        given.decision_number and _("decision %(number)s") % {"number": given.decision_number},
        "yes_no" in kinds and given.yes_no is not None and (_("yes") if given.yes_no else _("no")),
        "number" in kinds and given.number is not None and _amount(checklist, item, given.number),
        "date" in kinds and given.date and wording.full_day(given.date),
        "signature" in kinds and given.signed and _("signed"),
        *dict.fromkeys(_named(checklist, document) for document in given.documents.all()),
        part.valid_until and _("valid until %(day)s") % {"day": wording.full_day(part.valid_until)},
    ]
    return _(", ").join(filter(None, said))


def _hands(given):
    """Who answered and who verified, with their days."""
    answered = f"{given.answered_by} {wording.full_day(timezone.localdate(given.answered_at))}"
    if not given.verified_by:
        return answered
    verified = {"who": given.verified_by, "day": wording.full_day(timezone.localdate(given.verified_at))}
    return answered + _("; verified: %(who)s %(day)s") % verified


def _amount(checklist, item, number):
    """3000, not 3000.00; nothing where the item's papers are for some eyes only."""
    book = checklist.book
    rights = {row["key"]: row["right"] for row in book.rows("sensitivity_classes")}
    if any(rights[book.documents[code]["sensitive"]] for code in item.evidence.get("documents", ())):
        return ""
    return wording.number(int(number) if number == int(number) else number)


def _named(checklist, document):
    label = checklist.book.document_label(document.kind)
    return f"{label} ({document.number})" if document.number else label
