"""The parts of a pack: its index, of each item the checklist, the papers read whole and the memo, what lies over."""

from django.utils import timezone
from django.utils.translation import gettext as _

from fostercare import printing
from fostercare.guidebook import checklist_paper, papers
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Paper
from fostercare.workflows.committee.ballots import Resolution
from fostercare.workflows.committee.evidence import asked_of, holds_back
from fostercare.workflows.offers import in_words


def item(sitting, item) -> list[bytes]:
    """What a member reads of one case, judged on the day of the sitting."""
    record = item.record
    checklist = Checklist(record, sitting.held_on)
    return [
        printing.pdf("print/pack_checklist.html", {**checklist_paper.said(checklist), "footnote": _frame(sitting)}),
        *_read_whole(record),
        printing.pdf("print/pack_memo.html", _memo(sitting, item, record, checklist)),
    ]


def index(sitting, member_items, pages) -> bytes:
    """pages: where each item begins."""
    rows = [{"item": item, "page": page} for item, page in zip(member_items, pages, strict=True)]
    return printing.pdf("print/pack_index.html", {**_head(sitting), "rows": rows})


def numbers(labels) -> bytes:
    """A page for each label, to be laid over the pages of the pack: 17 of 360."""
    return printing.pdf("print/pack_numbers.html", {"labels": labels, "count": len(labels)})


def watermark(pack) -> bytes:
    """Whose pack it is and when it was made, to be laid over every page."""
    return printing.pdf("print/pack_watermark.html", {"member": pack.member.officer, "at": timezone.now()})


def _head(sitting):
    return {
        "sitting": sitting,
        "directorate": sitting.directorate.name if sitting.directorate_id else "",
        "number_label": _("Sitting"),
        "number": sitting.number,
        "footnote": _frame(sitting),
    }


def _frame(sitting):
    return _("For the committee's members only: %(sitting)s") % {"sitting": sitting.number}


def _read_whole(record):
    cases = [case.pk for case in record.chain()]
    kept = Paper.objects.filter(case__in=cases, kind__in=record.READ_WHOLE, replaced_by=None).order_by("pk")
    return [papers.content(paper) for paper in kept]


def _memo(sitting, item, record, checklist):
    heard = record.HEARD_BY.get(sitting.body.kind, {}).get(record.state)
    shut = (
        holds_back(sitting.body, record, heard[1], sitting.held_on, checklist=checklist) if heard and heard[1] else []
    )
    cases = [case.pk for case in record.chain()]
    earlier = Resolution.objects.filter(item__case__in=cases, number__isnull=False)
    return {
        **_head(sitting),
        "item": item,
        "record": record,
        "brief": record.in_brief(),
        "exemptions": [f"{answer.item.code} {answer.item.title}" for answer in asked_of(sitting.body, record)],
        "obstacles": [in_words(obstacle) for obstacle in shut],
        "earlier": earlier.select_related("item__sitting__body__directorate").order_by("pk"),
    }
