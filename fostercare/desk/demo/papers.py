"""Tiny real PDFs, one a kind of paper, and the rows that file them: dated as such a paper would be."""

import hashlib
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from fostercare.records.models import Document

ISSUERS = {
    "D02": "مصلحة الأحوال المدنية",
    "D03": "مكتب توثيق الأحوال الشخصية",
    "D04": "مكتب توثيق الأحوال الشخصية",
    "D05": "مصلحة الأحوال المدنية",
    "D06": "مصلحة الأدلة الجنائية",
    "D07": "القنصلية المصرية بمحل الإقامة",
    "D08": "وزارة التربية والتعليم",
    "D09": "المعامل المركزية بوزارة الصحة",
    "D10": "صندوق مكافحة وعلاج الإدمان",
    "D11": "الأمانة العامة للصحة النفسية",
    "D12": "الشركة المصرية للاستعلام الائتماني",
    "D13": "جهة العمل",
    "D15": "الشهر العقاري",
    "D16": "مصلحة الأحوال المدنية",
    "D19": "مستشفى جامعي",
    "D24": "مصلحة الأحوال المدنية",
    "D25": "بنك ناصر الاجتماعي",
    "D31": "مديرية التضامن الاجتماعي",
    "D32": "مديرية التضامن الاجتماعي",
    "D33": "الجمعية الشريكة",
    "D34": "اللجنة المحلية للأسر البديلة الكافلة",
    "D35": "اللجنة العليا للأسر البديلة الكافلة",
}
NUMBERED = {"D02", "D03", "D04", "D05", "D06", "D10", "D16", "D24", "D33", "D34", "D35"}
LIFE_OF_A_CARD = relativedelta(years=7)


def tiny_pdf(line: str) -> bytes:
    """A PDF of one page that says in one line what it stands for."""
    text = line.encode("ascii", "replace").translate(None, b"()\\")
    stream = b"BT /F1 14 Tf 60 760 Td (" + text + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + rows + trailer


class Archive:
    """The papers on file, and one stored file a kind of paper, shared by all rows of that kind."""

    def __init__(self, documents):
        self.documents = documents  # the edition's rows by code
        self._stored, self._filed = {}, {}

    def on_file(self, kind, record, person=None) -> Document | None:
        """The newest paper of a kind that was filed for this case."""
        return self._filed.get(_place(kind, record, person))

    def file(self, kind, record, *, by, dice, person=None) -> Document:
        """File a paper of a case that is handed in, or drawn up, today."""
        issued_on, expires_on = _dates(kind, dice, record, person)
        paper = Document.objects.create(
            kind=kind, person=person, uploaded_by=by, issued_on=issued_on, expires_on=expires_on,
            number=str(dice.randint(1000, 99999)) if kind in NUMBERED else "", issuer=ISSUERS.get(kind, ""),
            **record.concerns(), **self._sheet(kind),
        )  # fmt: skip
        self._filed[_place(kind, record, person)] = paper
        return paper

    def _sheet(self, kind):
        if kind not in self._stored:
            self._stored[kind] = self._store(tiny_pdf(f"DEMONSTRATION. {kind}: {self.documents[kind]['en']}"))
        return self._stored[kind]

    def _store(self, content):
        digest = hashlib.sha256(content).hexdigest()
        name = f"{digest[:2]}/{digest[:32]}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
        return {"file": name, "content_type": "application/pdf", "size": len(content), "sha256": digest}


def _place(kind, record, person):
    return kind, person and person.pk, *record.concerns().values()


def _dates(kind, dice, record, person) -> tuple[date, date | None]:
    """When such a paper was issued and, where it names a day itself, when it expires."""
    today = timezone.localdate()
    if kind == "D02":
        issued_on = today - timedelta(days=dice.randint(60, 2000))
        return issued_on, issued_on + LIFE_OF_A_CARD
    if kind == "D03":
        return record.household.married_on, None
    if kind == "D08":
        return person.birth_date + relativedelta(years=18, months=dice.randint(0, 60)), None
    if kind == "D24" and hasattr(record, "child"):
        return record.child.birth_date + timedelta(days=dice.randint(5, 40)), None
    if kind in DRAWN_UP_HERE:
        return today, None
    return today - timedelta(days=dice.randint(1, 12)), None


# What the directorate, the committee or the ministry itself draws up.
DRAWN_UP_HERE = {
    "D21",
    "D22",
    "D26",
    "D27",
    "D28",
    "D31",
    "D32",
    "D34",
    "D35",
    "D36",
    "D37",
    "D41",
    "D43",
    "D44",
    "D45",
    "D48",
}
