"""A list page by page, by its key: no page numbers and no counting, so the last page costs what the first one does."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directorates.wording import digits

SIZE = 50
APART = "~"


@dataclass
class Page:
    """The rows of one page, and the addresses of its neighbours (components/pager.html)."""

    rows: list
    previous_url: str = ""
    next_url: str = ""
    note: str = ""

    def __bool__(self):
        """Is there anywhere to go from here?"""
        return bool(self.previous_url or self.next_url)


def paged(request, rows, *order, size=SIZE) -> Page:
    """A page of a queryset in this order (`"-opened_on", "-pk"`; one direction, the last key unique)."""
    backwards = "before" in request.GET
    here = request.GET.get("before" if backwards else "after", "").split(APART)
    keys = _reversed(order) if backwards else order
    found = _from(rows.order_by(*keys), keys, here, size + 1)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    came_from_somewhere = here != [""]
    return Page(
        found,
        previous_url=_url(request, "before", found[0], order) if (more if backwards else came_from_somewhere) else "",
        next_url=_url(request, "after", found[-1], order) if (came_from_somewhere if backwards else more) else "",
    )


def part(request, rows, size=SIZE) -> Page:
    """A part of a list that was worked out as a whole; where it has become shorter meanwhile, its last part."""
    try:
        at = int(request.GET.get("from", 0))
    except ValueError:
        at = 0
    at = max(0, min(at, len(rows) - 1)) // size * size
    kept = {name: values for name, values in request.GET.lists() if name != "from"}

    def url(start):
        return "?" + urlencode(kept | {"from": start}, doseq=True)

    shown = rows[at : at + size]
    note = _("%(first)s to %(last)s of %(all)s")
    return Page(
        shown,
        previous_url=url(at - size) if at else "",
        next_url=url(at + size) if at + size < len(rows) else "",
        note=note % {"first": digits(at + 1), "last": digits(at + len(shown)), "all": digits(len(rows))},
    )


def _from(rows, keys, here, most):
    """The rows after a key; an address that somebody mistyped begins at the beginning."""
    try:
        return list(rows.filter(_beyond(keys, here))[:most])
    except (ValidationError, ValueError):
        return list(rows[:most])


def _beyond(keys, values):
    """`(a, b) > (x, y)`, spelled out as the database's indexes like it: `a >= x` says where to begin."""
    beyond, equal = Q(), Q()
    if len(values) != len(keys):
        return beyond
    name, comparison = keys[0].lstrip("-"), "lte" if keys[0].startswith("-") else "gte"
    begin = Q(**{f"{name}__{comparison}": values[0]})
    for key, value in zip(keys, values, strict=True):
        name, comparison = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{comparison}": value})
        equal &= Q(**{name: value})
    return begin & beyond


def _reversed(order):
    return [key[1:] if key.startswith("-") else f"-{key}" for key in order]


def _url(request, direction, row, order):
    kept = {name: values for name, values in request.GET.lists() if name not in ("after", "before")}
    here = APART.join(str(_value(row, key.lstrip("-"))) for key in order)
    return "?" + urlencode(kept | {direction: here}, doseq=True)


def _value(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row
