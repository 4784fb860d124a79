"""Who gets in: what works without a session, wrong passwords, the officer's own sessions and account."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates import events, passwords
from fostercare.door import lockout
from fostercare.door.models import Attempts
from fostercare.door.sessions import public_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def test_the_language_can_be_changed_before_signing_in(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("login")})
    assert answer.url == reverse("login")
    assert 'lang="en"' in client.get(reverse("login")).content.decode()


def test_signing_out_after_the_session_ended_is_no_dead_end(client):
    assert client.post(reverse("logout")).url == reverse("login")


def test_a_page_asks_to_sign_in_and_comes_back_to_itself(client):
    address = reverse("registration_start")
    assert client.get(address).url == f"{reverse('login')}?next={address}"
    assert client.post(address).status_code == 302, "nothing was typed, so nothing has to be carried along"


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client):
    answer = client.get(reverse("registration_start"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse("login"))


# Wrong passwords

PASSWORD = "زهور-الربيع-٩٩"


@pytest.fixture
def salma(salma):
    salma.set_password(PASSWORD)
    salma.save()
    return salma


def try_(client, name, password, address="10.0.0.1"):
    sent = {"username": name, "password": password}
    return client.post(reverse("login"), sent, headers={}, REMOTE_ADDR=address)


def said(answer):
    return " ".join(answer.context["form"].non_field_errors())


def test_five_wrong_passwords_shut_a_name_for_a_while(client, salma):
    for _ in range(5):
        try_(client, "salma", "wrong")
    answer = try_(client, "salma", PASSWORD)
    assert answer.status_code == 200 and "١٥" in said(answer)


@pytest.mark.parametrize("name", ["salma", "SALMA", "nobody-of-this-name"])
def test_a_name_that_nobody_has_is_answered_like_one_that_exists(client, salma, name):
    answers = [said(try_(client, name, "wrong")) for _ in range(6)]
    assert len(set(answers[:5])) == 1
    assert "١٥" in answers[5]


def test_an_unknown_name_takes_as_long_as_a_known_one(client, salma, monkeypatch):
    """What takes time is hashing the password, and it is done for both."""
    hashed = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda self, password, salt: hashed.append(password) or "md5$x$y")
    try_(client, "salma", "wrong-for-salma")
    try_(client, "nobody-of-this-name", "wrong-for-nobody")
    assert hashed.count("wrong-for-salma") == hashed.count("wrong-for-nobody") == 1


def test_each_further_failure_doubles_the_wait(client, salma):
    waits = []
    for _ in range(7):
        try_(client, "salma", "wrong")
        row = Attempts.objects.get(key=lockout._key("name", "salma"))
        if row.shut_until:
            waits.append(round((row.shut_until - row.last).total_seconds() / 60))
            Attempts.objects.update(shut_until=timezone.now())
    assert waits == [15, 30, 60]


def test_signing_in_clears_the_count(client, salma):
    for _ in range(4):
        try_(client, "salma", "wrong")
    assert try_(client, "salma", PASSWORD).status_code == 302
    client.logout()
    for _ in range(4):
        assert "١٥" not in said(try_(client, "salma", "wrong"))


def test_strangers_do_not_shut_an_officer_out_of_her_own_browser(client, salma):
    assert try_(client, "salma", PASSWORD).status_code == 302
    client.post(reverse("logout"))
    stranger = Client()
    for _ in range(6):
        try_(stranger, "salma", "wrong", address="203.0.113.9")
    assert try_(stranger, "salma", PASSWORD, address="203.0.113.9").status_code == 200
    assert try_(client, "salma", PASSWORD).status_code == 302


def test_an_address_that_tries_many_names_is_shut(client, salma):
    for number in range(60):
        try_(client, f"name{number}", "wrong", address="203.0.113.7")
    assert try_(client, "salma", PASSWORD, address="203.0.113.7").status_code == 200
    assert try_(client, "salma", PASSWORD, address="10.0.0.1").status_code == 302


def test_behind_the_proxy_the_address_is_the_one_it_wrote_down(rf, settings):
    settings.HTTPS = True
    request = rf.get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}, REMOTE_ADDR="127.0.0.1")
    assert events.address(request) == "203.0.113.7"


def test_attempts_name_nobody(client, salma):
    try_(client, "salma", "wrong", address="203.0.113.7")
    kept = "".join(Attempts.objects.values_list("key", flat=True))
    assert "salma" not in kept and "203" not in kept


def test_old_attempts_are_forgotten_and_ended_sessions_swept(client, salma):
    try_(client, "salma", "wrong")
    Attempts.objects.update(last=timezone.now() - timedelta(days=2))
    client.force_login(salma)
    salma.sessions.update(expire_date=timezone.now() - timedelta(minutes=1))
    call_command("clocks", verbosity=0)
    assert not Attempts.objects.exists() and not salma.sessions.exists()


# What one sees of one's own account


def test_an_officer_sees_and_ends_the_own_sessions(salma):
    here, there, gone = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"}), Client(), Client()
    for client in (there, gone, here):
        client.force_login(salma)
        client.get(reverse("home"))
    seats = here.get(reverse("account")).context["seats"]
    assert len(seats) == 3 and seats[0].current

    key = public_key(there.session.session_key)
    one, others = f"{reverse('end_sessions')}?session={key}", reverse("end_sessions")
    for wrong in ({}, {"password": "not hers"}):  # a session left open ends no other
        here.post(one, wrong)
        here.post(others, wrong)
    assert there.get(reverse("home")).status_code == gone.get(reverse("home")).status_code == 200
    here.post(one, {"password": PASSWORD})
    assert there.get(reverse("home")).status_code == 302
    assert gone.get(reverse("home")).status_code == 200
    here.post(others, {"password": PASSWORD})
    assert gone.get(reverse("home")).status_code == 302
    assert here.get(reverse("home")).status_code == 200


def test_nobody_ends_somebody_elses_session(client, salma, wafaa):
    hers = Client()
    hers.force_login(wafaa)
    client.force_login(salma)
    key = public_key(hers.session.session_key)
    client.post(f"{reverse('end_sessions')}?session={key}", {"password": PASSWORD})
    client.post(reverse("end_sessions"), {"password": PASSWORD})
    assert hers.get(reverse("home")).status_code == 200


def test_the_account_tells_what_happened_to_it_and_cannot_be_rewritten(client, salma):
    try_(client, "salma", "wrong")
    try_(client, "salma", PASSWORD)
    told = [event.kind for event in client.get(reverse("account")).context["events"]]
    assert told == ["signed_in", "refused"]
    with pytest.raises(InternalError), transaction.atomic():
        salma.events.update(kind="signed_in")


# Passwords


@pytest.mark.parametrize(
    "password", ["29001011234567", "kafala-2026-kafala", "aaaaaaaaaaaaaaa", "short-one", "salma123456789"]
)
def test_what_anybody_would_try_is_no_password(salma, password):
    with pytest.raises(ValidationError):
        validate_password(password, salma)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "قطار السابعة يتأخر", "x7-نخلة-بعيدة!", "l" * 20 + "mnopqr" * 10]
)
def test_any_signs_make_a_password_and_it_may_be_long(salma, password):
    validate_password(password, salma)


def test_a_temporary_password_ends_after_three_days(client, salma):
    password = passwords.hand_over(salma)
    salma.temporary_until = timezone.now() - timedelta(minutes=1)
    salma.save()
    assert try_(client, "salma", password).status_code == 200


def test_a_new_password_signs_out_and_forgives(client, salma, hany):
    client.force_login(salma)
    desk = Client()
    desk.force_login(hany)
    for _ in range(6):
        try_(Client(), "salma", "wrong")
    password = desk.post(reverse("new_password", args=["salma"])).context["password"]
    assert client.get(reverse("home")).status_code == 302
    assert try_(Client(), "salma", password).status_code == 302
    assert salma.events.filter(kind="password_renewed", by=hany).exists()
