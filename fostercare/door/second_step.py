"""The second step of signing in: a code from an app on the phone (TOTP, RFC 6238), or one of ten recovery codes.

Whoever holds a role of `roles.SECOND_STEP` sets it up before anything else; everybody may. The session remembers how
far its officer has come, so that no page asks the database.
"""

import secrets
from base64 import b32encode

import segno
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from directorates import access, events
from directorates.passwords import ALPHABET
from directorates.roles import SECOND_STEP
from fostercare.door.models import Phone, RecoveryCode

STEP = "second_step"  # in the session: absent (nothing set up), DUE, PASSED
DUE, PASSED = "due", "passed"
MEANT = "meant"  # in the session: the page that was asked for
CODES, HINT, SECRET = 10, 2, 10


class CodeHasher(PBKDF2PasswordHasher):
    """Ten codes are hashed at once; of 50 random bits each, they need fewer rounds than a password."""

    iterations = 100_000


hasher = CodeHasher()


class SecondStepFirst:
    """Nothing is shown before the code, nor, to whoever needs a second step, before it is set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not (request.user.is_authenticated and getattr(view, "login_required", True)):
            return None
        wanted = _wanted(request)
        if wanted is None or request.path == reverse(wanted):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse(wanted))
        # What a script asks for in the background is no page to come back to.
        if request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document":
            request.session[MEANT] = request.get_full_path()
        return redirect(wanted)


def _wanted(request) -> str | None:
    """The page that has to come first, if any."""
    step = request.session.get(STEP)
    if step == DUE:
        return "second_step"
    if step is None and needs(request.user) and not request.user.temporary_password:
        return "second_step_set"
    return None


def needs(officer) -> bool:
    """Is the second step demanded of this officer, by a role they hold?"""
    return settings.SECOND_STEP and any(role in SECOND_STEP for role, _place in access.rights(officer).roles)


def device_of(officer) -> Phone | None:
    return Phone.objects.filter(user=officer, confirmed=True).first()


def begin(request, officer) -> None:
    """A session begins: is a code due?"""
    if device_of(officer):
        request.session[STEP] = DUE


def passed(request) -> str:
    """The session goes on under a new key, as whoever proved both; the page that was asked for before."""
    request.session.cycle_key()
    request.session[STEP] = PASSED
    return request.session.pop(MEANT, "") or reverse("home")


def drafted(officer) -> Phone:
    """The phone that is being set up."""
    return Phone.objects.filter(user=officer, confirmed=False).first() or Phone.new(officer)


def picture(device) -> str:
    """The QR that the app reads, as an image of the page itself."""
    return segno.make(device.config_url, error="m", micro=False).png_data_uri(scale=5, border=3)


def key_in_letters(device) -> str:
    """The same key to be typed, in groups of four."""
    letters = b32encode(device.bin_key).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


@transaction.atomic
def confirm(device, code: str) -> bool:
    """The first code was typed: from now on this device is asked, and no other."""
    device = Phone.objects.select_for_update().get(pk=device.pk)
    if not device.verify_token(code):
        return False
    Phone.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


@transaction.atomic
def right(request, officer, code: str) -> bool:
    """Is this the app's present code, never used before, or an unused recovery code?"""
    device = Phone.objects.select_for_update().filter(user=officer, confirmed=True).first()
    code = "".join(code.lower().split()).replace("-", "")
    if device is None or not device.verify_is_allowed()[0]:
        return False
    if code.isdecimal() and len(code) == device.digits:
        return device.verify_token(code)
    if _spend(officer, code):
        events.note(officer, events.Kind.CODE_USED, request=request)
        return True
    device.throttle_increment()
    return False


def shut_until(officer):
    """After wrong codes the next one has to wait, twice as long each time."""
    device = device_of(officer)
    allowed, why = device.verify_is_allowed() if device else (True, None)
    return None if allowed else why["locked_until"]


@transaction.atomic
def new_codes(officer) -> list[str]:
    """Ten new recovery codes, returned once; the old ones stop working."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(HINT + SECRET)) for _ in range(CODES)]
    RecoveryCode.objects.filter(officer=officer).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, hint=code[:HINT], encoded=hasher.encode(code, hasher.salt())) for code in codes
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def remove(officer) -> None:
    """No second step any more: device and codes are gone."""
    Phone.objects.filter(user=officer).delete()
    RecoveryCode.objects.filter(officer=officer).delete()


def _spend(officer, code):
    for kept in RecoveryCode.objects.select_for_update().filter(officer=officer, hint=code[:HINT], used_at=None):
        if hasher.verify(code, kept.encoded):
            kept.used_at = timezone.now()
            kept.save(update_fields=["used_at"])
            return True
    return False
