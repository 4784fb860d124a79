"""The clock of the stories: it is another day for whoever asks `django.utils.timezone`, and all stories go on together.

A story is a generator: it yields how many days go by, then does what happens on that day.
"""

import heapq
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fostercare.workflows.calendar import public_holidays

FRIDAY, SATURDAY = 4, 5
OPENS, CLOSES = time(9), time(14, 30)


@contextmanager
def as_of(day: date, at: time = time(10)):
    """Let it be that day and hour. Others hold `timezone.now` itself, so what it asks is replaced, not the function."""
    moment = datetime.combine(day, at, tzinfo=timezone.get_current_timezone())
    real, timezone.datetime = timezone.datetime, _stopped_at(moment)
    try:
        yield moment
    finally:
        timezone.datetime = real


class _AnyDatetime(type):
    def __instancecheck__(cls, value):
        return isinstance(value, datetime)


def _stopped_at(moment):
    class Stopped(metaclass=_AnyDatetime):
        @staticmethod
        def now(tz=None):
            return moment.astimezone(tz)

    return Stopped


def working_day(day: date) -> date:
    """The day itself, or the next on which offices are open."""
    while day.weekday() in (FRIDAY, SATURDAY) or day in public_holidays(day.year):
        day += timedelta(days=1)
    return day


def tell(chapters, hands):
    """The chapters of a story, one after the other."""
    for chapter in chapters:
        yield from chapter(hands)
    hands.told = True


def play(stories, until: date, dice):
    """Let all stories (first day, told) go on together, so that numbers follow the calendar; the rest stays untold."""
    calendar = [(_opening(day, dice), place, told) for place, (day, told) in enumerate(stories)]
    heapq.heapify(calendar)
    while calendar:
        moment, place, told = heapq.heappop(calendar)
        if moment.date() > until:
            continue
        with as_of(moment.date(), moment.time()):
            days = next(told, None)
        if days is not None:
            heapq.heappush(calendar, (_next(moment, days, dice), place, told))


def hurry(told, first: date):
    """Tell one story to its end, beginning on a day in the past; the last chapters happen today."""
    day = first
    while day is not None:
        with as_of(day) if day < timezone.localdate() else nullcontext():
            days = next(told, None)
        day = None if days is None else day + timedelta(days=days)


def _opening(day, dice):
    return datetime.combine(working_day(day), OPENS) + timedelta(minutes=dice.randint(0, 300))


def _next(moment, days, dice):
    """So many days later, on a working day and in office hours; on the same day, some minutes later."""
    soon = moment + timedelta(minutes=dice.randint(5, 40))
    if days == 0 and soon.time() < CLOSES:
        return soon
    return _opening(moment.date() + timedelta(days=max(days, 1)), dice)
