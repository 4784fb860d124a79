"""Egypt's public holidays; the working week itself is a parameter of the edition."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from fostercare.guidebook.parameters import WEEKDAYS


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset:
    """The public holidays of a year and the next, as a set of days."""
    return frozenset(holidays.Egypt(years=[year, year + 1]))


def due_date(start: date, key: str, parameters) -> date | None:
    """The day on which a time limit of the edition ends; None where the edition sets none."""
    return parameters.add(start, key, public_holidays(start.year))


def working_day(day: date, parameters) -> date:
    """The day itself, or the next one on which offices are open: a term does not end on a holiday."""
    week = parameters.value("working_week") or WEEKDAYS
    while WEEKDAYS[day.weekday()] not in week or day in public_holidays(day.year):
        day += timedelta(days=1)
    return day
