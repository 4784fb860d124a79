"""The papers of a case: what is wanted and on file, adding one, opening one."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directorates import access
from directorates.roles import ROLES
from directorates.templatetags.arabic import ltr
from directorates.wording import digits
from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.forms import values_asked, works_itself_out
from fostercare.guidebook.models import Answer
from fostercare.guidebook.paper_forms import UploadForm
from fostercare.records.models import Document
from fostercare.records.uploads import SIGNATURES
from fostercare.workflows.answering_page import Answering, crumbs, facts, refused
from fostercare.workflows.cases import find
from fostercare.workflows.checklist_rows import soon
from fostercare.workflows.sight import Sight

EXTENSIONS = dict(SIGNATURES.values())


def documents_page(request, number):
    """The papers of a case: what its items ask for, what is on file, until when it counts."""
    record = find(request.user, number)
    checklist = Checklist(record, timezone.localdate())
    sight = Sight(record, request.user)
    asked = _asked(checklist)
    wanted = [_row(checklist, sight, asked, *paper) for paper in checklist.papers()]
    shown = {row["document"].pk for row in wanted if row["document"]}
    others = [
        _row(checklist, sight, {}, paper.kind, paper.person, paper)
        for paper in checklist.documents
        if paper.pk not in shown
    ]
    title = _("Papers")
    return render(
        request,
        "cases/documents.html",
        {
            "record": record,
            "title": title,
            "lead": format_html("{} · {}", ltr(record.number), digits(record.edition)),
            "crumbs": [*crumbs(record), {"label": title}],
            "wanted": wanted,
            "others": others,
            "on_file": len(shown),
            "earlier": sight.cases[1:],
            "add_url": reverse("document_upload", args=[number]) if _options(checklist, request.user) else "",
        },
    )


class AddPaper(Answering):
    """Puts a paper on file, and answers the items it was brought for."""

    def get(self, request, number):
        checklist = self.checklist
        options = self._chosen(checklist)
        if not options:
            return self._refused(checklist)
        if len(options) > 1:
            return self._choose(checklist, options)
        return self._page(self._form(checklist, *options))

    def post(self, request, number):
        with transaction.atomic():
            self.locked()
            checklist = self.checklist
            options = self._chosen(checklist)
            if len(options) != 1:
                return self._refused(checklist) if not options else self._choose(checklist, options)
            form = self._form(checklist, *options, request.POST, request.FILES)
            if not form.is_valid():
                return self._page(form)
            self._file(checklist, form)
        return redirect("documents", number)

    def _chosen(self, checklist):
        """The papers the address speaks of, of those this officer may add."""
        return [option for option in _options(checklist, self.request.user) if self._meant(*option)]

    def _meant(self, code, whose):
        kind, person = self.request.GET.get("kind"), self.request.GET.get("person")
        return kind in (None, "", code) and person in (None, "", str(whose.pk) if whose else "")

    def _form(self, checklist, option, *sent):
        satisfies = list(_satisfied_by(checklist, self.request.user, *option))
        return UploadForm(*sent, checklist=checklist, options=[option], record=self.record, satisfies=satisfies)

    def _file(self, checklist, form):
        paper = form.save(self.request.user)
        messages.success(self.request, _("The paper was put on file."))
        if _out_of_date(checklist, paper):
            messages.warning(self.request, _("It is no longer valid, so it satisfies no item."))
            return
        for line, part in form.ticked:
            _answer_met(checklist, line, part, paper, self.request.user)
            said = _("Item %(code)s was answered “met”.") % {"code": line.item.code}
            messages.success(self.request, said)

    def _choose(self, checklist, options):
        choices = [
            {"label": checklist.book.document_label(code), "whose": whose, "url": add_url(self.record, code, whose)}
            for code, whose in options
        ]
        context = {"choices": choices, **self._context(_("Which paper is to be added?"))}
        return render(self.request, "cases/document_choose.html", context)

    def _page(self, form):
        context = {"form": form, "submit_label": _("Put on file"), **self._context(form.label)}
        return render(self.request, "cases/document_add.html", context)

    def _context(self, title):
        url = reverse("documents", args=[self.record.number])
        back = {"label": _("Papers"), "url": url}
        return {"record": self.record, "title": title, "back": back, "facts": facts(self.record)}

    def _refused(self, checklist):
        kind = self.request.GET.get("kind")
        asked = {option: lines for option, lines in _asked(checklist).items() if self._meant(*option)}
        if asked:
            return refused(self.request, self.record, _("This paper is added by another role"), _roles(asked))
        if kind in checklist.book.documents:
            return refused(self.request, self.record, _("No item of this case asks for this paper"), [])
        raise Http404


@require_safe
def document(request, number, pk):
    """The file of a paper, for an officer who may open papers of its class."""
    record = find(request.user, number)
    paper = get_object_or_404(record.documents(), pk=pk)
    sight = Sight(record, request.user)
    if not sight.opens(paper.kind):
        reason = _("It belongs to the class “%(class)s”; opening it takes the right “%(right)s”.")
        values = {"class": sight.class_of(paper.kind), "right": sight.who_opens(paper.kind)}
        said, way = _("This paper is hidden from you"), _emergency(record, request.user, paper)
        return refused(request, record, said, [], reason % values, way)
    if paper.locked:
        return refused(request, record, _("This paper is locked"), [], paper.locked)
    try:
        content = paper.content()
    except FileNotFoundError:
        raise Http404 from None
    # Neither a person's name nor the uploader's words: the case's number and the paper's code.
    name = f"{record.number}-{paper.kind}.{EXTENSIONS.get(paper.content_type, 'bin')}"
    response = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=paper.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _emergency(record, user, paper):
    """Where the paper is opened for a while with a reason, for whoever may ask for it."""
    may = access.allowed(user, "break_glass", record.directorate)
    return reverse("break_glass", args=[record.number, paper.pk]) if may else ""


def add_url(record, code, whose=None):
    query = {"kind": code} | ({"person": whose.pk} if whose else {})
    return f"{reverse('document_upload', args=[record.number])}?{urlencode(query)}"


def _asked(checklist):
    """Who asks for which paper on this case: (code, owner) → the items' lines."""
    asked = {}
    for line in checklist.lines:
        if line.case.pk == checklist.record.pk:
            for part in line.parts:
                for option in checklist.of_whom(checklist.named_documents(line.item, part.person), part.person):
                    asked.setdefault(option, []).append(line)
    return asked


def _options(checklist, user):
    """The papers this officer may add: those of the items they may answer."""
    return [
        option
        for option, lines in _asked(checklist).items()
        if any(answering.may_answer(user, line.item, line.case) for line in lines)
    ]


def _roles(asked):
    """The roles that may add the papers."""
    return list(dict.fromkeys(line.item.answered_by for lines in asked.values() for line in lines))


def _row(checklist, sight, asked, code, whose, paper):
    lines = asked.get((code, whose), [])
    may_add = any(answering.may_answer(sight.user, line.item, line.case) for line in lines)
    readable = sight.opens(code)
    return {
        "code": code,
        "label": checklist.book.document_label(code),
        "whose": whose.full_name if whose else "",
        "document": paper,
        "link": sight.link(paper) if paper else None,
        "readable": readable,
        "who_opens": "" if readable else sight.who_opens(code),
        "state": _state(checklist, paper),
        "until": checklist.valid_until(paper) if paper else None,
        "items": list(dict.fromkeys(line.item.code for line in lines)),
        "add_url": add_url(sight.record, code, whose) if may_add else "",
        "who_adds": [] if may_add else [ROLES[role].label for role in _roles({(code, whose): lines})],
    }


def _state(checklist, paper):
    if paper is None:
        return {"label": _("missing"), "tone": "miss"}
    if paper.locked:
        return {"label": paper.locked, "tone": "wait" if paper.scan == Document.Scan.WAITING else "expired"}
    until = checklist.valid_until(paper)
    if until is None:
        return {"label": _("on file"), "tone": "met"}
    if until < checklist.on:
        return {"label": _("expired"), "tone": "expired"}
    if soon(until, checklist):
        return {"label": _("expires soon"), "tone": "soon"}
    return {"label": _("valid"), "tone": "met"}


def _out_of_date(checklist, paper):
    until = checklist.valid_until(paper)
    return until is not None and until < checklist.on


def _satisfied_by(checklist, user, code, whose):
    """The items that are met once this paper is on file: (line, part)."""
    for line in checklist.lines:
        if line.case.pk == checklist.record.pk and answering.may_answer(user, line.item, line.case):
            for part in line.parts:
                if part.status != Status.EXEMPTED and _completes(checklist, line.item, part.person, (code, whose)):
                    yield line, part


def _completes(checklist, item, person, option):
    """Is this the last paper an item waits for, and does the item ask for nothing but papers?"""
    verdict = checklist.verdict(item, person)
    if values_asked(item, verdict) or (works_itself_out(verdict) and verdict.outcome != "pass"):
        return False
    wanted = checklist.of_whom(checklist.wanted_documents(item, person), person)
    return option in wanted and all(_valid_on_file(checklist, *other) for other in wanted if other != option)


def _valid_on_file(checklist, code, whose):
    paper = checklist.on_file.get((code, whose and whose.pk))
    return paper is not None and not _out_of_date(checklist, paper)


def _answer_met(checklist, line, part, paper, by):
    """Answer an item “met” with the new paper and the others it asks for."""
    wanted = checklist.of_whom(checklist.wanted_documents(line.item, part.person), part.person)
    on_file = checklist.on_file | {(paper.kind, paper.person_id): paper}
    papers = [on_file[code, whose and whose.pk] for code, whose in wanted]
    values = {"yes_no": True} if "yes_no" in line.item.evidence["kinds"] else {}
    answering.answer(
        checklist.record, line.item, by=by, state=Answer.State.MET, person=part.person, documents=papers, **values
    )
