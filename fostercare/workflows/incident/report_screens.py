"""Reporting an incident: from any page, on any case that the officer sees."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.keys import read_key
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.incident.forms import ReportForm
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report

REPORTS = "report_incidents"


class ReportIncident(View):
    """`?case=` names the case one comes from, `?visit=` the visit, `?what=` the kind that its answers suggest."""

    def dispatch(self, request):
        access.require_somewhere(request.user, REPORTS)
        self.visit = self._visit(request.GET.get("visit", ""))
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        access.require(request.user, REPORTS, form.placement.directorate_id)
        if same := self._sent_before(form):
            return redirect("case", same.number)
        incident = report(form.placement, by=request.user, **form.told())
        messages.success(
            request,
            _("The incident was reported as %(number)s; those who are to know were told.")
            % {"number": incident.number},
        )
        return redirect("case", incident.number)

    def _visit(self, pk):
        """The visit one comes from; it has to be in the officer's sight."""
        if not pk:
            return None
        visits = Incident._meta.get_field("visit").related_model.objects.visible_to(self.request.user)
        visit = visits.select_related("placement").filter(pk=read_key(pk)).first()
        if visit is None:
            raise Http404
        return visit

    def _form(self, data=None):
        now, edition = timezone.localtime(), self.visit.placement.edition if self.visit else in_force()
        return ReportForm(data, user=self.request.user, edition=book(edition), visit=self.visit, initial={
            "number": self.visit.placement.number if self.visit else self.request.GET.get("case", ""),
            "what": self.request.GET.get("what", ""),
            "source": _("the follow-up worker, on the visit") if self.visit else "",
            "known_on": now.date(),
            "known_hour": now.time(),
            "happened_on": self.visit.visited_on if self.visit else None,
        })  # fmt: skip

    def _sent_before(self, form):
        """The same report sent twice, as by an impatient thumb."""
        same = {name: form.cleaned_data[name] for name in ("what", "summary", "known_at")}
        return Incident.objects.filter(placement=form.placement, reported_by=self.request.user, **same).first()

    def _page(self, form):
        return render(
            self.request,
            "incident/report.html",
            {
                "title": _("Report an incident"),
                "lead": _("What is known is enough: a report is not a proof. Those who are to know are told at once."),
                "form": form,
                "crumbs": [{"label": _("My work"), "url": reverse("home")}, {"label": _("Report an incident")}],
                "helpline": book(in_force()).parameters.value("child_helpline"),
                "submit_label": _("Report the incident"),
            },
        )
