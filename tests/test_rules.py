"""What the program proposes for an item, and on which day or figure it changes its mind. It never decides."""

from datetime import date

import pytest
from django.utils import translation

from fostercare.guidebook.rules import RULES
from tests.editions import an_edition, the_data
from tests.families import (
    a_couple,
    a_man_alone,
    a_woman_alone,
    facts,
    karim,
    mona,
    with_child,
    with_deposit,
    with_own_children,
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def proposed(item, case, adult=None, **figures):
    return RULES[item](case, an_edition(**figures), adult)


def outcome(item, case, **figures):
    return proposed(item, case, **figures).outcome


def born(*day):
    return a_couple(mona(birth_date=date(*day)), karim())


def jordanian_and(**husband):
    return a_couple(mona(nationality="JO"), karim(**husband))


def alone_born(*day):
    return a_woman_alone(mona(birth_date=date(*day)))


def trained(wife, husband):
    return a_couple(mona(training_days_attended=wife), karim(training_days_attended=husband))


def child_born(*day):
    return with_child(birth_date=date(*day))


EACH_SPOUSE_IS_AGED_21_TO_60 = [
    (born(2005, 3, 1), "pass"),  # twenty-one on the day of the request
    (born(2005, 3, 2), "fail"),
    (born(1966, 3, 1), "pass"),  # sixty on the day of the request
    (born(1966, 2, 28), "exemption"),
    (a_couple(mona(birth_date=None), karim()), "unknown"),
    (a_couple(asked_on=None), "unknown"),
    (a_couple(mona()), "unknown"),  # the husband is not entered
    (a_couple(mona(birth_date=date(1960, 1, 1)), karim(birth_date=date(2006, 1, 1))), "fail"),  # the gravest counts
    (a_couple(mona(birth_date=date(1960, 1, 1)), karim(birth_date=None)), "unknown"),
]

ONE_SPOUSE_IS_EGYPTIAN = [
    (a_couple(), "pass"),
    (jordanian_and(), "exemption"),
    (jordanian_and(nationality="SY"), "fail"),
    (jordanian_and(nationality=""), "unknown"),
    (a_couple(mona()), "unknown"),
    (a_woman_alone(), "pass"),
    (a_woman_alone(mona(nationality="JO")), "fail"),
    (a_man_alone(), "pass"),
    (facts(), "unknown"),
]

MARRIED_FOR_THREE_YEARS = [
    (a_couple(married_on=date(2023, 3, 1)), "pass"),  # three years on the day of the request
    (a_couple(married_on=date(2023, 3, 2)), "exemption"),
    (a_couple(married_on=None), "unknown"),
    (a_couple(asked_on=None), "unknown"),
]

A_WOMAN_ALONE_IS_THIRTY = [
    (alone_born(1996, 3, 1), "pass"),
    (alone_born(1996, 3, 2), "fail"),
    (a_woman_alone(mona(birth_date=None)), "unknown"),
    (a_woman_alone(adults=()), "unknown"),
]

AT_MOST_TWO_DEPENDENT_CHILDREN = [
    (a_couple(), "pass"),
    (with_own_children((None, True), (None, True)), "pass"),
    (with_own_children((None, True), (None, True), (None, False)), "pass"),
    (with_own_children((None, True), (None, True), (None, True)), "fail"),
    (with_own_children((None, True), (None, True), (None, None)), "unknown"),
    (with_own_children((None, True), (None, None)), "pass"),  # whatever the second is, there are not three
    (with_own_children((None, True), (None, True), (None, True), (None, None)), "fail"),
]

THE_YOUNGEST_CHILD_IS_TWO = [
    (with_own_children((date(2024, 3, 1), True)), "pass"),  # two on the day of the request
    (with_own_children((date(2024, 3, 2), True)), "exemption"),
    (with_own_children((date(2010, 1, 1), True), (date(2025, 1, 1), True)), "exemption"),
    (with_own_children((date(2010, 1, 1), True), (None, True)), "unknown"),
    (with_own_children((date(2025, 1, 1), True), (None, True)), "exemption"),
    (with_own_children((None, True)), "unknown"),
    (a_couple(), "pass"),
    (a_couple(asked_on=None), "unknown"),
]

EVERY_DAY_OF_THE_COURSE = [
    (trained(5, 5), "pass"),
    (trained(5, 6), "pass"),
    (trained(5, 4), "fail"),
    (trained(5, None), "unknown"),
    (trained(4, None), "fail"),
    (a_couple(mona()), "unknown"),
]

THE_CHILD_IS_THREE_MONTHS = [
    (child_born(2026, 3, 1), "pass"),  # three months today
    (child_born(2026, 3, 2), "fail"),
    (child_born(2008, 6, 2), "pass"),
    (child_born(2008, 6, 1), "fail"),  # eighteen today
    (with_child(birth_date=None), "unknown"),
    (a_couple(), "unknown"),
]

ONE_RELIGION = [
    (a_couple(one_religion=True), "pass"),
    (a_couple(one_religion=False), "fail"),
    (a_couple(), "unknown"),
    (a_couple(mona(), one_religion=True), "unknown"),
]

SIX_VISITS = [(a_couple(viewing_visits=5), "fail"), (a_couple(viewing_visits=6), "pass"), (a_couple(), "fail")]

THREE_THOUSAND_POUNDS = [
    (with_deposit("3000.00"), "pass"),
    (with_deposit("2999.99"), "fail"),
    (a_couple(), "unknown"),
]

VISITS_IN_TIME = [
    (a_couple(overdue_visits=0), "pass"),
    (a_couple(overdue_visits=1), "fail"),
    (a_couple(), "unknown"),
]

SEEN_ALONE = [
    (a_couple(child_seen_alone=True), "pass"),
    (a_couple(child_seen_alone=False), "fail"),
    (a_couple(), "unknown"),
]

TABLE = {
    "EL-03": EACH_SPOUSE_IS_AGED_21_TO_60,
    "EL-04": ONE_SPOUSE_IS_EGYPTIAN,
    "EL-05": MARRIED_FOR_THREE_YEARS,
    "EL-07": A_WOMAN_ALONE_IS_THIRTY,
    "EL-09": AT_MOST_TWO_DEPENDENT_CHILDREN,
    "EL-10": THE_YOUNGEST_CHILD_IS_TWO,
    "TR-01": EVERY_DAY_OF_THE_COURSE,
    "MT-02": THE_CHILD_IS_THREE_MONTHS,
    "MT-04": ONE_RELIGION,
    "MT-06": SIX_VISITS,
    "CT-02": THREE_THOUSAND_POUNDS,
    "FU-01": VISITS_IN_TIME,
    "FU-02": SEEN_ALONE,
}


@pytest.mark.parametrize("item, case, expected", [(item, *row) for item, rows in TABLE.items() for row in rows])
def test_a_verdict(item, case, expected):
    verdict = proposed(item, case)
    assert verdict.outcome == expected
    assert verdict.reason
    assert bool(verdict.authority) == (expected == "exemption")


def test_every_rule_has_its_table_and_its_item():
    computed = {row["code"] for row in the_data()["items"] if row.get("computed")}
    assert RULES.keys() == TABLE.keys()
    assert computed >= RULES.keys()


@pytest.mark.parametrize(
    "item, case, authority",
    [
        ("EL-03", born(1960, 1, 1), "higher_committee"),
        ("EL-04", jordanian_and(), "higher_committee"),
        ("EL-05", a_couple(married_on=date(2025, 1, 1)), "local_committee"),
        ("EL-10", with_own_children((date(2025, 6, 1), True)), "local_committee"),
    ],
)
def test_an_exemption_names_who_may_grant_it(item, case, authority):
    assert proposed(item, case).authority == authority
    assert authority in {row["exempted_by"] for row in the_data()["items"] if row["code"] == item}


def test_each_spouse_has_a_verdict_of_their_own():
    case = born(1960, 1, 1)
    wife, husband = case.adults
    assert proposed("EL-03", case, wife).outcome == "exemption"
    assert proposed("EL-03", case, husband).outcome == "pass"


@pytest.mark.parametrize(
    "item, case, figures, expected",
    [
        ("EL-03", born(2005, 3, 1), {"spouse_min_age": 25}, "fail"),
        ("EL-03", born(1970, 3, 1), {"spouse_max_age": 55}, "exemption"),
        ("EL-03", born(1950, 3, 1), {"spouse_max_age": None}, "pass"),  # no maximum any more
        ("EL-04", jordanian_and(), {"egyptian_spouses_min": 2}, "fail"),
        ("EL-05", a_couple(married_on=date(2023, 3, 1)), {"marriage_min_years": 5}, "exemption"),
        ("EL-07", alone_born(1996, 3, 1), {"woman_alone_min_age": 35}, "fail"),
        ("EL-09", with_own_children((None, True), (None, True)), {"max_dependent_own_children": 1}, "fail"),
        ("EL-10", with_own_children((date(2024, 3, 1), True)), {"youngest_own_child_min_age": 3}, "exemption"),
        ("TR-01", trained(5, 5), {"training_days": 6}, "fail"),
        ("TR-01", trained(5, 0), {"training_each_spouse": False}, "pass"),
        ("MT-02", child_born(2026, 3, 1), {"child_min_age": 24}, "fail"),
        ("MT-06", a_couple(viewing_visits=6), {"match_visits_required": 8}, "fail"),
        ("CT-02", with_deposit("3000"), {"child_account_deposit": 5000}, "fail"),
    ],
)
def test_another_edition_proposes_otherwise(item, case, figures, expected):
    assert outcome(item, case) != expected
    assert outcome(item, case, **figures) == expected


def test_another_edition_names_another_authority():
    verdict = proposed("EL-03", born(1960, 1, 1), over_max_age_authority="local_committee")
    assert (verdict.outcome, verdict.authority) == ("exemption", "local_committee")


@pytest.mark.parametrize(
    "item, case, figures",
    [
        ("EL-03", a_couple(), {"spouse_min_age": None, "spouse_max_age": None}),
        ("EL-05", a_couple(), {"marriage_min_years": None}),
        ("EL-09", a_couple(), {"max_dependent_own_children": None}),
        ("MT-06", a_couple(viewing_visits=6), {"match_visits_required": None}),
        ("CT-02", with_deposit("3000"), {"child_account_deposit": None}),
    ],
)
def test_without_a_figure_nothing_is_proposed(item, case, figures):
    verdict = proposed(item, case, **figures)
    assert verdict.outcome == "unknown"
    assert verdict.reason == "This edition of the guidebook gives no figure for this item."


@pytest.mark.parametrize(
    "item, case, reason",
    [
        (
            "EL-03",
            born(1966, 2, 28),
            "منى: 60 years on the date of the request. Maximum: 60 years, passed on 28 February 2026.",
        ),
        ("EL-03", born(2005, 3, 2), "منى: 20 years on the date of the request. Minimum: 21 years."),
        ("EL-03", a_couple(mona(birth_date=None), karim()), "The birth date of منى is not entered yet."),
        ("EL-04", jordanian_and(nationality="SY"), "Egyptian spouses: 0. Minimum: 1."),
        (
            "EL-05",
            a_couple(married_on=date(2023, 3, 2)),
            "Married on 2 March 2023: 3 years of marriage are complete on 2 March 2026, after the date of the request, "
            "1 March 2026. This can be waived where permanent infertility is proved.",
        ),
        (
            "EL-10",
            with_own_children((date(2025, 2, 1), True)),
            "Youngest own child: 13 months on the date of the request. Minimum: 2 years.",
        ),
        ("MT-02", child_born(2026, 5, 1), "The child's age today: 1 month. Minimum: 3 months."),
        ("CT-02", with_deposit("2999.50"), "In the child's account: 2999.50 EGP. Required: 3000 EGP."),
        ("FU-01", a_couple(overdue_visits=2), "2 follow-up visits are overdue."),
    ],
)
def test_the_reason_says_the_figures(item, case, reason):
    assert proposed(item, case).reason == reason
