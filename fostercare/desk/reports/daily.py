"""The incidents of one day, for the ministry and each head: as a page, on paper and, as figures, in a spreadsheet.

An incident belongs to the day on which it reached us: one from a phone without a network, to the day it arrived.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directorates import access
from directorates.models import Officer
from directorates.wording import full_day
from fostercare import printing, spreadsheets
from fostercare.workflows.incident.models import Incident, Level, State
from fostercare.workflows.incident.screens import VIEWS, level_badge
from fostercare.workflows.tones import badge

FIGURES = {
    "red": gettext_lazy("Red incidents"),
    "orange": gettext_lazy("Orange incidents"),
    "yellow": gettext_lazy("Yellow incidents"),
    "still_open": gettext_lazy("Of these still open"),
    "late": gettext_lazy("Of these with an answer overdue"),
}


@dataclass
class DayOfIncidents:
    """What reached us on one day, within an officer's sight."""

    day: date
    officer: Officer

    @classmethod
    def asked_for(cls, request, written):
        """Refuses (403) whoever sees no incidents; 404 where this is no day, or one that has not come."""
        access.require_somewhere(request.user, VIEWS)
        try:
            day = parse_date(written)
        except ValueError:
            day = None
        if day is None or day > timezone.localdate():
            raise Http404
        return cls(day, request.user)

    @property
    def title(self):
        return _("Incidents of %(day)s") % {"day": full_day(self.day)}

    @property
    def _of_the_day(self):
        reached = Incident.objects.visible_to(self.officer).annotate(reached_at=Coalesce("arrived_at", "reported_at"))
        return reached.filter(reached_at__date=self.day)

    @cached_property
    def incidents(self):
        """The gravest first."""
        rows = self._of_the_day.select_related("directorate", "edition", "in_charge").defer("edition__lists")
        return list(rows.gravest_first().with_next_clock().order_by("gravity", "reached_at", "pk"))

    @cached_property
    def by_directorate(self):
        """(name, counts) of the directorates in which something happened, in their order."""
        late = Q(clocks__answered_at=None, clocks__stopped_at=None, clocks__due_at__lt=timezone.now())
        counts = {level: Count("pk", filter=Q(level=level), distinct=True) for level in Level.values}
        counts["still_open"] = Count("pk", filter=~Q(state=State.CLOSED), distinct=True)
        counts["late"] = Count("pk", filter=late, distinct=True)
        grouped = self._of_the_day.order_by().values("directorate").annotate(**counts)
        names = {one.directorate_id: one.directorate for one in self.incidents}
        rows = sorted(grouped, key=lambda row: names[row["directorate"]].code)
        return [{"name": names[row["directorate"]].name, "counts": [row[figure] for figure in FIGURES]} for row in rows]

    @property
    def totals(self):
        sums = [sum(column) for column in zip(*[row["counts"] for row in self.by_directorate], strict=True)]
        return list(zip(FIGURES.values(), sums or [0] * len(FIGURES), strict=True))

    @property
    def rows(self):
        now = timezone.now()
        return [
            {
                "incident": one,
                "badge": badge(one),
                "level": level_badge(one),
                "late": one.next_due and one.next_due < now,
            }
            for one in self.incidents
        ]

    def facts(self):
        return {"title": self.title, "day": self, "columns": FIGURES.values()}

    def url(self, name="incident_day", days=0):
        return reverse(name, args=[(self.day + timedelta(days=days)).isoformat()])


@require_safe
def today(request):
    access.require_somewhere(request.user, VIEWS)
    return redirect("incident_day", timezone.localdate().isoformat())


@require_safe
def incident_day(request, written):
    """The incidents of a day, with the way to the days beside it."""
    day = DayOfIncidents.asked_for(request, written)
    facts = day.facts() | {
        "previous_url": day.url(days=-1),
        "next_url": day.url(days=1) if day.day < timezone.localdate() else "",
        "crumbs": [{"label": _("Incidents"), "url": reverse("incident_list")}, {"label": _("List of the day")}],
        "tools": [
            {"label": _("Print"), "url": day.url("incident_day_pdf"), "icon": "print"},
            {"label": _("Spreadsheet"), "url": day.url("incident_day_xlsx"), "icon": "download"},
        ],
    }
    return render(request, "reports/incident_day.html", facts)


@require_safe
def incident_day_pdf(request, written):
    """The day on paper: numbers and kinds, no name."""
    day = DayOfIncidents.asked_for(request, written)
    facts = day.facts() | {"printed_at": timezone.now(), "printed_by": request.user, "directorate": ""}
    return _file(printing.pdf("print/incident_day.html", facts), "application/pdf", day, "pdf")


@require_safe
def incident_day_xlsx(request, written):
    """The day's figures; the incidents themselves leave only as a locked list (docs/decisions/0019)."""
    day = DayOfIncidents.asked_for(request, written)
    head = [_("Directorate"), *FIGURES.values()]
    total = [_("All together"), *[many for _label, many in day.totals]]
    rows = [[row["name"], *row["counts"]] for row in day.by_directorate]
    return _file(spreadsheets.xlsx({_("By directorate"): [head, *rows, total]}), spreadsheets.XLSX, day, "xlsx")


def _file(content, content_type, day, ending):
    name = f'attachment; filename="incidents-{day.day.isoformat()}.{ending}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": name})
