"""How dates, numbers and distances are said. Plural forms stand in the catalogue; here are only the questions."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, ngettext, ngettext_lazy
from django.utils.translation import gettext as _
from hijridate import Gregorian

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SOON_DAYS = 3

NOUNS = {
    "application": ngettext_lazy("%(n)s application", "%(n)s applications", "n"),
    "child": ngettext_lazy("%(n)s child", "%(n)s children", "n"),
    "family": ngettext_lazy("%(n)s family", "%(n)s families", "n"),
    "visit": ngettext_lazy("%(n)s visit", "%(n)s visits", "n"),
    "sitting": ngettext_lazy("%(n)s sitting", "%(n)s sittings", "n"),
    "document": ngettext_lazy("%(n)s document", "%(n)s documents", "n"),
    "item": ngettext_lazy("%(n)s item", "%(n)s items", "n"),
    "task": ngettext_lazy("%(n)s task", "%(n)s tasks", "n"),
    "placement": ngettext_lazy("%(n)s placement", "%(n)s placements", "n"),
    "file": ngettext_lazy("%(n)s file", "%(n)s files", "n"),
    "letter": ngettext_lazy("%(n)s letter", "%(n)s letters", "n"),
    "case": ngettext_lazy("%(n)s case", "%(n)s cases", "n"),
    "page": ngettext_lazy("%(n)s page", "%(n)s pages", "n"),
    "result": ngettext_lazy("%(n)s result", "%(n)s results", "n"),
    "hour": ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    "copy": ngettext_lazy("%(n)s copy", "%(n)s copies", "n"),
    "point": ngettext_lazy("%(n)s point", "%(n)s points", "n"),
    "day": ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    "working day": ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    "month": ngettext_lazy("%(n)s month", "%(n)s months", "n"),
    "year": ngettext_lazy("%(n)s year", "%(n)s years", "n"),
}


class Number(int):
    """A number that counts as itself in the choice of a plural and is written in the reader's digits."""

    def __str__(self):
        return digits(int(self))


def in_arabic() -> bool:
    return (get_language() or settings.LANGUAGE_CODE).startswith("ar")


def digits(value) -> str:
    """The digits of the reader's language; identifiers are never passed through here."""
    text = str(value)
    return text.translate(EASTERN) if settings.ARABIC_INDIC_DIGITS and in_arabic() else text


def number(value) -> str:
    """A figure with its thousands apart: ١٢٬٥٠٠ or 12,500."""
    grouped = f"{value:,}"
    return digits(grouped.replace(",", "٬").replace(".", "٫") if in_arabic() else grouped)


def counted(amount: int, noun: str) -> str:
    """A number with its noun in the form that the number demands: ٣ أيام، ١١ يومًا."""
    return NOUNS[noun] % {"n": Number(amount)}


def age(born: dt.date, today: dt.date) -> str:
    """An age as it is said: in years, of a child under two in months."""
    lived = relativedelta(max(born, today), born)
    return counted(lived.years, "year") if lived.years >= 2 else counted(12 * lived.years + lived.months, "month")


def masked(national_id: str) -> str:
    """Enough of a national number to tell two people apart, too little to use it."""
    return f"{national_id[:7]}•••••{national_id[-2:]}"


def day(date: dt.date, today: dt.date) -> str:
    """A day as it is said this year: without the year that everybody knows."""
    return digits(formatted(date, "j F")) if date.year == today.year else full_day(date)


def full_day(date: dt.date) -> str:
    return digits(formatted(date, "j F Y"))


def hijri(date: dt.date) -> str:
    lunar = Gregorian.fromdate(date).to_hijri()
    month = lunar.month_name("ar" if in_arabic() else "en")
    return _("%(date)s AH") % {"date": digits(f"{lunar.day} {month} {lunar.year}")}


def long_day(date: dt.date) -> str:
    """The head of a day's work: weekday, date, Hijri date."""
    return f"{digits(formatted(date, 'l j F Y'))} · {hijri(date)}"


def moment(when: dt.datetime, today: dt.date) -> str:
    """A day and an hour; today is said by its name."""
    date = _("Today") if when.date() == today else day(when.date(), today)
    return at_hour(date, when)


def full_moment(when: dt.datetime) -> str:
    return at_hour(full_day(when.date()), when)


def at_hour(date: str, when: dt.datetime) -> str:
    return _("%(date)s, %(hour)s") % {"date": date, "hour": digits(formatted(when, "g:i A"))}


def due(date: dt.date, today: dt.date) -> str:
    """How far a deadline is: the distance tells more than the date."""
    days = (date - today).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    if days > 0:
        return ngettext("In %(days)s day", "In %(days)s days", days) % {"days": digits(days)}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": digits(-days)}


def due_tone(date: dt.date, today: dt.date) -> str:
    """The tone of a deadline's badge."""
    days = (date - today).days
    return "late" if days < 0 else "soon" if days <= SOON_DAYS else "wait"


def local(when):
    """A moment in the country's own time; a plain date stays as it is."""
    return timezone.localtime(when) if isinstance(when, dt.datetime) and timezone.is_aware(when) else when
