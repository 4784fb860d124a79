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
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.calendar import is_working_day, public_holidays
from fostercare.workflows.clocks.holidays import Holiday, expected
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
    parameters, occasions = book(in_force()).parameters, _occasions(days)
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
            "days": [_day(day, first, by_day[day], parameters, occasions) for day in days],
            "may_plan": bool(bodies_with(request.user, *PREPARES)),
        },
    )


def _day(day, first, sittings, parameters, occasions):
    today, off = timezone.localdate(), day in public_holidays(day.year)
    return {
        "date": day,
        "name": formatted(day, "l"),
        "plan": _("Plan a sitting on %(day)s") % {"day": full_day(day)},
        "away": day.month != first.month,
        "today": day == today,
        "ahead": day >= today,
        "shut": not is_working_day(day, parameters),
        "holiday": occasions.get(day, _("public holiday")) if off else "",
        "sittings": sittings,
    }


def _occasions(days):
    """What the holidays of these days are called: in the Ministry's table, or as the library foresees them."""
    written = Holiday.objects.filter(day__range=(days[0], days[-1])).values_list("day", "name")
    return expected(*{days[0].year, days[-1].year}) | dict(written)


def _month(named):
    """The first day of the month that is named 2026-11."""
    try:
        return date.fromisoformat(f"{named}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _address(day):
    return f"{reverse('sitting_calendar')}?month={day:%Y-%m}"
