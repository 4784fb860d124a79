"""What one opens in the morning: the work list and what stands beside it, the list of applications, the search."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from directorates import access
from directorates.keys import read_key
from directorates.wording import counted as in_words
from fostercare.desk import news, work
from fostercare.desk import search as searching
from fostercare.desk.figures import figures, soon_until
from fostercare.desk.filters import ApplicationFilter, WorkFilter, places
from fostercare.desk.lists import said, sticky
from fostercare.guidebook.models import Case
from fostercare.records.models import Likeness
from fostercare.workflows import exporting, waiting
from fostercare.workflows.application.models import Application
from fostercare.workflows.committee import own
from fostercare.workflows.models import WAITING, Task
from fostercare.workflows.paging import paged
from fostercare.workflows.tabs import of_families
from fostercare.workflows.tones import badge

TABS = {
    "mine": gettext_lazy("My tasks"),
    "office": gettext_lazy("My office"),
    "late": gettext_lazy("Overdue"),
    "all": gettext_lazy("All open tasks"),
}
WITH_OWNERS = {"late", "all"}
EMPTY = {
    "mine": gettext_lazy("You have taken no task."),
    "office": gettext_lazy("Nothing waits for somebody of your office to take it."),
    "late": gettext_lazy("Nothing is overdue."),
    "all": gettext_lazy("No task is open."),
}


@require_safe
def home(request):
    """The work list: what is on this officer, what the office has to do, what is late."""
    user, today = request.user, timezone.localdate()
    sees_cases = access.allowed_somewhere(user, "view_cases")
    tasks = Task.objects.for_officer(user)
    counts = work.counts(tasks, user, today, soon_until(today))
    tab = _tab(request, counts)
    filters = WorkFilter(sticky(request, "work", WorkFilter.NAMES), user=user)
    narrowed = filters.narrow(tasks.filter(work.in_tab(tab, user, today)), today)
    values = work.as_values(narrowed, owners=tab in WITH_OWNERS, places="directorate" in filters.fields)
    page = paged(request, values, "due_order", "pk")
    return render(
        request,
        "desk/home.html",
        {
            "title": _("My work"),
            "today": today,
            "tabs": _tabs(tab, counts),
            "figures": _figures(
                counts if filters.steps else {},
                figures(user, today) if sees_cases else {},
                visits=access.allowed_somewhere(user, "view_children"),
            ),
            "has_work": bool(filters.steps),
            "told": news.incidents_told(user),
            "sittings": own.sittings(user),
            "filters": filters,
            "rows": work.rows(page.rows, user, today),
            "pager": page,
            "empty_sentence": _("Nothing matches the filter.") if filters.chosen else EMPTY[tab],
            "may_register": access.allowed_somewhere(user, "register_applications"),
            "sees_cases": sees_cases,
            "compares": access.allowed_somewhere(user, "view_figures"),
        },
    )


def _tab(request, counts):
    """The tab that was asked for, or used last; at first the officer's own tasks, if there are any."""
    last = sticky(request, "tab", ["tab"]).get("tab")
    return last if last in TABS else "mine" if counts["mine"] else "office"


def _tabs(current, counts):
    return [
        {
            "label": label,
            "url": f"?tab={name}",
            "count": said(counts[name]) if counts[name] else None,
            "current": name == current,
            "late": name == "late",
        }
        for name, label in TABS.items()
    ]


# What nobody is to overlook in the morning: figure, its words, the list of follow-up it leads to.
UNREACHED = [
    ("never_visited", gettext_lazy("children never visited"), "unvisited"),
    ("visits_late", gettext_lazy("visits late"), "late"),
]


def _unreached(office, name, label, tab):
    return {
        "figure": said(office[name]),
        "label": label,
        "url": reverse("visit_list", query={"show": tab}),
        "late": True,
    }


def _figures(counts, office, visits):
    """The strip: what hurts first, then how the office stands."""
    shown = []
    if counts:
        shown += [
            {"figure": said(counts["late"]), "label": _("tasks overdue"), "url": "?tab=late", "late": counts["late"]},
            {"figure": said(counts["soon"]), "label": _("due within three working days"), "url": "?tab=all&due=soon"},
        ]
    if office:
        median = office["time_to_committee"]
        lasts = in_words(max(median.days, 1), "day") if median else "–"
        shown += [
            {"figure": said(office["open_applications"]), "label": _("open applications"), "page": "application_list"},
            {"figure": lasts, "label": _("median time to the committee")},
            *(_of_visits(office) if visits else []),
        ]
    return shown


def _of_visits(office):
    return [
        {"figure": said(office["visits_this_week"]), "label": _("visits due within a week"), "page": "visit_list"},
        *(_unreached(office, name, label, tab) for name, label, tab in UNREACHED if office[name]),
    ]


@require_safe
def today(request):
    """What runs out soon and what has changed; the work list fetches it after itself."""
    user, day = request.user, timezone.localdate()
    shown = {"title": _("Today"), "papers": [], "changes": []}
    if access.allowed_somewhere(user, "view_cases"):
        shown |= {"papers": news.expiring_papers(user, day), "changes": news.changes(user, day)}
        shown["last_change"] = None if shown["changes"] else news.last_change(user)
    return render(request, "desk/today_box.html" if request.htmx else "desk/today.html", shown)


@require_POST
@transaction.atomic
def take(request):
    """The officer takes a task from the office's list."""
    task = _task(request)
    if task.status not in WAITING:
        messages.warning(request, _("This task has been finished meanwhile: %(task)s, %(number)s.") % _named(task))
    elif task.owner_id and task.owner_id != request.user.pk:
        messages.warning(request, _("%(name)s was faster and has taken this task.") % {"name": task.owner})
    else:
        waiting.take(task, request.user)
        messages.success(request, _("Taken: %(task)s, %(number)s.") % _named(task))
    return redirect("home")


@require_POST
@transaction.atomic
def give_back(request):
    """The officer gives a task back to the office."""
    task = _task(request)
    if task.owner_id == request.user.pk and task.status in WAITING:
        waiting.give_back(task)
        messages.success(request, _("Given back to the office: %(task)s, %(number)s.") % _named(task))
    return redirect("home")


def _task(request):
    """The task named in the form, locked, if it is the officer's at all (404 otherwise)."""
    named = request.POST.get("task", "")
    tasks = Task.objects.of_officer(request.user).select_related("case").select_for_update(of=["self"])
    task = tasks.filter(pk=read_key(named)).first()
    if task is None:
        raise Http404
    return task


def _named(task):
    return {"task": task.flow_task.task_title, "number": task.case.number}


@require_safe
def application_list(request):
    """The applications of the officer's places, newest first."""
    access.require_somewhere(request.user, "view_cases")
    today = timezone.localdate()
    filters = ApplicationFilter(request.GET, user=request.user)
    visible = Application.objects.visible_to(request.user).filter(kind=Case.Kind.APPLICATION)
    narrowed = filters.narrow(visible.select_related("directorate", "household"), today)
    page, near = _page_of_applications(request, narrowed, filters.chosen.get("q"))
    return render(
        request,
        "desk/application_list.html",
        {
            "title": _("Applications"),
            "tabs": of_families("application_list", request.user),
            "filter_form": filters,
            "rows": [(application, badge(application)) for application in page.rows],
            "several_places": "directorate" in filters.fields,
            "near": near,
            "tools": exporting.tools("applications", request.user),
            "pager": page,
            "empty_sentence": _("No application matches the filter.") if filters.chosen else _("No application yet."),
            "may_register": access.allowed_somewhere(request.user, "register_applications"),
        },
    )


def _page_of_applications(request, applications, text):
    """A page, and whether only similar names were found."""
    order = ["-opened_on", "-pk"]
    if not text:
        return paged(request, applications, *order), False
    for likeness in Likeness:
        page = paged(request, applications.filter(searching.applications_named(text, likeness)), *order)
        if page.rows or searching.is_number(text):
            break
    return page, likeness.near


def search(request):
    """A number leads straight to its case; anything else to the families and children it may mean.

    What is sought comes as a post: names do not belong into addresses.
    """
    text = request.POST.get("q", "").strip()[:100]
    found = searching.find(request.user, text) if text else searching.Found()
    if found.only and searching.is_number(text):
        return redirect("case", found.only.number)
    return render(
        request,
        "desk/search.html",
        {
            "title": _("Search"),
            "text": text,
            "found": found,
            "families": [(family, badge(family), found.meant.get(family.household_id)) for family in found.families],
            "children": [(child, badge(child)) for child in found.children],
            "most": searching.MOST,
            "several_places": bool(places(request.user)),
        },
    )
