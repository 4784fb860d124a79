"""Which days are working days: the week is a parameter of the edition, the public holidays are the Ministry's table.

A year that nobody has entered is as the library foresees it.
"""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from time import monotonic

from fostercare.guidebook.parameters import WEEKDAYS
from fostercare.workflows.clocks.holidays import Holiday, expected

KEPT_SECONDS = 60


class _Table:
    """The holidays by year, read once a minute: a process learns of another's change within that time."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.years, self.read_at = {}, None

    def year(self, year) -> frozenset:
        if self.read_at is None or monotonic() - self.read_at > KEPT_SECONDS:
            self.years, self.read_at = self._read(), monotonic()
        return self.years.get(year) if year in self.years else _foreseen(year)

    def _read(self):
        years = defaultdict(set)
        for day, observed in Holiday.objects.values_list("day", "observed"):
            years[day.year] |= {day} if observed else set()
        return {year: frozenset(days) for year, days in years.items()}


table = _Table()


@lru_cache(maxsize=64)
def _foreseen(year):
    return frozenset(expected(year))


def public_holidays(year: int) -> frozenset:
    """The public holidays of a year and the next, as a set of days."""
    return table.year(year) | table.year(year + 1)


def due_date(start: date, key: str, parameters, pauses=()) -> date | None:
    """The day on which a time limit of the edition ends; None where the edition sets none.

    pauses: (last day before, last day) of each time in which the clock stood still, in their order.
    """
    day = parameters.add(start, key, public_holidays(start.year))
    for began, ended in pauses if day else ():
        day = paused(day, max(began, start), ended, parameters)
    return day


def paused(due: date, began: date, ended: date, parameters) -> date:
    """A due day after a pause: later by as many working days as lie in the pause, the day it began not counted."""
    stood_still = working_days_between(began, ended, parameters)
    return parameters.add_working_days(due, stood_still, public_holidays(due.year))


def working_days_between(after: date, until: date, parameters) -> int:
    """How many working days lie after a day, up to and with another."""
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    return sum(is_working_day(day, parameters) for day in days)


def is_working_day(day: date, parameters) -> bool:
    week = parameters.value("working_week") or WEEKDAYS
    return WEEKDAYS[day.weekday()] in week and day not in table.year(day.year)


def working_day(day: date, parameters) -> date:
    """The day itself, or the next one on which offices are open: a term does not end on a holiday."""
    while not is_working_day(day, parameters):
        day += timedelta(days=1)
    return day
