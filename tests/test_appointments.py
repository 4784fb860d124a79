"""Who works where: a head of directorate decides at home, the administrator everywhere, and nobody about themselves."""

import re

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from directorates import access
from directorates.models import Appointment, Officer
from directorates.roles import INCOMPATIBLE, ROLES
from directorates.screens import roles_apart

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
