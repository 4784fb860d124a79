"""Who may do what, where: roles, appointments, and the four shapes of the same question."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from directorates import access
from directorates.models import Directorate, Officer
from directorates.roles import ACTIONS, ROLES
from tests import people

pytestmark = pytest.mark.django_db


def test_a_role_is_held_where_it_was_given_and_nowhere_else(salma, alexandria, luxor):
    assert access.allowed(salma, "register_applications", alexandria)
    assert not access.allowed(salma, "register_applications", luxor)
    assert not access.allowed(salma, "present_applications", alexandria)


def test_a_national_role_is_held_everywhere(zaynab):
    assert all(access.allowed(zaynab, "record_higher_decisions", place) for place in Directorate.objects.all())


@pytest.mark.parametrize("name", people.PEOPLE)
def test_every_shape_of_the_question_gives_the_same_answer(name, alexandria, luxor):
    officer = people.person(name)
    for action in ACTIONS:
        where = set(access.directorates_where(officer, action))
        for place in (alexandria, luxor):
            answer = access.allowed(officer, action, place)
            assert answer == (place in where)
            assert answer == access.may(action)(type("Record", (), {"directorate_id": place.pk}), officer)
        assert access.allowed_somewhere(officer, action) == bool(where)


@pytest.mark.parametrize("name", people.PEOPLE)
def test_what_guardian_and_django_answer_is_the_table(name, alexandria):
    """The engine asks `has_perm`; our pages ask `allowed`: both read the same rows."""
    officer = people.person(name)
    for action in ACTIONS:
        label = f"directorates.{action}"
        asked_of_django = officer.has_perm(label, alexandria) or officer.has_perm(label)
        assert asked_of_django == access.allowed(officer, action, alexandria), action


def test_an_officer_who_was_released_may_do_nothing_from_the_next_question_on(salma, alexandria):
    access.release(salma.appointments.get(), by=None)
    fresh = Officer.objects.get(pk=salma.pk)
    assert not access.allowed(fresh, "register_applications", alexandria)
    assert not any(fresh.has_perm(f"directorates.{action}", alexandria) for action in ACTIONS)


def test_an_officer_who_left_holds_no_right(salma, alexandria):
    salma.is_active = False
    access.forget(salma)
    assert not access.allowed(salma, "register_applications", alexandria)


def test_roles_that_may_not_meet_are_refused_with_the_reason(zaynab, alexandria):
    with pytest.raises(ValidationError) as refused:
        access.appoint(zaynab, "local_rapporteur", alexandria)
    assert str(ROLES["higher_secretariat"].label) in refused.value.messages[0]


def test_the_administrator_can_be_given_no_role_that_sees_cases(ashraf, alexandria):
    seeing = [key for key, role in ROLES.items() if role.actions & {"view_cases", "view_children"}]
    assert seeing
    for role in seeing:
        with pytest.raises(ValidationError):
            access.appoint(ashraf, role, None if ROLES[role].national else alexandria)


def test_an_inspector_can_be_given_no_role_that_acts(ihab, alexandria):
    with pytest.raises(ValidationError):
        access.appoint(ihab, "family_childhood_head", alexandria)


def test_a_national_role_has_no_place_and_a_local_one_needs_one(salma, alexandria):
    with pytest.raises(ValidationError):
        access.appoint(salma, "higher_secretariat", alexandria)
    with pytest.raises(ValidationError):
        access.appoint(salma, "local_chair", None)


def test_the_same_appointment_twice_is_one(salma, alexandria):
    first = salma.appointments.get()
    assert access.appoint(salma, "family_childhood_officer", alexandria) == first


def test_a_typo_in_an_action_is_an_error_and_never_a_silent_no(salma, alexandria):
    for question in (access.may, access.guarded):
        with pytest.raises(KeyError):
            question("aprove_applications")
    with pytest.raises(KeyError):
        access.allowed(salma, "aprove_applications", alexandria)


def test_nobody_is_superuser_by_role():
    assert not Officer.objects.filter(is_superuser=True).exists()


def test_a_right_that_is_missing_is_a_refusal(salma, luxor):
    with pytest.raises(PermissionDenied):
        access.require(salma, "register_applications", luxor)


def test_rights_cost_one_statement_whatever_one_holds(huda, django_assert_num_queries, alexandria):
    officer = Officer.objects.get(pk=huda.pk)
    with django_assert_num_queries(1):
        for action in ACTIONS:
            access.allowed(officer, action, alexandria)
