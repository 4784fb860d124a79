"""The family is told what was decided: by which letter, how and when it reached them, and what proves it.

The terms of a grievance run from that day, so a refusal is not closed before (guidebook item CM-04). Only the latest
decision counts: with the next one the family has to be told anew.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Answer, Case, Paper
from fostercare.records.models import Document
from fostercare.workflows.ways import PROVEN, Way

ITEM, PROOF = "CM-04", "D44"
LETTERS = {"approved": "LT-02", "with_conditions": "LT-03", "refused": "LT-04", "postponed": "LT-05"}


class Notification(models.Model):
    """How a decision reached the family. What was written down wrongly is written down again; the last one counts."""

    decision = models.ForeignKey("application.Decision", models.PROTECT, related_name="notifications")
    letter = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    way = models.CharField(
        gettext_lazy("how it reached them"), max_length=16, choices=[(way.value, way.label) for way in PROVEN]
    )
    received_on = models.DateField(gettext_lazy("received on"))
    received_by = models.CharField(gettext_lazy("received by"), max_length=200)
    proof = models.ForeignKey(Document, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("notification of a decision")
        verbose_name_plural = gettext_lazy("notifications of decisions")


def letter_of(decision) -> Paper | None:
    """The letter that tells of the decision, as it was issued."""
    issued = Paper.objects.filter(case=decision.application_id, kind=LETTERS[decision.outcome], replaced_by=None)
    return issued.filter(printed_at__gte=decision.recorded_at).first()


@transaction.atomic
def notify(decision, *, by, way, received_on, received_by, file) -> Notification:
    """Record that the family received the letter, and answer the guidebook's item with that day and its proof.

    file: the scanned slip or receipt, examined (records.fields.DocumentFileField).
    Raises ValidationError where no letter was issued or the day cannot be, PermissionDenied for who may not answer.
    """
    application = decision.application
    Case.objects.hold(application.pk)
    letter = letter_of(decision)
    if letter is None:
        raise ValidationError(_("The letter has to be issued first."))
    if not timezone.localdate(letter.printed_at) <= received_on <= timezone.localdate():
        raise ValidationError(_("The letter was received between the day of its issue and today."))
    if way not in PROVEN:
        raise ValidationError(_("A notification is proven by a signature or a receipt."))
    proof = Document.objects.create(
        kind=PROOF, **application.concerns(), file=file, content_type=file.examined.content_type,
        size=file.examined.size, sha256=file.examined.sha256, number=letter.number, issued_on=received_on,
        uploaded_by=by,
    )  # fmt: skip
    answering.answer(
        application, book(application.edition).by_code[ITEM], by=by, state="met", date=received_on, documents=[proof],
        note=f"{Way(way).label}: {received_by}",
    )  # fmt: skip
    return Notification.objects.create(
        decision=decision, letter=letter, way=way, received_on=received_on, received_by=received_by, proof=proof,
        recorded_by=by,
    )  # fmt: skip


def told_of_nothing_yet(application):
    """A new decision was taken: what the family was told before no longer answers the item."""
    told = Answer.objects.filter(case=application.pk, item__code=ITEM, replaced_at=None)
    told.update(replaced_at=timezone.now())
