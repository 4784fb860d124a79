"""The directorates side by side: cases by state, deadlines kept, days a step takes. Figures only, and no small ones.

A count below five says too much of single families, so it is not shown; nor is a median or a share of fewer than five
tasks. Where one directorate alone is hidden in a column, the total is hidden too: it would give the hidden one away.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from viewflow.workflow.status import STATUS

from directorates import access
from directorates.wording import counted, digits, number
from fostercare.desk.figures import KEPT_SECONDS, OF_LATE, Median
from fostercare.workflows.application.flow import ApplicationFlow
from fostercare.workflows.application.models import Application, State
from fostercare.workflows.models import WAITING, Task
from fostercare.workflows.placement.models import WITH_THE_FAMILY, Placement

FEW = 5
ALL = None  # the row of all directorates together
NOTHING = "–"

STATES = {
    "study": (gettext_lazy("Under study"), [State.SUBMITTED, State.REGISTERED, State.POSTPONED]),
    "local": (gettext_lazy("Ready for the local committee"), [State.READY]),
    "higher": (gettext_lazy("Before the Higher Committee"), [State.RECOMMENDED, State.REFERRED]),
    "approved": (gettext_lazy("Approved"), [State.APPROVED]),
    "refused": (gettext_lazy("Refused"), [State.REFUSED]),
}
WITH_A_FAMILY = gettext_lazy("Children with a family")
STEPS = [
    getattr(ApplicationFlow, name)
    for name in ("register", "papers", "home_study", "training", "present", "local_review", "higher_decision")
]


@require_safe
def comparison(request):
    """The officer's directorates, and all of them together, in one of three views."""
    access.require_somewhere(request.user, "view_figures")
    views = {
        "states": (_("Cases by state"), by_state),
        "deadlines": (_("Deadlines"), by_deadline),
        "steps": (_("Days a step takes"), by_step),
    }
    show = request.GET.get("show") if request.GET.get("show") in views else "states"
    columns, cells = views[show][1](timezone.localdate())
    places = list(access.directorates_where(request.user, "view_figures"))
    return render(
        request,
        "desk/comparison.html",
        {
            "title": _("Comparison of the directorates"),
            "tabs": [
                {"label": label, "url": f"?show={name}", "current": name == show}
                for name, (label, _look) in views.items()
            ],
            "columns": columns,
            "rows": [
                {"name": place.name if place else _("All directorates"), "cells": cells(place)}
                for place in [ALL, *places]
            ],
            "note": NOTES[show],
        },
    )


NOTES = {
    "states": gettext_lazy("Cases as they stand today."),
    "deadlines": gettext_lazy("On time: of the tasks with a deadline that were finished in the last half year."),
    "steps": gettext_lazy("The median from the beginning of a step to its end, in days, over the last half year."),
}


def by_state(today):
    """Columns, and a function that gives a row's cells: how many cases stand in each state."""
    counts = cache.get_or_set(f"comparison:states:{today}", _count_states, KEPT_SECONDS)
    return [*(label for label, _states in STATES.values()), WITH_A_FAMILY], _row_of_counts(counts, [*STATES, "placed"])


def by_deadline(today):
    """Open and late tasks, and of how many hundred the deadline was kept."""
    counts = cache.get_or_set(f"comparison:deadlines:{today}", lambda: _count_deadlines(today), KEPT_SECONDS)
    plain = _row_of_counts(counts, ["open", "late"])

    def cells(place):
        of_this = counts.get(place and place.pk, {}) if place else _sum(counts)
        return [*plain(place), _share(of_this.get("in_time", 0), of_this.get("done", 0))]

    return [_("Open tasks"), _("Overdue tasks"), _("On time")], cells


def by_step(today):
    """The median days of each step of an application."""
    medians = cache.get_or_set(f"comparison:steps:{today}", _medians, KEPT_SECONDS)
    names = [step.name for step in STEPS]

    def cells(place):
        return [_days(medians.get((place and place.pk, name))) for name in names]

    return [step.task_title for step in STEPS], cells


# The looks into the database ------------------------------------------------------------------------------------------


def _count_states():
    states = {name: Count("pk", filter=Q(state__in=states)) for name, (_label, states) in STATES.items()}
    counts = defaultdict(dict)
    for row in Application.objects.order_by().values("directorate").annotate(**states):
        counts[row.pop("directorate")] |= row
    placed = Placement.objects.filter(state__in=WITH_THE_FAMILY).order_by().values("directorate")
    for row in placed.annotate(placed=Count("pk")):
        counts[row["directorate"]] |= {"placed": row["placed"]}
    return dict(counts)


def _count_deadlines(today):
    human = Task.objects.filter(flow_task_type="HUMAN", directorate__isnull=False).order_by().values("directorate")
    waiting = human.filter(status__in=WAITING).annotate(
        open=Count("pk"), late=Count("pk", filter=Q(due_order__lt=today))
    )
    done = _lately_done(human).filter(due_on__isnull=False).annotate(
        done=Count("pk"), in_time=Count("pk", filter=Q(due_on__gte=TruncDate("finished")))
    )  # fmt: skip
    counts = defaultdict(dict)
    for row in [*waiting, *done]:
        counts[row.pop("directorate")] |= row
    return dict(counts)


def _medians():
    lasted = ExpressionWrapper(F("finished") - F("created"), output_field=DurationField())
    done = _lately_done(Task.objects.filter(flow_task__in=STEPS, directorate__isnull=False)).order_by()
    figures = {"tasks": Count("pk"), "median": Median(lasted)}
    found = {}
    for row in done.values("directorate", "flow_task").annotate(**figures):
        found[row["directorate"], row["flow_task"].name] = (row["tasks"], row["median"])
    for row in done.values("flow_task").annotate(**figures):
        found[ALL, row["flow_task"].name] = (row["tasks"], row["median"])
    return found


def _lately_done(tasks):
    return tasks.filter(status=STATUS.DONE, finished__gte=timezone.now() - OF_LATE)


# What is shown of it --------------------------------------------------------------------------------------------------


def _row_of_counts(counts, names):
    """A function that gives a row's counts in words, the total hidden where it would give a hidden count away."""
    hidden = {name: sum(0 < row.get(name, 0) < FEW for row in counts.values()) for name in names}
    total = _sum(counts)

    def cells(place):
        if place is ALL:
            return [_("not shown") if hidden[name] == 1 else few(total[name]) for name in names]
        return [few(counts.get(place.pk, {}).get(name, 0)) for name in names]

    return cells


def _sum(counts):
    return sum((Counter(row) for row in counts.values()), Counter())


def few(count) -> str:
    """A count in words: a dash for none, fewer than five, or itself."""
    if not count:
        return NOTHING
    return _("fewer than %(few)s") % {"few": digits(FEW)} if count < FEW else number(count)


def _share(part, whole) -> str:
    if not whole:
        return NOTHING
    return _("%(n)s%%") % {"n": digits(round(100 * part / whole))} if whole >= FEW else _("not shown")


def _days(found) -> str:
    if found is None:
        return NOTHING
    tasks, median = found
    if tasks < FEW:
        return _("not shown")
    return counted(median.days, "day") if median >= timedelta(days=1) else _("less than a day")
