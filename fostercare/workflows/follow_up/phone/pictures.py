"""Photographs and signatures of a visit: documents on the case's file, painted anew as every picture that is filed."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from fostercare.records.models import Document
from fostercare.records.uploads import examine
from fostercare.workflows.follow_up.phone.models import Outcome, Picture
from fostercare.workflows.follow_up.phone.receiving import held, once, refused

MAX_BYTES = 4 * 1024 * 1024  # the phone sends a tenth of it
PHOTOGRAPH, SIGNATURE = "D49", "D50"


def send_picture(phone, user, key, visit, question, consent, file, typed_at) -> dict:
    """A picture of a visit. Raises ValidationError where it cannot be taken."""
    signature = question["kind"] == "signature"
    if not (signature or consent):
        raise ValidationError(_("A photograph is kept only if the family consented."))
    seen = examined(file)

    def take_in(delivery):
        Picture.objects.create(
            delivery=delivery, visit=visit, question=question["key"], signature=signature, consent=consent,
            document=_filed(visit, user, seen, SIGNATURE if signature else PHOTOGRAPH),
        )  # fmt: skip
        if refusal := refused(visit, user):
            return held(delivery, refusal)
        delivery.outcome = Outcome.KEPT
        return {}

    return once(key, take_in, phone=phone, visit=visit, sent_by=user, typed_at=typed_at)


def examined(file):
    """The picture and nothing else: no place, no date, no camera. Raises ValidationError."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    seen = examine(file)
    if seen.content_type == "application/pdf":
        raise ValidationError(_("A photograph is a JPEG or PNG picture."))
    return seen


def _filed(visit, user, seen, kind):
    return Document.objects.create(
        kind=kind, **visit.placement.concerns(), file=ContentFile(seen.content, name="picture"),
        content_type=seen.content_type, size=seen.size, sha256=seen.sha256, scan=seen.scanned, uploaded_by=user,
    )  # fmt: skip
