"""Columns that lie locked: what people wrote of a family or a child, which no statement has to look into."""

import json

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from fostercare.vault import notes
from fostercare.vault.outage import Outage

LOCKED = "locked"
MARK = f"{LOCKED}:"
BATCH = 500


class Locked:
    """A column that lies locked, bound to its table and its name.

    `plain` is the field of what lies there, `lock_in` finds in it what was locked.
    """

    @property
    def _whose(self):
        return f"{self.model._meta.db_table}.{self.column}"

    def _lock(self, text):
        return notes.lock(text.encode(), self._whose)

    def _unlock(self, lock):
        try:
            return notes.unlock(lock, self._whose).decode()
        except notes.SHUT as fault:
            raise Outage("keys") from fault


class LockedJSON(Locked, models.JSONField):
    """A JSON value that lies locked; an empty one lies as it is."""

    plain = models.JSONField

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, (dict, list)) and value:
            value = {LOCKED: self._lock(json.dumps(value, cls=self.encoder))}
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value, expression, connection):
        """What lay there before the column was locked is read as it is, until `renew` has passed."""
        kept = super().from_db_value(value, expression, connection)
        lock = self.lock_in(kept)
        return json.loads(self._unlock(lock), cls=self.decoder) if lock else kept

    @staticmethod
    def lock_in(kept) -> str:
        """What was locked, of a value as it lies; empty where it lies open."""
        return kept[LOCKED] if isinstance(kept, dict) and kept.keys() == {LOCKED} else ""


class LockedText(Locked, models.TextField):
    """A text that lies locked; an empty one lies as it is, so that a statement can ask whether there is any."""

    plain = models.TextField

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, str) and value:
            value = MARK + self._lock(value)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value, expression, connection):
        lock = self.lock_in(value)
        return self._unlock(lock) if lock else value

    @staticmethod
    def lock_in(kept) -> str:
        return kept.removeprefix(MARK) if kept and kept.startswith(MARK) else ""


def columns() -> list:
    """Every locked column: (model, its name)."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, Locked)
    ]


def renew(model, name) -> int:
    """Lock with the newest key what is not, in one column; says how much was not. Safe to stop and to run again."""
    lock_in = model._meta.get_field(name).lock_in
    old = [pk for pk, kept in _as_it_lies(model, name) if kept and not _is_new(lock_in(kept))]
    for at in range(0, len(old), BATCH):
        model.objects.bulk_update(model.objects.filter(pk__in=old[at : at + BATCH]).only(name), [name])
    return len(old)


def open_up(model, name) -> None:
    """Let what is locked lie open, as before the column was locked: for the way back of a migration."""
    field = model._meta.get_field(name)
    for pk in [pk for pk, kept in _as_it_lies(model, name) if field.lock_in(kept)]:
        plain = model.objects.values_list(name, flat=True).get(pk=pk)
        model.objects.filter(pk=pk).update(**{name: Value(plain, field.plain())})


def _as_it_lies(model, name):
    plain = model._meta.get_field(name).plain()
    return model.objects.annotate(lies=Cast(F(name), plain)).values_list("pk", "lies").iterator()


def _is_new(lock):
    return lock and notes.is_of_the_newest_key(lock)
