"""Breaches of data: reporting one from any page, the register, and what a breach's page shows."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.templatetags.arabic import full_day, moment
from fostercare.guidebook.book import book
from fostercare.workflows.breach.forms import BreachFilter, CentreForm, FactsForm, PersonsForm, ReportForm, SettleForm
from fostercare.workflows.breach.models import Breach, State
from fostercare.workflows.breach.reporting import report
from fostercare.workflows.cases import PROCEDURES, Procedure
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tabs import of_privacy
from fostercare.workflows.tones import badge


class ReportBreach(View):
    """Whoever works here and notices it: to report is everybody's duty, so no right is asked for."""

    def get(self, request):
        now = timezone.localtime()
        return self._page(ReportForm(initial={"known_on": now.date(), "known_hour": now.time()}))

    def post(self, request):
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        told = form.told()
        # The same report sent twice, as by an impatient thumb.
        same = Breach.objects.visible_to(request.user).filter(reported_by=request.user, **told).first()
        breach = same or report(by=request.user, **told)
        messages.success(
            request,
            _("The report was written down as %(number)s; the data-protection officer looks into it.")
            % {"number": breach.number},
        )
        return redirect("case", breach.number)

    def _page(self, form):
        return render(
            self.request,
            "breach/report.html",
            {
                "title": _("Report a breach of data"),
                "lead": _("A lost paper or telephone, a letter to the wrong family, a file open to strangers."),
                "form": form,
                "crumbs": [{"label": _("My work"), "url": reverse("home")}, {"label": _("Report a breach of data")}],
                "submit_label": _("Report the breach"),
            },
        )


def breach_list(request):
    """The register, the latest first, with the clocks that run."""
    access.require_somewhere(request.user, "view_breaches")
    narrowed = BreachFilter(request.GET)
    breaches = Breach.objects.visible_to(request.user).whole()
    page = paged(request, narrowed.narrow(breaches), "-reported_at", "-pk")
    return render(
        request,
        "breach/list.html",
        {
            "title": _("Breaches of data"),
            "tabs": of_privacy("breach_list", request.user),
            "tools": [{"label": _("Report a breach of data"), "url": reverse("breach_report"), "icon": "flag"}],
            "rows": [{"breach": one, "badge": badge(one), "due": _runs(one) and one.next_due_on} for one in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No breach has been reported."),
        },
    )


def _runs(breach):
    return breach.state in (State.REPORTED, State.CONFIRMED)


def road(breach, checklist):
    return straight(
        breach,
        [
            (State.REPORTED.label, [State.REPORTED]),
            (_("Confirmed, notices under way"), [State.CONFIRMED]),
            (State.SETTLED.label, [State.SETTLED]),
            (State.CLOSED.label, [State.CLOSED]),
        ],
    )


def sections(breach, user, checklist):
    """The two clocks and what article 7 asks to be told."""
    kept = book(breach.edition)
    return {
        "title": breach.get_nature_display(),
        "crumbs": [
            {"label": _("Breaches of data"), "url": reverse("breach_list")},
            {"label": breach.number, "ltr": True},
        ],
        "facts": [
            {"label": _("Case number"), "value": breach.number, "ltr": True},
            {"label": _("Directorate"), "value": breach.directorate or _("The Ministry")},
            {"label": _("Known since"), "value": moment(breach.known_at)},
            {"label": _("Reported by"), "value": breach.reported_by, "note": moment(breach.reported_at)},
        ],
        "clocks": [_centre(breach), _persons(breach)] if breach.state != State.NO_BREACH else [],
        "classes": [kept.label("sensitivity_classes", key, key="key") for key in breach.classes],
    }


def _centre(breach):
    return {
        "label": _("Notice to the Personal Data Protection Centre"),
        "due": moment(breach.centre_due_at),
        "told": breach.centre_told_at and moment(breach.centre_told_at),
        "note": breach.centre_reference,
        **_how(breach, breach.centre_told_at, breach.centre_due_at, timezone.now()),
    }


def _persons(breach):
    return {
        "label": _("Notice to the persons"),
        "due": full_day(breach.persons_due_on),
        "told": breach.persons_told_on and full_day(breach.persons_told_on),
        "note": breach.persons_told_how,
        **_how(breach, breach.persons_told_on, breach.persons_due_on, timezone.localdate()),
    }


def _how(breach, told, due, now):
    """How a clock ended, or how it stands."""
    if told:
        return (
            {"tone": "met", "state": _("done in time")}
            if told <= due
            else {"tone": "miss", "state": _("done too late")}
        )
    if breach.untold_because:
        return {"tone": "waived", "state": _("not told, for the reason given")}
    return {"tone": "late", "state": _("time is over")} if due < now else {"tone": "soon", "state": _("running")}


PROCEDURES["breach"] = Procedure(
    model=Breach,
    forms={
        "confirm": FactsForm,
        "amend": FactsForm,
        "tell_centre": CentreForm,
        "tell_persons": PersonsForm,
        "settle": SettleForm,
    },
    template="breach/page.html",
    road=road,
    sections=sections,
)
