"""A consent is given, refused or withdrawn: written down, and told to the checklist item that it satisfies."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Answer, Case
from fostercare.records.models import Document
from fostercare.workflows.consent.models import Consent

SIGNED_FORM = "D56"
OF_ADULTS, OF_CHILDREN = "record_consents", "record_guardians"


def right_for(subject) -> str:
    """Adults' consents are recorded at the directorate, those for a child where its guardian is."""
    return OF_CHILDREN if subject.is_child else OF_ADULTS


@transaction.atomic
def record(case, subject, said, *, by, given_on, way, scan=None) -> list[Consent]:
    """Write down what somebody said to texts of the edition in force: pairs of a text's row and True or False.

    Raises PermissionDenied; ValidationError where a child has no guardian of record.
    """
    access.require(by, right_for(subject), case.directorate)
    Case.objects.hold(case.pk)
    if subject.is_child and subject.guardianship is None:
        raise ValidationError(_("The child has no guardian of record; the guardian is recorded first."))
    now, paper = timezone.now(), scan and _file(case, subject, scan, given_on, by)
    Consent.objects.standing().filter(**subject.key, text__in=[row["key"] for row, _given in said]).update(
        superseded_at=now
    )
    written = [
        Consent.objects.create(
            case=case.case, **subject.key, guardianship=subject.guardianship, text=row["key"], version=row["version"],
            given=given, given_on=given_on, way=way, paper=paper, recorded_by=by,
        )
        for row, given in said
    ]  # fmt: skip
    for row, given in said:
        _answer(case, subject, row, given, by)
    return written


@transaction.atomic
def withdraw(case, consent, subject, row, *, by, withdrawn_on, way, note="") -> Consent:
    """A consent is taken back; what was done before stands. Raises PermissionDenied."""
    access.require(by, right_for(subject), case.directorate)
    Case.objects.hold(case.pk)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_on:
        return consent
    consent.withdrawn_on, consent.withdrawn_by_way, consent.withdrawal_note = withdrawn_on, way, note
    consent.withdrawal_recorded_by = by
    consent.save(update_fields=["withdrawn_on", "withdrawn_by_way", "withdrawal_note", "withdrawal_recorded_by"])
    _answer(case, subject, row, False, by)
    return consent


def _file(case, subject, scan, given_on, by):
    seen = scan.examined
    return Document.objects.create(
        kind=SIGNED_FORM, person=subject.person, **case.concerns(), file=scan, content_type=seen.content_type,
        size=seen.size, sha256=seen.sha256, scan=seen.scanned, issued_on=given_on, uploaded_by=by,
    )  # fmt: skip


def _answer(case, subject, row, given, by):
    """The item of the guidebook that asks for this consent says what the person said."""
    item = book(case.edition).by_code.get(row.get("item") or "")
    if item is None or item.answered_on != case.kind or not answering.may_answer(by, item, case):
        return
    state = Answer.State.MET if given else Answer.State.NOT_MET
    note = "" if given else _("The consent was refused or withdrawn.")
    answering.answer(case, item, by=by, state=state, person=subject.person, signed=given, note=note)
