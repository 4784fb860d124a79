"""The sittings on which an officer sits, as the desk shows them: when to come, what to read, what to sign."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from directorates import access
from fostercare.workflows.committee.bodies import Member, rights_named
from fostercare.workflows.committee.minutes import Signature
from fostercare.workflows.committee.models import Sitting, State
from fostercare.workflows.committee.packs import FILES_OPEN, Pack
from fostercare.workflows.committee.presence import Attendance

SHOWN = 6
SITTING_RIGHTS = {right for action in ("chair_sittings", "manage_sittings", "vote") for right in rights_named(action)}


def sittings(user) -> list[Sitting]:
    """The officer's announced and unsigned sittings, what they hold up first; three things are said of each.

    .heard: how many items; .pack: the newest ready pack of the officer's own, if there is one; .to_sign: are the
    minutes without the signature of this officer, who was there?
    """
    if not any(access.allowed_somewhere(user, right) for right in SITTING_RIGHTS):
        return []
    seats = Member.objects.filter(officer=user).on(timezone.localdate())
    own = {"sitting": OuterRef("pk"), "member__officer": user}
    signed = Signature.objects.filter(
        minutes__sitting=OuterRef("pk"), minutes__locked_at=None, member__officer=user, lapsed_at=None
    )
    found = (
        Sitting.objects.whole()
        .filter(body__in=seats.values("body"), state__in=FILES_OPEN)
        .annotate(
            heard=Count("items", filter=Q(items__withdrawn_at=None)),
            to_sign=Q(state=State.AWAITING_SIGNATURES) & Exists(Attendance.objects.filter(**own)) & ~Exists(signed),
            urgency=Case(When(state=State.ANNOUNCED, then=Value(1)), default=Value(0), output_field=IntegerField()),
        )
        .order_by("urgency", "sits_on", "pk")[:SHOWN]
    )
    packs = {pack.sitting_id: pack for pack in Pack.objects.open_to(user).order_by("ready_at")} if found else {}
    for sitting in found:
        sitting.pack = packs.get(sitting.pk)
    return list(found)
