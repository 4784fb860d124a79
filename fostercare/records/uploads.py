"""What may be filed: a PDF, a JPEG or a PNG that is whole, harmless and what it seems, judged by content alone.

A picture is painted anew: where and with what it was taken, and whatever hid behind it, is not filed.

A file is refused in one clear sentence, so that the officer knows whether to scan again, to print anew or to ask the
family for another copy.
"""

import hashlib
import re
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps
from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from fostercare.vault import scanning

MAX_PIXELS = 50_000_000  # an A4 page scanned at 600 dpi has 35 million
MAX_UNPACKED_BYTES = 500_000_000
MAX_PDF_OBJECTS = 200_000

REFUSALS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)d MB. Scan it again at a lower resolution."),
    "kind": _("Only PDF, JPEG and PNG files are accepted; this file is none of them, whatever its name says."),
    "two_kinds": _("The file holds a second file of another kind. Scan the paper again."),
    "damaged": _("The file is damaged or incomplete. Scan the paper again."),
    "too_many_pixels": _("The picture has too many pixels. Scan the paper again at a lower resolution."),
    "unpacks": _("The file unpacks to far more than a scanned paper needs. Scan the paper again."),
    "locked": _("The PDF is locked with a password. Save it without one."),
    "no_pages": _("The PDF has no page."),
    "active": _("The PDF holds a program or starts one. Print it and scan the paper."),
    "virus": _("The file carries a virus. Do not open it; have the family's copy and this computer looked at."),
    "attachments": _("The PDF carries other files inside. Upload each of them by itself."),
}


@dataclass(frozen=True)
class Examined:
    content_type: str
    extension: str
    sha256: str
    size: int
    content: bytes
    scanned: str  # a value of Document.Scan


class Refused(Exception):
    """Carries the key of the sentence in `REFUSALS`."""


def examine(uploaded_file) -> Examined:
    """Reads an uploaded file to its end and says what it is, or raises a ValidationError that says why not."""
    try:
        if uploaded_file.size > settings.DOCUMENT_MAX_BYTES:
            raise Refused("too_large")
        uploaded_file.seek(0)
        content = uploaded_file.read()
        uploaded_file.seek(0)
        kind, extension = _kind(content)
        content = EXAMINERS[extension](content)
        scanned = _scanned(content)
    except Refused as refused:
        code = str(refused)
        limit = settings.DOCUMENT_MAX_BYTES // (1024 * 1024)
        raise ValidationError(REFUSALS[code], code, {"limit": limit}) from None
    return Examined(kind, extension, hashlib.sha256(content).hexdigest(), len(content), content, scanned)


NOT_ASKED, CLEAN, WAITING, INFECTED = "", "clean", "waiting", "infected"


def _scanned(content):
    """Where a scanner is set up, it has to have looked; while it is out of order the paper waits, locked."""
    if not settings.CLAMD:
        return NOT_ASKED
    try:
        found = scanning.scan(content)
    except scanning.ScannerDown:
        return WAITING
    if found:
        raise Refused("virus")
    return CLEAN


# What it seems

SIGNATURES = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
MARKUP = re.compile(rb"<(?:html|script)[\s>/]|<!doctype html|<\?php\s", re.IGNORECASE)
END_OF_ZIP, ZIP_TAIL = b"PK\x05\x06", 70_000


def _kind(content):
    if not content:
        raise Refused("empty")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    raise Refused("kind")


def _refuse_second_kind(content, pages_hide_in):
    """No file may be a web page, a program or an archive as well."""
    if END_OF_ZIP in content[-ZIP_TAIL:] or MARKUP.search(pages_hide_in):
        raise Refused("two_kinds")


@contextmanager
def _hostile_bytes():
    """Readers of hostile bytes fail in ways they do not list: whatever they cannot read is damaged."""
    try:
        yield
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    except LimitReachedError:
        raise Refused("unpacks") from None
    except Exception:
        raise Refused("damaged") from None


# Pictures: data of the telephone's own after the picture is usual, and not kept


def _examine_picture(content, format):
    _refuse_second_kind(content, pages_hide_in=content)
    if b"%PDF-" in content:
        raise Refused("two_kinds")
    with _hostile_bytes(), _strict_pillow():
        Image.open(BytesIO(content), formats=[format]).verify()
        picture = Image.open(BytesIO(content), formats=[format])
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused("too_many_pixels")
        return _painted_anew(picture, format)


def _painted_anew(picture, format):
    """The picture alone, upright; without what the telephone wrote into it, such as where the family lives."""
    upright = ImageOps.exif_transpose(picture)
    upright.info = {}
    painted = BytesIO()
    if format == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    upright.save(painted, format, **PAINTING[format])
    return painted.getvalue()


# What a scan needs to stay legible, and no more.
PAINTING = {"JPEG": {"quality": 88, "exif": b""}, "PNG": {"compress_level": 6}}

_one_at_a_time = threading.Lock()


@contextmanager
def _strict_pillow():
    """WeasyPrint tells Pillow, for the whole process, to let half pictures pass; here they may not."""
    with _one_at_a_time:
        lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


# PDF

ACTIONS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute")
FLATE = ("/FlateDecode", "/Fl")
PACKERS = (*FLATE, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")


def _examine_pdf(content):
    if b"%%EOF" not in content[-1024:]:
        raise Refused("damaged")
    _refuse_second_kind(content, pages_hide_in=content[:1024] + content[-1024:])
    with _hostile_bytes():
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise Refused("locked")
        if not len(reader.pages):
            raise Refused("no_pages")
        _search(reader)
    return content


def _search(reader):
    """Looks at all that the file's root leads to for what acts by itself, hides a file or swells."""
    unpacked = 0
    for found in _dictionaries(reader):
        if "/XFA" in found or ("/S" in found and found["/S"] in ACTIONS):
            raise Refused("active")
        if "/EF" in found:
            raise Refused("attachments")
        if isinstance(found, StreamObject):
            unpacked += _unpacked_size(found)
        if unpacked > MAX_UNPACKED_BYTES:
            raise Refused("unpacks")


def _dictionaries(reader):
    """Every dictionary and stream of the file, once."""
    seen, waiting = set(), [reader.trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            if len(seen) > MAX_PDF_OBJECTS:
                raise Refused("unpacks")
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            waiting.extend(item.raw_get(key) for key in item)
            yield item
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _unpacked_size(stream):
    """How far a stream unpacks, counted without keeping it, and not far beyond the limit."""
    filters = _filters(stream)
    if sum(name in PACKERS for name in filters) > 1:
        raise Refused("unpacks")
    if not filters or filters[0] not in FLATE:
        return 0
    unpacker, packed, size = zlib.decompressobj(), StreamObject.get_data(stream), 0
    while packed and size <= MAX_UNPACKED_BYTES:
        size += len(unpacker.decompress(packed, 1_000_000))
        packed = unpacker.unconsumed_tail
    return size


def _filters(stream):
    """The names of a stream's filters, of which there may be none, one or a list."""
    filters = stream.get("/Filter", ArrayObject()).get_object()
    return [name.get_object() for name in filters] if isinstance(filters, ArrayObject) else [filters]


EXAMINERS = {
    "pdf": _examine_pdf,
    "jpg": partial(_examine_picture, format="JPEG"),
    "png": partial(_examine_picture, format="PNG"),
}
