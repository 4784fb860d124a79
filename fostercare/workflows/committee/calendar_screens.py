"""The sittings of a month, between weekends and holidays."""

from calendar import SATURDAY, Calendar
from collections import defaultdict
from datetime import date, timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.wording import digits, formatted, full_day
from fostercare.guidebook.book import book
from fostercare.guidebook.parameters import WEEKDAYS
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.calendar import public_holidays
from fostercare.workflows.committee.pages import bodies_with
from fostercare.workflows.committee.screens import PAST, PREPARES, list_tabs, seen_by


def sitting_calendar(request):
    """A month, or the present one where the address names none."""
    first = _month(request.GET.get("month", ""))
    days = list(Calendar(SATURDAY).itermonthdates(first.year, first.month))
    sittings = seen_by(request.user).filter(sits_on__range=(days[0], days[-1])).whole()
    by_day = defaultdict(list)
    for sitting in sittings.order_by("sits_on", "sits_at", "pk"):
        by_day[sitting.sits_on].append({"sitting": sitting, "past": sitting.state in PAST})
    rest = _rest_days(days)
    return render(
        request,
        "committee/calendar.html",
        {
            "title": _("Sittings"),
            "tabs": list_tabs("calendar"),
            "month": digits(formatted(first, "F Y")),
            "previous": _address(first - timedelta(days=1)),
            "next": _address(first + timedelta(days=31)),
            "weekdays": [formatted(day, "l") for day in days[:7]],
            "days": [_day(day, first, by_day[day], rest) for day in days],
            "may_plan": bool(bodies_with(request.user, *PREPARES)),
        },
    )


def _day(day, first, sittings, rest):
    today = timezone.localdate()
    return {
        "date": day,
        "name": formatted(day, "l"),
        "plan": _("Plan a sitting on %(day)s") % {"day": full_day(day)},
        "away": day.month != first.month,
        "today": day == today,
        "ahead": day >= today,
        "shut": day in rest or day in public_holidays(day.year),
        "holiday": day in public_holidays(day.year),
        "sittings": sittings,
    }


def _rest_days(days):
    """The days of the week on which offices are shut, by the edition in force."""
    week = book(in_force()).parameters.value("working_week") or WEEKDAYS
    return {day for day in days if WEEKDAYS[day.weekday()] not in week}


def _month(named):
    """The first day of the month that is named 2026-11."""
    try:
        return date.fromisoformat(f"{named}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _address(day):
    return f"{reverse('sitting_calendar')}?month={day:%Y-%m}"
