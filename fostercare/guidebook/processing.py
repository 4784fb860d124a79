"""The register of processing that the law asks for: what is kept, why, on which ground, who reads it, how long.

Who reads it is never typed: it follows from the classes of the edition and the table of rights.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.roles import ROLES
from fostercare.guidebook.book import Book, wording
from fostercare.guidebook.edition_words import said

THEN = {
    "keep_sealed": gettext_lazy("then kept sealed"),
    "review": gettext_lazy("then reviewed"),
    "reduce": gettext_lazy("then reduced to a statistical record"),
}


@dataclass(frozen=True)
class Activity:
    """One line of the register, in words."""

    key: str
    title: str
    whose: str
    purpose: str
    bases: list
    readers: list  # of each class: its name, the roles that read it
    kept_for: str


def activities(book: Book) -> list[Activity]:
    return [_activity(book, row) for row in book.rows("processing_activities")]


def measures(book: Book) -> list[str]:
    return [wording(row) for row in book.rows("security_measures")]


def _activity(book, row):
    classes = {one["key"]: one for one in book.rows("sensitivity_classes")}
    return Activity(
        key=row["key"],
        title=wording(row),
        whose=_in_language(row, "whose"),
        purpose=_in_language(row, "purpose"),
        bases=[book.label("bases", key, key="key") for key in row["basis"]],
        readers=[(wording(classes[key]), readers(row["opened_by"], classes[key]["right"])) for key in row["classes"]],
        kept_for=kept_for(book, row["retention"]),
    )


def readers(opened_by, right: str) -> list[str]:
    """The roles that read what is of a class: those that open such files and hold its right, if it asks for one."""
    opening = [role for role in ROLES.values() if role.given and role.actions.intersection(opened_by)]
    return [str(role.label) for role in opening if not right or right in role.actions]


def kept_for(book, key) -> str:
    """How long, and what then; without a rule, as long as the service lasts."""
    rule = next((row for row in book.rows("retention_rules") if row["key"] == key), None)
    parameter = rule and next((row for row in book.edition.parameters.all() if row.key == rule["length"]), None)
    if parameter is None:
        return _("as long as the officer serves, and in the history for good")
    event = _("after the last act") if rule["begins"] == "ended" else _("of the child's age")
    return f"{said(parameter, book.edition)} {event}{_(', ')}{THEN[rule['then']]}"


def _in_language(row, stem):
    return wording({"ar": row[f"{stem}_ar"], "en": row[f"{stem}_en"]})
