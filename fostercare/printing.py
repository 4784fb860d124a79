"""Paper: a template becomes a tagged PDF (PDF/UA-1), in Arabic, in our own Amiri. The only one that knows WeasyPrint.

Nothing is fetched: a paper shows what stands in it, in the fonts that we bring along.
"""

from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from fostercare import text_layer
from fostercare.vault.outage import Outage

LANGUAGE = "ar"
STATIC = "https://static.invalid/"  # no host has this name: it only tells our files from everything else
SHEET = "css/print.css"
FACES = ["Amiri-Regular", "Amiri-Bold"]

_one_at_a_time = Lock()  # Pango's fonts are shared by all papers of the process


def pdf(template: str, context: dict) -> bytes:
    """The paper as a file. What the template says and what its values say is Arabic, whoever prints."""
    with translation.override(LANGUAGE):
        return typeset(render_to_string(template, context))


def typeset(page: str) -> bytes:
    """A whole HTML page as a PDF."""
    with _one_at_a_time:
        press = _ready()
        paper = press.weasyprint.HTML(string=page, base_url=STATIC, url_fetcher=press.fetcher)
        return paper.write_pdf(
            font_config=press.fonts, stylesheets=[press.sheet], pdf_variant="pdf/ua-1", finisher=press.finish
        )


def _ready():
    try:
        return _press()
    except (ImportError, OSError) as error:
        raise Outage("printing") from error


@cache
def _press():
    return _Press()


class _Press:
    """WeasyPrint with our fonts and sheet, made ready at the first paper of a process: it takes a second."""

    def __init__(self):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        self.weasyprint, self.fetcher, self.fonts = weasyprint, _fetcher(), FontConfiguration()
        sheet = Path(finders.find(SHEET)).read_text(encoding="utf-8")
        self.sheet = weasyprint.CSS(
            string=sheet, base_url=STATIC + SHEET, url_fetcher=self.fetcher, font_config=self.fonts
        )
        self.letters = {
            face.removesuffix("-Regular"): text_layer.letters(finders.find(f"fonts/{face}.ttf")) for face in FACES
        }

    def finish(self, document, pdf):
        text_layer.mend(pdf, self.letters)


def _fetcher():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OursOnly(URLFetcher):
        """Gives our fonts and what a paper carries as data; refuses every other address."""

        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = unquote(url.removeprefix(STATIC))
            path = url.startswith(STATIC) and name.startswith("fonts/") and finders.find(name)
            if not path:
                raise ValueError(f"not a part of our papers: {url[:80]}")
            return URLFetcherResponse(url, Path(path).read_bytes())

    return OursOnly(allowed_protocols={"data"})
