"""When an item applies: the words of the guidebook, each with the day on which its answer changes."""

from datetime import date, datetime

import pytest

from fostercare.guidebook.predicates import PREDICATES, all_of, any_of, holds
from tests.editions import an_edition, the_data
from tests.families import (
    a_couple,
    a_man_alone,
    a_woman_alone,
    facts,
    karim,
    mona,
    with_child,
    with_own_children,
    with_placement,
)

UNKNOWN = None
NOBODY_YET = facts()


def asked(word, case, adult=None, **figures):
    return PREDICATES[word](case, an_edition(**figures), adult)


HOUSEHOLD = [
    ("couple", a_couple(), True),
    ("couple", a_woman_alone(), False),
    ("couple", NOBODY_YET, UNKNOWN),
    ("woman_alone", a_woman_alone(), True),
    ("woman_alone", a_man_alone(), False),
    ("woman_alone", NOBODY_YET, UNKNOWN),
    ("man_alone", a_man_alone(), True),
    ("man_alone", a_couple(), False),
    ("man_alone", NOBODY_YET, UNKNOWN),
    ("living_with_family", a_woman_alone(other_adults=1), True),
    ("living_with_family", a_woman_alone(), False),
    ("own_children", with_own_children((date(2001, 1, 1), False)), True),
    ("own_children", a_couple(), False),
    ("lives_abroad", a_couple(lives_abroad=True), True),
    ("lives_abroad", a_couple(lives_abroad=False), False),
    ("lives_abroad", a_couple(), UNKNOWN),
    ("kin_family", a_couple(kin=True), True),
    ("kin_family", a_couple(kin=False), False),
    ("kin_family", a_couple(), UNKNOWN),
    ("foreign_spouse", a_couple(mona(nationality="JO"), karim()), True),
    ("foreign_spouse", a_couple(), False),
    ("foreign_spouse", a_couple(mona(nationality="JO"), karim(nationality="SY")), False),
    ("foreign_spouse", a_couple(mona(nationality=""), karim()), UNKNOWN),
    ("foreign_spouse", a_couple(mona()), UNKNOWN),
    ("foreign_spouse", a_woman_alone(mona(nationality="JO")), False),
    ("foreign_spouse", NOBODY_YET, UNKNOWN),
]

APPLICATION = [
    ("exemption_asked", a_couple(exemption_asked=True), True),
    ("exemption_asked", a_couple(), False),
    ("higher_exemption_asked", a_couple(higher_exemption_asked=True), True),
    ("higher_exemption_asked", a_couple(exemption_asked=True), False),
    ("higher_exemption_asked", a_couple(mona(nationality="JO"), karim()), True),
    ("higher_exemption_asked", a_couple(mona(nationality=""), karim()), UNKNOWN),
    ("higher_exemption_asked", a_man_alone(), True),
    ("higher_exemption_asked", a_woman_alone(), False),
    ("more_than_one_child_asked", a_couple(children_asked=1, siblings_asked=False), False),
    ("more_than_one_child_asked", a_couple(children_asked=2, siblings_asked=False), True),
    ("more_than_one_child_asked", a_couple(children_asked=2, siblings_asked=True), False),
    ("more_than_one_child_asked", a_couple(children_asked=3, siblings_asked=True), True),
    ("more_than_one_child_asked", a_couple(children_asked=1), False),
    ("more_than_one_child_asked", a_couple(children_asked=2), UNKNOWN),
    ("more_than_one_child_asked", a_couple(children_asked=3), True),
    ("more_than_one_child_asked", a_couple(siblings_asked=True), UNKNOWN),
]

CHILD = [
    ("siblings", with_child(has_siblings_in_care=True), True),
    ("siblings", with_child(has_siblings_in_care=False), False),
    ("siblings", with_child(), UNKNOWN),
    ("siblings", a_couple(), UNKNOWN),
    ("able_to_express_view", with_child(birth_date=date(2021, 6, 1)), True),
    ("able_to_express_view", with_child(birth_date=date(2021, 6, 2)), False),
    ("able_to_express_view", with_child(birth_date=date(2022, 6, 2), can_express_view=True), True),
    ("able_to_express_view", with_child(birth_date=date(2014, 6, 2), can_express_view=False), True),
    ("able_to_express_view", with_child(birth_date=None), UNKNOWN),
    ("able_to_express_view", with_child(birth_date=None, can_express_view=True), True),
    ("old_enough_to_be_seen_alone", with_child(birth_date=date(2022, 6, 1)), True),
    ("old_enough_to_be_seen_alone", with_child(birth_date=date(2022, 6, 2)), False),
    ("old_enough_to_be_seen_alone", with_child(birth_date=None), UNKNOWN),
    ("age_of_preparation", with_child(birth_date=date(2011, 6, 1)), True),
    ("age_of_preparation", with_child(birth_date=date(2011, 6, 2)), False),
    ("age_17_or_more", with_child(birth_date=date(2009, 6, 1)), True),
    ("age_17_or_more", with_child(birth_date=date(2009, 6, 2)), False),
    ("of_age", with_child(birth_date=date(2008, 6, 1)), True),
    ("of_age", with_child(birth_date=date(2008, 6, 2)), False),
    ("of_age", a_couple(), UNKNOWN),
]

PLACEMENT = [
    ("name_change_asked", with_placement(name_change_asked=True), True),
    ("name_change_asked", with_placement(), False),
    ("name_change_asked", a_couple(), UNKNOWN),
    ("travel_abroad", with_placement(travel_open=True), True),
    ("travel_abroad", with_placement(), False),
    ("travel_abroad", a_couple(), UNKNOWN),
    ("return_or_withdrawal", with_placement(ending_kind="withdrawn_by_state"), True),
    ("return_or_withdrawal", with_placement(ending_kind="follow_up_completed"), False),
    ("return_or_withdrawal", with_placement(), UNKNOWN),
    ("return_or_withdrawal", a_couple(), UNKNOWN),
    ("returned_by_family", with_placement(ending_kind="returned_by_family"), True),
    ("returned_by_family", with_placement(ending_kind="withdrawn_by_state"), False),
    ("returned_by_family", with_placement(), UNKNOWN),
    ("child_died", with_placement(ending_kind="child_died"), True),
    ("child_died", with_placement(ending_kind="reunified"), False),
    ("child_died", with_placement(), UNKNOWN),
]


@pytest.mark.parametrize("word, case, answer", HOUSEHOLD + APPLICATION + CHILD + PLACEMENT)
def test_a_word_of_the_guidebook(word, case, answer):
    assert asked(word, case) is answer


@pytest.mark.parametrize(
    "word, adult, answer",
    [
        ("widowed", mona(civil_status="widowed"), True),
        ("widowed", mona(), False),
        ("widowed", mona(civil_status=""), UNKNOWN),
        ("divorced", mona(civil_status="divorced"), True),
        ("divorced", mona(), False),
        ("divorced", mona(civil_status=""), UNKNOWN),
        ("never_married", mona(civil_status="never_married"), True),
        ("never_married", mona(civil_status="divorced"), False),
        ("never_married", mona(civil_status=""), UNKNOWN),
        ("has_income", mona(income_kind="pension"), True),
        ("has_income", mona(income_kind="none"), False),
        ("has_income", mona(income_kind=""), UNKNOWN),
        ("self_employed", mona(income_kind="self_employed"), True),
        ("self_employed", mona(income_kind="salary"), False),
        ("self_employed", mona(income_kind=""), UNKNOWN),
        ("over_maximum_age", mona(birth_date=date(1966, 3, 1)), False),  # sixty on the day of the request
        ("over_maximum_age", mona(birth_date=date(1966, 2, 28)), True),
        ("over_maximum_age", mona(birth_date=None), UNKNOWN),
    ],
)
def test_a_word_about_one_adult(word, adult, answer):
    assert asked(word, a_couple(adult, karim()), adult) is answer


@pytest.mark.parametrize(
    "spouses, answer",
    [
        ((mona(), karim(income_kind="self_employed")), True),
        ((mona(), karim()), False),
        ((mona(), karim(income_kind="")), UNKNOWN),
        ((mona(income_kind=""), karim(income_kind="self_employed")), True),
        ((mona(),), UNKNOWN),
        ((mona(income_kind="self_employed"),), True),
    ],
)
def test_asked_of_no_adult_in_particular_it_is_asked_of_any_applicant(spouses, answer):
    assert asked("self_employed", a_couple(*spouses)) is answer


@pytest.mark.parametrize(
    "married_on, asked_on, answer",
    [
        (date(2023, 3, 1), date(2026, 3, 1), False),  # the day on which three years are complete
        (date(2023, 3, 2), date(2026, 3, 1), True),
        (date(2024, 2, 29), date(2027, 2, 28), False),  # married on a leap day
        (date(2024, 2, 29), date(2027, 2, 27), True),
        (None, date(2026, 3, 1), UNKNOWN),
        (date(2023, 3, 2), None, UNKNOWN),
    ],
)
def test_a_marriage_under_the_minimum(married_on, asked_on, answer):
    assert asked("marriage_under_minimum", a_couple(married_on=married_on, asked_on=asked_on)) is answer


def test_only_a_couple_has_a_marriage_under_the_minimum():
    assert asked("marriage_under_minimum", a_woman_alone()) is False
    assert asked("marriage_under_minimum", NOBODY_YET) is UNKNOWN


@pytest.mark.parametrize(
    "born, today, answer",
    [
        (date(2020, 10, 1), date(2026, 10, 5), True),  # six on 1 October
        (date(2020, 10, 2), date(2026, 10, 5), False),
        (date(2020, 10, 1), date(2026, 9, 1), True),  # the school year begins in September
        (date(2020, 10, 1), date(2026, 8, 31), False),  # and the one before lasts until then
        (date(2008, 10, 2), date(2026, 10, 5), True),
        (date(2008, 10, 1), date(2026, 10, 5), False),  # eighteen on 1 October
        (None, date(2026, 10, 5), UNKNOWN),
    ],
)
def test_school_age_is_that_of_the_first_of_october(born, today, answer):
    child = with_child(birth_date=born).child
    assert asked("school_age", facts(today=today, child=child)) is answer


@pytest.mark.parametrize(
    "word, case, figures, answer",
    [
        ("marriage_under_minimum", a_couple(married_on=date(2023, 3, 1)), {"marriage_min_years": 5}, True),
        ("over_maximum_age", a_couple(mona(birth_date=date(1968, 1, 1)), karim()), {"spouse_max_age": 55}, True),
        ("old_enough_to_be_seen_alone", with_child(), {"child_seen_alone_age": 2}, True),
        ("age_17_or_more", with_child(birth_date=date(2010, 1, 1)), {"aftercare_review_age": 16}, True),
        ("more_than_one_child_asked", a_couple(children_asked=2), {"foster_children_max": 2}, False),
    ],
)
def test_another_edition_says_otherwise(word, case, figures, answer):
    assert asked(word, case) is not answer
    assert asked(word, case, **figures) is answer


@pytest.mark.parametrize(
    "word, figure",
    [
        ("marriage_under_minimum", "marriage_min_years"),
        ("over_maximum_age", "spouse_max_age"),
        ("old_enough_to_be_seen_alone", "child_seen_alone_age"),
        ("able_to_express_view", "child_view_age"),
        ("of_age", "majority_age"),
    ],
)
def test_where_the_edition_gives_no_figure_no_rule_applies(word, figure):
    case = a_couple(mona(birth_date=date(1940, 1, 1)), karim(), married_on=date(2026, 1, 1))
    assert asked(word, case, **{figure: None}) is False


@pytest.mark.parametrize(
    "words, answer",
    [
        ([], True),
        (["woman_alone", "living_with_family"], True),
        (["woman_alone", "own_children"], False),
        (["woman_alone", "lives_abroad"], UNKNOWN),
        (["own_children", "lives_abroad"], False),  # one no settles it, whatever is unknown
    ],
)
def test_all_words_of_a_list_have_to_hold(words, answer):
    assert holds(words, a_woman_alone(other_adults=2), an_edition()) is answer


def test_a_list_about_one_adult():
    case = a_couple(mona(), karim(income_kind="self_employed"))
    assert holds(["couple", "self_employed"], case, an_edition(), case.adults[0]) is False
    assert holds(["couple", "self_employed"], case, an_edition(), case.adults[1]) is True


def test_an_unknown_answer_weighs_less_than_a_settled_one():
    assert (all_of([True, None]), all_of([False, None]), all_of([])) == (None, False, True)
    assert (any_of([False, None]), any_of([True, None]), any_of([])) == (None, True, False)


def test_the_first_edition_explains_every_word_of_the_program():
    assert {row["key"] for row in the_data()["predicates"]} == PREDICATES.keys()


@pytest.mark.parametrize(
    "start, figure, figures, end",
    [
        (date(2026, 1, 31), "transition_length", {"transition_length": 1}, date(2026, 2, 28)),  # a shorter month
        (date(2026, 3, 1), "validity_d06", {}, date(2026, 5, 30)),
        (date(2024, 1, 1), "nursing_max_age_lunar_years", {}, date(2025, 12, 10)),  # three weeks short of two years
        (datetime(2026, 3, 1, 22), "first_visit_high_risk", {}, datetime(2026, 3, 3, 22)),
        (date(2026, 3, 5), "timer_register", {}, date(2026, 3, 8)),  # from a Thursday to the Sunday
        (date(2026, 3, 1), "income_floor", {}, None),
    ],
)
def test_lengths_are_counted_in_their_own_unit(start, figure, figures, end):
    assert an_edition(**figures).add(start, figure) == end


def test_working_days_leave_out_the_holidays():
    holidays = {date(2026, 3, 8), date(2026, 3, 9)}
    assert an_edition().add(date(2026, 3, 5), "escalation_head_after", holidays) == date(2026, 3, 12)
