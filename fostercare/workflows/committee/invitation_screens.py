"""The families that are invited to a sitting: their letters, calendar files, and how each was told."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from fostercare import binding
from fostercare.guidebook import papers
from fostercare.workflows.committee import invitations
from fostercare.workflows.committee.forms import ToldForm
from fostercare.workflows.committee.models import State
from fostercare.workflows.committee.pages import SittingPage
from fostercare.workflows.ways import Way

ICS = "text/calendar; charset=utf-8"


class InvitationPage(SittingPage):
    """The rapporteur issues the letters, hands over the calendar files and writes down how each family was told."""

    template = "committee/invitations.html"
    works = {"issue": "issue", "told": "told"}

    def begin(self):
        if not self.hands.manages:
            raise PermissionDenied("manage_sittings")
        if self.sitting.state not in invitations.OPEN or not invitations.hears_families(self.sitting.body):
            raise Http404

    def issue(self):
        done = self.attempt(invitations.issue_all, self.sitting)
        if done:
            messages.success(self.request, _("The invitations were issued."))
        return done

    def told(self):
        form = ToldForm(self.request.POST)
        if not form.is_valid():
            self.refusals = [error for errors in form.errors.values() for error in errors]
            return False
        item = self.posted(self.sitting.items.standing().select_related("sitting__body"), "item")
        return self.attempt(invitations.told, item, **form.cleaned_data)

    def context(self):
        rows = invitations.invited_to(self.sitting)
        return {
            "title": _("Invitations to the families"),
            "rows": rows,
            "missing": sum(row["paper"] is None for row in rows),
            "issued": any(row["paper"] for row in rows),
            "ways": Way.choices,
            "today": timezone.localdate(),
        }


class InvitationLetters(InvitationPage):
    """The letters that were issued, as one file to be printed."""

    def get(self, request):
        issued = [row["paper"] for row in invitations.invited_to(self.sitting) if row["paper"]]
        if not issued:
            raise Http404
        bound = binding.bound(papers.content(paper) for paper in issued)
        name = f'inline; filename="{self.sitting.number}-LT-01.pdf"'
        return HttpResponse(bound, content_type="application/pdf", headers={"Content-Disposition": name})


class CalendarFile(SittingPage):
    """The sitting for a calendar: a member's, or, of an item, the family's."""

    def begin(self, position=None):
        if self.sitting.state == State.PLANNED:
            raise Http404
        self.case = None
        if position is not None:
            items = self.sitting.items.standing().select_related("case")
            self.case = get_object_or_404(items, position=position).case
            if not self.hands.manages:
                raise PermissionDenied("manage_sittings")

    def get(self, request):
        number = (self.case or self.sitting).number
        name = f'attachment; filename="{number}.ics"'
        content = invitations.calendar_file(self.sitting, self.case)
        return HttpResponse(content, content_type=ICS, headers={"Content-Disposition": name})
