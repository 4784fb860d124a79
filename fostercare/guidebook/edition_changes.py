"""What one edition says otherwise than the one before it."""

from dataclasses import dataclass, field
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import wording
from fostercare.guidebook.edition_words import said
from fostercare.guidebook.models import Edition
from fostercare.guidebook.publishing import ITEM_FIELDS

TEXTS = {
    "title_ar": gettext_lazy("Arabic title"),
    "title_en": gettext_lazy("English title"),
    "note_ar": gettext_lazy("Arabic note"),
    "note_en": gettext_lazy("English note"),
    "help_ar": gettext_lazy("Arabic help"),
    "help_en": gettext_lazy("English help"),
    "ar": gettext_lazy("Arabic"),
    "en": gettext_lazy("English"),
    "source": gettext_lazy("Source"),
    "note": gettext_lazy("Note"),
    "exempted_by": gettext_lazy("Exempted by"),
}
LISTS = {
    "documents": gettext_lazy("Papers"),
    "refusal_reasons": gettext_lazy("Reasons of refusal"),
    "postponement_reasons": gettext_lazy("Reasons of postponement"),
    "referral_reasons": gettext_lazy("Reasons of referral"),
    "inadmissibility_reasons": gettext_lazy("Reasons why a grievance is inadmissible"),
    "decline_reasons": gettext_lazy("Reasons of decline"),
    "visit_schedule": gettext_lazy("Schedule of visits"),
    "ages_ahead": gettext_lazy("Ages that matter"),
    "visit_questions": gettext_lazy("Questions of visits"),
    "home_study_questions": gettext_lazy("Questions of the social study"),
}
ADDED, REMOVED = gettext_lazy("added"), gettext_lazy("removed")


@dataclass
class Change:
    """A figure, an item or a list that differs: what it is called, and what was and is said, field by field."""

    code: str
    label: str
    rows: list = field(default_factory=list)
    word: str = ""


def before(edition) -> Edition | None:
    """The edition that is or was in force before this one."""
    since = edition.in_force_from or timezone.now()
    return Edition.objects.exclude(pk=edition.pk).filter(in_force_from__lt=since).order_by("-in_force_from").first()


def changes(old, new) -> list[dict]:
    """What changed from one edition to another, by part of the book; parts without a change are left out."""
    parts = [
        (_("Title page"), _title_page(old, new)),
        (_("Figures"), _rows(old.parameters, new.parameters, "key", partial(_figure, old, new))),
        (_("Items"), _rows(old.items, new.items, "code", _item)),
        (_("Lists"), _lists(old.lists, new.lists)),
    ]
    return [{"label": label, "changes": found} for label, found in parts if found]


def _title_page(old, new):
    rows = _texts(old, new, ["title_ar", "title_en", "note_ar", "note_en"])
    return [Change("", new.title, rows)] if rows else []


def _rows(old, new, key, compare):
    """Rows of two editions by their key: changed, then added, then removed ones."""
    was, now = ({getattr(row, key): row for row in rows.all()} for rows in (old, new))
    changed = [Change(name, _label(now[name]), compare(was[name], now[name])) for name in now if name in was]
    added = [Change(name, _label(now[name]), word=ADDED) for name in now if name not in was]
    removed = [Change(name, _label(was[name]), word=REMOVED) for name in was if name not in now]
    return [change for change in changed if change.rows] + added + removed


def _label(row):
    return row.title if hasattr(row, "title_ar") else row.label


def _figure(old, new, was, now):
    rows = [(_("Value"), said(was, old), said(now, new))] if was.value != now.value else []
    if was.unsourced != now.unsourced:
        rows.append((_("Source"), _confirmed(was), _confirmed(now)))
    return rows + _texts(was, now, ["ar", "en", "source", "note"])


def _confirmed(parameter):
    return _("unsourced") if parameter.unsourced else _("sourced")


def _item(was, now):
    rows = _texts(was, now, ["title_ar", "title_en", "help_ar", "help_en", "note", "exempted_by"])
    others = [name for name in ITEM_FIELDS if name not in TEXTS and getattr(was, name) != getattr(now, name)]
    return rows + ([(_("Rule of the item"), "", _("changed"))] if others else [])


def _texts(was, now, names):
    compared = [(TEXTS[name], getattr(was, name), getattr(now, name)) for name in names]
    return [row for row in compared if row[1] != row[2]]


def _lists(old, new):
    """Coded lists that differ, with the rows that are not the same in both."""
    return [
        Change("", LISTS.get(name, _("Other list")), _list_rows(old.get(name, []), new.get(name, [])))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _list_rows(old, new):
    was, now = ({row.get("key") or row.get("code"): row for row in rows} for rows in (old, new))
    differ = [name for name in was | now if was.get(name) != now.get(name)]
    return [(name, _worded(was.get(name)), _worded(now.get(name))) for name in differ]


def _worded(row):
    return wording(row) if row else ""
