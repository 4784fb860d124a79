"""The quarter or the month that a report is about: 2026-Q4, 2026-11."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import digits

WRITTEN = re.compile(r"(20\d\d)-(?:Q([1-4])|(0[1-9]|1[0-2]))", re.ASCII)
QUARTERS = [
    gettext_lazy("first quarter"), gettext_lazy("second quarter"), gettext_lazy("third quarter"),
    gettext_lazy("fourth quarter"),
]  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From its first to its last day; `months` is 3 or 1."""

    start: date
    months: int

    @property
    def end(self) -> date:
        return self.start + relativedelta(months=self.months) - timedelta(days=1)

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m}" if self.months == 1 else f"{self.start.year}-Q{(self.start.month + 2) // 3}"

    @property
    def label(self) -> str:
        """«الربع الرابع ٢٠٢٦», «نوفمبر ٢٠٢٦»."""
        if self.months == 1:
            return digits(formatted(self.start, "F Y"))
        quarter = QUARTERS[(self.start.month - 1) // 3]
        return _("%(quarter)s of %(year)s") % {"quarter": quarter, "year": digits(self.start.year)}

    def other(self, steps) -> "Period":
        """The period so many before (negative) or after this one."""
        return Period(self.start + relativedelta(months=self.months * steps), self.months)


def period_of(day: date, months: int) -> Period:
    """The quarter (3) or month (1) in which a day lies."""
    return Period(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def read(key: str) -> Period | None:
    """The period with this key; None where it is none."""
    found = WRITTEN.fullmatch(key)
    if not found:
        return None
    year, quarter, month = found.groups()
    return Period(date(int(year), 3 * int(quarter) - 2, 1), 3) if quarter else Period(date(int(year), int(month), 1), 1)
