"""PDFs bound into one, and pages laid over pages: what becomes of papers after they are set."""

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def page_count(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def bound(parts: Iterable[bytes]) -> bytes:
    """One PDF of several, in their order."""
    whole = PdfWriter()
    for part in parts:
        whole.append(BytesIO(part), import_outline=False)
    return _written(whole)


def overlaid(pdf: bytes, overlay: bytes) -> bytes:
    """With the overlay's pages laid over, one on each; an overlay of a single page lies on all of them."""
    whole, over = PdfWriter(clone_from=BytesIO(pdf)), PdfReader(BytesIO(overlay)).pages
    for number, page in enumerate(whole.pages):
        page.merge_page(over[0 if len(over) == 1 else number])
        page.compress_content_streams()
    return _written(whole)


def _written(writer):
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
