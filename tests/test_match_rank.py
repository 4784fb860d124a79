"""The order of families for a child: by declared weights, the same in one statement of SQL as in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.workflows.match.proposing import candidates, waiting_families
from fostercare.workflows.match.ranking import ranked
from tests.cases import WIFE, a_household
from tests.children import a_cleared_application, a_file
from tests.people import person


@pytest.fixture
def families(edition):
    """Families that differ in what they wish for and in who they are."""
    divorced = WIFE | {"role": "applicant", "civil_status": "divorced"}
    alone = {"kind": "woman_alone", "married_on": None, "adults": [divorced]}
    return [
        a_cleared_application(child_sex="male", child_age_to=1),
        a_cleared_application(household=a_household(district="العجمي"), special_needs_welcome=True),
        a_cleared_application(household=a_household(district="سموحة", **alone), siblings_welcome=True),
    ]


CHILDREN = [
    {},
    {"sex": "male"},
    {"religion": "christian"},
    {"health_notes": "يحتاج إلى سماعة", "birth_date": timezone.localdate() - timedelta(days=9 * 366)},
]


def test_the_statement_gives_each_family_the_points_that_its_words_give(families):
    for more in CHILDREN:
        file, today = a_file(**more), timezone.localdate()
        parameters = book(file.edition).parameters
        waiting = waiting_families(file, person("amal"))
        by_statement = [
            (family.pk, family.points) for family in ranked(waiting, file.child, file.child_facts(), parameters, today)
        ]
        by_words = [(one.application.pk, one.points) for one in candidates(file, person("amal"))]
        assert by_statement == by_words
        assert len(by_words) == len(families)
        assert [points for _pk, points in by_words] == sorted((points for _pk, points in by_words), reverse=True)


def test_the_best_fit_comes_first_and_of_equals_the_one_that_waits_longest(families):
    poor, good, alone = families
    girl = candidates(a_file(), person("amal"))
    assert [one.application for one in girl] == [good, alone, poor]
    assert [one.points for one in girl] == [100, 100, 50]
