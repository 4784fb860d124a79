"""Which files may be filed as papers: whole and harmless scans, whatever their names say."""

import hashlib
import random
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image, ImageFile
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from fostercare.records import fields, uploads

# Scans and what may be wrong with them


def picture(format, size=(120, 80)):
    noise = Image.frombytes("RGB", size, random.Random(1).randbytes(3 * size[0] * size[1]))
    file = BytesIO()
    noise.save(file, format)
    return file.getvalue()


def pdf(change=lambda writer: None, pages=1):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def named(**entries):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def opening(**action):
    """A PDF that acts when it is opened."""
    return pdf(lambda writer: writer.root_object.__setitem__(NameObject("/OpenAction"), named(**action)))


def streaming(data, filter):
    """A PDF whose page holds one stream, packed already."""

    def change(writer):
        stream = StreamObject()
        stream.set_data(data)
        stream[NameObject("/Filter")] = filter
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return pdf(change)


def zipped():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("page.html", "<html>")
    return file.getvalue()


def png_claiming(width, height):
    """A PNG of a few bytes whose head announces an immense picture."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def in_outline(action):
    def change(writer):
        item = writer.add_outline_item(title="page", page_number=0)
        item.get_object()[NameObject("/A")] = writer._add_object(action)

    return pdf(change)


def under_names(action):
    """A PDF with a script of the whole document, as the standard files it."""

    def change(writer):
        scripts = named(Names=ArrayObject([TextStringObject("first"), writer._add_object(action)]))
        writer.root_object[NameObject("/Names")] = named(JavaScript=scripts)

    return pdf(change)


SCRIPT = {"S": NameObject("/JavaScript"), "JS": TextStringObject("app.alert(1)")}
FLATE = NameObject("/FlateDecode")
JPEG, PNG, PDF = picture("JPEG"), picture("PNG"), pdf()


def examine(content, name="scan"):
    return uploads.examine(SimpleUploadedFile(name, content))


def refusal(content, name="scan.pdf"):
    with pytest.raises(ValidationError) as refused:
        examine(content, name)
    return refused.value.code


# What is filed


@pytest.mark.parametrize(
    ("content", "content_type", "extension"),
    [(PDF, "application/pdf", "pdf"), (JPEG, "image/jpeg", "jpg"), (PNG, "image/png", "png")],
)
@pytest.mark.parametrize("name", ["scan.pdf", "scan.png", "scan", "صورة البطاقة.JPEG"])
def test_a_scan_is_what_its_content_says_whatever_its_name(content, content_type, extension, name):
    examined = examine(content, name)

    assert (examined.content_type, examined.extension) == (content_type, extension)
    filed = examined.content
    assert (examined.sha256, examined.size) == (hashlib.sha256(filed).hexdigest(), len(filed))
    assert filed == content or extension != "pdf"


def test_a_picture_is_painted_anew_without_the_place_where_it_was_taken_and_what_hid_behind_it():
    exif = Image.Exif()
    exif[0x0112] = 6  # the telephone was held upright
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}  # at the family's home
    taken = BytesIO()
    Image.new("RGB", (40, 20), "white").save(taken, "JPEG", exif=exif, comment="مكان السكن".encode())
    filed = examine(taken.getvalue() + b"what a telephone adds").content
    picture = Image.open(BytesIO(filed))
    assert picture.size == (20, 40) and not picture.getexif()
    assert b"Exif" not in filed and "مكان".encode() not in filed and filed.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    "content",
    [
        JPEG + b"what a telephone adds after the picture",
        picture("JPEG") + picture("JPEG"),
        pdf(pages=40),
        pdf(lambda writer: writer.add_outline_item(title="page", page_number=0)),
        pdf(lambda writer: writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org"))),
        pdf(lambda writer: writer.compress_identical_objects()),
        streaming(zlib.compress(b"q Q " * 1000), FLATE),
        streaming(zlib.compress(JPEG), ArrayObject([FLATE, NameObject("/DCTDecode")])),
        PDF + b"\r\n" + bytes(500),
    ],
)
def test_usual_scans_pass(content):
    assert examine(content)


def test_the_file_can_be_stored_after_it_was_examined():
    file = SimpleUploadedFile("scan.pdf", PDF)
    uploads.examine(file)

    assert file.read() == PDF


# What is refused


@pytest.mark.parametrize(
    ("code", "content"),
    {
        "empty": b"",
        "kind": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        "kind ": zipped(),
        "kind: a GIF": picture("GIF"),
        "kind: a PDF that begins later": b"\n" + PDF,
        "kind: a page before the PDF": b"<html>" + PDF,
        "damaged: a PDF cut off": PDF[: len(PDF) // 2],
        "damaged: a PDF in name only": b"%PDF-1.7 %%EOF",
        "damaged: a JPEG cut off": JPEG[: len(JPEG) // 2],
        "damaged: a PNG cut off": PNG[: len(PNG) // 2],
        "damaged: a PNG without its end": PNG[:-12],
        "damaged: a PNG with one byte changed": PNG[:200] + bytes([PNG[200] ^ 1]) + PNG[201:],
        "damaged: a JPEG in name only": JPEG[:3] + bytes(100),
        "two_kinds: JPEG and ZIP": JPEG + zipped(),
        "two_kinds: PDF and ZIP": PDF + zipped(),
        "two_kinds: JPEG and PDF": JPEG + PDF,
        "two_kinds: PNG and page": PNG + b"<script>alert(1)</script>",
        "two_kinds: JPEG and program": JPEG[:-2] + b"<?php system(1); ?>" + JPEG[-2:],
        "two_kinds: PDF and page": PDF.replace(b"\n", b"\n%<html><script >\n", 1),
        "too_many_pixels": png_claiming(8_000, 7_000),
        "too_many_pixels: Pillow warns": png_claiming(10_000, 10_000),
        "too_many_pixels: Pillow refuses": png_claiming(60_000, 60_000),
        "locked": pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")),
        "locked: for changes only": pdf(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")),
        "no_pages": pdf(pages=0),
        "active: JavaScript": under_names(named(**SCRIPT)),
        "active: at the opening": opening(**SCRIPT),
        "active: a name in disguise": opening(**SCRIPT).replace(b"/JavaScript", b"/J#61vaScript"),
        "active: program": opening(S=NameObject("/Launch"), F=TextStringObject("cmd.exe")),
        "active: sends the form": opening(S=NameObject("/SubmitForm"), F=TextStringObject("https://example.org")),
        "active: in an outline": in_outline(named(**SCRIPT)),
        "active: after another action": opening(S=NameObject("/GoTo"), Next=ArrayObject([named(**SCRIPT)])),
        "active: XFA": pdf(
            lambda writer: writer.root_object.update({NameObject("/AcroForm"): named(XFA=ArrayObject())})
        ),
        "attachments": pdf(lambda writer: writer.add_attachment("list.txt", b"names")),
        "unpacks: twice": streaming(zlib.compress(zlib.compress(bytes(9_000))), ArrayObject([FLATE, FLATE])),
    }.items(),
    ids=lambda given: given if isinstance(given, str) else "",
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_plain_scan_is_refused_with_its_reason(code, content):
    assert refusal(content) == code.partition(":")[0].strip()


def test_a_file_over_the_limit_is_refused_unread(settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    with translation.override("en"), pytest.raises(ValidationError, match="1 MB"):
        examine(bytes(1024 * 1024 + 1))


def test_a_pdf_that_unpacks_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 10_000_000)

    assert refusal(streaming(zlib.compress(bytes(10_000_001)), FLATE)) == "unpacks"
    assert examine(streaming(zlib.compress(bytes(10_000_000)), FLATE))


@pytest.mark.parametrize("content", [JPEG, PNG])
def test_half_a_picture_is_refused_although_pillow_was_told_to_be_lenient(content, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert refusal(content[: len(content) // 2]) == "damaged"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


# The field of a form


def test_the_field_gives_the_file_with_what_it_is():
    file = fields.DocumentFileField().clean(SimpleUploadedFile("scan.png", PDF, content_type="image/png"))

    assert file.examined.extension == "pdf"
    assert file.content_type == "application/pdf"


def test_the_field_refuses_in_words_and_allows_nothing_where_it_may():
    with pytest.raises(ValidationError):
        fields.DocumentFileField().clean(SimpleUploadedFile("scan.pdf", b"<html>"))
    assert fields.DocumentFileField(required=False).clean(None) is None
