"""The checklist on paper, warm, against WeasyPrint alone on the same HTML and the same sheet."""

from functools import cache, partial

import weasyprint
from django.template.loader import render_to_string
from django.utils import timezone, translation

from bench import cases
from bench.figures import Figure
from bench.rounds import interleaved
from bench.walk import ACTS
from fostercare import printing
from fostercare.guidebook import checklist_paper
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Paper


def measure(size):
    record = cases.ready_to_present()
    paper = Paper(case=record.case, kind=checklist_paper.KIND, code="BENCH")
    paper.printed_by, paper.printed_at = ACTS["present"].by, timezone.now()
    variants = {"ours": partial(_ours, record, paper), "bare": partial(_bare, _html(record, paper))}
    taken = interleaved(variants, size.papers)
    return [Figure("checklist_pdf", taken["ours"], taken["bare"], goal=1.2, unit="s")]


def _ours(record, paper):
    return checklist_paper.pdf(Checklist(record, timezone.localdate()), paper)


def _html(record, paper):
    with translation.override(printing.LANGUAGE):
        context = checklist_paper.context(Checklist(record, timezone.localdate()), paper)
        return render_to_string("print/checklist.html", context)


def _bare(html):
    page = weasyprint.HTML(string=html, base_url=printing.STATIC, url_fetcher=_press().fetcher)
    return page.write_pdf(stylesheets=[_press().sheet], font_config=_press().fonts, pdf_variant="pdf/ua-1")


@cache
def _press():
    return printing._press()
