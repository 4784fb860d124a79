"""The work list at three sizes: against an empty page, against an ideal statement, and against itself."""

from django.urls import reverse

from bench import crowd
from bench.figures import Figure
from bench.officers import directorate
from bench.pages import Reader
from bench.rounds import interleaved


def measure(size):
    taken = {}
    for cases in size.cases:
        crowd.grow(cases)
        taken[cases] = _read(size)
    *_small, middle, large = size.cases
    ours = {cases: max(seconds["mine"], seconds["office"]) for cases, seconds in taken.items()}
    return [
        Figure("desk", ours[large], taken[large]["empty"], goal=4, unit="s"),
        Figure("desk_sql", ours[large], taken[large]["ideal"], goal=2, unit="s"),
        Figure("desk_growth", ours[large], ours[middle], goal=2, unit="s"),
        Figure("desk_statements", _statements(), 1, goal=6, unit="statements"),
    ]


def _read(size):
    reader = Reader(crowd.clerk())
    return interleaved({name: reader.get(address) for name, address in _addresses().items()}, size.pages)


def _addresses():
    return {
        "empty": reverse("bench_empty"),
        "ideal": reverse("bench_ideal", args=[directorate().pk]),
        "mine": reverse("home") + "?tab=mine",
        "office": reverse("home") + "?tab=office",
    }


def _statements():
    reader = Reader(crowd.clerk())
    reader.read(_addresses()["office"])
    return reader.statements(_addresses()["office"])
