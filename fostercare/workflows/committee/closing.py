"""The minutes are signed: every decision takes its number and its effect, in one transaction with the signature."""

import hashlib

import django_fsm as fsm
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.records.models import Document
from fostercare.records.numbering import next_number
from fostercare.workflows import lifecycle
from fostercare.workflows.cases import record_of
from fostercare.workflows.committee import minutes_paper
from fostercare.workflows.committee.ballots import Outcome, Resolution
from fostercare.workflows.committee.evidence import (
    ENDING,
    FAMILY_HEARD,
    HIGHER_DECISION,
    NO_CONFLICT,
    PRODUCED,
    asked_of,
)  # fmt: skip
from fostercare.workflows.committee.presence import Room

PAPER = {"local": "D34", "higher": "D35"}
PDF = "application/pdf"


def carry_out(sitting, minutes, chair):
    """Number the sitting's decisions in the order of the agenda, let each take effect, print the minutes."""
    recorder = Room(sitting).recorder
    for resolution in _numbered(sitting):
        _take_effect(resolution, minutes, recorder, chair)
    sitting.items.filter(live=True).update(live=False)
    minutes_paper.archive(minutes, chair)


def _numbered(sitting):
    """The confirmed resolutions with their numbers, of which each body has one series a year."""
    confirmed = Resolution.objects.filter(item__sitting=sitting.pk, item__live=True, confirmed_at__isnull=False)
    resolutions = list(confirmed.select_related("item__case", "confirmed_by").order_by("item__position"))
    series = f"{sitting.body.kind} {sitting.body.place} {sitting.held_on.year}"
    for resolution in resolutions:
        resolution.item.sitting = sitting
        resolution.series, resolution.number = series, next_number(f"decision {series}")
    return resolutions


def _take_effect(resolution, minutes, recorder, chair):
    """The case moves; where it moved on by itself since the sitting, or its evidence fell, the decision only stands."""
    record = record_of(resolution.item.case)
    act = record.DECIDED_BY.get(minutes.sitting.body.kind, {}).get(resolution.outcome)
    try:
        with transaction.atomic():
            resolution.save()
            _answer(record, resolution, minutes, recorder, chair)
            if act:
                _move(record, act, resolution, recorder)
    except lifecycle.NotNow as not_now:
        resolution.overtaken = " ".join([not_now.messages[0], *(obstacle.item.code for obstacle in not_now.obstacles)])
        resolution.save()


def _move(record, act, resolution, recorder):
    if not fsm.can_proceed(getattr(record, act)):
        raise lifecycle.NotNow(_("The case has moved on since the sitting."))
    lifecycle.act(
        getattr(record_of(record), act), by=recorder, judged_on=resolution.item.sitting.held_on,
        why=resolution.text, resolution=resolution,
    )  # fmt: skip


def _answer(record, resolution, minutes, recorder, chair):
    """What the sitting itself proves goes into the case's checklist, with the extract of the minutes."""
    body = minutes.sitting.body
    if body.kind not in PAPER:
        return
    paper = _on_file(record, PAPER[body.kind], resolution, minutes, recorder)
    applying = _produced(record, body, minutes.sitting.held_on)
    _exempt(record, resolution, recorder)
    for item in applying:
        if given := _given(item.code, resolution, paper):
            answer = answering.answer(record, item, by=recorder, date=minutes.sitting.held_on, **given)
            if item.verified_by:
                answering.verify(record, answer, by=chair)


def _produced(record, body, on):
    """The items of the case's edition that a sitting of this body answers, as far as they apply."""
    known = book(record.edition).by_code
    items = [known[code] for code in PRODUCED[body.kind] if code in known]
    items = [item for item in items if item.answered_on == record.kind]
    checklist = Checklist(record, on)
    return [item for item in items if checklist.line(item).applies]


def _given(code, resolution, paper):
    """How an item is answered; None where it does not come up."""
    heard = resolution.item.family
    if code == FAMILY_HEARD:
        met = resolution.item.family_was_heard
        return heard and {
            "state": "met" if met else "not_met",
            "yes_no": met,
            "note": resolution.item.get_family_display(),
        }
    if code in (HIGHER_DECISION, ENDING) and resolution.outcome not in (*GRANTS, Outcome.END):
        return None
    return {"state": "met", "signed": True, "documents": [] if code == NO_CONFLICT else [paper]}


GRANTS = [Outcome.RECOMMEND, Outcome.APPROVE, Outcome.WITH_CONDITIONS, Outcome.EXEMPT, Outcome.END_AND_WAIVE]
DECLINES = [Outcome.NOT_EXEMPT, Outcome.END]


def _exempt(record, resolution, recorder):
    """With its decision a body grants the exemptions that were asked of it, or declines them."""
    decided = {"by": recorder, "decision_number": resolution.label}
    for asked in asked_of(resolution.item.sitting.body, record):
        reason = resolution.text or resolution.get_outcome_display()
        if resolution.outcome in GRANTS:
            answering.exempt(record, asked.item, reason=reason, person=asked.person, **decided)
        elif resolution.outcome in DECLINES:
            answering.decline(record, asked.item, reason=reason, person=asked.person, **decided)


def _on_file(record, kind, resolution, minutes, recorder):
    """The extract of the minutes among the papers of the case."""
    content = minutes_paper.extract(minutes, resolution)
    return Document.objects.create(
        kind=kind, **record.concerns(), file=ContentFile(content, name="extract.pdf"), content_type=PDF,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), number=resolution.label,
        issuer=minutes.sitting.body.name, issued_on=minutes.sitting.held_on, uploaded_by=recorder,
    )  # fmt: skip
