"""A directorate's quarterly return, the monthly digest for the Higher Committee: page, paper, spreadsheet."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directorates import access
from directorates.keys import read_key
from directorates.models import Directorate, Officer
from fostercare import printing, spreadsheets
from fostercare.desk.reports import periods
from fostercare.desk.reports.returns import GROUPS, LABELS, SHOWN, returns
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.incident.models import Incident, Level, State

FIGURES = "view_figures"
KINDS = {
    # key: name, how many months it covers, for the whole country only
    "return": (gettext_lazy("Quarterly return of follow-up"), 3, False),
    "digest": (gettext_lazy("Monthly digest for the Higher Committee"), 1, True),
}


@dataclass
class Report:
    """One report: which, of which period, about which directorates."""

    kind: str
    period: periods.Period
    officer: Officer
    chosen: Directorate | None

    @classmethod
    def asked_for(cls, request, kind, key):
        """Refuses (403) whoever may not see the figures, 404 where there is no such report or place."""
        access.require_somewhere(request.user, FIGURES)
        period = periods.read(key)
        if kind not in KINDS or period is None or period.months != KINDS[kind][1]:
            raise Http404
        if period.start > timezone.localdate():
            raise Http404
        if KINDS[kind][2] and not access.allowed(request.user, FIGURES, None):
            raise PermissionDenied(FIGURES)
        return cls(kind, period, request.user, _chosen(request))

    @property
    def name(self):
        return KINDS[self.kind][0]

    @property
    def title(self):
        return _("%(report)s: %(period)s") % {"report": self.name, "period": self.period.label}

    @cached_property
    def places(self):
        places = access.directorates_where(self.officer, FIGURES)
        return [place for place in places if self.chosen in (None, place)]

    @cached_property
    def rows(self):
        return returns(self.period, self.places)

    @property
    def whole(self):
        return self.rows[0]

    @property
    def each(self):
        return self.rows[1:] if len(self.places) > 1 else []

    @property
    def place_name(self):
        return self.places[0].name if len(self.places) == 1 else _("All directorates")

    @property
    def groups(self):
        """The figures of all places together, group by group."""
        return [
            {"label": label, "figures": [{"label": said, "count": self.whole[key]} for key, said in figures]}
            for label, figures in GROUPS
        ]

    @property
    def endings(self):
        """(kind in words, how many) of what ended."""
        kept = book(in_force())
        return [(kept.label("ending_kinds", kind, key="key"), many) for kind, many in self.whole.endings.most_common()]

    @property
    def red(self):
        """Red incidents that are open, by number: the digest names no child."""
        still_open = Incident.objects.filter(directorate__in=self.places, level=Level.RED).exclude(state=State.CLOSED)
        return still_open.select_related("directorate", "edition").defer("edition__lists").order_by("known_at")

    def url(self, name, period=None):
        address = reverse(name, args=[self.kind, (period or self.period).key])
        return f"{address}?directorate={self.chosen.pk}" if self.chosen else address


def _chosen(request):
    """The directorate that was chosen; one that the officer may not see does not exist."""
    wanted = request.GET.get("directorate", "")
    if not wanted:
        return None
    seen = access.directorates_where(request.user, FIGURES)
    chosen = seen.filter(pk=read_key(wanted)).first()
    if chosen is None:
        raise Http404
    return chosen


@require_safe
def reports(request):
    """To the return of the present quarter."""
    access.require_somewhere(request.user, FIGURES)
    return redirect(_now("return"))


@require_safe
def report_page(request, kind, period):
    """The figures of a period, with the way to the periods beside it, to the paper and to the spreadsheet."""
    report = Report.asked_for(request, kind, period)
    following = report.period.other(1)
    return render(
        request,
        "reports/page.html",
        {
            "title": report.title,
            "lead": report.place_name,
            "report": report,
            "columns": SHOWN.values(),
            "table": _table(report),
            "previous_url": report.url("report", report.period.other(-1)),
            "next_url": report.url("report", following) if following.start <= timezone.localdate() else "",
            "tabs": _tabs(request.user, kind),
            "crumbs": _crumbs(request.user, report),
            "tools": [
                {"label": _("Print"), "url": report.url("report_pdf"), "icon": "print"},
                {"label": _("Spreadsheet"), "url": report.url("report_xlsx"), "icon": "download"},
            ],
        },
    )


@require_safe
def report_pdf(request, kind, period):
    """The report on paper."""
    report = Report.asked_for(request, kind, period)
    facts = {
        "title": report.title,
        "directorate": report.places[0].name if len(report.places) == 1 else "",
        "report": report,
        "columns": SHOWN.values(),
        "table": _table(report),
        "printed_at": timezone.now(),
        "printed_by": request.user,
    }
    return _file(printing.pdf("print/report.html", facts), "application/pdf", report, "pdf")


@require_safe
def report_xlsx(request, kind, period):
    """The report as a spreadsheet: the figures, then the table by directorate."""
    report = Report.asked_for(request, kind, period)
    figures = [[_("Group"), _("Figure"), report.period.label]]
    for group in report.groups:
        figures += [[group["label"], one["label"], one["count"]] for one in group["figures"]]
    figures += [[_("Ended, by kind"), label, many] for label, many in report.endings]
    sheets = {_("Figures"): figures}
    if report.each:
        head = [_("Directorate"), *LABELS.values()]
        sheets[_("By directorate")] = [
            head,
            *([row.directorate.name, *map(row.__getitem__, LABELS)] for row in report.each),
        ]
    return _file(spreadsheets.xlsx(sheets), spreadsheets.XLSX, report, "xlsx")


def _table(report):
    return [{"name": row.directorate.name, "counts": [row[key] for key in SHOWN]} for row in report.each]


def _file(content, content_type, report, ending):
    name = f"{report.kind}-{report.period.key}{f'-{report.chosen.code}' if report.chosen else ''}.{ending}"
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _tabs(user, current):
    """The reports that this officer may open, each at its present period."""
    return [
        {"label": name, "url": _now(kind), "current": kind == current}
        for kind, (name, _months, national) in KINDS.items()
        if not national or access.allowed(user, FIGURES, None)
    ]


def _now(kind):
    return reverse("report", args=[kind, periods.period_of(timezone.localdate(), KINDS[kind][1]).key])


def _crumbs(user, report):
    crumbs = [{"label": _("Children follow-up has not reached"), "url": reverse("follow_up_coverage")}]
    if access.allowed_somewhere(user, "view_children"):
        crumbs.insert(0, {"label": _("Follow-up"), "url": reverse("visit_list")})
    return [*crumbs, {"label": report.name}]
