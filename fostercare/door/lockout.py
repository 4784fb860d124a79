"""Wrong passwords cost time: after a few in a row a name, and after many an address, is shut for a growing while.

A name that does not exist is shut like one that does. The browser in which an officer signed in before has a count of
its own, so that strangers who try a name do not shut its owner out. Counts are in the database: they hold for all web
machines, and an attempt is counted before the password is looked at, so that a hundred at once are not all free.
"""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from directorates import events
from fostercare.door.models import Attempts

FREE = {"name": 5, "browser": 5, "address": 60}  # a directorate's officers share one address
FIRST, LONGEST = timedelta(minutes=15), timedelta(hours=8)
FORGOTTEN = {"name": timedelta(hours=24), "browser": timedelta(hours=24), "address": timedelta(hours=1)}
COOKIE_DAYS = 365


def knock(request, name: str) -> datetime | None:
    """Count an attempt to sign in; the moment until which the door is shut, or None when it may go on."""
    now = timezone.now()
    with transaction.atomic():
        rows = [_row(kind, value, now) for kind, value in _counted(request, name)]
        shut = [row.shut_until for _kind, row in rows if row.shut_until and row.shut_until > now]
        if shut:
            return max(shut)
        for kind, row in rows:
            _count(row, kind, now)
    return None


def opened(request, name: str) -> None:
    """The password was right: the name's count begins anew, the address gets its attempt back."""
    for kind, value in _counted(request, name):
        row = Attempts.objects.filter(key=_key(kind, value)).first()
        if row and kind == "address":
            row.count, row.shut_until = max(row.count - 1, 0), None
            row.save(update_fields=["count", "shut_until"])
        elif row:
            row.delete()


def forgive(officer) -> None:
    """Whoever was given a new password may try again at once."""
    Attempts.objects.filter(key=_key("name", _folded(officer.username))).delete()


def is_shut(name: str) -> bool:
    return Attempts.objects.filter(key=_key("name", _folded(name)), shut_until__gt=timezone.now()).exists()


def remember(answer, officer) -> None:
    """Leave a mark in the browser in which an officer signed in."""
    mark = signing.dumps({"of": _folded(officer.username), "id": get_random_string(20)}, salt="fostercare.door.browser")
    answer.set_cookie(
        _cookie(officer.username), mark, max_age=COOKIE_DAYS * 86400,
        secure=settings.HTTPS, httponly=True, samesite="Lax",
    )  # fmt: skip


def sweep() -> int:
    """Forget counts that no longer count. Returns how many."""
    return Attempts.objects.filter(last__lt=timezone.now() - max(FORGOTTEN.values())).delete()[0]


def _counted(request, name):
    """What an attempt is counted against: the known browser or else the name, and the address."""
    name = _folded(name)
    browser = _browser(request, name)
    yield ("browser", browser) if browser else ("name", name)
    if address := events.address(request):
        yield "address", address


def _row(kind, value, now):
    Attempts.objects.get_or_create(key=_key(kind, value), defaults={"last": now})
    return kind, Attempts.objects.select_for_update().get(key=_key(kind, value))


def _count(row, kind, now):
    row.count = 1 if now - row.last > FORGOTTEN[kind] else row.count + 1
    row.last = now
    beyond = row.count - FREE[kind]
    row.shut_until = now + min(FIRST * 2 ** min(beyond, 10), LONGEST) if beyond >= 0 else None
    row.save()


def _browser(request, name):
    try:
        mark = signing.loads(
            request.COOKIES.get(_cookie(name), ""), salt="fostercare.door.browser", max_age=COOKIE_DAYS * 86400
        )
    except signing.BadSignature:
        return None
    return mark["id"] if mark["of"] == name else None


def _cookie(name):
    return f"{'__Host-' if settings.HTTPS else ''}known-{_key('cookie', _folded(name))[:12]}"


def _folded(name):
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _key(kind, value):
    return salted_hmac(f"fostercare.door.{kind}", value, algorithm="sha256").hexdigest()
