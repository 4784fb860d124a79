"""The order of families for a child: by declared weights, the same in one statement of SQL as in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.workflows.cases import find
from fostercare.workflows.match.proposing import candidates, waiting_families, why_below
from fostercare.workflows.match.ranking import ranked
from tests.cases import WIFE, a_household
from tests.children import a_cleared_application, a_file, a_placement
from tests.people import person


@pytest.fixture(scope="module")
def cleared(around_all):
    """Families that differ in what they wish for and in who they are."""
    divorced = WIFE | {"role": "applicant", "civil_status": "divorced"}
    alone = {"kind": "woman_alone", "married_on": None, "adults": [divorced]}
    families = [
        a_cleared_application(child_sex="male", child_age_to=1),
        a_cleared_application(household=a_household(district="العجمي"), special_needs_welcome=True),
        a_cleared_application(household=a_household(district="سموحة", **alone), siblings_welcome=True),
    ]
    return [family.number for family in families]


@pytest.fixture
def families(cleared, db):
    return [find(person("amal"), number) for number in cleared]


HURDLES = ["pass", "exemption", "fail"]
CHILDREN = [
    {},
    {"sex": "male"},
    {"religion": "christian"},
    {"health": "يحتاج إلى سماعة", "birth_date": timezone.localdate() - timedelta(days=9 * 366)},
]


def test_the_statement_gives_each_family_the_points_that_its_words_give(families):
    for more in CHILDREN:
        file, today = a_file(**more), timezone.localdate()
        parameters = book(file.edition).parameters
        waiting = waiting_families(file, person("amal"))
        by_statement = [
            (family.pk, HURDLES[family.hurdle], family.points)
            for family in ranked(waiting, file.child, file.child_facts(), parameters, today)
        ]
        by_words = [
            (one.application.pk, one.hurdle, sum(line.points for line in one.reasons if line.key != "religion"))
            for one in candidates(file, person("amal"))
        ]
        assert by_statement == by_words
        assert len(by_words) == len(families)
        order = [(HURDLES.index(hurdle), -points) for _pk, hurdle, points in by_words]
        assert order == sorted(order)


def test_whoever_a_rule_stands_against_comes_after_whom_it_does_not_whatever_the_points(families):
    poor, good, alone = families
    boy = candidates(a_file(sex="male"), person("amal"))
    assert [(one.application, one.hurdle) for one in boy] == [(good, "pass"), (poor, "pass"), (alone, "exemption")]
    assert boy[2].points > boy[1].points
    assert "القواعد" in why_below(boy[1], boy[2])
    assert "السن" in why_below(boy[0], boy[1])


def test_a_family_that_fosters_a_child_already_needs_an_approval_for_another(edition):
    first = a_placement(at="transition")
    again_asked = a_cleared_application(household=first.match.application.household)
    found = next(one for one in candidates(a_file(), person("amal")) if one.application == again_asked)
    (told,) = [reason.verdict for reason in found.speaks_against if reason.key == "capacity"]
    assert (told.outcome, told.authority) == ("exemption", "directorate")


def test_the_best_fit_comes_first_and_of_equals_the_one_that_waits_longest(families):
    poor, good, alone = families
    girl = candidates(a_file(), person("amal"))
    assert [one.application for one in girl] == [good, alone, poor]
    assert [one.points for one in girl] == [100, 100, 50]
