"""Who opened a file: the people first, then page by page, for those who answer for the file and for inspectors."""

from django.db.models import Count, Max
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directorates import access
from directorates.models import Officer
from fostercare.guidebook import checklist_paper
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.models import Paper
from fostercare.ledger.reading import EXPORT, openings_of
from fostercare.records.models import Document
from fostercare.workflows import letters
from fostercare.workflows.cases import find
from fostercare.workflows.paging import paged
from fostercare.workflows.sight import Sight

PAGES = {
    "case": gettext_lazy("the page of the case"),
    "case_history": gettext_lazy("the history"),
    "case_openings": gettext_lazy("who opened the file"),
    "checklist": gettext_lazy("the checklist"),
    "documents": gettext_lazy("the list of papers"),
    "home_study": gettext_lazy("the home study"),
    "visit": gettext_lazy("a visit"),
    "visit_record": gettext_lazy("the record of a visit"),
    "phone_take": gettext_lazy("a visit, taken along on a phone"),
    "delivery": gettext_lazy("a visit as a phone sent it"),
    "sitting_item": gettext_lazy("the item before the committee"),
    "sitting_pack_file": gettext_lazy("the member's pack"),
    "sealed": gettext_lazy("sealed records"),
}


@require_safe
def openings_page(request, number):
    """The officers who opened the file, the last one first, and everything they opened."""
    record = find(request.user, number)
    access.require(request.user, "view_openings", record.directorate)
    opened = openings_of(number)
    page = paged(request, opened, "-pk")
    people = list(opened.order_by().values("by").annotate(times=Count("pk"), last=Max("at")).order_by("-last"))
    officers = Officer.objects.in_bulk([row["by"] for row in people])
    title = _("Who opened this file")
    return render(
        request,
        "cases/openings.html",
        {
            "title": title,
            "lead": _("Every page and every paper that was given out, the latest first. Nobody can change this list."),
            "crumbs": [{"label": number, "url": reverse("case", args=[number]), "ltr": True}, {"label": title}],
            "people": [row | {"officer": officers.get(row["by"])} for row in people],
            "rows": list(_rows(page.rows, record, request.user, officers)),
            "pager": page,
            "empty_sentence": _("Nobody has opened this file yet."),
        },
    )


def tools(record, user):
    """The way here from the case's page."""
    if not access.allowed(user, "view_openings", record.directorate):
        return []
    return [{"label": _("Who opened this file"), "url": reverse("case_openings", args=[record.number]), "icon": "eye"}]


def _rows(entries, record, user, officers):
    documents = Document.objects.in_bulk([entry.after["pk"] for entry in _of(entries, "document")])
    papers = Paper.objects.in_bulk([entry.after["pk"] for entry in _of(entries, "paper")])
    sight = Sight(record, user)
    for entry in entries:
        what, key = entry.after["page"], entry.after.get("pk")
        if what == "document" and key in documents:
            told = sight.book.document_label(documents[key].kind)
        elif what == "paper" and key in papers:
            told = _printed(record, papers[key].kind)
        elif what == EXPORT:
            told = _("a list that was taken out: %(reason)s") % {"reason": entry.after["reason"]}
        else:
            told = PAGES.get(what, _("a form of the case"))
        yield {
            "at": entry.at,
            "officer": officers.get(entry.by),
            "what": told,
            "sealed": _sealed(entry, sight.book),
            "emergency": entry.after.get("emergency", False),
        }


def _sealed(entry, kept):
    """The classes of sealed records, and of answers in an emergency, that were given out with the page."""
    named = {row["key"]: wording(row) for row in kept.rows("sensitivity_classes")}
    return [named.get(key, key) for key in entry.after.get("sealed", ())]


def _printed(record, kind):
    if kind == checklist_paper.KIND:
        return _("Checklist of the mandatory guidebook")
    known = book(record.edition)
    return known.document_label(kind) if kind in known.documents else letters.label(record, kind)


def _of(entries, page):
    return [entry for entry in entries if entry.after["page"] == page]
