"""Reads an edition from its file and refuses one that does not hold together, saying all that is wrong at once."""

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from fostercare.guidebook.edition_checks import problems_of
from fostercare.guidebook.edition_rows import EditionFile

EDITIONS = Path(__file__).parent / "editions"


class EditionError(ValueError):
    def __init__(self, *problems):
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path) -> EditionFile:
    return check(parse(path.read_text(encoding="utf-8")))


def parse(text: str) -> dict:
    """The plain data of the file."""
    try:
        data = yaml.load(text, StrictLoader)  # noqa: S506  a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise EditionError(f"{line}{error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:  # a character, or a day of the calendar, that does not exist
        raise EditionError(str(error)) from None
    if not isinstance(data, dict):
        raise EditionError("the file holds no sections")
    return data


def check(data: dict) -> EditionFile:
    problems = []
    edition = _row(EditionFile, data, "", problems)
    if not problems:
        problems = list(problems_of(edition))
    if problems:
        raise EditionError(*problems)
    return edition


def canonical(data: dict) -> bytes:
    """The same bytes for the same content: the order of keys, spaces and comments do not count."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso).encode()


def digest(data: dict) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def _iso(value):
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in an edition")


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses a key given twice, or one that is no text (an unquoted yes or no)."""


def _mapping(loader, node):
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                problem=f"key {key!r} is no text (quote it)", problem_mark=key_node.start_mark
            )
        if key in seen:
            raise yaml.constructor.ConstructorError(
                problem=f"key {key} is given twice", problem_mark=key_node.start_mark
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


# from plain data to rows


def _row(kind, data, where, problems):
    """The row, or None after its faults were noted. Where a text is asked for, null is the empty text."""
    if not isinstance(data, dict):
        problems.append(f"{where}: not a row")
        return None
    hints, known = get_type_hints(kind), {one.name: one for one in fields(kind)}
    before = len(problems)
    problems += [_at(where, f"unknown field {name}") for name in data if name not in known]
    problems += [_at(where, f"no {name}") for name, one in known.items() if name not in data and _required(one)]
    values = {name: _value(hints[name], data[name], where, name, problems) for name in data if name in known}
    return kind(**values) if len(problems) == before else None


def _required(one):
    return one.default is MISSING and one.default_factory is MISSING


def _value(hint, value, where, name, problems):
    if get_origin(hint) is tuple:
        return _rows(get_args(hint)[0], value, where, name, problems)
    if is_dataclass(hint):
        return _row(hint, value, _at(where, name, " "), problems)
    if hint is str and value is None:
        return ""
    if get_origin(hint) is dict:
        good = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    else:
        good = hint is Any or _is_a(hint, value)
    if not good:
        problems.append(_at(where, f"{name} cannot be {value!r}"))
    return value


def _is_a(hint, value):
    if isinstance(value, bool) and hint is not bool:
        return False
    return isinstance(value, hint.__args__ if isinstance(hint, UnionType) else hint)


def _rows(kind, values, where, name, problems):
    if not isinstance(values, list):
        problems.append(_at(where, f"{name} is no list"))
        return ()
    if not is_dataclass(kind):
        return tuple(_value(kind, value, where, name, problems) for value in values)
    return tuple(_row(kind, value, _place(where, name, value, at), problems) for at, value in enumerate(values, 1))


def _place(where, name, value, at):
    called = value.get("key") or value.get("code") or value.get("act") or at if isinstance(value, dict) else at
    return _at(where, f"{name} {called}", " ")


def _at(where, what, between=": "):
    return f"{where}{between}{what}" if where else what
