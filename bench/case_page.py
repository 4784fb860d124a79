"""The page of one case, with all its answers and papers, against an empty page."""

from django.urls import reverse

from bench import cases
from bench.figures import Figure
from bench.pages import Reader
from bench.rounds import interleaved
from bench.walk import ACTS


def measure(size):
    reader = Reader(ACTS["present"].by)
    page = reverse("case", args=[cases.ready_to_present().number])
    taken = interleaved({"ours": reader.get(page), "empty": reader.get(reverse("bench_empty"))}, size.pages)
    return [Figure("case_page", taken["ours"], taken["empty"], goal=8, unit="s")]
