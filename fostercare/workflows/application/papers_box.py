"""The papers of the family in brief: what is missing or runs out comes first."""

from django.utils.translation import gettext as _

from fostercare.workflows.checklist_rows import soon

SHOWN = 8
ORDER = ("expired", "miss", "soon", "met")


def papers_box(sight, checklist) -> dict:
    """The first papers by urgency, and how many there are besides."""
    rows = [_row(code, whose, paper, checklist, sight) for code, whose, paper in checklist.papers()]
    rows.sort(key=lambda row: ORDER.index(row["tone"]))
    return {"rows": rows[:SHOWN], "more": max(len(rows) - SHOWN, 0)}


def _row(code, whose, paper, checklist, sight):
    tone, word, until = _standing(paper, checklist)
    return {
        "label": checklist.book.document_label(code),
        "whose": whose.short_name if whose else "",
        "paper": paper,
        "opens": sight.opens(code),
        "tone": tone,
        "word": word,
        "until": until,
    }


def _standing(paper, checklist):
    if paper is None:
        return "miss", _("missing"), None
    until = checklist.valid_until(paper)
    if until is None:
        return "met", _("on file"), None
    if until < checklist.on:
        return "expired", _("expired"), until
    return ("soon", _("expires soon"), until) if soon(until, checklist) else ("met", _("valid"), until)
