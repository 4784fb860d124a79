"""The page of the social study: a long form that saves itself while it is written, read once it is signed."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.roles import ACTIONS
from fostercare.guidebook import questions
from fostercare.guidebook.models import Paper
from fostercare.workflows.application import home_study, home_study_acts, home_study_paper
from fostercare.workflows.application.home_study_form import StudyForm
from fostercare.workflows.cases import find
from fostercare.workflows.lifecycle import NotNow
from fostercare.workflows.sight import Sight


class HomeStudyPage(View):
    """The study: to be written by the worker, to be read by the others."""

    def dispatch(self, request, number):
        self.application = find(request.user, number)
        if self.application.kind != "application":
            raise Http404
        self.study = home_study.study_of(self.application)
        return super().dispatch(request)

    def get(self, request):
        if self._may_write() and home_study.is_open(self.application, self.study):
            return self._form(self._saved(), seen=self._saved())
        return self._reading()

    def post(self, request):
        """Save what is written, whatever it is; a gap is an error only when the worker signs."""
        if not self._may_write():
            raise PermissionDenied("study_families")
        typed, seen = self._typed(), _seen(request.POST)
        try:
            self.study, disagree = home_study.keep(self.application, typed, seen=seen, by=request.user)
        except NotNow as not_now:
            return self._refused(typed, not_now.message)
        if request.htmx:
            return self._saved_note(home_study.seen_now(seen, typed, self._saved()), behind=bool(disagree))
        if disagree:
            return self._form(self._saved() | {key: typed[key] for key in disagree}, self._saved(), disagree)
        if request.POST.get("go") == "sign":
            return redirect("home_study_act", self.application.number, "sign")
        messages.success(request, _("The draft of the study was saved."))
        return redirect(self._address)

    @property
    def _address(self):
        return reverse("home_study", args=[self.application.number])

    def _may_write(self):
        return home_study.may_write(self.request.user, self.application)

    def _saved(self):
        return self.study.answers if self.study else {}

    def _typed(self):
        """What the page sent, question by question; a question that it did not show is left alone."""
        post, typed = self.request.POST, {}
        for question in StudyForm(self.application, {}).questions:
            key = question["key"]
            if question["kind"] == "multi_choice":
                typed[key] = post.getlist(key)
            elif key in post:
                typed[key] = post[key]
        return typed

    def _form(self, answers, seen, disagree=None, refused=""):
        form = StudyForm(self.application, answers)
        for key, saved in (disagree or {}).items():
            form.add_error(key, self._meanwhile(form, key, saved))
        if refused:
            form.add_error(None, refused)
        return self._page("application/home_study.html", form=form, refused=refused, **self._note(form, seen))

    def _meanwhile(self, form, key, saved):
        question = next(row for row in form.questions if row["key"] == key)
        values = {"saved": questions.said(question, saved) or _("nothing")}
        return _("Saved meanwhile on another page: “%(saved)s”. Saving again keeps what stands here.") % values

    def _note(self, form, seen):
        return {"seen": json.dumps(seen), "sections": form.sections, "first": True}

    def _saved_note(self, seen, behind):
        note = self._note(StudyForm(self.application, self._saved()), seen)
        return self._page("application/home_study_saved.html", **note | {"first": False, "behind": behind})

    def _refused(self, typed, sentence):
        if self.request.htmx:
            return render(self.request, "components/notice.html", {"tone": "late", "text": sentence})
        return self._form(self._saved() | typed, self._saved(), refused=sentence)

    def _reading(self):
        signed = self.study is not None and self.study.signed
        self.sight = Sight(self.application, self.request.user)
        form = StudyForm(self.application, self._saved()) if signed else None
        asked = form.questions if signed else []
        self.sight.tell(self._rights(asked, hidden=False))
        return self._page(
            "application/home_study_read.html",
            sections=home_study_paper.sections(form, self._saved(), self._hides) if signed else [],
            ways=self.sight.ways(self._rights(asked, hidden=True)),
            signatures=home_study_acts.signatures(self.study),
            tools=self._printed() if signed else [],
            **home_study_acts.offers(self.application, self.study, self.request.user),
        )

    def _printed(self):
        paper = Paper.objects.filter(case=self.application.case, kind=home_study_paper.KIND, replaced_by=None).first()
        url = paper and reverse("paper", args=[self.application.number, paper.pk])
        return [{"label": _("The printed study"), "url": url, "icon": "print"}] if paper else []

    def _rights(self, asked, hidden):
        """The rights that the answers ask for which are hidden from this officer, or which are not."""
        kept = self.sight.book
        return {questions.right_to_read(row, kept) for row in asked if bool(self._hides(row, kept)) is hidden} - {""}

    def _hides(self, question, book):
        """The right that an unseen answer asks for, in words. Who wrote the study reads all of it."""
        right, user = questions.right_to_read(question, book), self.request.user
        seen = not right or self.study.worker_id == user.pk or access.allowed(user, right, self.application.directorate)
        return "" if seen or self.sight.broken(right) else ACTIONS[right]

    def _page(self, template, **context):
        number, title = self.application.number, _("Social study of the family")
        usual = {
            "title": title,
            "record": self.application,
            "study": self.study,
            "address": self._address,
            "crumbs": [{"label": number, "url": reverse("case", args=[number]), "ltr": True}, {"label": title}],
        }
        return render(self.request, template, usual | context)


def _seen(post) -> dict:
    """The answers from which the page was made; a page that lost them has seen none."""
    try:
        seen = json.loads(post.get("seen", ""))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}
