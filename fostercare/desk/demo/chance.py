"""Chance that repeats itself: the same seed tells the same story."""

from random import Random


def dice_of(*seed) -> Random:
    return Random(" ".join(str(part) for part in seed))  # noqa: S311 — it decides stories, not secrets
