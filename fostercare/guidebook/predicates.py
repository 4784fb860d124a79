"""The vocabulary of "when does it apply": one small question for each word an edition may use.

The answer is True, False, or None where a fact is not known yet. An adult's question asked of no adult in
particular asks whether it holds for any applicant. What each word means stands, in words, in the edition.
"""

import operator
from collections.abc import Callable, Iterable
from functools import wraps

from fostercare.guidebook.facts import Adult, Facts
from fostercare.guidebook.parameters import Parameters

PREDICATES: dict[str, Callable] = {}

SCHOOL_YEAR_BEGINS = 9  # September; the age that counts is that of 1 October


def holds(keys: Iterable[str], facts: Facts, parameters: Parameters, adult: Adult | None = None) -> bool | None:
    """Whether all of them hold; of none at all, yes."""
    return all_of(PREDICATES[key](facts, parameters, adult) for key in keys)


def all_of(answers):
    """One no settles it; failing that, one unknown leaves it open."""
    answers = set(answers)
    return False if False in answers else None if None in answers else True


def any_of(answers):
    """One yes settles it; failing that, one unknown leaves it open."""
    answers = set(answers)
    return True if True in answers else None if None in answers else False


def predicate(question):
    PREDICATES[question.__name__] = question
    return question


def predicate_of_adult(question):
    @wraps(question)
    def answer(facts, parameters, adult=None):
        if adult:
            return question(adult, facts, parameters)
        unknown = () if facts.all_applicants_entered else (None,)
        return any_of([*(question(one, facts, parameters) for one in facts.adults), *unknown])

    return predicate(answer)


def _equals(known, wanted):
    """An empty text is an unknown fact."""
    return known == wanted if known else None


def _length_reached(parameters, key, since, compare, day):
    """Compares the day on which the length is reached; where the edition gives no number, no rule applies."""
    if parameters.value(key) is None:
        return False
    if since is None or day is None:
        return None
    return compare(parameters.add(since, key), day)


def _child_has_reached(key, facts, parameters, day=None):
    born = facts.child and facts.child.birth_date
    return _length_reached(parameters, key, born, operator.le, day or facts.today)


# the household


@predicate
def couple(facts, parameters, adult=None):
    return _equals(facts.household_kind, "couple")


@predicate
def woman_alone(facts, parameters, adult=None):
    return _equals(facts.household_kind, "woman_alone")


@predicate
def man_alone(facts, parameters, adult=None):
    return _equals(facts.household_kind, "man_alone")


@predicate
def living_with_family(facts, parameters, adult=None):
    return facts.other_adults > 0


@predicate
def own_children(facts, parameters, adult=None):
    return bool(facts.own_children)


@predicate
def marriage_under_minimum(facts, parameters, adult=None):
    too_short = _length_reached(parameters, "marriage_min_years", facts.married_on, operator.gt, facts.asked_on)
    return all_of([couple(facts, parameters), too_short])


@predicate
def foreign_spouse(facts, parameters, adult=None):
    """Exactly one: two foreign spouses are another matter."""
    if not couple(facts, parameters):
        return couple(facts, parameters)
    if not facts.all_applicants_entered:
        return None
    foreign = [is_foreign(spouse) for spouse in facts.adults]
    return None if None in foreign else foreign.count(True) == 1


def is_foreign(adult):
    return adult.nationality != "EG" if adult.nationality else None


@predicate
def lives_abroad(facts, parameters, adult=None):
    return facts.lives_abroad


@predicate
def kin_family(facts, parameters, adult=None):
    return facts.kin


@predicate
def unrelated_family(facts, parameters, adult=None):
    return negated(facts.kin)


# an adult


@predicate_of_adult
def widowed(adult, facts, parameters):
    return _equals(adult.civil_status, "widowed")


@predicate_of_adult
def divorced(adult, facts, parameters):
    return _equals(adult.civil_status, "divorced")


@predicate_of_adult
def never_married(adult, facts, parameters):
    return _equals(adult.civil_status, "never_married")


@predicate_of_adult
def over_maximum_age(adult, facts, parameters):
    """The birthday itself is still within the age."""
    return _length_reached(parameters, "spouse_max_age", adult.birth_date, operator.lt, facts.asked_on)


@predicate_of_adult
def has_income(adult, facts, parameters):
    return adult.income_kind != "none" if adult.income_kind else None


@predicate_of_adult
def self_employed(adult, facts, parameters):
    return _equals(adult.income_kind, "self_employed")


# the application


@predicate
def exemption_asked(facts, parameters, adult=None):
    return facts.exemption_asked


@predicate
def higher_exemption_asked(facts, parameters, adult=None):
    return any_of([facts.higher_exemption_asked, foreign_spouse(facts, parameters), man_alone(facts, parameters)])


@predicate
def more_than_one_child_asked(facts, parameters, adult=None):
    """More than the limit for one child or, where siblings are asked for, more than theirs."""
    if facts.siblings_asked is None:
        answers = {_more_asked_than(key, facts, parameters) for key in ("foster_children_max", "foster_siblings_max")}
        return answers.pop() if len(answers) == 1 else None
    return _more_asked_than("foster_siblings_max" if facts.siblings_asked else "foster_children_max", facts, parameters)


def _more_asked_than(key, facts, parameters):
    limit = parameters.value(key)
    if limit is None:
        return False
    return None if facts.children_asked is None else facts.children_asked > limit


# the child


@predicate
def siblings(facts, parameters, adult=None):
    return facts.child and facts.child.has_siblings_in_care


@predicate
def able_to_express_view(facts, parameters, adult=None):
    noted = bool(facts.child and facts.child.can_express_view)
    return any_of([noted, _child_has_reached("child_view_age", facts, parameters)])


@predicate
def old_enough_to_be_seen_alone(facts, parameters, adult=None):
    return _child_has_reached("child_seen_alone_age", facts, parameters)


@predicate
def school_age(facts, parameters, adult=None):
    year = facts.today.year if facts.today.month >= SCHOOL_YEAR_BEGINS else facts.today.year - 1
    first_of_october = facts.today.replace(year=year, month=10, day=1)
    grown_up = _child_has_reached("majority_age", facts, parameters, first_of_october)
    return all_of([_child_has_reached("school_age", facts, parameters, first_of_october), negated(grown_up)])


def negated(answer):
    return None if answer is None else not answer


@predicate
def age_of_preparation(facts, parameters, adult=None):
    return _child_has_reached("aftercare_plan_age", facts, parameters)


@predicate
def age_17_or_more(facts, parameters, adult=None):
    return _child_has_reached("aftercare_review_age", facts, parameters)


@predicate
def of_age(facts, parameters, adult=None):
    return _child_has_reached("majority_age", facts, parameters)


# the placement


@predicate
def name_change_asked(facts, parameters, adult=None):
    return facts.placement and facts.placement.name_change_asked


@predicate
def travel_abroad(facts, parameters, adult=None):
    return facts.placement and facts.placement.travel_open


@predicate
def return_or_withdrawal(facts, parameters, adult=None):
    return facts.placement and parameters.ends_before_its_time(facts.placement.ending_kind)


@predicate
def returned_by_family(facts, parameters, adult=None):
    return facts.placement and _equals(facts.placement.ending_kind, "returned_by_family")


@predicate
def child_died(facts, parameters, adult=None):
    return facts.placement and _equals(facts.placement.ending_kind, "child_died")
