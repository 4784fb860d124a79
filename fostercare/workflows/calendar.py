"""Egypt's public holidays; the working week itself is a parameter of the edition."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset:
    """The public holidays of a year and the next, as a set of days."""
    return frozenset(holidays.Egypt(years=[year, year + 1]))


def due_date(start: date, key: str, parameters) -> date | None:
    """The day on which a time limit of the edition ends; None where the edition sets none."""
    return parameters.add(start, key, public_holidays(start.year))
