"""Sessions: kept in the database with their officer, ended after minutes without a click and after hours in all."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fostercare.door.models import Session

BEGAN, SEEN = "began", "seen"
CLOCKS_APART = 300  # seconds; what began later than that is of a clock that was wrong, and would outlive its day
DEVICE, ADDRESS = "device", "address"


class SessionStore(db.SessionStore):
    """Django's sessions in the database, each with a column that says whose it is."""

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.officer_id = data.get(SESSION_KEY)
        return row


class BoundedSession:
    """Renews a session at most once a minute (so that reading costs no write) and ends it after a day's work."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            keep(request.session, now=int(time.time()))
        return self.get_response(request)


def keep(session, now: int) -> None:
    began = session.setdefault(BEGAN, now)
    if not -CLOCKS_APART <= now - began <= settings.SESSION_HOURS * 3600:
        session.flush()
    elif abs(now - session.get(SEEN, 0)) >= 60:
        session[SEEN] = now


@dataclass
class Seat:
    """One session as its officer sees it."""

    key: str  # names it on the page; nobody can sign in with it
    device: str
    address: str
    began: datetime | None
    seen: datetime | None
    current: bool


def seats(officer, current: str | None) -> list[Seat]:
    """The officer's running sessions, the present one first, then the last used."""
    rows = Session.objects.filter(officer=officer, expire_date__gt=timezone.now())
    found = [_seat(row, current) for row in rows]
    return sorted(found, key=lambda seat: (not seat.current, -(seat.seen.timestamp() if seat.seen else 0)))


def end(officer, keys=None, *, except_for=None) -> int:
    """End an officer's sessions: those with the given keys, or all but one. Returns how many."""
    rows = [
        row.pk
        for row in Session.objects.filter(officer=officer).exclude(pk=except_for)
        if keys is None or public_key(row.pk) in keys
    ]
    return Session.objects.filter(pk__in=rows).delete()[0]


def public_key(session_key: str) -> str:
    return salted_hmac("fostercare.door.session", session_key).hexdigest()[:20]


def _seat(row, current):
    held = row.get_decoded()
    return Seat(
        public_key(row.pk), held.get(DEVICE, ""), held.get(ADDRESS) or "",
        _moment(held.get(BEGAN)), _moment(held.get(SEEN)), row.pk == current,
    )  # fmt: skip


def _moment(seconds):
    return datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()) if seconds else None
