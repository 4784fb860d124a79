"""Timing: all variants in every round, so that a noisy machine disturbs them alike; medians, never single runs."""

import gc
from statistics import median
from time import perf_counter

WARM_UP = 2


def interleaved(variants, rounds):
    """The median seconds of each variant (name → callable); the first rounds only warm up."""
    seconds = {name: [] for name in variants}
    order = list(variants)
    gc.collect()
    for turn in range(WARM_UP + rounds):
        for name in order:
            seconds[name].append(timed(variants[name]))
        order.append(order.pop(0))
        if turn + 1 == WARM_UP:
            seconds = {name: [] for name in variants}
    return {name: median(taken) for name, taken in seconds.items()}


def timed(work):
    began = perf_counter()
    work()
    return perf_counter() - began
