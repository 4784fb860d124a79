"""Answering an item, verifying an answer, recording an exemption: the only writers of answers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.gate import EXEMPTS
from fostercare.guidebook.models import Answer, Case
from fostercare.guidebook.signals import answered

State = Answer.State


def may_answer(user, item, record) -> bool:
    return _holds(user, item.answered_by, record)


def may_verify(user, item, record) -> bool:
    return bool(item.verified_by) and _holds(user, item.verified_by, record)


def may_exempt(user, item, record) -> bool:
    return bool(item.exempted_by) and _holds(user, EXEMPTS[item.exempted_by], record)


def _holds(user, role, record):
    return access.holds(user, role, record.place_of(role))


@transaction.atomic
def answer(record, item, *, by, state, person=None, documents=(), **values) -> Answer:
    """Record an answer; the one that stood is kept as replaced.

    Raises PermissionDenied for a role that may not, ValidationError where the item knows no such answer.
    """
    if not may_answer(by, item, record):
        raise PermissionDenied(item.code)
    if state == State.EXEMPTED:
        raise ValidationError(_("An exemption is recorded with the decision that grants it."))
    if state == State.EXEMPTION_ASKED and not item.exempted_by:
        raise ValidationError(_("Nobody can grant an exemption from this item."))
    if item.evidence.get("result") and values.get("note"):
        raise ValidationError(_("Only the result and its day are written down here, and nothing of what it rests on."))
    return _replace(record, item, person, documents, state=state, answered_by=by, **values)


@transaction.atomic
def exempt(record, item, *, by, decision_number, reason, person=None) -> Answer:
    """Record that the item's authority granted an exemption: its number and reason stand beside it."""
    if not may_exempt(by, item, record):
        raise PermissionDenied(item.code)
    if not decision_number.strip() or not reason.strip():
        raise ValidationError(_("An exemption needs the decision's number and its reason."))
    return _replace(
        record, item, person, (), state=State.EXEMPTED, answered_by=by,
        authority=item.exempted_by, decision_number=decision_number, note=reason,
    )  # fmt: skip


@transaction.atomic
def decline(record, item, *, by, decision_number, reason, person=None) -> Answer:
    """Record that the item's authority did not grant the exemption that was asked of it: the item is not met."""
    if not may_exempt(by, item, record):
        raise PermissionDenied(item.code)
    return _replace(
        record, item, person, (), state=State.NOT_MET, answered_by=by,
        authority=item.exempted_by, decision_number=decision_number, note=reason,
    )  # fmt: skip


@transaction.atomic
def verify(record, given, *, by) -> Answer:
    """A second person confirms an answer of the record; nobody verifies their own."""
    if not may_verify(by, given.item, record):
        raise PermissionDenied(given.item.code)
    given = Answer.objects.select_for_update().get(pk=given.pk)
    if given.replaced_at:
        raise ValidationError(_("A colleague was faster: this answer has been replaced meanwhile."))
    if given.answered_by_id == by.pk:
        raise ValidationError(_("Nobody verifies their own answer; ask a colleague."))
    given.verified_by, given.verified_at = by, timezone.now()
    given.save(update_fields=["verified_by", "verified_at"])
    answered.send(Answer, case=given.case, item=given.item, by=by)
    return given


def _replace(record, item, person, documents, **values):
    # The second of two officers sees and replaces the first one's answer.
    case = record.case
    Case.objects.hold(case.pk)
    Answer.objects.filter(case=case, item=item, person=person, replaced_at=None).update(replaced_at=timezone.now())
    new = Answer.objects.create(case=case, item=item, person=person, **values)
    new.documents.set(documents)
    answered.send(Answer, case=case, item=item, by=values["answered_by"])
    return new
