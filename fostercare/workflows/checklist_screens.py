"""The checklist of a case: what is asked, what stands, and answering it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directorates.roles import ROLES
from directorates.templatetags.arabic import ltr
from directorates.wording import digits
from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Checklist, progress
from fostercare.guidebook.forms import AnswerForm, Sheet, prefix_of
from fostercare.guidebook.paper_forms import PaperForm
from fostercare.workflows import checklist_rows
from fostercare.workflows.answering_page import Answering, back_to_checklist, crumbs, facts, refused
from fostercare.workflows.cases import find
from fostercare.workflows.sight import Sight


def checklist_page(request, number):
    """All items of a case by stage, or only what is missing."""
    record = find(request.user, number)
    checklist = Checklist(record, timezone.localdate())
    sight = Sight(record, request.user)
    done, total = progress(checklist.lines)
    only_missing = request.GET.get("show") == "missing"
    title = _("Guidebook checklist")
    return render(
        request,
        "cases/checklist.html",
        {
            "record": record,
            "title": title,
            "lead": format_html("{} · {}", ltr(record.number), digits(record.edition)),
            "crumbs": [*crumbs(record), {"label": title}],
            "stages": list(checklist_rows.stages(checklist, sight, only_missing)),
            "all_stages": [(stage, *progress(lines)) for stage, lines in checklist.stages()],
            "missing": checklist_rows.missing(checklist, sight),
            "awaiting": len(checklist_rows.awaiting(checklist, request.user)),
            "only_missing": only_missing,
            "done": done,
            "total": total,
            "left": total - done,
        },
    )


class AnswerStage(Answering):
    """All items of a stage that this officer may answer, on one page. What is filled is saved."""

    def get(self, request, number, stage):
        return self._refused(stage) or self._page(self._sheet(stage))

    def post(self, request, number, stage):
        if refusal := self._refused(stage):
            return refusal
        with transaction.atomic():
            self.locked()
            sheet = self._sheet(stage, request.POST)
            saved = sheet.save(request.user)
            if sheet.errors:
                sheet = self._sheet(stage, request.POST)
        say_saved(request, sheet, saved)
        if sheet.errors:
            return self._page(sheet)
        return redirect(f"{reverse('checklist', args=[number])}#{stage}")

    def _lines(self, checklist, stage):
        if stage not in {row["key"] for row in checklist.book.stages}:
            raise Http404
        return [line for line in checklist.lines if line.item.stage == stage and line.case.pk == self.record.pk]

    def _mine(self, line):
        return answering.may_answer(self.request.user, line.item, line.case)

    def _sheet(self, stage, data=None):
        checklist, sight = self.checklist, Sight(self.record, self.request.user)
        return Sheet(
            answer_form(data, checklist, line, part, sight)
            for line in self._lines(checklist, stage)
            if self._mine(line)
            for part in line.parts
        )

    def _page(self, sheet):
        stage = self.checklist.book.label("stages", self.kwargs["stage"], key="key")
        return render(
            self.request,
            "cases/answer_stage.html",
            {
                "record": self.record,
                "title": _("Answer the items: %(stage)s") % {"stage": stage},
                "lead": _("What is left open stays open: the page can be saved as often as needed."),
                "form": sheet,
                "back": back_to_checklist(self.record),
                "facts": facts(self.record),
                "submit_label": _("Save the answers"),
            },
        )

    def _refused(self, stage):
        lines = self._lines(self.checklist, stage)
        if not lines:
            raise Http404
        if any(map(self._mine, lines)):
            return None
        roles = dict.fromkeys(line.item.answered_by for line in lines)
        return refused(self.request, self.record, _("The items of this stage are answered by other roles"), roles)


class AnswerItem(Answering):
    """One item, of each adult where it is asked so, with its papers: chosen among those on file or added right here."""

    def get(self, request, number, code):
        checklist, line = self.line_of(code)
        if not answering.may_answer(request.user, line.item, self.record):
            return self._refused(line)
        return self._page(line, self._sheet(checklist, line))

    def post(self, request, number, code):
        with transaction.atomic():
            self.locked()
            checklist, line = self.line_of(code)
            if not answering.may_answer(request.user, line.item, self.record):
                return self._refused(line)
            filed, data = self._file_papers(checklist, line)
            sheet = self._sheet(*self.line_of(code), data, filed)
            saved = sheet.save(request.user)
            if sheet.errors:
                sheet = self._sheet(*self.line_of(code), data, filed)
        say_saved(request, sheet, saved, filed)
        if sheet.errors:
            return self._page(line, sheet)
        if filed and not saved:
            return redirect("answer_item", number, code)
        return redirect(f"{reverse('checklist', args=[number])}#{code}")

    def _file_papers(self, checklist, line):
        """File the papers that hold together, and choose them, so that an error elsewhere does not lose a file."""
        data, filed = self.request.POST.copy(), {}
        for part in line.parts:
            form = self._paper_form(checklist, line, part, self.request.POST, self.request.FILES)
            if form and form.given:
                prefix = prefix_of(line.item, part.person)
                filed[prefix] = form.save(self.request.user)
                data.appendlist(f"{prefix}-documents", str(filed[prefix].pk))
        return filed, data

    def _sheet(self, checklist, line, data=None, filed=()):
        sight = Sight(self.record, self.request.user)
        answers, paper_forms = [], []
        for part in line.parts:
            form = answer_form(data, checklist, line, part, sight)
            sent = (data, self.request.FILES) if data is not None and form.prefix not in filed else ()
            form.paper = self._paper_form(checklist, line, part, *sent)
            answers.append(form)
            paper_forms += [form.paper] if form.paper else []
        return Sheet(answers, paper_forms)

    def _paper_form(self, checklist, line, part, *sent):
        options = checklist.of_whom(checklist.named_documents(line.item, part.person), part.person)
        if not options:
            return None
        prefix = prefix_of(line.item, part.person)
        return PaperForm(
            *sent, checklist=checklist, options=options, record=self.record, may_stay_empty=True,
            name=_("New paper"), prefix=f"{prefix}-paper",
        )  # fmt: skip

    def _page(self, line, sheet):
        return render(
            self.request,
            "cases/answer_item.html",
            {
                "record": self.record,
                "line": line,
                "title": line.item.title,
                "lead": line.item.help,
                "form": sheet,
                "back": back_to_checklist(self.record, line.item.code),
                "facts": [{"label": _("Item"), "value": line.item.code, "ltr": True}, *facts(self.record)],
                "submit_label": _("Save the answer"),
                "verified_by": ROLES[line.item.verified_by].label if line.item.verified_by else "",
            },
        )

    def _refused(self, line):
        return refused(self.request, self.record, _("This item is answered by another role"), [line.item.answered_by])


def answer_form(data, checklist, line, part, sight):
    form = AnswerForm(data, checklist=checklist, line=line, part=part, papers=sight.papers)
    form.links = [sight.link(paper) for paper in form.papers.values()]
    return form


def say_saved(request, sheet, saved, filed=()):
    """What was written down, or that nothing was."""
    if filed:
        said = ngettext("%(count)s paper was put on file.", "%(count)s papers were put on file.", len(filed))
        messages.success(request, said % {"count": digits(len(filed))})
    if saved:
        said = ngettext("%(count)s answer was saved.", "%(count)s answers were saved.", len(saved))
        messages.success(request, said % {"count": digits(len(saved))})
    if not (saved or filed or sheet.errors):
        messages.info(request, _("Nothing new was filled in, so nothing was changed."))
