"""Filters that say dates, numbers and identifiers the way their readers do: {% load arabic %}."""

import datetime as dt
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from directorates import wording

register = template.Library()

register.filter("digits", wording.digits)
register.filter("number", wording.number)
register.filter("counted", wording.counted)


@register.filter
def day(date):
    """«٢٢ نوفمبر», with the year when it is another one."""
    return in_time(date, lambda date: wording.day(date, timezone.localdate()))


@register.filter
def age(born):
    return wording.age(born, timezone.localdate())


@register.filter
def full_day(date):
    """«٢٢ نوفمبر ٢٠٢٦», for letters and for what outlives the year."""
    return in_time(date, wording.full_day)


@register.filter
def long_day(date):
    """«الأحد ٢٢ نوفمبر ٢٠٢٦ · ١٢ جمادى الآخرة ١٤٤٨ هـ»."""
    return in_time(date, wording.long_day)


@register.filter
def hijri(date):
    return in_time(date, wording.hijri)


@register.filter
def moment(when):
    """«١٩ نوفمبر، ٢:٤٠ م»; a date without an hour is said as a day."""
    if not isinstance(when, dt.datetime):
        return day(when)
    local = wording.local(when)
    said = wording.moment(local, timezone.localdate())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), said)


@register.filter
def full_moment(when):
    """«٢٢ نوفمبر ٢٠٢٦، ١٠:٤٨ ص», for paper."""
    local = wording.local(when)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), wording.full_moment(local))


@register.filter
def due(date):
    return wording.due(as_date(date), timezone.localdate())


@register.filter
def due_tone(date):
    return wording.due_tone(as_date(date), timezone.localdate())


@register.filter
def deadline(date):
    """components/due.html, for lists: a day looks the same in every row, so it is rendered once a day and language."""
    return _deadline(as_date(date), timezone.localdate(), get_language())


@lru_cache(maxsize=1024)
def _deadline(date, today, language):
    return render_to_string("components/due.html", {"date": date})


@register.filter
def ltr(value):
    """An identifier: left to right, isolated, in Latin digits."""
    return format_html('<bdi class="id" dir="ltr">{}</bdi>', value) if value else ""


@register.filter
def masked(national_id):
    return ltr(wording.masked(str(national_id))) if national_id else ""


def as_date(when):
    local = wording.local(when)
    return local.date() if isinstance(local, dt.datetime) else local


def in_time(when, say):
    """Machine-readable and said, or nothing when there is no date."""
    if not when:
        return ""
    date = as_date(when)
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), say(date))
