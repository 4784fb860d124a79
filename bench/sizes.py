"""How much is measured: enough for steady medians, or a quick look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    steps: int
    pages: int
    cases: tuple[int, ...]
    people: int
    names: int
    papers: int
    heard: int
    placements: int
    placements_sample: int
    families: int
    entries: int


USUAL = Size(
    steps=60,
    pages=60,
    cases=(1_000, 10_000, 1_000_000),
    people=1_000_000,
    names=100,
    papers=8,
    heard=40,
    placements=100_000,
    placements_sample=200,
    families=10_000,
    entries=1_000_000,
)
QUICK = Size(
    steps=6,
    pages=10,
    cases=(200, 1_000, 10_000),
    people=10_000,
    names=10,
    papers=2,
    heard=3,
    placements=2_000,
    placements_sample=20,
    families=1_000,
    entries=10_000,
)
