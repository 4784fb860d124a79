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


def test_a_session_of_a_clock_that_ran_ahead_does_not_outlive_its_day(settings):
    """The machine's clock was a month ahead and is put right: who signed in meanwhile signs in again."""
    session = Session()
    keep(session, now=NOON + 30 * 24 * HOUR)
    keep(session, now=NOON)
    assert session.ended


def test_a_clock_that_goes_back_a_little_ends_nothing_and_the_minutes_count_from_there():
    session = Session()
    keep(session, now=NOON + 120)
    session.modified = False
    keep(session, now=NOON)
    assert session.modified and not session.ended


def test_a_session_ends_after_a_day_of_work(settings):
    settings.SESSION_HOURS = 12
    session = Session()
    keep(session, now=NOON)
    keep(session, now=NOON + 12 * HOUR)
    assert not session.ended
    keep(session, now=NOON + 12 * HOUR + 1)
    assert session.ended
