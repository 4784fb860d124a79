"""Incidents: their lists, and what an incident's page shows."""

from datetime import timedelta

import django_fsm as fsm
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from directorates import access
from directorates.models import Directorate
from directorates.templatetags.arabic import moment
from directorates.wording import digits
from fostercare.workflows import exporting
from fostercare.workflows.cases import PROCEDURES, Procedure, sees
from fostercare.workflows.incident.forms import (
    AgreeToStopForm,
    AnswerForm,
    AskToStopForm,
    MeasureForm,
    NotifyForm,
    ReclassifyForm,
)
from fostercare.workflows.incident.models import RUNNING, UNDER_WAY, Incident, Level, State, Telling
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tones import badge

VIEWS = "view_incidents"
HANDS = ("answered_by", "asked_by", "stopped_by", "visit")
LEVEL_TONES = {Level.RED: "late", Level.ORANGE: "soon", Level.YELLOW: "wait"}
A_DAY = timedelta(hours=24)
GRAVEST_FIRST = ("gravity", "reported_at", "pk")
ORDERS = {"day": ("-reported_at", "-pk"), "closed": ("-reported_at", "-pk")}


def open_ones(user):
    return Incident.objects.visible_to(user).exclude(state=State.CLOSED)


def late_ones(user):
    """Those of which a clock ran out without an answer."""
    return open_ones(user).with_next_clock().filter(next_due__lt=timezone.now())


def of_the_day(user):
    """What was reported since yesterday at this hour, or reached us since then from a phone."""
    since = timezone.now() - A_DAY
    return Incident.objects.visible_to(user).filter(Q(reported_at__gte=since) | Q(arrived_at__gte=since))


def closed_ones(user):
    return Incident.objects.visible_to(user).filter(state=State.CLOSED)


TABS = {
    # key: label, rows, what is said where there are none
    "open": (pgettext_lazy("incidents", "Open"), open_ones, gettext_lazy("No incident is open.")),
    "late": (gettext_lazy("Answers late"), late_ones, gettext_lazy("Every answer was given in time.")),
    "day": (gettext_lazy("Reported within a day"), of_the_day, gettext_lazy("Nothing was reported within a day.")),
    "closed": (pgettext_lazy("incidents", "Closed"), closed_ones, gettext_lazy("No incident has been closed yet.")),
}


class IncidentFilter(forms.Form):
    """Narrows the lists to a level, and to a directorate for those who see several; keeps the list one is on."""

    show = forms.ChoiceField(choices=[(key, key) for key in TABS], required=False, widget=forms.HiddenInput)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), required=False, choices=[("", gettext_lazy("all")), *Level.choices]
    )
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        places = access.directorates_where(user, VIEWS)
        self.fields["directorate"].queryset = places
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, rows):
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name) for name in ("level", "directorate")}
        return rows.filter(**{name: value for name, value in chosen.items() if value})


def incident_list(request):
    """The incidents within the officer's sight, the gravest first: open, late, of the last day, closed."""
    access.require_somewhere(request.user, VIEWS)
    current = request.GET.get("show") if request.GET.get("show") in TABS else "open"
    narrowed = IncidentFilter(request.GET, user=request.user)
    rows = {key: narrowed.narrow(find(request.user)) for key, (_label, find, _empty) in TABS.items()}
    listed = rows[current].select_related("directorate", "edition", "in_charge").defer("edition__lists")
    listed = listed.gravest_first().with_next_clock()
    page = paged(request, listed, *ORDERS.get(current, GRAVEST_FIRST))
    return render(
        request,
        "incident/list.html",
        {
            "title": _("Incidents"),
            "crumbs": _crumbs(request.user),
            "tools": _tools(request.user),
            "tabs": _tabs(rows, current),
            "filter_form": narrowed,
            "rows": [{"incident": one, "badge": badge(one), "level": level_badge(one)} for one in page.rows],
            "pager": page,
            "empty_sentence": TABS[current][2],
        },
    )


def _crumbs(user):
    """Incidents lie in the room of the visits, which not all who report one may enter."""
    visits = {"label": _("Follow-up"), "url": reverse("visit_list")}
    return [*([visits] if access.allowed_somewhere(user, "view_children") else []), {"label": _("Incidents")}]


def _tools(user):
    day = {"label": _("List of the day"), "url": reverse("incident_today"), "icon": "cal"}
    taken_out = [day, *exporting.tools("incidents", user)]
    if not access.allowed_somewhere(user, "report_incidents"):
        return taken_out
    return [{"label": _("Report an incident"), "url": reverse("incident_report"), "icon": "flag"}, *taken_out]


def _tabs(rows, current):
    return [
        {
            "label": label,
            "url": f"?show={key}",
            "count": digits(rows[key].count()),
            "late": key == "late",
            "current": key == current,
        }
        for key, (label, _rows, _empty) in TABS.items()
    ]


def level_badge(incident):
    return {"label": incident.get_level_display(), "tone": LEVEL_TONES[incident.level]}


@require_POST
def note_telling(request, pk):
    """An officer of the role that was told has read the report."""
    telling = Telling.objects.waiting_for(request.user).select_related("incident").filter(pk=pk).first()
    if telling is None:
        raise Http404
    telling.note(by=request.user)
    messages.success(request, _("Noted: incident %(number)s.") % {"number": telling.incident.number})
    return redirect("home")


def road(incident, checklist):
    return straight(
        incident,
        [
            (_("Reported"), [State.REPORTED]),
            (_("In hand"), [State.IN_HAND]),
            (_("Brought higher"), [State.ESCALATED]),
            (_("Dealt with"), [State.RESOLVED]),
            (_("Closed by a second person"), [State.CLOSED]),
        ],
    )


def sections(incident, user, checklist):
    """What happened to which child, the clocks, the measures, who was told."""
    now = timezone.now()
    return {
        "title": f"{incident.what_label} · {incident.heading}",
        "crumbs": [{"label": _("Incidents"), "url": reverse("incident_list")}, {"label": incident.number, "ltr": True}],
        "facts": _facts(incident),
        "level": level_badge(incident),
        "opens_placement": sees(user, incident.placement),
        "placement_badge": badge(incident.placement),
        "moves_child": _moves_child(incident, user),
        "clocks": [_clock(clock, now) for clock in _of(incident, incident.clocks, *HANDS)],
        "answers_url": _act_url(incident, user, "record_answer"),
        "measures": _of(incident, incident.measures, "recorded_by"),
        "notifications": incident.notifications.select_related("notified_by"),
        "to_notify": incident.notifies and incident.state in RUNNING and not incident.notifications.exists(),
        "tellings": incident.tellings.select_related("noted_by"),
        "agenda": incident.agenda_items.select_related("sitting").filter(withdrawn_at=None),
    }


def _of(incident, rows, *joined):
    """Rows of an incident, each with the incident at hand instead of a second copy of it."""
    found = list(rows.select_related(*joined))
    for row in found:
        row.incident = incident
    return found


def _facts(incident):
    return [
        {"label": _("Case number"), "value": incident.number, "ltr": True},
        {"label": _("Directorate"), "value": incident.directorate.name},
        {"label": _("Reported at"), "value": moment(incident.reported_at), "note": incident.reported_by},
    ]


def _act_url(incident, user, name):
    """The page of an act that is possible now, for those who may."""
    act = getattr(incident, name)
    possible = fsm.can_proceed(act) and fsm.has_transition_perm(act, user)
    return reverse("act", args=[incident.number, name]) if possible else ""


def _moves_child(incident, user):
    """Where the child is moved to safety, for those who may."""
    possible = incident.state in UNDER_WAY and incident.placement.state in ("transition", "stable", "under_watch")
    if not possible or not access.allowed(user, "remove_children", incident.placement.directorate_id):
        return ""
    return reverse("act", args=[incident.placement.number, "remove_child"])


def _clock(clock, now):
    """A clock as the page shows it: how it ended, or how far its end is."""
    if clock.stopped_at:
        tone, label = "waived", _("stopped by two people")
    elif clock.answered_at:
        tone, label = ("met", _("done in time")) if clock.in_time else ("miss", _("done too late"))
    else:
        tone, label = ("late", _("time is over")) if clock.due_at < now else ("soon", _("running"))
    return {"clock": clock, "tone": tone, "label": label}


PROCEDURES["incident"] = Procedure(
    model=Incident,
    forms={
        "reclassify": ReclassifyForm,
        "record_answer": AnswerForm,
        "record_measure": MeasureForm,
        "notify": NotifyForm,
        "ask_to_stop": AskToStopForm,
        "agree_to_stop": AgreeToStopForm,
    },
    template="incident/page.html",
    road=road,
    sections=sections,
)
