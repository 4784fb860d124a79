"""What really changed of a person's data since their request was granted: the ledger says it, before and after."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directorates.models import Officer
from directorates.wording import full_day
from fostercare.guidebook.book import book
from fostercare.ledger.models import Entry
from fostercare.records.models import Document, HealthRecord
from fostercare.records.nationalities import nationality
from fostercare.records.phones import display
from fostercare.records.sealed import SealedRecord
from fostercare.workflows.data_request.file_of import rows_of

MOST = 100
FINANCIAL = ("monthly_income",)
IN_WORDS = {"nationality": nationality, "phone": display}
EMPTY = (None, "")
# What a row's own keeping writes, and nobody corrects.
TECHNICAL = ("search_key", "superseded_at", "file", "sha256", "size", "content_type", "scan", "uploaded_at")


def since_the_grant(asked, *, shown, financial) -> list[dict]:
    """Line by line: when, who, what, from what to what. `shown`: may the reader see the values, or only that they
    changed; `financial`: the income too. What is sealed is told by its class and never by its words; what came after it
    was carried out is not of this request."""
    rows = rows_of(asked.subject)
    tables = {model._meta.db_table: model for model, _keys in rows}
    entries = list(_entries(asked, rows))
    officers = Officer.objects.in_bulk({entry.by for entry in entries if entry.by})
    return [
        {"at": entry.at, "officer": officers.get(entry.by), **line}
        for entry in entries
        for line in _lines(entry, tables[entry.relation], book(asked.edition), shown, financial)
    ]


def _entries(asked, rows):
    wanted = Q(pk__in=())
    for model, keys in rows:
        wanted |= Q(relation=model._meta.db_table, row__in=[str(key) for key in keys])
    wanted |= _taken_away(asked.subject)
    found = Entry.objects.filter(wanted, pk__gt=_line_of(asked, "answer")).exclude(act=Entry.OPENED)
    if asked.done:
        found = found.filter(pk__lt=_line_of(asked, "carry_out"))
    return found.order_by("pk")[:MOST]


def _line_of(asked, act):
    """Where the ledger tells of an act: clocks may differ, its numbers do not."""
    change = asked.history.filter(act=act).latest("at", "pk")
    lines = Entry.objects.filter(relation=change._meta.db_table, row=str(change.pk))
    return lines.values_list("pk", flat=True).first() or 0


def _taken_away(subject):
    """A health note that was erased has no row any more by which it would be found."""
    owner = "child_id" if subject.is_child else "person_id"
    key = (subject.child or subject.person).pk
    return Q(relation=HealthRecord._meta.db_table, act="D", **{f"before__{owner}": key})


def _lines(entry, model, kept, shown, financial):
    if issubclass(model, SealedRecord):
        return [{"label": model.label, "sealed": True}]
    if entry.act == "I":
        return [{"label": _added(model, entry, kept), "added": True}]
    return [
        _line(model, name, entry, shown and (financial or name not in FINANCIAL))
        for name in entry.before or {}
        if name not in TECHNICAL and not _field(model, name).is_relation
    ]


def _added(model, entry, kept):
    if model is Document:
        return _("a paper was filed: %(kind)s") % {"kind": kept.document_label(entry.after["kind"])}
    return capfirst(model._meta.verbose_name)


def _line(model, name, entry, shown):
    field = _field(model, name)
    before, after = (_said(field, side[name]) if side else "" for side in (entry.before, entry.after))
    label = capfirst(field.verbose_name)
    return {"label": label, "before": before, "after": after} if shown else {"label": label, "hidden": True}


def _field(model, column):
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _said(field, value) -> str:
    """A value of the ledger in words."""
    if value in EMPTY:
        return ""
    if field.name in IN_WORDS:
        return IN_WORDS[field.name](value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField):
        return full_day(date.fromisoformat(value))
    return str(dict(field.flatchoices).get(value, value))
