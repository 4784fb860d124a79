"""What the minutes say, put together from what happened; in Arabic, the language in which they are signed."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fostercare import printing
from fostercare.guidebook.book import book
from fostercare.workflows.committee import ballots, rules
from fostercare.workflows.committee.conflicts import Recusal
from fostercare.workflows.committee.evidence import asked_of
from fostercare.workflows.committee.presence import Attendance, Room
from fostercare.workflows.committee.voting import REASONS

GRANTS = ["recommend", "approve", "approve_with_conditions", "exempt", "end_and_waive"]


def sections(sitting) -> dict:
    """The sections of the minutes, as plain values: who was there, what was heard, voted and decided."""
    with translation.override(printing.LANGUAGE):
        room = Room(sitting)
        items = list(_heard(sitting))
        return {
            "head": _head(sitting, room),
            **_attendance(room),
            "quorum": _quorum(room.table(at=sitting.opened_at)),
            "conflicts": _conflicts(room, items),
            "items": [_item(item, room) for item in items],
            "remarks": "",
        }


def _heard(sitting):
    items = (
        sitting.items.select_related("case__edition", "resolution")
        .defer("case__edition__lists")
        .prefetch_related("votes", "tallies")
    )
    for item in items.order_by("position"):
        item.sitting = sitting
        yield item


def _head(sitting, room):
    presiding, recorder = room.table(at=sitting.opened_at).presiding, room.recorder
    return {
        "body": sitting.body.name,
        "number": sitting.label,
        "held_on": sitting.held_on.isoformat(),
        "opened_at": _hour(sitting.opened_at),
        "adjourned_at": _hour(sitting.adjourned_at),
        "place": sitting.place,
        "chair": presiding.name if presiding else "",
        "deputising": bool(presiding and presiding.capacity != rules.Capacity.CHAIR),
        "rapporteur": recorder.full_name if recorder else "",
    }


def _attendance(room):
    there = [member for member in room.members if room.attended(member)]
    away = {status: [] for status in (Attendance.Status.EXCUSED, Attendance.Status.ABSENT)}
    for member in room.members:
        for stay in room.stays(member):
            if stay.status in away:
                away[stay.status].append(member.officer.full_name)
    return {
        "present": [_present(room, member) for member in there],
        "excused": away["excused"],
        "absent": away["absent"],
    }


def _present(room, member):
    stays = [stay for stay in room.stays(member) if stay.arrived_at]
    return {
        "name": member.officer.full_name,
        "represents": member.represents,
        "capacity": _capacity(member),
        "stays": [[_hour(stay.arrived_at), _hour(stay.left_at)] for stay in stays],
    }


def _capacity(member):
    if member.stands_for_id is None:
        return member.get_capacity_display()
    return _("substitute for %(member)s") % {"member": member.stands_for.officer.full_name}


def _quorum(table):
    return {"base": table.base, "present": len(table.voters), "needed": table.needed}


def _conflicts(room, items):
    positions = {item.pk: item.position for item in items}
    return [
        {
            "name": recusal.member.officer.full_name, "item": positions[key],
            "ground": recusal.get_ground_display(), "note": recusal.note,
        }
        for key, recusals in room.recusals.items()
        for recusal in recusals.values()
        if recusal.state == Recusal.State.DECLARED
    ]  # fmt: skip


def _item(item, room):
    said = {
        "item": item.pk,
        "position": item.position,
        "case": item.case.number,
        "family_name": item.case.heading,
        "matter": item.get_matter_display(),
        "late": item.late,
        "late_why": item.late_why,
        "taken_off": item.withdrawn_why,
        "family": item.get_family_display(),
        "summary": item.summary,
        "discussion": item.discussion,
    }
    resolution = getattr(item, "resolution", None)
    return {**said, **_decision(item, resolution, room)} if resolution and resolution.confirmed_at else said


def _decision(item, resolution, room):
    table = room.table(item, resolution.confirmed_at)
    count = ballots.count_of(item, table)
    reasons = REASONS.get(resolution.outcome)
    kept = book(item.case.edition)
    return {
        "secret": item.secret,
        "votes": {"for": count.in_favour, "against": count.against, "abstained": count.abstained},
        "by_casting_vote": rules.by_casting_vote(table, count),
        "quorum": _quorum(table),
        "decision": resolution.get_outcome_display(),
        "reasons": [kept.label(reasons, code) for code in resolution.reasons] if reasons else [],
        "text": resolution.text,
        "conditions": resolution.conditions,
        "until": resolution.until and resolution.until.isoformat(),
        "exemptions": _exemptions(item, resolution),
        "dissent": resolution.dissent,
    }


def _exemptions(item, resolution):
    """The exemptions that the decision grants."""
    if resolution.outcome not in GRANTS:
        return []
    asked = asked_of(item.sitting.body, item.case)
    return [f"{answer.item.code} {answer.item.title}" for answer in asked]


def _hour(moment):
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""
