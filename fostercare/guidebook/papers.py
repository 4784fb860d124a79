"""Printed papers: kept byte for byte, numbered when they leave the office, checked by a code that tells no more."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

import segno
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directorates import access
from directorates.roles import ROLES
from fostercare import printing
from fostercare.guidebook.models import Case, Paper
from fostercare.records.arabic import compact
from fostercare.records.numbering import next_number

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O and U: nobody has to ask which one is meant
MISREAD = str.maketrans("OIL", "011")
LENGTH = 12
MINISTRY = "00"


@transaction.atomic
def archive(case, kind, make, by, *, numbered=False, office=None, once_since=None) -> Paper:
    """Print a paper of a case and keep it; the one of its kind that stood before is marked as replaced.

    make: given the paper (its code, number and moment), returns the file.
    numbered: it leaves the office and takes the next outgoing number of `office` (a directorate; None: the Ministry).
    once_since: where one was printed after this moment, that one is returned and nothing is printed.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if once_since and (standing := standing_paper(case, kind, once_since)):
        return standing
    now = timezone.now()
    paper = Paper(case=case, kind=kind, code=new_code(), printed_by=by, printed_at=now)
    if numbered:
        paper.number = outgoing_number(office, timezone.localdate(now))
    with translation.override(printing.LANGUAGE):
        content = make(paper)
    paper.sha256 = hashlib.sha256(content).hexdigest()
    paper.file.save("paper.pdf", ContentFile(content), save=False)
    paper.save()
    Paper.objects.filter(case=case, kind=kind, replaced_by=None).exclude(pk=paper.pk).update(replaced_by=paper)
    return paper


def standing_paper(case, kind, since) -> Paper | None:
    """The paper of this kind that was printed after a moment and not replaced."""
    return Paper.objects.filter(case=case, kind=kind, replaced_by=None, printed_at__gte=since).first()


def content(paper) -> bytes:
    """The paper as it was printed; a file that is no longer the same is not given out."""
    with paper.file.storage.open(paper.file.name) as file:
        kept = file.read()
    if hashlib.sha256(kept).hexdigest() != paper.sha256:
        raise SuspiciousFileOperation(f"printed paper {paper.pk} was changed after it was printed")
    return kept


def outgoing_number(office, on) -> str:
    """The next number of the register of outgoing papers: GG-YYYY-NNNNN, 00 for the Ministry."""
    stem = f"{office.code if office else MINISTRY}-{on.year}"
    return f"{stem}-{next_number(f'outgoing {stem}'):05d}"


# The code


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """A code as people type it: in any case, in any digits, with or without its hyphens; empty if it can be none."""
    code = compact(text).upper().translate(MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def spaced(code: str) -> str:
    """A code as it is printed: 7Q2M-9F4K-31XA."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def address(paper) -> str:
    """Where anybody can check the paper. The site's own name: the one a browser asked by may be another's."""
    return settings.SITE_ADDRESS + reverse("verify_paper", args=[spaced(paper.code)])


def stamp(paper) -> dict:
    """What every page of a paper carries: its code, the code's picture, when it was printed and by whom."""
    return {
        "code": spaced(paper.code),
        "qr": segno.make(address(paper), error="m", micro=False).png_data_uri(scale=6, border=0),
        "printed_at": paper.printed_at,
        "printed_by": paper.printed_by,
    }


def signature_boxes(prepared_by, place, *roles) -> list[dict]:
    """Who signs a paper, in the order of signing; the first is who printed it, in the capacity if it is theirs."""
    titles = [_("Prepared by"), *[_("Reviewed by")] * (len(roles) - 2), _("Approved by")]
    boxes = [{"title": title, "capacity": ROLES[role].label} for title, role in zip(titles, roles, strict=True)]
    boxes[0]["name"] = prepared_by
    if not access.holds(prepared_by, roles[0], place):
        boxes[0]["capacity"] = ""
    return boxes


@dataclass(frozen=True)
class Finding:
    """What a stranger is told about a code: nothing but whether it is ours, and since when."""

    verdict: str  # genuine, replaced, unknown
    issued_on: date | None = None


def check(text: str) -> Finding:
    code = read_code(text)
    paper = code and Paper.objects.filter(code=code).only("printed_at", "replaced_by").first()
    if not paper:
        return Finding("unknown")
    return Finding("replaced" if paper.replaced_by_id else "genuine", timezone.localdate(paper.printed_at))
