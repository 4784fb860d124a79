"""The pages every case has: the case itself, an act on it, the team that works on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View

from directorates import access
from directorates.roles import ACTIONS, ROLES
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.workflows import lifecycle, openings, waiting
from fostercare.workflows.cases import PROCEDURES, find
from fostercare.workflows.clocks import holds
from fostercare.workflows.consent.box import box as consents
from fostercare.workflows.forms import ConfirmForm, TeamForm
from fostercare.workflows.letters import letters_for
from fostercare.workflows.offers import act_label, blocked, clearing, offer, offers
from fostercare.workflows.tones import badge

TIMELINE = 12
# Acts that another act brings along by the dozen: the page's own short history leaves them out.
BROUGHT_ALONG = ["call_off"]
# What a case is called after, where that is no family.
CALLED = {
    "sitting": gettext_lazy("Committee"),
    "child_file": gettext_lazy("Home"),
    "breach": pgettext_lazy("of data", "Breach"),
    "data_request": gettext_lazy("Request"),
}
# What is named after the family like its application, so that its page says which of them it is.
SAID = ["match", "grievance", "transfer", "travel"]
ASSIGNABLE = {
    "application": ["social_worker", "partner_ngo_worker", "training_provider", "security_liaison"],
    "child_file": ["case_worker"],
    "match": ["case_worker"],
    "placement": ["case_worker"],
    "incident": ["case_worker"],
}


def case_page(request, number):
    """One case: its state, the road so far and ahead, what this officer may do now, what happened."""
    record = find(request.user, number)
    procedure = PROCEDURES[record.kind]
    checklist = Checklist(record, timezone.localdate())
    tasks = _open_tasks(record)
    acts = offers(record, request.user, checklist, tasks)
    shut = [act for act in acts if not act.open]
    return render(
        request,
        procedure.template,
        {
            "record": record,
            "title": record.heading or record.number,
            "badge": badge(record),
            "lead": record.get_kind_display() if record.kind in SAID else "",
            "crumbs": [{"label": _("My work"), "url": reverse("home")}, {"label": record.number}],
            "tools": _tools(record, request.user),
            "hold": _hold(record, request.user),
            "facts": _facts(record),
            "steps": procedure.road(record, checklist),
            "acts": [act for act in acts if act.open],
            "clearing": clearing(shut, record, request.user),
            "blocked": [blocked(act) for act in shut],
            "tasks": [_task(task, record, request.user) for task in tasks],
            "checklist": checklist,
            "letters": letters_for(record),
            "consents": consents(record, request.user),
            "history": history(record),
            "team": _team(record),
            "may_assign": access.allowed(request.user, "assign_officers", record.directorate),
            **procedure.sections(record, request.user, checklist),
        },
    )


class ActPage(View):
    """One act: what it asks, what holds it back, and its button. What was typed is kept when it cannot be done."""

    def dispatch(self, request, act, **address):
        self.record, self.act = self.find(**address), act
        self.transition = lifecycle.transitions(self.record).get(act)
        if self.transition is None or "with" in self.transition.custom:
            raise Http404
        if not access.allowed(request.user, self.transition.permission.action_of(self.record), self.record.directorate):
            raise PermissionDenied(act)
        return super().dispatch(request, act=act, **address)

    def find(self, number):
        return find(self.request.user, number)

    def url(self):
        """The record's own page, to which the act returns."""
        return reverse("case", args=[self.record.number])

    def forms(self):
        return PROCEDURES[self.record.kind].forms

    def history(self):
        return self.record.history

    def facts(self):
        whose = CALLED.get(self.record.kind, gettext_lazy("Family"))
        return [{"label": whose, "value": self.record.heading}, *_facts(self.record)[:2]]

    def get(self, request, **kwargs):
        if self._done_by(request.user):
            return redirect(self.url())
        return self._page(self._form())

    def post(self, request, **kwargs):
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        try:
            lifecycle.act(
                getattr(self.record, self.act), by=request.user, why=form.cleaned_data.get("why", ""), **form.facts()
            )
        except lifecycle.NotNow as not_now:
            if self._done_by(request.user):
                return redirect(self.url())
            form.add_error(None, not_now.message)
            return self._page(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        messages.success(request, _("Done: %(act)s.") % {"act": self.transition.custom["label"]})
        return redirect(self.url())

    def _form(self, *data):
        return self.forms().get(self.act, ConfirmForm)(*data, record=self.record, user=self.request.user, act=self.act)

    def _done_by(self, user):
        """The same form sent twice: the act is the last thing this officer did here."""
        last = self.history().order_by("-pk").first()
        return bool(last and last.act == self.act and last.by_id == user.pk and last.source != last.target)

    def _page(self, form):
        shut = offer(self.record, self.request.user, self.act)
        return render(
            self.request,
            "cases/act.html",
            {
                "title": self.transition.custom["label"],
                "form": form,
                "back": {"label": self.record.case.number, "url": self.url()},
                "facts": self.facts(),
                "grave": shut.grave,
                "blocked": None if shut.open else blocked(shut),
                "submit_label": self.transition.custom["label"],
            },
        )


class TeamPage(View):
    """Who works on the case: roles that see only assigned cases are put on it here."""

    def dispatch(self, request, number):
        self.record = find(request.user, number)
        access.require(request.user, "assign_officers", self.record.directorate)
        return super().dispatch(request)

    def get(self, request, **kwargs):
        return self._page(self._form())

    def post(self, request, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        form.save(request.user)
        messages.success(request, _("The team of the case was saved."))
        return redirect("case", self.record.number)

    def _form(self, data=None):
        choices = {
            role: (ROLES[role].label, access.officers_with(role, self.record.directorate))
            for role in ASSIGNABLE.get(self.record.kind, ())
        }
        return TeamForm(data, record=self.record, choices=choices)

    def _page(self, form):
        return render(
            self.request,
            "cases/team.html",
            {
                "title": _("Team of the case"),
                "form": form,
                "back": {"label": self.record.number, "url": reverse("case", args=[self.record.number])},
                "submit_label": _("Save"),
            },
        )


def full_history(request, number):
    """Everything that was done on the case."""
    record = find(request.user, number)
    return render(
        request,
        "cases/history.html",
        {
            "record": record,
            "title": _("History of the case"),
            "history": history(record, most=500),
            "back": {"label": record.number, "url": reverse("case", args=[record.number])},
        },
    )


def history(record, most=TIMELINE):
    """Who did what, when and why, newest first."""
    return told(record.history.exclude(act__in=BROUGHT_ALONG).select_related("by")[:most])


def told(changes):
    """Entries of the history as components/timeline.html shows them."""
    return [
        {
            "when": entry.at,
            "title": act_label(entry.record, entry.act),
            "who": entry.by.full_name,
            "why": entry.why,
            "act": entry.source != entry.target,
        }
        for entry in changes
    ]


def _open_tasks(record):
    """The open tasks of the case, nearest deadline first."""
    tasks = list(waiting.open_tasks(record).select_related("process", "owner").order_by("due_on", "pk"))
    for task in tasks:
        task.case = record.case
    return tasks


def _task(task, record, user):
    """An open task: a link for an officer who may do it, for others what the case waits for."""
    return {
        "title": task.flow_task.task_title,
        "url": task.flow_task.url(task) if access.allowed(user, task.right, record.directorate) else "",
        "due_on": task.due_on,
        "since": task.created,
        "owner": task.owner,
        "role": ACTIONS[task.right],
    }


def _team(record):
    assigned = {assignment.role: assignment for assignment in record.assignments.select_related("officer")}
    return [
        {"label": ROLES[role].label, "officer": assigned[role].officer if role in assigned else None}
        for role in ASSIGNABLE.get(record.kind, ())
    ]


def _hold(record, user):
    """Why the clocks of the case stand still, and where the hold is lifted; nothing where they run."""
    if record.on_hold_until is None:
        return None
    hold = record.holds.select_related("held_by").get(lifted_on=None)
    return {
        "hold": hold,
        "reason": book(record.edition).label("hold_reasons", hold.reason),
        "late": hold.until < timezone.localdate(),
        "lift_url": reverse("case_lift_hold", args=[record.number]) if holds.may_lift(user, record) else "",
    }


def _tools(record, user):
    number = record.number
    if not any(item.answered_on == record.kind for item in book(record.edition).items):
        return openings.tools(record, user)
    stop = {"label": _("Put the file on hold"), "url": reverse("case_hold", args=[number]), "icon": "wait"}
    return [
        *([stop] if holds.may_hold(user, record) else []),
        {"label": _("Guidebook checklist"), "url": reverse("checklist", args=[number]), "icon": "check"},
        {"label": _("Papers"), "url": reverse("documents", args=[number]), "icon": "file"},
        {
            "label": _("Print the checklist"),
            "url": reverse("print_checklist", args=[number]),
            "icon": "print",
            "post": True,
        },
        *openings.tools(record, user),
        *_legal_hold(record, user),
    ]


def _legal_hold(record, user):
    if record.directorate_id is None or not access.allowed(user, "hold_retention", record.directorate_id):
        return []
    return [{"label": _("Legal hold"), "url": reverse("legal_hold", args=[record.number]), "icon": "lock"}]


def _facts(record):
    return [
        {"label": _("Case number"), "value": record.number, "ltr": True},
        {"label": _("Directorate"), "value": record.directorate.name if record.directorate else _("The Ministry")},
        {"label": _("Guidebook"), "value": str(record.edition)},
    ]
