"""Committees sit: who has a seat, the sittings through the year, one whose minutes lie open, those announced."""

from datetime import timedelta

from django.utils import timezone

from fostercare.desk.demo import evidence
from fostercare.desk.demo.chapters import Verdict
from fostercare.desk.demo.clock import working_day
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import agenda, bodies, conflicts, minutes, planning, presence, voting
from fostercare.workflows.committee.models import Body, Recusal, Sitting
from fostercare.workflows.committee.rules import Capacity, Choice

SEATS = {
    "local": {"local_chair": Capacity.CHAIR, "local_rapporteur": Capacity.RAPPORTEUR, "local_member": Capacity.VOTING},
    "higher": {
        "higher_chair": Capacity.CHAIR, "higher_secretariat": Capacity.RAPPORTEUR, "higher_member": Capacity.VOTING,
    },
    "hand_over_panel": {
        "institutional_family_care_head": Capacity.CHAIR, "foster_families_officer": Capacity.RAPPORTEUR,
        "hand_over_panel_member": Capacity.VOTING,
    },
}  # fmt: skip
ONE_SEAT = (Capacity.CHAIR, Capacity.RAPPORTEUR)
NOTICE = 9  # days from the agenda to the sitting, of which the edition asks seven
DISCUSSION = "عرض المقرر ملخص البحث الاجتماعي، ونوقشت الأسرة في دوافعها وخطة رعاية الطفل في ساعات العمل."
AT_A_HAND_OVER = "حضرت الأسرة ومندوب الدار ومندوب المديرية، وعُرض العقد الموقع وملف الطفل الصحي والشخصي."
ABOUT_A_CHILD = "عُرض تقرير المصلحة الفضلى ورأي الطفل وأقوال الأسرة."
SUMMARY = "عُرض ملخص البحث الاجتماعي ونتائج المستندات والاختبارات."
DECISIONS = [
    Verdict("local", "recommend", "توافر شروط الكفالة ومناسبة الأسرة للطفل."),
    Verdict("local", "recommend", "استقرار الأسرة ووضوح دوافعها."),
    Verdict("local", "postpone", "انتظار تقرير طبي حديث للزوج.", reasons=("P03",)),
]


def seat(staff, directorates):
    """Give the seats of the local committees and of the Ministry's bodies to those whose roles carry them."""
    for directorate in directorates:
        _seat(bodies.body_of(directorate), staff, directorate)
    for kind in (Body.Kind.HIGHER, Body.Kind.HAND_OVER_PANEL):
        _seat(bodies.national(kind), staff, None)


def _seat(body, staff, directorate):
    if body.members.exists():
        return
    for role, capacity in SEATS[body.kind].items():
        officers = staff.holders(role, directorate)
        for officer in officers[:1] if capacity in ONE_SEAT else officers:
            bodies.seat(body, officer, capacity)


def sits(families, body):
    """A committee through the year: when a case waits for it, it is announced, held, signed and closed; and again."""
    while True:
        while not awaited(families, body):
            yield 3
        yield from held(families, body, awaited)


def announced(families, body):
    """A sitting is announced with what rests before the committee."""
    yield 1
    if _resting(families, body):
        _announce(families, body, _resting)


def adjourned(families, body):
    """A sitting on what rests before the committee is held, and its minutes wait for their signatures."""
    yield 1
    if _resting(families, body):
        yield from _sat(families, body, _resting)


def held(families, body, docket):
    """A sitting is held, its minutes are signed by everybody, and its business is closed."""
    sitting, heard = yield from _sat(families, body, docket)
    yield 1
    for member in minutes.signatories(sitting):
        minutes.sign(minutes.of(sitting), by=member.officer)
    for family, verdict in heard:
        _case_of(family, verdict).refresh_from_db()
        family.awaits.remove(verdict)
    yield 1
    lifecycle.act(_again(sitting).close, by=_hand(body, Capacity.RAPPORTEUR))


def _sat(families, body, docket):
    sitting, heard = _announce(families, body, docket)
    yield (sitting.sits_on - timezone.localdate()).days
    _hear(sitting, heard)
    lifecycle.act(_again(sitting).adjourn, by=_hand(body, Capacity.CHAIR))
    return _again(sitting), heard


# What a sitting hears: pairs of a family and what will be decided on its case


def awaited(families, body):
    """The cases whose stories go on with a decision of this committee."""
    waiting = [(family, verdict) for family in families for verdict in family.awaits if _hears(body, family, verdict)]
    chair = _hand(body, Capacity.CHAIR) if waiting else None
    return [(family, verdict) for family, verdict in waiting if not _namesakes(chair, family)]


def _hears(body, family, verdict):
    return verdict.body == body.kind and body.directorate_id in (None, family.directorate.pk)


def _namesakes(chair, family):
    """Whether the chair is kin of the family is for a deputy to ask; these committees have none."""
    return any(conflicts.alike(chair.full_name, adult.full_name) for adult in family.household.adults)


def body_before(family):
    """The committee for which a family's case waits."""
    kind = family.awaits[0].body
    return bodies.body_of(family.directorate) if kind == Body.Kind.LOCAL else bodies.national(kind)


def _resting(families, body):
    """Some of the cases before the committee that no story of their own will move any more."""
    resting = {family.application.pk: family for family in families if family.told}
    before = planning.candidates(body, timezone.localdate())
    chair = _hand(body, Capacity.CHAIR)
    heard = [resting[one.record.pk] for one in before if one.record.pk in resting]
    heard = [family for family in heard if not _namesakes(chair, family)]
    return list(zip(heard, DECISIONS, strict=False))


def _announce(families, body, docket):
    by, heard = _hand(body, Capacity.RAPPORTEUR), docket(families, body)
    day = working_day(timezone.localdate() + timedelta(days=NOTICE))
    sitting = planning.plan(
        body, day, by=by, place="قاعة الاجتماعات بالمديرية" if body.directorate else "ديوان الوزارة"
    )
    for family, verdict in heard:
        matter = "other" if verdict.outcome == "revoke" else ""
        agenda.put_on(sitting, _case_of(family, verdict).case, by=by, matter=matter)
    lifecycle.act(_again(sitting).publish_agenda, by=by)
    return sitting, heard


def _hear(sitting, heard):
    """Everybody is there and has declared; each case is heard, voted on and confirmed."""
    by, chair = _hand(sitting.body, Capacity.RAPPORTEUR), _hand(sitting.body, Capacity.CHAIR)
    for member in sitting.body.members.order_by("pk"):
        presence.arrive(sitting, member, by=by)
        presence.declare(sitting, member, by=member.officer)
    for family, verdict in heard:
        record = _case_of(family, verdict)
        # What has lapsed since the file was declared ready; what the committee itself answers comes after it.
        evidence.clear(family, record, record.DECIDED_BY[sitting.body.kind][verdict.outcome], besides="committee")
    lifecycle.act(_again(sitting).open_sitting, by=chair)
    for recusal in Recusal.objects.filter(item__sitting=sitting, state=Recusal.State.PROPOSED):
        presence.decide(recusal, accept=False, by=chair, why="تشابه أسماء دون قرابة بإقرار العضو.")
    for item, (_family, verdict) in zip(sitting.items.order_by("position"), heard, strict=True):
        _decide(item, verdict, by, chair)


def _case_of(family, verdict):
    """The case of the family that is decided: its application, or its placement."""
    return verdict.record or family.application


def _decide(item, verdict, by, chair):
    summary, discussion = _told_of(verdict)
    agenda.note(item, by=by, family="present", summary=summary, discussion=discussion)
    day = timezone.localdate() + timedelta(days=verdict.days)
    voting.put_to_vote(
        item, verdict.outcome, by=by, reasons=verdict.reasons, text=verdict.text,
        until=day if verdict.outcome == "postpone" else None,
        conditions=[{"text": verdict.condition, "due_on": day}] if verdict.condition else (),
    )  # fmt: skip
    room = presence.Room(item.sitting)
    for voter in room.table(item).voters:
        member = room.member(voter.key)
        voting.cast(item, member, Choice.FOR, by=member.officer)
    voting.confirm(item, by=chair)


def _told_of(verdict):
    if verdict.outcome == "hand_over":
        return AT_A_HAND_OVER, ""
    return (ABOUT_A_CHILD, "") if verdict.record else (SUMMARY, DISCUSSION)


def _hand(body, capacity):
    """Who sits on the body in a capacity."""
    return body.members.filter(capacity=capacity).select_related("officer").get().officer


def _again(sitting) -> Sitting:
    """The sitting as it is now: its agenda and its minutes are written beside it."""
    return Sitting.objects.whole().get(pk=sitting.pk)
