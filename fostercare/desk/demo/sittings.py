"""Committees sit: who has a seat, one sitting that was held, one whose minutes lie open, those that are announced."""

from datetime import timedelta

from django.utils import timezone

from fostercare.desk.demo import evidence
from fostercare.desk.demo.clock import working_day
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import agenda, bodies, minutes, planning, presence, voting
from fostercare.workflows.committee.models import Body, Sitting
from fostercare.workflows.committee.rules import Capacity, Choice

SEATS = {
    "local": {"local_chair": Capacity.CHAIR, "local_rapporteur": Capacity.RAPPORTEUR, "local_member": Capacity.VOTING},
    "higher": {
        "higher_chair": Capacity.CHAIR, "higher_secretariat": Capacity.RAPPORTEUR, "higher_member": Capacity.VOTING,
    },
    "hand_over_panel": {
        "foster_families_head": Capacity.CHAIR, "foster_families_officer": Capacity.RAPPORTEUR,
        "hand_over_panel_member": Capacity.VOTING,
    },
}  # fmt: skip
ONE_SEAT = (Capacity.CHAIR, Capacity.RAPPORTEUR)
NOTICE = 9  # days from the agenda to the sitting, of which the edition asks seven
DISCUSSION = "عرض المقرر ملخص البحث الاجتماعي، ونوقشت الأسرة في دوافعها وخطة رعاية الطفل في ساعات العمل."
SUMMARY = "أسرة مستوفية للمستندات، وتوصي الدراسة الاجتماعية بالموافقة."
DECISIONS = [
    {"outcome": "recommend", "text": "توافر شروط الكفالة ومناسبة الأسرة للطفل."},
    {"outcome": "recommend", "text": "استقرار الأسرة ووضوح دوافعها."},
    {"outcome": "postpone", "text": "انتظار تقرير طبي حديث للزوج.", "reasons": ["P03"]},
]


def seat(staff, directorates):
    """Give the seats of the local committees and of the Ministry's bodies to those whose roles carry them."""
    for directorate in directorates:
        _seat(bodies.body_of(directorate), staff, directorate)
    for kind in (Body.Kind.HIGHER, Body.Kind.HAND_OVER_PANEL):
        _seat(bodies.national(kind), staff, None)


def _seat(body, staff, directorate):
    for role, capacity in SEATS[body.kind].items():
        officers = staff.holders(role, directorate)
        for officer in officers[:1] if capacity in ONE_SEAT else officers:
            bodies.seat(body, officer, capacity)


def announced(families, body):
    """A sitting is announced with what waits for it."""
    yield 1
    _announce(families, body, most=5)


def held(families, body):
    """A sitting is held, its minutes are signed by everybody, and its business is closed."""
    sitting = yield from _sat(families, body)
    if sitting:
        yield 1
        for member in minutes.signatories(sitting):
            minutes.sign(minutes.of(sitting), by=member.officer)
        yield 2
        lifecycle.act(_again(sitting).close, by=_hand(body, Capacity.RAPPORTEUR))


def adjourned(families, body):
    """A sitting is held, and its minutes wait for their signatures."""
    yield from _sat(families, body)


def _sat(families, body):
    yield 1
    sitting, heard = _announce(families, body, most=3)
    yield (sitting.sits_on - timezone.localdate()).days if sitting else 0
    if sitting:
        _hear(sitting, heard)
        lifecycle.act(_again(sitting).adjourn, by=_hand(body, Capacity.CHAIR))
        return _again(sitting)
    return None


def _announce(families, body, most):
    """Plan a sitting with those cases before the body that no story of their own will move any more."""
    by, before = _hand(body, Capacity.RAPPORTEUR), planning.candidates(body, timezone.localdate())
    resting = {family.application.pk: family for family in families if family.told}
    heard = [resting[one.record.pk] for one in before if one.record.pk in resting][:most]
    if not heard:
        return None, []
    day = working_day(timezone.localdate() + timedelta(days=NOTICE))
    sitting = planning.plan(
        body, day, by=by, place="قاعة الاجتماعات بالمديرية" if body.directorate else "ديوان الوزارة"
    )
    for family in heard:
        agenda.put_on(sitting, family.application.case, by=by)
    lifecycle.act(_again(sitting).publish_agenda, by=by)
    return sitting, heard


def _hear(sitting, heard):
    """Everybody is there and has declared; each case is heard, voted on and confirmed."""
    by, chair = _hand(sitting.body, Capacity.RAPPORTEUR), _hand(sitting.body, Capacity.CHAIR)
    for member in sitting.body.members.order_by("pk"):
        presence.arrive(sitting, member, by=by)
        presence.declare(sitting, member, by=member.officer)
    for family in heard:
        _renew(family)
    lifecycle.act(_again(sitting).open_sitting, by=chair)
    items = sitting.items.order_by("position")
    for item, decision in zip(items, DECISIONS, strict=False):
        _decide(item, by=by, chair=chair, **decision)


def _renew(family):
    """What has lapsed since the file was declared ready is brought up to date before the sitting."""
    shut = lifecycle.obstacles(family.application, "recommend")
    codes = {obstacle.item.code for obstacle in shut if obstacle.item.stage != "committee"}
    if codes:
        evidence.answer(family, family.application, codes)
        evidence.verify(family, family.application, codes)


def _decide(item, *, by, chair, outcome, text, reasons=()):
    agenda.note(item, by=by, family="present", summary=SUMMARY, discussion=DISCUSSION)
    until = timezone.localdate() + timedelta(days=30) if outcome == "postpone" else None
    voting.put_to_vote(item, outcome, by=by, reasons=reasons, text=text, until=until)
    room = presence.Room(item.sitting)
    for voter in room.table(item).voters:
        member = room.member(voter.key)
        voting.cast(item, member, Choice.FOR, by=member.officer)
    voting.confirm(item, by=chair)


def _hand(body, capacity):
    """Who sits on the body in a capacity."""
    return body.members.filter(capacity=capacity).select_related("officer").get().officer


def _again(sitting) -> Sitting:
    """The sitting as it is now: its agenda and its minutes are written beside it."""
    return Sitting.objects.whole().get(pk=sitting.pk)
