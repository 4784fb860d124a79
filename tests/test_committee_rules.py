"""Quorum, votes and casting vote, held against an independent statement of the same rules: by going through the people.

The statement below knows neither seats nor tables. It takes the body's members one by one, as one would with a list and
a pencil, and says whether a decision stands.
"""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fostercare.workflows.committee.rules import (
    Capacity,
    Choice,
    Count,
    Result,
    Rules,
    Sitter,
    Table,
    by_casting_vote,
    counted,
    flaws,
    result,
)  # fmt: skip
from tests.editions import an_edition

CHAIR, DEPUTY, RAPPORTEUR, VOTING, ADVISORY, SUBSTITUTE = Capacity

# The statement --------------------------------------------------------------------------------------------------------


def at_the_table(people, person):
    return person["present"] and not person["recused"]


def who_acts_for(people, member):
    """The member in person, else the first of the member's substitutes who is there."""
    if at_the_table(people, member):
        return member["key"]
    there = [other for other in people if other["stands_for"] == member["key"] and at_the_table(people, other)]
    return there[0]["key"] if there else None


def the_count(people, rules):
    """(how many count, who votes, who presides, who writes)"""
    counts, votes = 0, set()
    for member in people:
        has_a_vote = member["capacity"] in ("chair", "deputy_chair", "voting")
        has_a_vote |= member["capacity"] == "rapporteur" and rules.rapporteur_votes
        if not has_a_vote:
            continue
        actor = who_acts_for(people, member)
        if actor is not None:
            votes.add(actor)
        if actor is not None or not member["recused"] or not rules.recusal_lowers_base:
            counts += 1
    return counts, votes, first_of(people, "chair") or first_of(people, "deputy_chair"), first_of(people, "rapporteur")


def first_of(people, capacity):
    return next(
        filter(None, (who_acts_for(people, member) for member in people if member["capacity"] == capacity)), None
    )


def is_quorate(people, rules):
    counts, votes, chair, rapporteur = the_count(people, rules)
    if not votes or (rules.needs_chair and not chair) or (rules.needs_rapporteur and not rapporteur):
        return False
    return rules.share_over is None or Fraction(len(votes), counts) > rules.share_over


def stands(people, rules, ballots):
    """Is what was put to the vote a valid decision?"""
    counts, votes, chair, _rapporteur = the_count(people, rules)
    if not is_quorate(people, rules):
        return False
    if rules.abstention_recorded and any(voter not in ballots for voter in votes):
        return False
    ayes = sum(ballots.get(voter) == "for" for voter in votes)
    noes = sum(ballots.get(voter) == "against" for voter in votes)
    all_who_count = len(votes) if rules.majority == "simple" else counts
    if ayes > all_who_count - ayes:
        return True
    equal_sides = ayes == noes and ayes > 0 and (rules.majority == "simple" or ayes + noes == all_who_count)
    return bool(equal_sides and rules.casting_vote and chair and ballots.get(chair) == "for")


# Committees -----------------------------------------------------------------------------------------------------------


@st.composite
def committees(draw):
    """A body of up to nine: a chair or none, deputies, a rapporteur or none, members, advisers, substitutes."""
    capacities = (
        [CHAIR] * draw(st.integers(0, 1)) + [DEPUTY] * draw(st.integers(0, 2)) + [RAPPORTEUR] * draw(st.integers(0, 1))
        + [VOTING] * draw(st.integers(0, 4)) + [ADVISORY] * draw(st.integers(0, 1))
    )  # fmt: skip
    people = [_person(draw, key, capacity) for key, capacity in enumerate(capacities, start=1)]
    for key in range(len(people) + 1, len(people) + 1 + draw(st.integers(0, 2)) * bool(people)):
        people.append(_person(draw, key, SUBSTITUTE, draw(st.sampled_from([person["key"] for person in people]))))
    return people


def _person(draw, key, capacity, stands_for=None):
    return {
        "key": key, "name": f"member {key}", "capacity": capacity, "stands_for": stands_for,
        "present": draw(st.booleans()), "recused": draw(st.sampled_from([False, False, False, True])),
    }  # fmt: skip


rules = st.builds(
    Rules,
    share_over=st.sampled_from([None, Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)]),
    needs_chair=st.booleans(),
    needs_rapporteur=st.booleans(),
    rapporteur_votes=st.booleans(),
    majority=st.sampled_from(["simple", "absolute"]),
    casting_vote=st.booleans(),
    abstention_recorded=st.booleans(),
    recusal_lowers_base=st.booleans(),
)


@st.composite
def ballots(draw, people):
    """Anybody may have pressed a button, whoever has a vote or not."""
    return {
        person["key"]: draw(st.sampled_from(Choice.values))
        for person in people
        if draw(st.sampled_from([True, True, True, False]))
    }


def table_of(people, rules):
    return Table(rules, tuple(Sitter(**person) for person in people))


def silent(table, cast):
    return [voter.name for voter in table.voters if voter.key not in cast]


@given(committees(), rules)
def test_the_quorum_is_that_of_the_statement(people, rules):
    table = table_of(people, rules)
    assert table.quorate == is_quorate(people, rules)
    counts, votes, chair, rapporteur = the_count(people, rules)
    assert (table.base, {voter.key for voter in table.voters}) == (counts, votes)
    assert (table.presiding and table.presiding.key, table.rapporteur and table.rapporteur.key) == (chair, rapporteur)


@given(st.data(), committees(), rules)
def test_a_decision_stands_exactly_where_the_statement_lets_it(data, people, rules):
    cast = data.draw(ballots(people))
    table = table_of(people, rules)
    valid = not flaws(table, counted(table, cast), silent(table, cast))
    assert valid == stands(people, rules, cast)


@given(st.data(), committees(), rules)
def test_the_two_sides_are_treated_alike(data, people, rules):
    """Whoever turns every vote round turns the result round."""
    cast = data.draw(ballots(people))
    turned = {"for": "against", "against": "for", "abstain": "abstain"}
    table = table_of(people, rules)
    found = result(table, counted(table, cast))
    mirrored = result(table, counted(table, {key: turned[choice] for key, choice in cast.items()}))
    assert mirrored == {Result.CARRIED: Result.REJECTED, Result.REJECTED: Result.CARRIED}.get(found, found)


@given(st.data(), committees(), rules)
def test_an_arrival_never_breaks_a_quorum(data, people, rules):
    """More people in the room never make it emptier."""
    away = [person for person in people if not person["present"] and not person["recused"]]
    if away and is_quorate(people, rules):
        arrives = data.draw(st.sampled_from(away))["key"]
        later = [person | {"present": person["present"] or person["key"] == arrives} for person in people]
        assert table_of(later, rules).quorate


@given(st.data(), committees(), rules)
def test_who_is_not_at_the_table_decides_nothing(data, people, rules):
    cast = data.draw(ballots(people))
    table = table_of(people, rules)
    able = {person["key"] for person in people if at_the_table(people, person)}
    assert counted(table, cast) == counted(table, {key: choice for key, choice in cast.items() if key in able})


def test_every_way_in_which_five_can_vote():
    """The first edition, a chair, three members and a rapporteur, everybody present: all 81 ways, by the textbook."""
    people = [
        {"key": key, "name": str(key), "capacity": capacity, "stands_for": None, "present": True, "recused": False}
        for key, capacity in enumerate([CHAIR, VOTING, VOTING, VOTING, RAPPORTEUR], start=1)
    ]
    table = table_of(people, Rules())
    for choices in product(Choice.values, repeat=4):
        ayes, noes = choices.count("for"), choices.count("against")
        count = counted(table, dict(enumerate(choices, start=1)))
        carried = ayes >= 3 or (ayes == noes and ayes and choices[0] == "for")
        assert (result(table, count) == Result.CARRIED) == bool(carried), choices


# What the words say ---------------------------------------------------------------------------------------------------


def a_table(*sitters, **rules):
    return Table(Rules(**rules), tuple(sitters))


def sitter(key, capacity, present=True, **more):
    return Sitter(key=key, name=f"N{key}", capacity=capacity, present=present, **more)


def test_the_first_edition_asks_for_more_than_half_the_chair_and_the_rapporteur():
    rules = Rules.of(an_edition())
    assert rules == Rules()
    assert Rules.of(an_edition(quorum_share_over=0.6)).share_over == Fraction(3, 5)


def test_a_majority_that_nobody_knows_is_refused_and_not_taken_for_a_simple_one():
    with pytest.raises(ValueError, match="unanimous"):
        Rules.of(an_edition(decision_majority="unanimous"))


def test_who_is_missing_is_said_by_name():
    table = a_table(
        sitter(1, CHAIR, present=False), sitter(2, VOTING), sitter(3, VOTING, present=False),
        sitter(4, VOTING, present=False), sitter(5, RAPPORTEUR, present=False),
    )  # fmt: skip
    chair, rapporteur, votes = table.lacks
    assert "N1" in chair and "N5" in rapporteur
    assert [name in votes for name in ("N1", "N2", "N3", "N4")] == [True, False, True, True]


def test_half_is_not_more_than_half():
    table = a_table(
        sitter(1, CHAIR), sitter(2, VOTING), sitter(3, VOTING, present=False), sitter(4, VOTING, present=False),
        sitter(5, RAPPORTEUR),
    )  # fmt: skip
    assert (table.base, table.needed, table.quorate) == (4, 3, False)


def test_a_recusal_lowers_the_base_and_a_substitute_brings_it_back():
    members = [sitter(1, CHAIR), sitter(2, VOTING), sitter(5, RAPPORTEUR)]
    away = [sitter(4, VOTING, present=False)]
    recused = sitter(3, VOTING, recused=True)
    assert a_table(*members, *away, recused).base == 3
    assert a_table(*members, *away, recused, recusal_lowers_base=False).base == 4
    assert a_table(*members, *away, recused, sitter(6, SUBSTITUTE, stands_for=3)).base == 4


def test_a_substitute_counts_only_while_the_member_is_away():
    both = a_table(sitter(1, CHAIR), sitter(2, VOTING), sitter(3, SUBSTITUTE, stands_for=2), sitter(4, RAPPORTEUR))
    assert [voter.key for voter in both.voters] == [1, 2]


def test_a_recused_chair_leaves_the_chair_to_a_deputy():
    table = a_table(sitter(1, CHAIR, recused=True), sitter(2, DEPUTY), sitter(3, VOTING), sitter(4, RAPPORTEUR))
    assert (table.presiding.key, table.base) == (2, 2)


def test_equal_votes_are_decided_by_the_chairs_side_or_not_at_all():
    table = a_table(sitter(1, CHAIR), sitter(2, VOTING), sitter(3, RAPPORTEUR))
    for_it, against_it = Count(1, 1, 0, chair="for"), Count(1, 1, 0, chair="against")
    assert (result(table, for_it), result(table, against_it)) == (Result.CARRIED, Result.REJECTED)
    assert by_casting_vote(table, for_it)
    without = a_table(*table.sitters, casting_vote=False)
    assert result(without, for_it) == Result.TIED
    assert flaws(without, for_it)


def test_an_abstention_is_no_vote_for_it():
    table = a_table(*(sitter(key, VOTING) for key in range(2, 6)), sitter(1, CHAIR), sitter(9, RAPPORTEUR))
    assert result(table, Count(2, 1, 2, chair="for")) == Result.NO_MAJORITY
    assert result(table, Count(3, 0, 2)) == Result.CARRIED
