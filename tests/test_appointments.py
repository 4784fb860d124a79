"""Who works where: a head of directorate decides at home, the administrator everywhere, and nobody about themselves."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.models import Appointment, Officer
from directorates.roles import INCOMPATIBLE, ROLES
from directorates.screens import roles_apart
from fostercare.workflows import waiting
from tests.cases import an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NEW = {"full_name": "سحر أنور شفيق", "username": "sahar", "gender": "female"}


@pytest.fixture
def signed_in(client):
    def sign_in(officer):
        client.force_login(officer)
        return client

    return sign_in


def appoint(client, username, role, place="02"):
    return client.post(reverse("appoint"), {"username": username, "role": role, "place": place})


def officers(page):
    return {officer.username for officer, _appointments in page.context["rows"]}


# Who sees whom


def test_a_head_sees_the_officers_of_the_directorate_only(signed_in, hany, salma, wafaa, zaynab):
    page = signed_in(hany).get(reverse("officer_list"))
    assert officers(page) == {"hany", "salma"}
    assert officers(signed_in(hany).get(reverse("officer_list"), {"place": "29"})) == {"hany", "salma"}


def test_the_administrator_sees_every_place(signed_in, ashraf, salma, wafaa, zaynab):
    client = signed_in(ashraf)
    assert officers(client.get(reverse("officer_list"), {"place": "29"})) == {"wafaa"}
    assert officers(client.get(reverse("officer_list"), {"place": "ministry"})) == {"ashraf", "zaynab"}


def test_an_officer_without_a_role_is_not_lost(signed_in, ashraf, salma):
    access.release(salma.appointments.get())
    assert officers(signed_in(ashraf).get(reverse("officer_list"), {"place": "none"})) == {"salma"}


def test_nobody_else_enters(signed_in, salma, huda):
    for officer in (salma, huda):
        client = signed_in(officer)
        for url in (reverse("officer_list"), reverse("appoint"), reverse("new_password", args=["huda"])):
            assert client.get(url).status_code == 403


# Appointing


def test_a_head_gives_a_role_at_home(signed_in, hany, wafaa, alexandria):
    answer = appoint(signed_in(hany), "wafaa", "local_rapporteur")
    assert answer.status_code == 302
    assert access.holds(Officer.objects.get(username="wafaa"), "local_rapporteur", alexandria)
    assert Appointment.objects.get(officer=wafaa, role="local_rapporteur").given_by == hany


@pytest.mark.parametrize(("role", "place"), [("local_rapporteur", "29"), ("higher_secretariat", "ministry")])
def test_a_head_gives_no_role_elsewhere(signed_in, hany, salma, role, place):
    answer = appoint(signed_in(hany), "salma", role, place)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert salma.appointments.count() == 1


def test_the_administrator_gives_national_roles(signed_in, ashraf, salma):
    access.release(salma.appointments.get())
    assert appoint(signed_in(ashraf), "salma", "inspector", "ministry").status_code == 302
    assert access.holds(Officer.objects.get(username="salma"), "inspector", None)


def test_nobody_appoints_themselves(signed_in, hany):
    answer = appoint(signed_in(hany), "hany", "local_rapporteur")
    assert answer.context["form"].non_field_errors()
    assert hany.appointments.count() == 1


def test_roles_that_may_not_meet_are_refused_with_the_reason(signed_in, hany, rami):
    answer = appoint(signed_in(hany), "rami", "local_chair")
    why = INCOMPATIBLE[frozenset({"local_rapporteur", "local_chair"})]
    assert str(why) in answer.context["form"].non_field_errors()[0]
    assert rami.appointments.count() == 1


@pytest.mark.parametrize(
    ("role", "place"), [("higher_secretariat", "02"), ("local_rapporteur", "ministry"), ("emperor", "02"), ("", "02")]
)
def test_a_role_that_does_not_fit_the_place_is_refused(signed_in, ashraf, huda, role, place):
    assert appoint(signed_in(ashraf), "huda", role, place).context["form"].errors
    assert huda.appointments.count() == 1


def test_an_officer_nobody_knows_is_asked_for_again(signed_in, hany):
    form = appoint(signed_in(hany), "nobody", "local_rapporteur").context["form"]
    assert form.errors["username"] and form["username"].value() == "nobody"


def test_every_pair_that_may_not_meet_is_explained():
    told = {str(label) for line in roles_apart() for label in line["roles"]}
    assert told == {str(ROLES[key].label) for pair in INCOMPATIBLE for key in pair} - untold()


def untold():
    """Roles that meet only with the administrator or the inspector are told of by one sentence for all."""
    wide = {"system_administrator", "inspector"}
    single = {key for pair in INCOMPATIBLE for key in pair if not pair & wide}
    return {str(role.label) for key, role in ROLES.items() if key not in single | wide}


# A new account


def test_a_new_officer_gets_a_password_that_is_shown_once(signed_in, client, hany, alexandria):
    answer = signed_in(hany).post(reverse("appoint") + "?new=1", NEW | {"role": "social_worker", "place": "02"})
    password = answer.context["password"]
    sahar = Officer.objects.get(username="sahar")
    assert access.holds(sahar, "social_worker", alexandria)
    assert sahar.check_password(password)
    assert "no-store" in answer["Cache-Control"]
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    assert password not in client.get(reverse("officer_list")).content.decode()


def test_a_refused_role_leaves_no_account_behind(signed_in, ashraf):
    signed_in(ashraf).post(reverse("appoint") + "?new=1", NEW | {"role": "social_worker", "place": "ministry"})
    assert not Officer.objects.filter(username="sahar").exists()


def test_sending_the_form_twice_makes_one_officer(signed_in, hany):
    client = signed_in(hany)
    for _ in range(2):
        answer = client.post(reverse("appoint") + "?new=1", NEW | {"role": "social_worker", "place": "02"})
    assert answer.context["form"].errors["username"]
    assert Officer.objects.filter(username="sahar").count() == 1


def test_a_temporary_password_is_replaced_before_anything_else(signed_in, client, hany):
    answer = signed_in(hany).post(reverse("appoint") + "?new=1", NEW | {"role": "social_worker", "place": "02"})
    password = answer.context["password"]
    client.logout()
    assert client.login(username="sahar", password=password)
    assert client.get(reverse("home"))["Location"] == reverse("own_password")

    own = {"old_password": password, "new_password1": "زهور-الربيع-٩", "new_password2": "زهور-الربيع-٩"}
    assert client.post(reverse("own_password"), own).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert not get_user(client).temporary_password


def test_whoever_has_a_temporary_password_may_still_sign_out(client, salma):
    salma.temporary_password = True
    salma.save()
    client.force_login(salma)
    assert client.post(reverse("logout")).status_code == 302
    assert not get_user(client).is_authenticated


# A forgotten password


def test_a_new_password_ends_the_old_one(signed_in, hany, salma):
    salma.set_password("as-it-was-before")
    salma.save()
    password = signed_in(hany).post(reverse("new_password", args=["salma"])).context["password"]
    salma.refresh_from_db()
    assert salma.check_password(password) and salma.temporary_password


def test_nobody_resets_the_password_of_somebody_with_rights_elsewhere(signed_in, hany, wafaa, alexandria):
    """Otherwise a head could act with rights that are not the directorate's to give."""
    access.appoint(wafaa, "social_worker", alexandria)
    assert signed_in(hany).post(reverse("new_password", args=["wafaa"])).status_code == 403


# Releasing


def test_a_released_officer_has_no_right_from_then_on(signed_in, hany, salma, alexandria):
    standing = salma.appointments.get()
    client = signed_in(hany)
    assert client.get(reverse("release", args=[standing.pk])).status_code == 200
    assert access.allowed(Officer.objects.get(pk=salma.pk), "view_cases", alexandria)
    client.post(reverse("release", args=[standing.pk]))
    assert not access.allowed(Officer.objects.get(pk=salma.pk), "view_cases", alexandria)
    standing.refresh_from_db()
    assert standing.ended_by == hany


def test_an_appointment_elsewhere_is_not_ended(signed_in, hany, wafaa):
    assert signed_in(hany).post(reverse("release", args=[wafaa.appointments.get().pk])).status_code == 403


def test_nobody_ends_their_own_appointment(signed_in, hany):
    assert signed_in(hany).post(reverse("release", args=[hany.appointments.get().pk])).status_code == 403


def test_what_has_ended_cannot_end_again(signed_in, hany, salma):
    standing = salma.appointments.get()
    access.release(standing)
    assert signed_in(hany).post(reverse("release", args=[standing.pk])).status_code == 404


# A last day


def test_a_role_ends_with_its_last_day_before_anybody_ends_it(salma, alexandria, edition):
    standing = salma.appointments.get()
    for days, holds in [(1, True), (0, True), (-1, False)]:
        standing.until = timezone.localdate() + timedelta(days=days)
        standing.save()
        access.forget(salma)
        assert access.allowed(salma, "view_cases", alexandria) is holds
        assert access.officers_with("family_childhood_officer", alexandria).exists() is holds


def test_the_clock_ends_it_too_and_the_tasks_return(salma, alexandria, edition):
    application = an_application(at="registered")
    task = waiting.open_tasks(application).filter(owner_permission="directorates.register_applications").first()
    waiting.take(task, by=salma)
    salma.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert access.release_past() == 1
    assert access.release_past() == 0
    task.refresh_from_db()
    assert task.owner is None and salma.appointments.get().ended


def test_the_last_day_is_asked_and_may_not_have_passed(signed_in, hany, wafaa, alexandria):
    client, today = signed_in(hany), timezone.localdate()
    sent = {"username": "wafaa", "role": "local_rapporteur", "place": "02"}
    assert client.post(reverse("appoint"), sent | {"until": today - timedelta(days=1)}).context["form"].errors["until"]
    assert client.post(reverse("appoint"), sent | {"until": today}).status_code == 302
    assert wafaa.appointments.get(role="local_rapporteur").until == today


def test_a_role_that_ran_out_can_be_given_anew(salma, alexandria):
    salma.appointments.update(until=timezone.localdate() - timedelta(days=1))
    access.appoint(salma, "family_childhood_officer", alexandria)
    assert access.allowed(salma, "view_cases", alexandria)


# The review, every three months


@pytest.fixture
def long_ago():
    Appointment.objects.update(since=timezone.now() - timedelta(days=100))


def due(client):
    return {appointment.officer.username for appointment in client.get(reverse("appointment_review")).context["rows"]}


def test_what_nobody_looked_at_for_three_months_waits_for_the_head(signed_in, hany, salma, omar, wafaa, long_ago):
    client = signed_in(hany)
    assert due(client) == {"salma", "omar"}, "not those of Luxor, and nobody reviews themselves"
    client.post(reverse("appointment_review"), {"confirmed": salma.appointments.get().pk})
    assert due(client) == {"omar"}
    assert salma.events.filter(kind="confirmed", by=hany).exists()


def test_nobody_confirms_for_another_place_or_for_themselves(signed_in, hany, wafaa, long_ago):
    client = signed_in(hany)
    for officer in (wafaa, hany):
        client.post(reverse("appointment_review"), {"confirmed": officer.appointments.get().pk})
        assert officer.appointments.get().reviewed_on is None


# Leaving


def test_whoever_leaves_loses_everything_at_once(signed_in, hany, salma, alexandria, edition):
    hers = Client()
    hers.force_login(salma)
    application = an_application(at="registered")
    task = waiting.open_tasks(application).filter(owner_permission="directorates.register_applications").first()
    waiting.take(task, by=salma)
    assert signed_in(hany).post(reverse("officer_leave", args=["salma"])).status_code == 302

    gone = Officer.objects.get(pk=salma.pk)
    task.refresh_from_db()
    assert not gone.is_active and not gone.has_usable_password()
    assert not gone.sessions.exists() and hers.get(reverse("home")).status_code == 302
    assert not access.allowed(gone, "view_cases", alexandria) and not gone.groups.exists()
    assert task.owner is None


def test_nobody_closes_an_account_with_rights_elsewhere_or_their_own(signed_in, hany, wafaa, alexandria):
    access.appoint(wafaa, "social_worker", alexandria)
    client = signed_in(hany)
    assert client.post(reverse("officer_leave", args=["wafaa"])).status_code == 403
    assert client.post(reverse("officer_leave", args=["hany"])).status_code == 403


def test_whoever_returns_is_appointed_anew_and_gets_a_new_password(signed_in, hany, salma, alexandria):
    access.leave(salma, by=hany)
    answer = appoint(signed_in(hany), "salma", "social_worker")
    back = Officer.objects.get(pk=salma.pk)
    assert back.check_password(answer.context["password"]) and back.is_active
    assert {role for role, _place in access.rights(back).roles} == {"social_worker"}
