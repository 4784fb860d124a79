"""What a second hand adds to answers: verification by a colleague, exemption by an authority."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directorates.wording import digits
from fostercare.guidebook import answering
from fostercare.guidebook.forms import ExemptionForm
from fostercare.guidebook.gate import EXEMPTS
from fostercare.workflows import checklist_rows
from fostercare.workflows.answering_page import Answering, back_to_checklist, facts, refused
from fostercare.workflows.sight import Sight


class VerifyAnswers(Answering):
    """The answers that wait for this officer's verification, each with its evidence, on one page."""

    def get(self, request, number):
        checklist = self.checklist
        return self._refused(checklist) or self._page(checklist)

    def post(self, request, number):
        if refusal := self._refused(self.checklist):
            return refusal
        ticked = set(request.POST.getlist("answer"))
        with transaction.atomic():
            self.locked()
            waiting = checklist_rows.awaiting(self.checklist, request.user)
            chosen = [part.answer for _line, part in waiting if str(part.answer.pk) in ticked]
            verified, errors = self._verify(chosen)
        if len(chosen) < len(ticked):
            errors.append(_("A colleague was faster: an answer has been verified or replaced meanwhile."))
        for error in dict.fromkeys(errors):
            messages.error(request, error)
        if not ticked:
            messages.warning(request, _("Nothing was ticked, so nothing was verified."))
        if verified:
            said = ngettext("%(count)s answer was verified.", "%(count)s answers were verified.", verified)
            messages.success(request, said % {"count": digits(verified)})
        return redirect("verify_answers", number)

    def _verify(self, chosen):
        verified, errors = 0, []
        for given in chosen:
            try:
                answering.verify(self.record, given, by=self.request.user)
                verified += 1
            except ValidationError as error:
                errors += error.messages
        return verified, errors

    def _page(self, checklist):
        sight = Sight(self.record, self.request.user)
        rows = [
            {
                "item": line.item,
                "person": part.person,
                "own": part.answer.answered_by_id == self.request.user.pk,
                **checklist_rows.evidence(line, part, sight, checklist),
            }
            for line, part in checklist_rows.awaiting(checklist, self.request.user)
        ]
        return render(
            self.request,
            "cases/verify_answers.html",
            {
                "record": self.record,
                "title": _("Verify the answers"),
                "rows": rows,
                "tickable": any(not row["own"] for row in rows),
                "back": back_to_checklist(self.record),
                "facts": facts(self.record),
                "submit_label": _("Verify what is ticked"),
            },
        )

    def _refused(self, checklist):
        own = [line.item for line in checklist.lines if line.case.pk == self.record.pk]
        if any(answering.may_verify(self.request.user, item, self.record) for item in own):
            return None
        roles = dict.fromkeys(item.verified_by for item in own if item.verified_by)
        return refused(self.request, self.record, _("The answers of this case are verified by other roles"), roles)


class Exempt(Answering):
    """An authority granted an exemption from an item: its decision's number and its reasons are recorded."""

    def get(self, request, number, code):
        _checklist, line = self.line_of(code)
        return self._refused(line) or self._page(line, ExemptionForm(line=line))

    def post(self, request, number, code):
        with transaction.atomic():
            self.locked()
            _checklist, line = self.line_of(code)
            if refusal := self._refused(line):
                return refusal
            form = ExemptionForm(request.POST, line=line)
            if not line.open_parts or not form.is_valid():
                return self._page(line, form)
            form.save(request.user)
        messages.success(request, _("The exemption was recorded."))
        return redirect(f"{reverse('checklist', args=[number])}#{code}")

    def _refused(self, line):
        item = line.item
        if not item.exempted_by:
            return refused(self.request, self.record, _("Nobody can grant an exemption from this item."), [])
        if not answering.may_exempt(self.request.user, item, self.record):
            said = _("Exemptions from this item are recorded by another role")
            return refused(self.request, self.record, said, [EXEMPTS[item.exempted_by]])
        return None

    def _page(self, line, form):
        authority = self.checklist.book.label("authorities", line.item.exempted_by, key="key")
        return render(
            self.request,
            "cases/answer_exempt.html",
            {
                "record": self.record,
                "line": line,
                "title": _("Record an exemption"),
                "lead": f"{line.item.code} · {line.item.title}",
                "form": form,
                "back": back_to_checklist(self.record, line.item.code),
                "facts": [{"label": _("Granted by"), "value": authority}, *facts(self.record)],
                "submit_label": _("Record the exemption"),
            },
        )
