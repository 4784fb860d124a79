"""The first edition, and editions that differ from it by a figure."""

from copy import deepcopy
from functools import cache

from fostercare.guidebook import edition_file
from fostercare.guidebook.edition_rows import Parameter
from fostercare.guidebook.parameters import Parameters

FIRST = edition_file.EDITIONS / "2026-1.yaml"


@cache
def _first():
    return edition_file.parse(FIRST.read_text(encoding="utf-8"))


def the_data():
    """A copy of the first edition's plain data, to be spoilt at will."""
    return deepcopy(_first())


def an_edition(**figures):
    """The figures of the first edition, but for those given."""
    data = the_data()
    for row in data["parameters"]:
        row["value"] = figures.pop(row["key"], row["value"])
    assert not figures, f"no parameters of the edition: {sorted(figures)}"
    return Parameters([Parameter(**row) for row in data["parameters"]], data["ending_kinds"])


def row_of(data, section, name):
    return next(row for row in data[section] if name in (row.get("key"), row.get("code")))
