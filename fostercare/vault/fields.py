"""Columns that lie locked: what people wrote of a family or a child, which no statement has to look into."""

import json

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from fostercare.vault import notes
from fostercare.vault.outage import Outage

LOCKED = "locked"
BATCH = 500


class LockedJSON(models.JSONField):
    """A JSON value that lies locked, bound to its table and column; an empty one lies as it is."""

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, (dict, list)) and value:
            value = {LOCKED: notes.lock(json.dumps(value, cls=self.encoder).encode(), self._whose)}
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value, expression, connection):
        return self._opened(super().from_db_value(value, expression, connection))

    def _opened(self, kept):
        """What lay there before the column was locked is read as it is, until `renew` has passed."""
        if not is_locked(kept):
            return kept
        try:
            return json.loads(notes.unlock(kept[LOCKED], self._whose), cls=self.decoder)
        except notes.SHUT as fault:
            raise Outage("keys") from fault

    @property
    def _whose(self):
        return f"{self.model._meta.db_table}.{self.column}"


def is_locked(kept) -> bool:
    return isinstance(kept, dict) and kept.keys() == {LOCKED}


def columns() -> list:
    """Every locked column: (model, its name)."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, LockedJSON)
    ]


def renew(model, name) -> int:
    """Lock with the newest key what is not, in one column; says how much was not. Safe to stop and to run again."""
    old = [pk for pk, kept in _as_it_lies(model, name) if kept and not _is_new(kept)]
    for at in range(0, len(old), BATCH):
        model.objects.bulk_update(model.objects.filter(pk__in=old[at : at + BATCH]).only(name), [name])
    return len(old)


def open_up(model, name) -> None:
    """Let what is locked lie open, as before the column was locked: for the way back of a migration."""
    for pk in [pk for pk, kept in _as_it_lies(model, name) if is_locked(kept)]:
        plain = model.objects.values_list(name, flat=True).get(pk=pk)
        model.objects.filter(pk=pk).update(**{name: Value(plain, models.JSONField())})


def _as_it_lies(model, name):
    return model.objects.annotate(lies=Cast(F(name), models.JSONField())).values_list("pk", "lies").iterator()


def _is_new(kept):
    return is_locked(kept) and notes.is_of_the_newest_key(kept[LOCKED])
