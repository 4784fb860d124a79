"""Signing in through the ministry's provider (OpenID Connect, code flow with PKCE), where the environment names one.

It opens the door only to an officer who has an account here and who linked it, signed in with password and code, to
their account there. It stands in for the password: the second step, the sessions and the account's history stay ours.
"""

import time
from functools import lru_cache

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from joserfc.errors import JoseError
from requests import RequestException

from fostercare.door.models import Link

# Signatures that rest on a key of the provider's own; never none, never a secret that both know.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
LINKING, MINUTES = "linking", 5  # in the session: until when the account may be linked
WAIT = 5  # seconds for an answer of the provider
SILENT, ASKED_AGAIN = "provider_is_silent", 30  # seconds: strangers who press the button hold up no worker meanwhile
CLOCKS_APART = 60  # seconds
FAULTS = (AuthlibBaseError, JoseError, RequestException, ValueError, TypeError, KeyError, RuntimeError)


class Refused(Exception):
    """Whatever came back does not prove who somebody is."""


def configured() -> bool:
    return bool(settings.OIDC)


def leave_for_provider(request):
    """The redirect there; state, nonce and PKCE's secret stay in the session. Raises Refused where nobody answers."""
    if cache.get(SILENT):
        raise Refused("silent")
    try:
        back = request.build_absolute_uri(reverse("sign_on_back"))
        return _provider(**settings.OIDC).authorize_redirect(request, back)
    except FAULTS as fault:
        cache.set(SILENT, True, ASKED_AGAIN)
        raise Refused(type(fault).__name__) from fault


def subject_of(request) -> str:
    """Who the provider says this is, after everything that can be checked was checked. Raises Refused."""
    given = settings.OIDC
    claims = {
        "iss": {"essential": True, "value": given["issuer"]},
        "aud": {"essential": True, "value": given["client_id"]},
        "sub": {"essential": True},
    }
    try:
        provider = _provider(**given)
        token = provider.authorize_access_token(request, claims_options=claims, leeway=CLOCKS_APART)
        subject = token["userinfo"]["sub"]
    except FAULTS as fault:
        raise Refused(type(fault).__name__) from fault
    if not (isinstance(subject, str) and 0 < len(subject) <= Link.LONGEST):
        raise Refused("subject")
    return subject


def officer_of(subject):
    """The officer who linked this subject of the provider's, if anybody did."""
    link = Link.objects.filter(issuer=settings.OIDC["issuer"], subject=subject).select_related("officer").first()
    return link and link.officer


def link_of(officer):
    return Link.objects.filter(officer=officer, issuer=settings.OIDC["issuer"]).first() if configured() else None


def begin_linking(request) -> None:
    """Password and code were given: what comes back within some minutes is linked to this account."""
    request.session[LINKING] = int(time.time()) + MINUTES * 60


def is_linking(request) -> bool:
    """Asked once: the permission is spent by asking."""
    return request.session.pop(LINKING, 0) > time.time() and request.user.is_authenticated


def link(officer, subject) -> bool:
    """Link the account; false where somebody else's is linked to this subject."""
    kept, _new = Link.objects.get_or_create(
        issuer=settings.OIDC["issuer"], subject=subject, defaults={"officer": officer}
    )
    return kept.officer_id == officer.pk


def unlink(officer) -> int:
    return Link.objects.filter(officer=officer).delete()[0]


@lru_cache(maxsize=2)
def _provider(issuer, client_id, client_secret, name):
    """The provider as it describes itself, asked once a process; only for the issuer that is configured."""
    app = OAuth().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": WAIT},
    )
    described = app.load_server_metadata()
    if described.get("issuer") != issuer:
        raise ValueError("another issuer")
    offered = set(described.get("id_token_signing_alg_values_supported") or ["RS256"])
    described["id_token_signing_alg_values_supported"] = sorted(offered & SIGNATURES)
    return app
