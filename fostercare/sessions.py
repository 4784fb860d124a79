"""How long an officer stays signed in: minutes without a click, and hours in all."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY

BEGAN, SEEN = "began", "seen"


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
    if now - began > settings.SESSION_HOURS * 3600:
        session.flush()
    elif now - session.get(SEEN, 0) >= 60:
        session[SEEN] = now
