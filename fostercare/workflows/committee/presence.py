"""Who is in the room: arrival, leaving and excuses, declarations on conflicts of interest; and the table as laid."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.workflows.committee.agenda import locked
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.conflicts import BINDING, Ground, Recusal
from fostercare.workflows.committee.rules import Capacity, Rules, Sitter, Table


class Attendance(models.Model):
    """A member's stay in the room, or why there was none. Who leaves and returns has a second stay."""

    class Status(models.TextChoices):
        PRESENT = "present", gettext_lazy("present")
        EXCUSED = "excused", gettext_lazy("excused")
        ABSENT = "absent", gettext_lazy("absent without an excuse")

    sitting = models.ForeignKey("committee.Sitting", models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances")
    status = models.CharField(gettext_lazy("attendance"), max_length=8, choices=Status.choices)
    arrived_at = models.DateTimeField(gettext_lazy("arrived at"), null=True, blank=True)
    left_at = models.DateTimeField(gettext_lazy("left at"), null=True, blank=True)
    declared_at = models.DateTimeField(gettext_lazy("declared conflicts of interest at"), null=True, blank=True)
    note = models.CharField(gettext_lazy("excuse"), max_length=200, blank=True)

    class Meta:
        ordering = ["member", "pk"]
        verbose_name = gettext_lazy("attendance")
        verbose_name_plural = gettext_lazy("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(left_at__isnull=True), name="one_stay_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status="present", arrived_at__isnull=False)
                | (~Q(status="present") & Q(arrived_at__isnull=True)),
                name="who_is_present_has_arrived",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="nobody_leaves_before_arriving",
            ),
        ]

    def covers(self, moment):
        """Was the member in the room at this moment? Without a moment: is the member there now?"""
        if self.arrived_at is None:
            return False
        if moment is None:
            return self.left_at is None
        return self.arrived_at <= moment and (self.left_at is None or moment < self.left_at)


class Room:
    """The people of one sitting, read once: asked for any item and moment it lays the table."""

    def __init__(self, sitting):
        self.sitting = sitting
        self.rules = Rules.of(book(sitting.edition).parameters)
        self.members = list(sitting.body.members.on(sitting.held_on).select_related("officer", "stands_for"))
        self._stays = defaultdict(list)
        for stay in sitting.attendances.all():
            self._stays[stay.member_id].append(stay)
        self.recusals = defaultdict(dict)
        for recusal in Recusal.objects.filter(item__sitting=sitting.pk).select_related("member__officer"):
            self.recusals[recusal.item_id][recusal.member_id] = recusal

    def table(self, item=None, at=None) -> Table:
        """Who sits at the table for an item (without one: for the opening) at a moment (without one: now)."""
        return Table(self.rules, tuple(self._sitter(member, item, at) for member in self.members))

    def member(self, key):
        return next(member for member in self.members if member.pk == key)

    def seat_of(self, officer):
        """The officer's membership; None where they do not sit on the body."""
        return next((member for member in self.members if member.officer_id == officer.pk), None)

    @property
    def recorder(self):
        """The officer who records the decisions: the rapporteur, or who stood in where only that one was there."""
        seats = [member for member in self.members if (member.stands_for or member).capacity == Capacity.RAPPORTEUR]
        seats.sort(key=lambda member: (not self.attended(member), member.stands_for_id is not None))
        return seats[0].officer if seats else None

    def stays(self, member):
        return self._stays[member.pk]

    def attended(self, member):
        """Was the member there for any part of the sitting?"""
        return any(stay.arrived_at for stay in self.stays(member))

    def declared(self, member):
        """Has the member declared on conflicts of interest?"""
        return any(stay.declared_at for stay in self.stays(member))

    def open_question(self, item, member):
        """A recusal that was proposed and not decided yet."""
        recusal = self.recusals[item.pk].get(member.pk)
        return recusal if recusal and recusal.state == Recusal.State.PROPOSED else None

    def _sitter(self, member, item, at):
        recusal = item and self.recusals[item.pk].get(member.pk)
        return Sitter(
            key=member.pk,
            name=member.officer.full_name,
            capacity=member.capacity,
            stands_for=member.stands_for_id,
            present=any(stay.covers(at) for stay in self.stays(member)),
            recused=bool(recusal and recusal.state == Recusal.State.DECLARED),
        )


# What the rapporteur records ----------------------------------------------------------------------------------------


@transaction.atomic
def arrive(sitting, member, *, by) -> Attendance:
    """The member is in the room from now on."""
    sitting = _recording(sitting, by)
    stay = sitting.attendances.filter(member=member, left_at=None).first() or Attendance(sitting=sitting, member=member)
    if stay.arrived_at is None:
        stay.status, stay.arrived_at, stay.note = Attendance.Status.PRESENT, timezone.now(), ""
        stay.declared_at = max(_declarations(sitting, member), default=None)
        stay.save()
    return stay


@transaction.atomic
def leave(sitting, member, *, by) -> Attendance:
    """The member leaves the room; votes on what is not decided yet go along."""
    sitting = _recording(sitting, by)
    stay = sitting.attendances.filter(member=member, left_at=None).exclude(arrived_at=None).first()
    if stay is None:
        raise ValidationError(_("%(member)s is not in the room."), params={"member": member.officer.full_name})
    stay.left_at = timezone.now()
    stay.save(update_fields=["left_at"])
    member.votes.filter(item__sitting=sitting, item__resolution__confirmed_at=None, lapsed_at=None).update(
        lapsed_at=stay.left_at
    )
    return stay


@transaction.atomic
def excuse(sitting, member, *, by, note="") -> Attendance:
    """The member sent word of not coming."""
    sitting = _recording(sitting, by)
    if sitting.attendances.filter(member=member).exclude(arrived_at=None).exists():
        raise ValidationError(_("%(member)s was in the room."), params={"member": member.officer.full_name})
    return Attendance.objects.update_or_create(
        sitting=sitting, member=member, defaults={"status": Attendance.Status.EXCUSED, "note": note}
    )[0]


@transaction.atomic
def declare(sitting, member, *, by, conflicts=None) -> list[Recusal]:
    """The member declares to have no conflict of interest in any item but these: item → explanation.

    Members declare for themselves; what is said in the room, the rapporteur records.
    """
    sitting = locked(sitting, "announced", "in_session")
    if member.officer_id != by.pk:
        sitting.body.require(by, "manage_sittings")
    stay = sitting.attendances.filter(member=member, left_at=None).exclude(arrived_at=None).first()
    if stay is None:
        raise ValidationError(_("%(member)s is not in the room."), params={"member": member.officer.full_name})
    stay.declared_at = timezone.now()
    stay.save(update_fields=["declared_at"])
    return [recuse(item, member, by=by, note=note) for item, note in (conflicts or {}).items()]


@transaction.atomic
def recuse(item, member, *, by, note="", ground=Ground.DECLARED) -> Recusal:
    """The member stays out of this item: a vote already cast on it lapses, and the chair's confirmation with it."""
    sitting = locked(item.sitting, "announced", "in_session")
    if member.officer_id != by.pk:
        sitting.body.require(by, "manage_sittings")
    recusal = Recusal.objects.filter(item=item, member=member).first() or Recusal(
        item=item, member=member, ground=ground
    )
    recusal.state, recusal.note = Recusal.State.DECLARED, note or recusal.note
    recusal.decided_by, recusal.decided_why = by, ""
    recusal.save()
    _leaves_the_table(item, member)
    return recusal


@transaction.atomic
def decide(recusal, *, accept, by, why="") -> Recusal:
    """The chair decides on a recusal that was proposed. What follows from the file itself cannot be set aside."""
    sitting = locked(recusal.item.sitting, "announced", "in_session")
    sitting.body.require(by, "chair_sittings")
    if recusal.member.officer_id == by.pk and not accept:
        raise PermissionDenied("nobody sets their own recusal aside")
    if accept:
        recusal.state, recusal.decided_by = Recusal.State.DECLARED, by
        recusal.save()
        _leaves_the_table(recusal.item, recusal.member)
        return recusal
    if recusal.ground in BINDING:
        raise ValidationError(_("This follows from the file and cannot be set aside."))
    if not why.strip():
        raise ValidationError(_("Say why the recusal is set aside."))
    recusal.state, recusal.decided_by, recusal.decided_why = Recusal.State.DISMISSED, by, why
    recusal.save()
    return recusal


def _leaves_the_table(item, member):
    member.votes.filter(item=item, lapsed_at=None).update(lapsed_at=timezone.now())
    if hasattr(item, "resolution"):
        item.resolution.lapse()


def _recording(sitting, by):
    sitting = locked(sitting, "announced", "in_session")
    sitting.body.require(by, "manage_sittings")
    return sitting


def _declarations(sitting, member):
    return sitting.attendances.filter(member=member).exclude(declared_at=None).values_list("declared_at", flat=True)
