"""How an edition comes into force: drafted from a file or from its predecessor, then published by a second person."""

from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook import edition_file
from fostercare.guidebook.models import Edition, Item, Parameter

PARAMETER_FIELDS = ["key", "value", "unit", "ar", "en", "source", "unsourced", "origin", "note"]
ITEM_FIELDS = [
    "code", "stage", "title_ar", "title_en", "help_ar", "help_en", "evidence", "answered_on", "gates", "applies_when",
    "answered_by", "verified_by", "exempted_by", "valid_for_parameter", "parameters", "optional", "basis", "note",
]  # fmt: skip
OF_ITS_OWN = {"edition", "parameters", "items"}

# The edition that the program brings along.
SHIPPED = edition_file.EDITIONS / f"{settings.EDITION}.yaml"


@transaction.atomic
def draft_from_file(path, *, by=None) -> Edition:
    """Load an edition's file as a draft. Raises EditionError with everything that is wrong with it."""
    data = asdict(edition_file.read(path))
    head = data["edition"]
    edition = Edition.objects.create(
        **{name: head[name] for name in ("number", "year", "title_ar", "title_en")},
        note_ar=head["note_ar"], note_en=head["note_en"], drafted_by=by,
        lists=_lists_of(data),
    )  # fmt: skip
    _add(Parameter, edition, data["parameters"], PARAMETER_FIELDS)
    _add(Item, edition, data["items"], ITEM_FIELDS)
    return edition


@transaction.atomic
def draft_from(edition, *, by) -> Edition:
    """The next edition begins as a copy of this one.

    What the program has learned to ask of an edition since this one was written is answered by the shipped edition.
    """
    access.require(by, "draft_guidebook", None)
    shipped = asdict(edition_file.read(SHIPPED))
    number = 1 + max(Edition.objects.filter(year=timezone.localdate().year).values_list("number", flat=True), default=0)
    draft = Edition.objects.create(
        number=number, year=timezone.localdate().year, drafted_by=by,
        lists=_lists_of(shipped) | edition.lists,
        **{name: getattr(edition, name) for name in ("title_ar", "title_en", "note_ar", "note_en")},
    )  # fmt: skip
    parameters = list(edition.parameters.values(*PARAMETER_FIELDS))
    known = {row["key"] for row in parameters}
    _add(
        Parameter,
        draft,
        parameters + [row for row in shipped["parameters"] if row["key"] not in known],
        PARAMETER_FIELDS,
    )
    _add(Item, draft, edition.items.values(*ITEM_FIELDS), ITEM_FIELDS)
    return draft


@transaction.atomic
def publish(edition, *, by) -> Edition:
    """Put a draft in force: it is hashed, the edition before it is superseded, and neither can be changed again."""
    access.require(by, "publish_guidebook", None)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.drafted_by_id == by.pk:
        raise PermissionDenied("who drafts an edition does not publish it")
    if edition.state != Edition.State.DRAFT:
        raise ValidationError(_("Only a draft can be published."))
    if wrong := problems(edition):
        raise ValidationError([_("The draft does not hold together:"), *wrong])
    return _put_in_force(edition, by)


def problems(edition) -> list[str]:
    """What does not hold together in an edition: the same questions that its file would be asked."""
    page = {name: getattr(edition, name) for name in ("number", "year", "title_ar", "title_en", "note_ar", "note_en")}
    data = {
        **edition.lists,
        "edition": page,
        "parameters": [row | {"used_by": []} for row in edition.parameters.values(*PARAMETER_FIELDS)],
        "items": [row | {"guidebook_reference": ""} for row in edition.items.values(*ITEM_FIELDS)],
    }
    try:
        edition_file.check(data)
    except edition_file.EditionError as error:
        return list(error.problems)
    return []


@transaction.atomic
def install_first(path) -> Edition:
    """A new installation has the first edition in force; where an edition stands already, nothing is done."""
    return Edition.objects.defer("lists").first() or _put_in_force(draft_from_file(path), None)


def in_force() -> Edition:
    """The edition that new cases keep to; its long lists are read by its book, once a process."""
    return Edition.objects.defer("lists").get(state=Edition.State.IN_FORCE)


def digest(edition) -> str:
    """The hash of everything an edition says."""
    return edition_file.digest(
        {
            "edition": [edition.number, edition.year, edition.title_ar, edition.title_en],
            "parameters": list(edition.parameters.values(*PARAMETER_FIELDS)),
            "items": list(edition.items.values(*ITEM_FIELDS)),
            "lists": edition.lists,
        }
    )


def _lists_of(data) -> dict:
    """The coded lists of an edition's plain data."""
    return {name: rows for name, rows in data.items() if name not in OF_ITS_OWN}


def _put_in_force(edition, by):
    Edition.objects.filter(state=Edition.State.IN_FORCE).update(state=Edition.State.SUPERSEDED)
    edition.digest = digest(edition)
    edition.state, edition.published_by, edition.in_force_from = Edition.State.IN_FORCE, by, timezone.now()
    edition.save()
    return edition


def _add(model, edition, rows, names):
    model.objects.bulk_create(
        model(edition=edition, position=position, **_known(row, names)) for position, row in enumerate(rows, start=1)
    )


def _known(row, names):
    """The row's columns; a text that is not given is empty, other things may be unknown."""
    given = {name: row[name] for name in names if name in row}
    return {name: "" if value is None and name != "value" else value for name, value in given.items()}
