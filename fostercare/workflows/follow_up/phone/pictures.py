"""Photographs and signatures: drawn anew, so that neither the place nor the camera stays in the file."""

import hashlib
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from fostercare.records.models import Document
from fostercare.records.uploads import examine
from fostercare.workflows.follow_up.phone.models import Outcome, Picture
from fostercare.workflows.follow_up.phone.receiving import held, once, refused

MAX_BYTES = 4 * 1024 * 1024
LONGEST = 2000  # pixels of the longer side
PHOTOGRAPH, SIGNATURE = "D49", "D50"


def send_picture(phone, user, key, visit, question, consent, file, typed_at) -> dict:
    """A picture of a visit. Raises ValidationError where it cannot be taken."""
    signature = question["kind"] == "signature"
    if not (signature or consent):
        raise ValidationError(_("A photograph is kept only if the family consented."))
    content = drawn_anew(file, "PNG" if signature else "JPEG")

    def take_in(delivery):
        Picture.objects.create(
            delivery=delivery, visit=visit, question=question["key"], signature=signature, consent=consent,
            document=_filed(visit, user, content, signature),
        )  # fmt: skip
        if refusal := refused(visit, user):
            return held(delivery, refusal)
        delivery.outcome = Outcome.KEPT
        return {}

    return once(key, take_in, phone=phone, visit=visit, sent_by=user, typed_at=typed_at)


def drawn_anew(file, format) -> bytes:
    """The picture and nothing else: no place, no date, no camera, no thumbnail. Raises ValidationError."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    if examine(file).content_type == "application/pdf":
        raise ValidationError(_("A photograph is a JPEG or PNG picture."))
    picture = ImageOps.exif_transpose(Image.open(file))
    picture.thumbnail((LONGEST, LONGEST))
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture, mask=picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None)
    out = BytesIO()
    bare.save(out, format, quality=85, optimize=True)
    return out.getvalue()


def _filed(visit, user, content, signature):
    return Document.objects.create(
        kind=SIGNATURE if signature else PHOTOGRAPH,
        **visit.placement.concerns(),
        file=ContentFile(content, name="picture"),
        content_type="image/png" if signature else "image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=user,
    )
