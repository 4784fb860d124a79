"""Families on paper: facts as the guidebook reads them, known unless a test says otherwise."""

from datetime import date
from decimal import Decimal

from fostercare.guidebook.facts import Adult, Child, Facts, OwnChild, PlacementFacts

ASKED_ON = date(2026, 3, 1)
TODAY = date(2026, 6, 1)


def mona(**known):
    return Adult(**_with(known, key=1, name="منى", sex="female", birth_date=date(1988, 5, 20), civil_status="married"))


def karim(**known):
    return Adult(**_with(known, key=2, name="كريم", sex="male", birth_date=date(1985, 1, 9), civil_status="married"))


def _with(known, **usual):
    every_day = {"nationality": "EG", "income_kind": "salary", "training_days_attended": 5}
    return every_day | usual | known


def a_couple(*spouses, **known):
    usual = {"adults": spouses or (mona(), karim()), "household_kind": "couple", "married_on": date(2015, 9, 3)}
    return facts(**usual | known)


def a_woman_alone(woman=None, **known):
    return facts(**{"adults": (woman or mona(civil_status="divorced"),), "household_kind": "woman_alone"} | known)


def a_man_alone(**known):
    return facts(**{"adults": (karim(civil_status="widowed"),), "household_kind": "man_alone"} | known)


def facts(**known):
    return Facts(**{"today": TODAY, "asked_on": ASKED_ON} | known)


def with_own_children(*children):
    """Each is (birth date, dependent?)."""
    rows = (OwnChild(key=at, birth_date=born, dependent=dependent) for at, (born, dependent) in enumerate(children))
    return a_couple(own_children=tuple(rows))


def with_child(**known):
    return a_couple(child=Child(**{"key": 9, "birth_date": date(2024, 2, 10)} | known))


def with_placement(**known):
    return a_couple(placement=PlacementFacts(**known))


def with_deposit(amount):
    return a_couple(deposit=Decimal(amount))
