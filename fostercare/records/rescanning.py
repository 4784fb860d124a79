"""Papers that came in while the virus scanner was out of order: looked at as soon as it answers again."""

from django.conf import settings

from fostercare.records.models import Document
from fostercare.vault import scanning


def scan_waiting() -> int:
    """Returns how many were looked at; stops at once where the scanner still does not answer."""
    done = 0
    if not settings.CLAMD:
        return done
    for paper in Document.objects.filter(scan=Document.Scan.WAITING).order_by("pk").iterator(chunk_size=20):
        try:
            found = scanning.scan(paper.content())
        except scanning.ScannerDown:
            break
        paper.scan = Document.Scan.INFECTED if found else Document.Scan.CLEAN
        paper.save(update_fields=["scan"])
        done += 1
    return done
