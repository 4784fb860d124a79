"""How long an officer stays signed in."""

from django.contrib.sessions.backends.base import SessionBase

from fostercare.door.sessions import keep

NOON = 1_800_000_000
HOUR = 3600


class Session(SessionBase):
    """A session that is kept nowhere and only notes that it was ended."""

    ended = False

    def __init__(self):
        super().__init__()
        self._session_cache = {}

    def flush(self):
        self.ended = True


def test_reading_page_after_page_writes_once_a_minute():
    session = Session()
    keep(session, now=NOON)
    assert session.modified
    session.modified = False
    keep(session, now=NOON + 59)
    assert not session.modified
    keep(session, now=NOON + 60)
    assert session.modified


def test_a_session_ends_after_a_day_of_work(settings):
    settings.SESSION_HOURS = 12
    session = Session()
    keep(session, now=NOON)
    keep(session, now=NOON + 12 * HOUR)
    assert not session.ended
    keep(session, now=NOON + 12 * HOUR + 1)
    assert session.ended
