"""Sealed data: what the law calls sensitive stands in records of its own, each class with a right of its own.

No column of a person or a child holds it and no relation leads from them to it, so that no list, form, export or search
loads it by accident. `read` is the only way to it: it asks for the right and says what was read to the register of
openings. Free text lies locked with the keys of the files; the religion is plain, for families are ranked by it in SQL.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from fostercare.ledger import reading
from fostercare.vault import notes

log = logging.getLogger(__name__)


class Religion(models.TextChoices):
    MUSLIM = "muslim", gettext_lazy("Muslim")
    CHRISTIAN = "christian", gettext_lazy("Christian")


class SealedRecord(models.Model):
    """What one class of sealed data says of one person or one child."""

    key = right = label = ""  # of the class: its name in code, the action that reading asks for, its name in words

    person = models.OneToOneField("records.Person", models.CASCADE, null=True, blank=True, related_name="+")
    child = models.OneToOneField("records.Child", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, child__isnull=False) | Q(person__isnull=False, child=None),
                name="%(class)s_is_of_one",
            )
        ]

    @classmethod
    def kept(cls, value, whose) -> str:
        """What the column holds of a value."""
        return value

    @classmethod
    def opened(cls, kept, whose) -> str:
        """The value of what the column holds."""
        return kept

    @classmethod
    def said(cls, value) -> str:
        """A value in words."""
        return value


class ReligionRecord(SealedRecord):
    key, right, label, column = "religion", "view_religion", gettext_lazy("Religion"), "religion"

    religion = models.CharField(gettext_lazy("religion"), max_length=10, choices=Religion.choices)

    class Meta(SealedRecord.Meta):
        verbose_name = gettext_lazy("sealed record of religion")
        verbose_name_plural = gettext_lazy("sealed records of religion")

    @classmethod
    def said(cls, value):
        return str(Religion(value).label)


class HealthRecord(SealedRecord):
    key, right, label, column = "health", "view_health_data", gettext_lazy("Health"), "locked"

    locked = models.TextField(gettext_lazy("health notes, locked"))

    class Meta(SealedRecord.Meta):
        verbose_name = gettext_lazy("sealed record of health")
        verbose_name_plural = gettext_lazy("sealed records of health")

    @classmethod
    def kept(cls, value, whose):
        return notes.lock(value.encode(), f"{cls.key} {whose}")

    @classmethod
    def opened(cls, kept, whose):
        try:
            return notes.unlock(kept, f"{cls.key} {whose}").decode()
        except notes.SHUT as fault:
            log.error("sealed record %s of %s does not open: %s", cls.key, whose, type(fault).__name__)
            return _("This line cannot be opened: its key is missing. Tell the administrator.")


CLASSES = {model.key: model for model in (ReligionRecord, HealthRecord)}


@dataclass(frozen=True)
class Opened:
    """What an officer was given: by class and owner; and which classes are open to them at all."""

    values: dict
    classes: frozenset

    def of(self, owner) -> dict:
        """Class → what it says of this person or child; a class that is hidden or says nothing is left out."""
        whose = _name(owner)
        return {key: self.values[key, whose] for key in CLASSES if (key, whose) in self.values}

    @property
    def hidden(self) -> list:
        """The classes that stay shut to this officer."""
        return [model for key, model in CLASSES.items() if key not in self.classes]


def read(officer, number, owners, places, emergency: Callable[[str], bool]) -> Opened:
    """What the officer may read of these people and children, on the file with this number; the reading is told.

    places: the directorates in which the right is asked; emergency: does it stand in for this right at the moment?
    """
    held = {model for model in CLASSES.values() if any(access.allowed(officer, model.right, at) for at in places)}
    broken = {model for model in CLASSES.values() if model not in held and emergency(model.right)}
    found = _found(held | broken, owners)
    values = {(key, whose): CLASSES[key].opened(kept, whose) for key, whose, kept in found}
    if read_of := {key for key, _whose in values}:
        reading.give(number, officer, sorted(read_of), emergency=any(model.key in read_of for model in broken))
    return Opened(values, frozenset(model.key for model in held | broken))


def read_list(officer, key, rows) -> Opened:
    """One class of many files at once, for a list that leaves: rows of a file's number, its place, its owners."""
    model = CLASSES[key]
    rows = [row for row in rows if access.allowed(officer, model.right, row[1])]
    found = _found([model], [owner for _number, _place, owners in rows for owner in owners])
    opened = Opened({(key, whose): model.opened(kept, whose) for _key, whose, kept in found}, frozenset([key]))
    if numbers := {number for number, _place, owners in rows if any(map(opened.of, owners))}:
        reading.note(numbers, officer, {"page": "sealed", "sealed": [key]})
    return opened


def is_there(key, owner) -> bool:
    """Is anything written of this class? Says no more, and asks for no right."""
    return CLASSES[key].objects.filter(**{owner._meta.model_name: owner}).exists()


def keep(*told) -> None:
    """Write what was told: pairs of a person or child and class → value; an empty value takes the record away."""
    for key, model in CLASSES.items():
        pairs = [(owner, values[key]) for owner, values in told if key in values]
        for kind in {owner._meta.model_name for owner, _value in pairs}:
            ours = [(owner, value) for owner, value in pairs if owner._meta.model_name == kind]
            _keep(model, kind, {owner: value for owner, value in ours if value})
            if emptied := [owner for owner, value in ours if not value]:
                model.objects.filter(**{f"{kind}__in": emptied}).delete()


def renew() -> int:
    """Lock with the newest key what is not; says how much was not. Safe to stop and to run again."""
    old = [row for row in HealthRecord.objects.iterator() if not notes.is_of_the_newest_key(row.locked)]
    for row in old:
        whose = f"{HealthRecord.key} " + (f"person {row.person_id}" if row.person_id else f"child {row.child_id}")
        row.locked = notes.lock(notes.unlock(row.locked, whose), whose)
    HealthRecord.objects.bulk_update(old, ["locked"], batch_size=500)
    return len(old)


def _name(owner) -> str:
    return f"{owner._meta.model_name} {owner.pk}"


def _keep(model, kind, values):
    rows = [model(**{kind: owner, model.column: model.kept(value, _name(owner))}) for owner, value in values.items()]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=[kind], update_fields=[model.column])


def _found(classes, owners):
    """(class, whose, what the column holds), all by one statement."""
    questions = [
        model.objects.filter(**{f"{kind}__in": [one.pk for one in owners if one._meta.model_name == kind]}).values_list(
            Value(model.key), Value(kind), F(kind), model.column
        )
        for model in sorted(classes, key=lambda model: model.key)
        for kind in sorted({owner._meta.model_name for owner in owners})
    ]
    if not questions:
        return
    first, *others = questions
    for key, kind, pk, kept in first.union(*others, all=True) if others else first:
        yield key, f"{kind} {pk}", kept
