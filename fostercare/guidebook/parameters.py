"""The figures of one edition, read with their units.

A figure the edition does not give is None everywhere: no number, no rule.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

LUNAR_YEAR = 12 * 29.530588  # days

LENGTHS = {
    "hours": lambda count: timedelta(hours=count),
    "days": lambda count: timedelta(days=count),
    "months": lambda count: relativedelta(months=count),
    "years": lambda count: relativedelta(years=count),
    "lunar_years": lambda count: timedelta(days=round(count * LUNAR_YEAR)),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Parameters:
    """Rows are whatever carries key, value and unit; `ending_kinds` is the edition's plain list of that name."""

    def __init__(self, rows: Iterable, ending_kinds: Iterable[dict] = ()):
        self._rows = {row.key: row for row in rows}
        self._before_its_time = {kind["key"]: kind["before_its_time"] for kind in ending_kinds}

    def value(self, key: str):
        row = self._rows.get(key)
        return None if row is None else row.value

    def unit(self, key: str) -> str:
        row = self._rows.get(key)
        return "" if row is None else row.unit

    def label(self, key: str) -> str:
        row = self._rows.get(key)
        return key if row is None else row.label

    def length(self, key: str) -> timedelta | relativedelta | None:
        """Working days have no length of their own: only `add` can count them."""
        count = self.value(key)
        return None if count is None else LENGTHS[self.unit(key)](count)

    def add(self, start: date, key: str, holidays=frozenset()) -> date | None:
        """The day, or the moment, on which the length is reached.

        A month or year that lacks the day ends on its last one: born on 29 February, of age on 28 February.
        """
        count = self.value(key)
        if count is None:
            return None
        if self.unit(key) == "working_days":
            return self.add_working_days(start, count, holidays)
        return start + self.length(key)

    def ends_before_its_time(self, ending_kind: str) -> bool | None:
        return self._before_its_time.get(ending_kind)

    def add_working_days(self, day: date, count: int, holidays=frozenset()) -> date:
        working_week = self.value("working_week") or WEEKDAYS
        while count > 0:
            day += timedelta(days=1)
            if WEEKDAYS[day.weekday()] in working_week and day not in holidays:
                count -= 1
        return day
