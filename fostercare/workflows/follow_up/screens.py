"""Follow-up visits: which are late, due or never made; one visit, its record as a draft, and the acts on it."""

from itertools import takewhile
from math import inf

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from directorates import access
from directorates.templatetags.arabic import day
from directorates.wording import digits
from fostercare.ledger.reading import opens
from fostercare.records.phones import display
from fostercare.workflows import exporting, lifecycle
from fostercare.workflows.follow_up import recording, sent_back
from fostercare.workflows.follow_up.coverage_screens import FIGURES
from fostercare.workflows.follow_up.drafting import Conflict, keep, version
from fostercare.workflows.follow_up.forms import AnswersForm, RescheduleForm, SendBackForm, VisitForm, wanted
from fostercare.workflows.follow_up.lists import TABS, VIEW, VisitFilter, counts
from fostercare.workflows.follow_up.models import DONE, State, Visit
from fostercare.workflows.follow_up.phone.models import sent_and_open
from fostercare.workflows.follow_up.phone.taking import RECORDS
from fostercare.workflows.follow_up.questions import Questions
from fostercare.workflows.follow_up.workload import ASSIGNS
from fostercare.workflows.offers import blocked, offers
from fostercare.workflows.paging import paged
from fostercare.workflows.screens import ActPage, told
from fostercare.workflows.sight import Sight
from fostercare.workflows.tones import badge

MISSED = "missed_visits_for_yellow"


def visit_list(request):
    """The visits within the officer's sight: late ones first, and the children nobody has visited yet."""
    if not access.allowed_somewhere(request.user, VIEW):
        raise PermissionDenied(VIEW)
    current = TABS.get(request.GET.get("show"), TABS["late"])
    narrowed = VisitFilter(request.GET, user=request.user)
    rows = {key: narrowed.narrow(tab.rows(request.user)) for key, tab in TABS.items()}
    page = paged(request, rows[current.key], *current.order)
    return render(
        request,
        current.template,
        {
            "title": _("Follow-up"),
            "rows": page.rows,
            "pager": page,
            "filter_form": narrowed if narrowed.several else None,
            "tabs": _tabs(rows, current),
            "empty_sentence": current.empty,
            "tools": _tools(request.user),
            "may_assign": access.allowed_somewhere(request.user, ASSIGNS),
        },
    )


def _tools(user):
    pages = [
        ([RECORDS], _("Visits on the phone"), "phone"),
        ([RECORDS, ASSIGNS], _("Phones in the field"), "phone_list"),
        ([RECORDS], _("My visits in my own calendar"), "visit_calendar"),
        (["view_incidents"], _("Incidents"), "incident_list"),
        ([FIGURES], _("Which children are not reached"), "follow_up_coverage"),
        ([ASSIGNS], _("Workload of the follow-up workers"), "follow_up_workload"),
    ]
    open_to = [
        {"label": label, "url": reverse(name)}
        for rights, label, name in pages
        if any(access.allowed_somewhere(user, right) for right in rights)
    ]
    return [*open_to, *exporting.tools("visits", user)]


def _tabs(rows, current):
    return [
        {
            "label": tab.label,
            "url": f"?show={key}",
            "count": counts(rows[key]),
            "late": key == "late",
            "current": tab is current,
        }
        for key, tab in TABS.items()
    ]


def visit_page(request, pk):
    """One visit: whom it concerns, what was found, what this officer may do with it."""
    visit = _find(request, pk)
    sight = Sight(visit.placement, request.user)
    questions = Questions(visit, request.user, visit.visited_on or timezone.localdate(), sight)
    acts = offers(visit, request.user)
    for act in acts:
        if act.name == "record":
            act.url = reverse("visit_record", args=[visit.pk])
    done = visit.state in DONE
    if done:
        sight.tell(questions.rights(questions.shown, visit.answers))
    household = visit.placement.match.application.household
    return render(
        request,
        "follow_up/visit.html",
        {
            "visit": visit,
            "title": _title(visit),
            "badge": badge(visit),
            "crumbs": [
                {"label": _("Follow-up"), "url": reverse("visit_list")},
                {"label": visit.placement.number, "url": reverse("case", args=[visit.placement.number]), "ltr": True},
                {"label": _title(visit)},
            ],
            "facts": _facts(visit, questions),
            "acts": [act for act in acts if act.open],
            "blocked": [blocked(act) for act in acts if not act.open],
            "late": visit.state == State.PLANNED and visit.late_after < timezone.localdate(),
            "child_name": visit.placement.child.first_name,
            "child": visit.placement.child,
            "household": household,
            "carers": [{"person": adult, "phone": display(adult.phone)} for adult in household.adults],
            "answers": _answers(visit, questions) if done else [],
            "hidden": len([row for row in questions.hidden if visit.answers.get(row["key"])]) if done else 0,
            "ways": sight.ways(questions.rights(questions.hidden, visit.answers)) if done else [],
            "incidents": _suggested(visit, questions),
            "reported": visit.incidents.visible_to(request.user),
            "pictures": visit.pictures.select_related("document"),
            "to_settle": sent_and_open(visit).select_related("sent_by"),
            "sent_back": visit.sent_back.select_related("asked_by", "answered_by"),
            "answers_form": _answers_form(visit, request.user),
            "history": told(visit.past_acts().select_related("by")),
        },
    )


def _answers_form(visit, user):
    """For whoever records the visit, while a question of the supervisor has no answer."""
    open_to = visit.state == State.PLANNED and access.allowed(user, RECORDS, visit.directorate_id)
    asked = list(sent_back.to_answer(visit).exclude(asked_by=user)) if open_to else []
    return AnswersForm(questions=asked) if asked else None


@require_POST
def answer_questions(request, pk):
    """The specialist answers what the supervisor asked; what is left out stays open."""
    visit = _find(request, pk)
    access.require(request.user, RECORDS, visit.directorate_id)
    if visit.state != State.PLANNED:
        messages.error(request, _("This visit is not open for recording."))
        return redirect("visit", pk)
    sent_back.answer(visit, request.POST, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("visit", pk)


def _suggested(visit, questions):
    """What the answers, or a second missed visit, suggest to report, with the way to it; not what was reported."""
    suggested = questions.incidents(visit.answers) if visit.state in DONE else []
    if visit.state == State.MISSED and missed_in_a_row(visit) >= (questions.book.parameters.value(MISSED) or inf):
        suggested.append(questions.incident("missed_visits"))
    reported = set(visit.incidents.values_list("what", flat=True))
    return [
        {**one, "url": reverse("incident_report", query={"visit": visit.pk, "what": one["what"]})}
        for one in suggested
        if one["what"] not in reported
    ]


def missed_in_a_row(visit):
    """How many visits of the plan were missed one after the other, this one included."""
    until = visit.placement.visits.filter(planned_on__lte=visit.planned_on).exclude(state=State.CANCELLED)
    states = until.order_by("-planned_on", "-pk").values_list("state", flat=True)
    return sum(1 for _missed in takewhile(lambda state: state == State.MISSED, states))


def _facts(visit, questions):
    facts = [
        {"label": _("Placement"), "value": visit.placement.number, "ltr": True},
        {"label": _("Stage"), "value": questions.book.label("visit_schedule", visit.stage, key="key")},
        {"label": _("Planned for"), "value": day(visit.planned_on)},
    ]
    if visit.state == State.PLANNED:
        facts.append({"label": _("Notice"), "value": _("unannounced") if visit.unannounced else _("announced")})
    if visit.visited_on:
        facts.append({"label": _("Visited on"), "value": day(visit.visited_on), "note": visit.recorded_by})
    if visit.signed_off_by:
        facts.append({"label": _("Signed off by"), "value": visit.signed_off_by})
    return facts


def _answers(visit, questions):
    """(screen, [(question, answer in words)]) of what was answered."""
    for screen, asked in questions.screens():
        told_here = [(row, questions.said(row, visit.answers.get(row["key"]))) for row in asked]
        if answered := [{"label": questions.label(row), "value": words} for row, words in told_here if words]:
            yield screen["label"], answered


class RecordVisit(View):
    """The record of a visit, screen by screen: every answer is kept as a draft; recording asks for what is required."""

    def dispatch(self, request, pk):
        self.visit = _find(request, pk)
        access.require(request.user, "record_visits", self.visit.directorate_id)
        if self.visit.state != State.PLANNED:
            messages.error(request, _("This visit is not open for recording."))
            return redirect("visit", pk)
        self.questions = Questions(self.visit, request.user, timezone.localdate())
        self.screens = list(self.questions.screens())
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self._page(self._form())

    def post(self, request, pk):
        form = self._form(request.POST)
        readable = form.is_valid()
        try:
            keep(self.visit, form.answers(), by=request.user, seen=request.POST.get("seen", ""))
        except Conflict as conflict:
            if request.htmx:
                return self._notice(_("A colleague saved other answers meanwhile. Save the draft to see both."))
            return self._page(self._with_theirs(form, conflict))
        except lifecycle.NotNow as not_now:
            if request.htmx:
                return self._notice(not_now.message)
            messages.error(request, not_now.message)
            return redirect("visit", pk)
        if request.htmx:
            return render(request, "follow_up/saved.html", self._saved())
        return self._go(request.POST.get("go")) if readable else self._page(form)

    def _notice(self, text):
        return render(self.request, "components/notice.html", {"tone": "late", "text": text})

    def _go(self, where):
        """On to another screen, to the visit's page, or through the door."""
        place = self._place()
        if where == "record":
            return self._record()
        if where == "save":
            messages.success(self.request, _("The draft was saved."))
            return redirect("visit", self.visit.pk)
        step = -1 if where == "previous" else 1
        return redirect(self._url(self.screens[max(0, min(place + step, len(self.screens) - 1))][0]))

    def _record(self):
        """Everything at once: what is missing is listed with the way to it, otherwise the visit is recorded."""
        try:
            recording.record(self.visit, self.questions, by=self.request.user)
        except recording.Unfinished as unfinished:
            return self._page(self._form(), missing=self._missing(unfinished.form))
        except lifecycle.NotNow as not_now:
            messages.error(self.request, not_now.message)
            return redirect("visit", self.visit.pk)
        messages.success(self.request, _("The visit was recorded and awaits the supervisor's sign-off."))
        return redirect("visit", self.visit.pk)

    def _missing(self, form):
        """What still has to be answered or mended, each with the way to it."""
        screen_of = {row["key"]: screen for screen, asked in self.screens for row in asked}
        return [
            {
                "label": _gap(form.fields[name].label, errors.as_data()[0]),
                "url": self._url(screen_of[name]) + f"#id_{name}",
            }
            for name, errors in form.errors.items()
            if name in form.fields
        ]

    def _with_theirs(self, form, conflict):
        """Both values: what this officer typed stays in the field, what the colleague saved stands above it."""
        rows = {row["key"]: row for row in self.questions.shown}
        for key, theirs in conflict.theirs.items():
            said = self.questions.said(rows[key], theirs) or _("nothing")
            values = {"name": conflict.who, "answer": said}
            form.add_error(key, _("%(name)s saved “%(answer)s” meanwhile. Save again to keep your own.") % values)
        return form

    def _form(self, data=None):
        _screen, asked = self.screens[self._place()]
        return VisitForm(data, visit=self.visit, questions=self.questions, asked=asked)

    def _place(self):
        keys = [screen["key"] for screen, _asked in self.screens]
        wanted = self.request.GET.get("screen")
        return keys.index(wanted) if wanted in keys else 0

    def _url(self, screen):
        return reverse("visit_record", args=[self.visit.pk]) + f"?screen={screen['key']}"

    def _saved(self):
        return {"saved_at": self.visit.drafted_at, "saved_by": self.visit.drafted_by, "seen": version(self.visit)}

    def _page(self, form, missing=()):
        place = self._place()
        return render(
            self.request,
            "follow_up/record.html",
            {
                "title": self.screens[place][0]["label"],
                "lead": _("Screen %(count)s of %(total)s")
                % {"count": digits(place + 1), "total": digits(len(self.screens))},
                "form": form,
                "missing": missing,
                "steps": self._steps(place),
                "first": place == 0,
                "last": place == len(self.screens) - 1,
                "address": self._url(self.screens[place][0]),
                "crumbs": [
                    {"label": _("Follow-up"), "url": reverse("visit_list")},
                    {"label": _title(self.visit), "url": reverse("visit", args=[self.visit.pk])},
                    {"label": self.screens[place][0]["label"]},
                ],
                **self._saved(),
            },
        )

    def _steps(self, place):
        """The screens with how much of each is answered; green when nothing required is missing."""
        given = {key for key, answer in self.visit.answers.items() if answer not in (None, "", [])}
        return [
            {
                "label": screen["label"],
                "url": self._url(screen),
                "done": sum(row["key"] in given for row in asked),
                "total": len(asked),
                "side": "c" if at == place else "d" if wanted(asked) <= given else "",
                "current": at == place,
            }
            for at, (screen, asked) in enumerate(self.screens)
        ]


def _gap(label, error):
    return label if error.code == "required" else f"{label} — {' '.join(error.messages)}"


class VisitActPage(ActPage):
    """An act on a visit, on the page that every act has."""

    def find(self, pk):
        return _find(self.request, pk)

    def dispatch(self, request, act, **address):
        if act == "record":
            return redirect("visit_record", **address)
        return super().dispatch(request, act=act, **address)

    def url(self):
        return reverse("visit", args=[self.record.pk])

    def forms(self):
        return {"reschedule": RescheduleForm, "return_for_correction": SendBackForm}

    def history(self):
        return self.record.past_acts()

    def facts(self):
        return [
            {"label": _("Family"), "value": self.record.placement.heading},
            {"label": _("Placement"), "value": self.record.placement.number, "ltr": True},
            {"label": _("Visit"), "value": digits(self.record.sequence)},
        ]


def _find(request, pk):
    visit = Visit.objects.visible_to(request.user).whole().filter(pk=pk).first()
    if visit is None:
        raise Http404
    opens(request, visit.placement.number)
    return visit


def _title(visit):
    return _("Visit %(number)s to the family %(family)s") % {
        "number": digits(visit.sequence),
        "family": visit.placement.heading,
    }
