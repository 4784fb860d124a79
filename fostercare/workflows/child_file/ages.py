"""The ages of a child that are seen coming: fit for a family, school, independence, of age, end of follow-up.

Which ages, how long before, and of which files is said by the edition in force (`ages_ahead`, `ages_notice`).
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q
from django.utils import timezone

from fostercare.guidebook.book import book, wording
from fostercare.guidebook.publishing import in_force

NOTICE = "ages_notice"


@dataclass(frozen=True)
class Age:
    """One age that matters, and the days within which it is reached soon, both included."""

    key: str
    label: str
    length: relativedelta
    states: tuple
    first: date
    last: date

    @property
    def near(self) -> Q:
        """The files of the children who reach it within these days."""
        born = [self.first - self.length, self.last - self.length]
        return Q(state__in=self.states, child__birth_date__range=born)

    def reached_on(self, child) -> date:
        return child.birth_date + self.length


def ages() -> dict[str, Age]:
    """The ages the edition names, by key in its order; one to which it gives no figure is left out."""
    kept, today = book(in_force()), timezone.localdate()
    last = kept.parameters.add(today, NOTICE) or today
    return {
        row["key"]: Age(row["key"], wording(row), length, tuple(row["states"]), today, last)
        for row in kept.rows("ages_ahead")
        if (length := kept.parameters.length(row["age"]))
    }


def counted(files, known) -> dict[str, int]:
    """Age → how many of these files are near it, by one statement."""
    return files.aggregate(**{key: Count("pk", filter=age.near) for key, age in known.items()})
