"""The quarterly return and the monthly digest: figures that add up, on the page, on paper, in a spreadsheet."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from directorates.models import Directorate
from fostercare import spreadsheets
from fostercare.desk.reports.periods import Period, period_of, read
from fostercare.desk.reports.returns import returns
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.reporting import report
from tests.cases import a_household, put
from tests.children import a_child, a_child_with_a_family, a_home
from tests.people import LUXOR, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

QUARTER = period_of(timezone.localdate(), 3)
BEFORE = QUARTER.start - timedelta(days=40)
INSIDE = min(QUARTER.start + timedelta(days=1), timezone.localdate())


def a_placement_of(handed_over, ended=None, kind="", number=1, **more):
    child = a_child(a_home(), full_name=f"طفل رقم {number}")
    end = {"state": "ended" if ended else "stable", "ended_on": ended, "ending_kind": kind}
    return a_child_with_a_family(child=child, handed_over_on=handed_over, **end, **more)


def the_return(*places):
    return returns(QUARTER, list(places or Directorate.objects.all()))


def page(client, name, kind="return", period=QUARTER, view="report", **query):
    client.force_login(person(name))
    return client.get(reverse(view, args=[kind, period.key], query=query))


def test_what_was_there_and_what_came_less_what_ended_is_what_is_there():
    a_placement_of(BEFORE, number=1)
    a_placement_of(BEFORE, INSIDE, "returned_by_family", number=2)
    a_placement_of(INSIDE, number=3)
    a_placement_of(INSIDE, INSIDE, "reunified", number=4)
    a_placement_of(BEFORE - timedelta(days=9), BEFORE, "married", number=5)
    luxor = Directorate.objects.get(code=LUXOR)
    a_placement_of(INSIDE, number=6, household=a_household(luxor))
    whole, *each = the_return()
    for row in (whole, *each):
        assert row["opening"] + row["placed"] - row["ended"] == row["closing"], row.directorate
        assert sum(row.endings.values()) == row["ended"]
    assert [whole[key] for key in ("opening", "placed", "ended", "closing")] == [2, 3, 2, 3]
    assert whole.endings == Counter(returned_by_family=1, reunified=1)
    assert next(row for row in each if row.directorate == luxor)["placed"] == 1


def test_visits_are_counted_as_due_made_missed_overdue_and_seen_alone():
    placement = a_placement_of(BEFORE)
    days = {"planned_on": INSIDE, "late_after": INSIDE}
    visits = list(placement.visits.all()[:4])
    made = {"visited_on": INSIDE, "seen_alone": True, "answers": {}}
    told = [("signed_off", made), ("recorded", {**made, "seen_alone": False}), ("missed", {}), ("planned", {})]
    for visit, (state, facts) in zip(visits, told, strict=True):
        placement.visits.filter(pk=visit.pk).update(**days, **facts)
        put(visit, state)
    judged = {"before": "low", "level": "high", "reason": "آثار", "by": person("nadia"), "on": INSIDE}
    placement.risk_changes.create(**judged)
    late = placement.visits.filter(state="planned", late_after__lt=timezone.localdate()).count()
    row = the_return()[0]
    assert [row[key] for key in ("due", "done", "missed", "asked_alone", "alone")] == [4, 2, 1, 2, 1]
    assert row["overdue"] == late
    assert (row["low"], row["high"], row["never"]) == (0, 1, 0), "the risk is what was judged last"


def test_incidents_and_their_answers_are_counted():
    placement = a_placement_of(BEFORE)
    known = {"summary": "بلاغ", "source": "الحضانة", "whereabouts": "بالمسكن"}
    report(placement, by=person("salma"), what="injury", known_at=timezone.now() - timedelta(days=5), **known)
    report(placement, by=person("salma"), what="debts", known_at=timezone.now(), **known)
    row = the_return()[0]
    assert (row["red"], row["yellow"]) == (1, 1)
    assert row["open_late"] == 3 or timezone.localdate() - timedelta(days=5) < QUARTER.start


def test_a_report_costs_the_same_whatever_it_counts(django_assert_num_queries):
    places = list(Directorate.objects.all())
    for number in range(2):
        a_placement_of(BEFORE, number=number)
        with django_assert_num_queries(6):
            returns(QUARTER, places)


@pytest.mark.parametrize(
    ("key", "start", "months"),
    [("2026-Q4", date(2026, 10, 1), 3), ("2026-02", date(2026, 2, 1), 1), ("2026-Q5", None, 0), ("٢٠٢٦-02", None, 0)],
)
def test_a_period_is_read_from_its_key_and_written_back(key, start, months):
    period = read(key)
    assert period == (start and Period(start, months))
    assert period is None or period.key == key


def test_a_head_sees_the_return_of_the_own_directorate_and_no_digest(client):
    a_placement_of(BEFORE)
    luxor = Directorate.objects.get(code=LUXOR)
    assert page(client, "huda").context["report"].whole["closing"] == 1
    assert page(client, "nabil").context["report"].whole["closing"] == 0
    assert page(client, "huda", directorate=luxor.pk).status_code == 404
    assert page(client, "huda", "digest", period_of(timezone.localdate(), 1)).status_code == 403
    assert page(client, "salma").status_code == 403
    assert page(client, "huda", period=QUARTER.other(1)).status_code == 404, "a quarter that has not begun"


def test_the_spreadsheet_runs_from_right_to_left_and_holds_the_same_figures(client):
    a_placement_of(BEFORE)
    answer = page(client, "zaynab", view="report_xlsx")
    assert answer["Content-Disposition"] == f'attachment; filename="return-{QUARTER.key}.xlsx"'
    book = load_workbook(BytesIO(answer.content))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    figures, places = book.worksheets
    assert [row[2] for row in figures.iter_rows(min_row=2, max_row=5, values_only=True)] == [1, 0, 0, 1]
    assert places.max_row == 1 + Directorate.objects.count()


def test_what_begins_like_a_formula_stays_a_text():
    rows = [["name"], ['=HYPERLINK("http://x")'], ["+1"], ["@sum"]]
    cells = [row[0] for row in load_workbook(BytesIO(spreadsheets.xlsx({"s": rows}))).worksheets[0].iter_rows()]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert [cell.value for cell in cells] == [row[0] for row in rows]


def test_the_digest_lists_open_red_incidents_by_number_and_names_nobody(client, monkeypatch):
    placement = a_placement_of(BEFORE)
    known = {"summary": "بلاغ", "source": "الحضانة", "whereabouts": "بالمسكن", "known_at": timezone.now()}
    incident = report(placement, by=person("salma"), what="injury", **known)
    shown = page(client, "mervat", "digest", period_of(timezone.localdate(), 1)).content.decode()
    assert incident.number in shown
    assert placement.child.full_name not in shown and placement.heading not in shown
    paper = page(client, "mervat", "digest", period_of(timezone.localdate(), 1), view="report_pdf")
    assert paper.content.startswith(b"%PDF")


# The incidents of a day


def test_the_incidents_of_a_day_stand_together_the_gravest_first_and_add_up(client):
    placement = a_placement_of(BEFORE)
    told = {"summary": "س", "source": "س", "whereabouts": "بالمسكن", "by": person("salma")}
    now = timezone.now()
    yellow = report(placement, what="debts", known_at=now, **told)
    red = report(placement, what="injury", known_at=now, **told)
    late = report(placement, what="neglect", known_at=now - timedelta(days=9), **told)
    # reported on a phone nine days ago, it belongs to the day on which it arrived
    Incident.objects.filter(pk=late.pk).update(reported_at=now - timedelta(days=9), arrived_at=now)
    a_day = timezone.localdate().isoformat()
    client.force_login(person("hany"))
    day = client.get(reverse("incident_day", args=[a_day])).context["day"]
    assert [row["incident"].number for row in day.rows] == [red.number, late.number, yellow.number]
    assert [many for _label, many in day.totals] == [1, 1, 1, 3, 1]
    sheet = load_workbook(BytesIO(client.get(reverse("incident_day_xlsx", args=[a_day])).content)).active
    assert [cell.value for cell in sheet[2]][1:] == [1, 1, 1, 3, 1]
    paper = client.get(reverse("incident_day_pdf", args=[a_day]))
    assert paper.content.startswith(b"%PDF") and placement.child.full_name not in str(paper.headers)
    yesterday = client.get(reverse("incident_day", args=[(timezone.localdate() - timedelta(days=1)).isoformat()]))
    assert not yesterday.context["day"].rows
    for nonsense in ("2026-13-45", "tomorrow", (timezone.localdate() + timedelta(days=1)).isoformat()):
        assert client.get(reverse("incident_day", args=[nonsense])).status_code == 404
    client.force_login(person("nabil"))
    assert not client.get(reverse("incident_day", args=[a_day])).context["day"].rows
