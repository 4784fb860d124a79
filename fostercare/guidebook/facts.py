"""What a case knows of itself, as plain values: all that predicates and rules ever read.

None, or an empty text, is a fact that is not known yet. Nothing here knows the database.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

APPLICANTS = {"couple": 2, "woman_alone": 1, "man_alone": 1}


@dataclass(frozen=True, kw_only=True)
class Adult:
    """One applicant."""

    key: int
    name: str = ""
    sex: str = ""  # male, female
    birth_date: date | None = None
    nationality: str = ""  # ISO 3166 alpha-2
    civil_status: str = ""  # married, widowed, divorced, never_married
    income_kind: str = ""  # none, salary, pension, self_employed, other
    monthly_income: Decimal | None = None
    education: str = ""  # none, basic, secondary, university, postgraduate
    training_days_attended: int | None = None
    training_passed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OwnChild:
    """A living child of an applicant, of any age."""

    key: int
    birth_date: date | None = None
    dependent: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Child:
    """The child in care."""

    key: int
    birth_date: date | None = None
    sex: str = ""
    has_siblings_in_care: bool | None = None
    can_express_view: bool | None = None  # a specialist's note


@dataclass(frozen=True, kw_only=True)
class PlacementFacts:
    name_change_asked: bool = False
    ending_kind: str = ""
    travel_open: bool = False
    handed_over_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    today: date
    asked_on: date | None = None
    adults: tuple[Adult, ...] = ()
    own_children: tuple[OwnChild, ...] = ()
    other_adults: int = 0  # adults of the same home who do not apply
    household_kind: str = ""  # a key of APPLICANTS
    married_on: date | None = None
    lives_abroad: bool | None = None
    kin: bool | None = None
    children_asked: int | None = None
    siblings_asked: bool | None = None
    exemption_asked: bool = False
    higher_exemption_asked: bool = False
    child: Child | None = None
    one_religion: bool | None = None  # the child and all applicants are of one; which it is no rule needs
    placement: PlacementFacts | None = None
    viewing_visits: int = 0
    deposit: Decimal | None = None
    overdue_visits: int | None = None  # planned visits that are late by more than the edition's grace
    child_seen_alone: bool | None = None  # at the last visit signed off

    @property
    def all_applicants_entered(self) -> bool:
        return len(self.adults) == APPLICANTS.get(self.household_kind)
