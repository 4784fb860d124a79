"""What the pages that write answers have in common: the case, its checklist today, and a no that says who can."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.models import Directorate
from directorates.roles import ROLES
from directorates.wording import digits
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find

NAMED = 5  # officers a refusal names


class Answering(View):
    """The common part of pages that write answers: the case, its checklist today, and one change at a time."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.record = find(request.user, kwargs["number"])

    @property
    def checklist(self):
        """As it stands at this moment: asked anew, because an answer may just have been written."""
        return Checklist(self.record, timezone.localdate())

    def locked(self):
        """Until the end of the transaction nobody else changes the answers of this case."""
        return Case.objects.select_for_update(of=["self"]).get(pk=self.record.pk)

    def line_of(self, code):
        """The line of an item that is answered on this very case."""
        checklist = self.checklist
        item = checklist.book.by_code.get(code)
        if item is None or item.answered_on != self.record.kind:
            raise Http404
        return checklist, checklist.line(item)


def refused(request, record, said, roles, reason="", break_url=""):
    """A no with its reason: who can do it, by role and by name."""
    able = [{"role": ROLES[role].label, "officers": _officers(record, role)} for role in roles]
    context = {"record": record, "title": said, "said": said, "reason": reason, "able": able, "break_url": break_url}
    return render(request, "cases/answer_refused.html", context, status=403)


def _officers(record, role):
    place = Directorate.objects.filter(pk=record.place_of(role)).first()
    return access.officers_with(role, place)[:NAMED]


def crumbs(record):
    return [{"label": record.number, "url": reverse("case", args=[record.number]), "ltr": True}]


def back_to_checklist(record, anchor=""):
    url = reverse("checklist", args=[record.number])
    return {"label": _("Guidebook checklist"), "url": f"{url}#{anchor}" if anchor else url}


def facts(record):
    return [
        {"label": _("Case"), "value": record.number, "ltr": True},
        {"label": _("Guidebook"), "value": digits(record.edition)},
    ]
