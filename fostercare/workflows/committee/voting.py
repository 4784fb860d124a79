"""An item is decided: put to the vote, voted on, confirmed by the chair. Without a quorum none of this is possible."""

import django_fsm as fsm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import wording
from fostercare.guidebook.book import book
from fostercare.workflows import lifecycle
from fostercare.workflows.committee.agenda import AgendaItem, Matter, locked
from fostercare.workflows.committee.ballots import Outcome, Resolution, Tally, Vote, flaws
from fostercare.workflows.committee.evidence import asked_of, holds_back
from fostercare.workflows.committee.presence import Room
from fostercare.workflows.committee.rules import Choice

REASONS = {
    Outcome.REFUSE: "refusal_reasons",
    Outcome.REVOKE: "refusal_reasons",
    Outcome.POSTPONE: "postponement_reasons",
    Outcome.REFER: "referral_reasons",
}
IN_WORDS = [
    Outcome.REFUSE, Outcome.REVOKE, Outcome.POSTPONE, Outcome.SEND_BACK, Outcome.NOT_EXEMPT, Outcome.UPHOLD,
    Outcome.DISMISS, Outcome.RESOLVED, Outcome.END, Outcome.END_AND_WAIVE, Outcome.CONTINUE,
    Outcome.DENY_TRAVEL,
]  # fmt: skip
ABOUT_EXEMPTIONS = [Outcome.EXEMPT, Outcome.NOT_EXEMPT, Outcome.END_AND_WAIVE]


def outcomes(item) -> list[Outcome]:
    """What the committee may decide on an item: the case's own life cycle says what is possible."""
    record = item.record
    possible = [
        Outcome(outcome)
        for outcome, act in record.DECIDED_BY.get(item.sitting.body.kind, {}).items()
        if act is None or fsm.can_proceed(getattr(record, act))
    ]
    if not asked_of(item.sitting.body, record).exists():
        possible = [outcome for outcome in possible if outcome not in ABOUT_EXEMPTIONS]
    if item.matter == Matter.OTHER and Outcome.RESOLVED not in possible:
        possible.append(Outcome.RESOLVED)
    return possible


def obstacles(item, outcome) -> list:
    """What of the guidebook holds an outcome back on the day of the sitting."""
    record, sitting = item.record, item.sitting
    act = record.DECIDED_BY.get(sitting.body.kind, {}).get(outcome)
    if act is None:
        return []
    return holds_back(sitting.body, record, act, sitting.held_on, family_heard=item.family_was_heard)


@transaction.atomic
def put_to_vote(item, outcome, *, by, reasons=(), text="", conditions=(), until=None) -> Resolution:
    """Draft what is put to the vote, or edit it: with another outcome the votes lapse, with any edit the confirmation.

    conditions: dicts of text and due_on. Raises NotNow with the guidebook's obstacles, ValidationError in words.
    """
    sitting, item = _in_session(item)
    sitting.body.require(by, "manage_sittings")
    drafted = {
        "outcome": Outcome(outcome), "reasons": list(reasons), "text": text.strip(), "until": until,
        "conditions": [{"text": row["text"].strip(), "due_on": str(row["due_on"])} for row in conditions],
    }  # fmt: skip
    _refuse_what_is_not_possible(item, drafted, sitting)
    _refuse_who_prepared(item, drafted["outcome"], Room(sitting))
    resolution = Resolution.objects.filter(item=item).first() or Resolution(item=item)
    if resolution.outcome != drafted["outcome"]:
        _votes_lapse(item)
    for name, value in drafted.items():
        setattr(resolution, name, value)
    resolution.drafted_by, resolution.confirmed_by, resolution.confirmed_at = by, None, None
    resolution.save()
    return resolution


@transaction.atomic
def cast(item, member, choice, *, by) -> Vote:
    """A member votes, in person or as the rapporteur writes it down; another vote of the member's lapses.

    Refused, in words, below the quorum, for who is not at the table for this item, and for who has not declared.
    """
    sitting, item = _in_session(item)
    if member.officer_id != by.pk:
        sitting.body.require(by, "manage_sittings")
    if not sitting.body.allows(member.officer, member.right):
        raise PermissionDenied(member.right)
    room, resolution = Room(sitting), _on_the_table(item)
    if item.secret:
        raise ValidationError(_("The ballot on this item is secret: only its totals are recorded."))
    if choice == Choice.ABSTAIN and not room.rules.abstention_recorded:
        raise ValidationError(_("Abstentions are not recorded."))
    _refuse_who_may_not_vote(item, member, room)
    item.votes.filter(member=member, lapsed_at=None).update(lapsed_at=timezone.now())
    return Vote.objects.create(item=item, member=member, choice=choice, outcome=resolution.outcome, cast_by=by)


@transaction.atomic
def count(item, *, in_favour, against, abstained, by, chair="") -> Tally:
    """Record the totals of a secret ballot; who voted how is nobody's to know."""
    sitting, item = _in_session(item)
    sitting.body.require(by, "manage_sittings")
    resolution = _on_the_table(item)
    if not item.secret:
        raise ValidationError(_("The ballot on this item is open: each vote is recorded."))
    table = Room(sitting).table(item)
    _refuse_below_quorum(table)
    if in_favour + against + abstained > len(table.voters):
        raise ValidationError(_("More votes were counted than members with a vote are at the table."))
    item.tallies.filter(lapsed_at=None).update(lapsed_at=timezone.now())
    return Tally.objects.create(
        item=item, outcome=resolution.outcome, in_favour=in_favour, against=against, abstained=abstained,
        chair=chair, counted_by=by,
    )  # fmt: skip


@transaction.atomic
def confirm(item, *, by) -> Resolution:
    """Who presides confirms what was carried; from now on it is the committee's decision.

    Raises ValidationError with a sentence for each flaw: who is missing, who has not voted, no majority.
    """
    sitting, item = _in_session(item)
    sitting.body.require(by, "chair_sittings")
    room, resolution = Room(sitting), _on_the_table(item)
    presiding = room.table(item).presiding
    if presiding and room.member(presiding.key).officer_id != by.pk:
        raise PermissionDenied("only who presides over the item confirms it")
    if found := flaws(item, room):
        raise ValidationError(found)
    _refuse_open_questions(item, room)
    if shut := obstacles(item, resolution.outcome):
        raise lifecycle.NotNow(_("The guidebook holds this decision back."), shut)
    resolution.confirmed_by, resolution.confirmed_at = by, timezone.now()
    resolution.save(update_fields=["confirmed_by", "confirmed_at"])
    return resolution


@transaction.atomic
def record_dissent(item, text, *, by) -> Resolution:
    """A minority has its reasons recorded; the decision stands as it is."""
    sitting, item = _in_session(item)
    sitting.body.require(by, "manage_sittings")
    resolution = _drafted(item)
    resolution.dissent = text.strip()
    resolution.save(update_fields=["dissent"])
    return resolution


def _in_session(item):
    sitting = locked(item.sitting, "in_session")
    item = AgendaItem.objects.select_related("case").get(pk=item.pk)
    item.sitting = sitting
    if item.withdrawn_at:
        raise ValidationError(_("The item was taken off the agenda."))
    return sitting, item


def _drafted(item):
    resolution = Resolution.objects.filter(item=item).first()
    if resolution is None:
        raise ValidationError(_("Nothing was put to the vote on this item yet."))
    return resolution


def _on_the_table(item):
    resolution = _drafted(item)
    if resolution.confirmed_at:
        raise ValidationError(_("The committee has decided on this item."))
    return resolution


def _votes_lapse(item):
    now = timezone.now()
    item.votes.filter(lapsed_at=None).update(lapsed_at=now)
    item.tallies.filter(lapsed_at=None).update(lapsed_at=now)


# What is refused, in words --------------------------------------------------------------------------------------------


def _refuse_what_is_not_possible(item, drafted, sitting):
    outcome = drafted["outcome"]
    if outcome not in outcomes(item):
        raise ValidationError(_("“%(outcome)s” is not possible on this case."), params={"outcome": outcome.label})
    _refuse_unknown_reasons(item.case, outcome, drafted["reasons"])
    another = any(code.endswith("99") for code in drafted["reasons"])
    if (outcome in IN_WORDS or another) and not drafted["text"]:
        raise ValidationError(_("This decision needs its reasons in words."))
    if outcome == Outcome.POSTPONE:
        _refuse_endless_postponement(item.case, drafted["until"], sitting.held_on)
    _refuse_open_conditions(outcome, drafted["conditions"], sitting)
    if shut := obstacles(item, outcome):
        raise lifecycle.NotNow(_("The guidebook holds this decision back."), shut)


def _refuse_unknown_reasons(case, outcome, reasons):
    known = [row["code"] for row in book(case.edition).rows(REASONS[outcome])] if outcome in REASONS else []
    if set(reasons) - set(known):
        raise ValidationError(_("The edition knows no such reason."))
    if known and not reasons:
        raise ValidationError(_("This decision needs a reason of the edition's list."))


def _refuse_endless_postponement(case, until, held_on):
    latest = book(case.edition).parameters.add(held_on, "postponement_max")
    if until is None or until <= held_on:
        raise ValidationError(_("A postponement ends on a day after the sitting."))
    if latest and until > latest:
        raise ValidationError(
            _("A postponement may last until %(day)s at the latest."), params={"day": wording.full_day(latest)}
        )


def _refuse_open_conditions(outcome, conditions, sitting):
    if (outcome == Outcome.WITH_CONDITIONS) != bool(conditions):
        raise ValidationError(_("An approval with conditions names them, and no other decision does."))
    if any(not row["text"] or row["due_on"] <= str(sitting.held_on) for row in conditions):
        raise ValidationError(_("Each condition has its words and a day after the sitting."))


def _refuse_who_prepared(item, outcome, room):
    """The rapporteur records the decision; who prepared the case cannot."""
    record = item.record
    act = record.DECIDED_BY.get(item.sitting.body.kind, {}).get(outcome)
    officer = room.recorder
    if act and officer and (reason := lifecycle.why_not(record, act, officer)):
        raise ValidationError(f"{officer.full_name}: {reason}")


def _refuse_below_quorum(table):
    if table.lacks:
        raise ValidationError(table.lacks)


def _refuse_who_may_not_vote(item, member, room):
    table = room.table(item)
    _refuse_below_quorum(table)
    _refuse_open_questions(item, room)
    if member.pk not in [voter.key for voter in table.voters]:
        raise ValidationError(_("%(member)s has no vote on this item."), params={"member": member.officer.full_name})
    if not room.declared(member):
        raise ValidationError(
            _("%(member)s has not declared on conflicts of interest yet."), params={"member": member.officer.full_name}
        )


def _refuse_open_questions(item, room):
    for voter in room.table(item).voters:
        if room.open_question(item, room.member(voter.key)):
            raise ValidationError(
                _("The chair has to decide first whether %(member)s stays out of this item."),
                params={"member": voter.name},
            )
