"""Single sign-on opens an account that its officer linked, after all of the token was checked; and nothing else."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from joserfc import jwt
from joserfc.jwk import RSAKey

from directorates.models import Officer
from directorates.signals import left, password_renewed
from fostercare import environment
from fostercare.door import second_step, single_sign_on
from fostercare.door.models import Link
from tests.people import person
from tests.the_provider import CLIENT, SECRET, Provider, signed_by_hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

PASSWORD = "زهور-الربيع-٩٩"
NAME = "الدخول الموحد للوزارة"
BACK = "/sign-in/provider/back/"


@pytest.fixture
def provider(settings):
    """A site whose environment names a provider, on this machine and so without TLS."""
    single_sign_on._provider.cache_clear()
    cache.clear()
    provider = Provider()
    settings.OIDC = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": NAME}
    yield provider
    provider.stop()
    single_sign_on._provider.cache_clear()


@pytest.fixture
def salma():
    salma = person("salma")
    salma.set_password(PASSWORD)
    salma.save()
    return salma


@pytest.fixture
def linked(provider, salma):
    """Salma, whose account is linked with a subject of the provider's."""
    Link.objects.create(officer=salma, issuer=provider.issuer, subject="salma-of-the-ministry")
    provider.subject = "salma-of-the-ministry"
    return salma


def through(client, provider, next=""):
    """The way of a browser: to the provider, signing in there, and back."""
    there = client.get(reverse("sign_on"), {"next": next} if next else {})
    return client.get(provider.sign_in(there.url))


def signed_in(client):
    return get_user(client).is_authenticated


def test_an_officer_links_the_account_and_then_enters_by_it(client, provider, salma):
    client.force_login(salma)
    provider.subject = "salma-of-the-ministry"
    client.post(reverse("sign_on_link"), {"password": "wrong"})
    through(client, provider)
    assert not Link.objects.exists()  # a session left open links nothing
    assert client.post(reverse("sign_on_link"), {"password": PASSWORD}).status_code == 200
    through(client, provider)
    assert Link.objects.get().officer == salma
    fresh = Client()
    answer = through(fresh, provider, next="/applications/")
    assert answer.url == "/applications/" and get_user(fresh) == salma
    kinds = list(salma.events.values_list("kind", flat=True))
    assert "linked" in kinds and "signed_in" in kinds
    assert fresh.get(reverse("account")).context["seats"]


def test_what_is_sent_holds_a_state_a_nonce_and_a_challenge_and_goes_by_a_link(client, provider):
    page = client.get(reverse("login"))
    assert NAME in page.content.decode()
    assert "form-action 'self'" in page["Content-Security-Policy"]
    there = client.get(reverse("sign_on"))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there.url).query).items()}
    assert there.url.startswith(provider.issuer) and asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 20 and len(asked["nonce"]) > 15 and asked["scope"] == "openid"
    assert "no-store" in there["Cache-Control"]


def now(minutes):
    return int(time.time()) + minutes * 60


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: {"nonce": "another"}, lambda: {"nonce": None}, lambda: {"aud": "another"}, lambda: {"aud": None},
        lambda: {"aud": [CLIENT, "another"]}, lambda: {"aud": ["another"], "azp": CLIENT},
        lambda: {"iss": "https://evil.example"}, lambda: {"exp": now(-5)}, lambda: {"exp": None},
        lambda: {"iat": now(30)}, lambda: {"sub": None}, lambda: {"sub": ""}, lambda: {"sub": "somebody else"},
        lambda: {"sub": ["salma-of-the-ministry"]}, lambda: {"nbf": now(30)},
    ],
)  # fmt: skip
def test_a_token_with_anything_wrong_opens_nothing(client, provider, linked, wrong):
    provider.claims = wrong()
    assert through(client, provider).url == reverse("login")
    assert not signed_in(client)


def test_a_token_signed_by_another_key_or_with_a_secret_or_not_at_all_opens_nothing(client, provider, linked):
    public, ours = provider.key.as_pem(private=False), {"alg": "HS256", "kid": "one"}
    other = RSAKey.generate_key(2048, {"kid": "one"})
    for sign in (
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, other),
        lambda claims: signed_by_hand(ours, claims, public),
        lambda claims: signed_by_hand(ours, claims, SECRET.encode()),
        lambda claims: signed_by_hand({"alg": "none"}, claims),
        lambda claims: "x.y.z",
    ):
        provider.sign = sign
        assert through(client, provider).url == reverse("login")
        assert not signed_in(client)


def test_a_key_that_was_changed_is_asked_for_anew(client, provider, linked):
    assert through(Client(), provider).url == "/"
    provider.key = provider.published = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    provider.header = {"alg": "RS256", "kid": "two"}
    through(client, provider)
    assert get_user(client) == linked


def test_a_stolen_code_opens_nothing_in_another_browser(provider, linked):
    victim, thief = Client(), Client()
    stolen = provider.sign_in(victim.get(reverse("sign_on")).url)
    assert thief.get(stolen).url == reverse("login") and not signed_in(thief)
    own = parse_qs(urlsplit(thief.get(reverse("sign_on")).url).query)["state"][0]
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    thief.get(BACK, {"code": code, "state": own})  # with a state of the thief's own: PKCE
    assert not signed_in(thief)


def test_a_code_opens_once_and_an_answer_nobody_asked_for_opens_nothing(provider, linked):
    client = Client()
    back = provider.sign_in(client.get(reverse("sign_on")).url)
    client.get(back)
    assert signed_in(client)
    client.post(reverse("logout"))
    for again in (back, BACK, f"{BACK}?code=x&state=y", f"{BACK}?error=access_denied", f"{BACK}?state=&code="):
        assert client.get(again).url == reverse("login")
        assert not signed_in(client)


def test_an_answer_planted_by_somebody_else_signs_nobody_in_as_them(provider, linked):
    """Login forgery: the attacker's own code in the victim's browser."""
    attacker, victim = Client(), Client()
    planted = provider.sign_in(attacker.get(reverse("sign_on")).url)
    victim.get(planted)
    assert not signed_in(victim)


def test_nobody_gets_an_account_by_it(client, provider):
    before = Officer.objects.count()
    provider.subject, provider.claims = "stranger", {"email": "salma@moss.example", "preferred_username": "salma"}
    assert through(client, provider).url == reverse("login")
    assert not signed_in(client) and Officer.objects.count() == before and not Link.objects.exists()


def test_a_closed_account_and_an_expired_temporary_password_stay_shut(client, provider, linked):
    Officer.objects.filter(pk=linked.pk).update(
        temporary_password=True, temporary_until=timezone.now() - timedelta(hours=1)
    )
    through(client, provider)
    assert not signed_in(client)
    Officer.objects.filter(pk=linked.pk).update(temporary_password=False, is_active=False)
    through(client, provider)
    assert not signed_in(client)


def test_the_second_step_is_asked_all_the_same(client, provider, linked):
    device = second_step.drafted(linked)
    second_step.confirm(device, f"{totp(device.bin_key):06d}")
    through(client, provider)
    assert client.get(reverse("application_list")).url == reverse("second_step")


def test_linking_asks_for_the_code_of_whoever_has_a_second_step(client, provider, salma):
    client.force_login(salma)
    device = second_step.drafted(salma)
    second_step.confirm(device, f"{totp(device.bin_key):06d}")
    answer = client.post(reverse("sign_on_link"), {"password": PASSWORD, "code": "000000"})
    assert answer.context["form"].errors["code"]


def test_a_subject_belongs_to_one_officer_and_linking_waits_five_minutes_only(client, provider, linked):
    omar = person("omar")
    omar.set_password(PASSWORD)
    omar.save()
    client.force_login(omar)
    client.post(reverse("sign_on_link"), {"password": PASSWORD})
    through(client, provider)
    assert not Link.objects.filter(officer=omar).exists()
    provider.subject = "omar-of-the-ministry"
    client.post(reverse("sign_on_link"), {"password": PASSWORD})
    session = client.session
    session[single_sign_on.LINKING] = int(time.time()) - 1
    session.save()
    through(client, provider)
    assert not Link.objects.filter(officer=omar).exists()


def test_the_link_goes_with_the_officer_with_a_renewed_password_and_on_demand(client, provider, linked):
    client.force_login(linked)
    client.post(reverse("sign_on_unlink"), {"password": "wrong"})
    assert Link.objects.exists()
    client.post(reverse("sign_on_unlink"), {"password": PASSWORD})
    assert not Link.objects.exists()
    for signal, more in ((left, {}), (password_renewed, {"without_second_step": False})):
        Link.objects.create(officer=linked, issuer=provider.issuer, subject="again")
        signal.send(sender=Officer, officer=linked, **more)
        assert not Link.objects.exists()


def test_a_dead_provider_leaves_the_password_and_says_so(client, provider):
    provider.stop()
    assert client.get(reverse("sign_on")).url == reverse("login")
    assert cache.get(single_sign_on.SILENT)  # and is not asked again by every press of the button
    page = client.get(reverse("login"))
    assert page.status_code == 200 and [str(told) for told in page.context["messages"]]


def test_a_provider_that_calls_itself_otherwise_is_not_trusted(client, provider, monkeypatch):
    monkeypatch.setattr(provider, "issuer", "https://evil.example")
    assert client.get(reverse("sign_on")).url == reverse("login")


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else_afterwards(client, provider, linked, away):
    assert through(client, provider, next=away).url == "/"


def test_without_a_provider_there_is_no_page_and_no_button(client, salma):
    assert NAME not in client.get(reverse("login")).content.decode()
    client.force_login(salma)
    for name in ("sign_on", "sign_on_back", "sign_on_link", "sign_on_unlink"):
        assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"ISSUER": "https://id.example"},
        {"ISSUER": "http://id.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "NAME": "c"},
        {"ISSUER": "https://id.example?x=1", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "NAME": "c"},
        {"ISSUER": "id.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "NAME": "c"},
        {"NAME": "c"},
    ],
)
def test_half_a_provider_stops_the_start_with_one_line(monkeypatch, given):
    for part, value in given.items():
        monkeypatch.setenv(f"THING_{part}", value)
    with pytest.raises(SystemExit, match="^Environment variable THING_[A-Z_]+: [^\n]+$"):
        environment.provider("THING")


def test_no_provider_is_the_default(monkeypatch):
    assert environment.provider("THING") == {}
