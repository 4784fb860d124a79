"""What a sitting hears: its items, in their order."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Deferrable, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.models import Case
from fostercare.workflows.cases import record_of
from fostercare.workflows.committee import conflicts, packs
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.packs import FILES_OPEN
from fostercare.workflows.ways import Way


class Matter(models.TextChoices):
    REVIEW = "review", gettext_lazy("review of an application")
    APPROVAL = "approval", gettext_lazy("approval of an application")
    EXEMPTION = "exemption", gettext_lazy("exemption")
    GRIEVANCE = "grievance", gettext_lazy("grievance")
    HAND_OVER = "hand_over", gettext_lazy("hand-over of a child")
    ENDING = "ending", gettext_lazy("ending of a placement")
    TRAVEL = "travel", gettext_lazy("journey of a child abroad")
    OTHER = "other", gettext_lazy("other matter")


class Family(models.TextChoices):
    """How the family appeared before the committee."""

    PRESENT = "present", gettext_lazy("present in person")
    REMOTE = "remote", gettext_lazy("present from afar")
    EXCUSED = "excused", gettext_lazy("absent with an excuse")
    ABSENT = "absent", gettext_lazy("absent without an excuse")


HEARD = [Family.PRESENT, Family.REMOTE]


class AgendaItemQuerySet(models.QuerySet):
    def standing(self):
        """Items that were not taken off the agenda."""
        return self.filter(withdrawn_at=None)

    def open_to(self, user):
        """Items whose files the officer may read now as a member of the body, not those the member stays out of."""
        seats = Member.objects.filter(officer=user).on(timezone.localdate())
        kept_from = conflicts.Recusal.objects.filter(member__in=seats, state=conflicts.Recusal.State.DECLARED)
        opened = self.filter(live=True, sitting__state__in=FILES_OPEN, sitting__body__in=seats.values("body"))
        return opened.exclude(pk__in=kept_from.values("item"))


class AgendaItem(models.Model):
    """One case on the agenda of a sitting. It is live until the sitting's minutes are signed or it is taken off."""

    sitting = models.ForeignKey("committee.Sitting", models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(gettext_lazy("number on the agenda"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    matter = models.CharField(gettext_lazy("matter"), max_length=12, choices=Matter.choices)
    late = models.BooleanField(gettext_lazy("added after the publication"), default=False)
    late_why = models.CharField(gettext_lazy("why it was added so late"), max_length=200, blank=True)
    secret = models.BooleanField(gettext_lazy("secret ballot"), default=False)
    family = models.CharField(
        gettext_lazy("the family before the committee"), max_length=8, choices=Family.choices, blank=True
    )
    summary = models.TextField(gettext_lazy("what was presented"), blank=True)
    discussion = models.TextField(gettext_lazy("discussion"), blank=True)
    invited_by = models.CharField(
        gettext_lazy("how the family was invited"), max_length=16, choices=Way.choices, blank=True
    )
    invited_on = models.DateField(gettext_lazy("the family was invited on"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(gettext_lazy("taken off at"), null=True, blank=True)
    withdrawn_why = models.CharField(gettext_lazy("why it was taken off"), max_length=200, blank=True)
    live = models.BooleanField(default=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["sitting", "position"]
        verbose_name = gettext_lazy("item of the agenda")
        verbose_name_plural = gettext_lazy("items of the agenda")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(live=True), name="one_live_agenda_a_case"),
            models.UniqueConstraint(
                fields=["sitting", "position"], deferrable=Deferrable.DEFERRED, name="one_item_a_position"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(live=False), name="what_was_taken_off_is_not_live"
            ),
        ]

    @property
    def record(self):
        """The case as its own procedure knows it."""
        return record_of(self.case)

    @property
    def family_was_heard(self):
        return self.family in HEARD


def locked(sitting, *states):
    """The sitting as it is now, held until the transaction ends; refused outside these states."""
    Case.objects.hold(sitting.pk)
    sitting = apps.get_model("committee.Sitting").objects.whole().get(pk=sitting.pk)
    if sitting.state not in states:
        raise ValidationError(
            _("This is not possible now: the sitting is “%(state)s”."), params={"state": sitting.get_state_display()}
        )
    return sitting


@transaction.atomic
def put_on(sitting, case, *, by, matter="", why="") -> AgendaItem:
    """Put a case on the agenda; after the publication it is a late item, and says why.

    Raises ValidationError where the case is not before this body, or is on another agenda.
    """
    sitting = locked(sitting, "planned", "announced")
    sitting.body.require(by, "manage_sittings")
    if matter != Matter.OTHER:
        usual = _matter(sitting.body, record_of(case))
        matter = matter or usual
    item = AgendaItem(
        sitting=sitting, case=case, position=_next_position(sitting), late=sitting.state == "announced",
        late_why=why.strip(), matter=matter, added_by=by,
    )  # fmt: skip
    if item.late and not item.late_why:
        raise ValidationError(_("Say why it is added after the publication of the agenda."))
    _refuse_other_places(sitting.body, case)
    _refuse_other_agendas(case)
    item.save()
    conflicts.propose(sitting, [item])
    if item.late:
        packs.ask(sitting)
    return item


@transaction.atomic
def move(item, position, *, by):
    """Put an item in another place of the order, which is free until the agenda is published."""
    sitting = locked(item.sitting, "planned")
    sitting.body.require(by, "manage_sittings")
    order = [other for other in sitting.items.order_by("position") if other.pk != item.pk]
    order.insert(position - 1, item)
    _number(order)


@transaction.atomic
def take_off(item, *, by, why=""):
    """Take an item off the agenda; once this is published, it stays there as taken off, with the reason."""
    sitting = locked(item.sitting, "planned", "announced", "in_session")
    sitting.body.require(by, "manage_sittings")
    if sitting.state == "planned":
        item.recusals.all().delete()
        item.delete()
        _number(sitting.items.order_by("position"))
        return
    if not why.strip():
        raise ValidationError(_("Say why it is taken off the published agenda."))
    if hasattr(item, "resolution") and item.resolution.confirmed_at:
        raise ValidationError(_("The committee has decided on this item."))
    item.withdrawn_at, item.withdrawn_why, item.live = timezone.now(), why, False
    item.save(update_fields=["withdrawn_at", "withdrawn_why", "live"])
    packs.ask(sitting)


@transaction.atomic
def note(item, *, by, **noted) -> AgendaItem:
    """What the rapporteur writes down of an item: family, summary, discussion, whether the ballot is secret."""
    sitting = locked(item.sitting, "announced", "in_session")
    sitting.body.require(by, "manage_sittings")
    item = AgendaItem.objects.get(pk=item.pk)
    if "secret" in noted and noted["secret"] != item.secret and item.votes.filter(lapsed_at=None).exists():
        raise ValidationError(_("The vote has begun; its kind can no longer be changed."))
    if noted.keys() & {"family", "secret"} and hasattr(item, "resolution"):
        item.resolution.lapse()
    for name in noted.keys() & {"family", "summary", "discussion", "secret"}:
        setattr(item, name, noted[name])
    item.save(update_fields=["family", "summary", "discussion", "secret"])
    return item


def _matter(body, record):
    heard = record.HEARD_BY.get(body.kind, {}).get(record.state)
    if heard is None:
        raise ValidationError(
            _("%(case)s is not before this committee: it is “%(state)s”."),
            params={"case": record.number, "state": record.get_state_display()},
        )
    return heard[0]


def _refuse_other_places(body, case):
    if body.directorate_id and case.directorate_id != body.directorate_id:
        raise ValidationError(_("The case belongs to another directorate."))


def _refuse_other_agendas(case):
    other = AgendaItem.objects.filter(case=case.pk, live=True).select_related("sitting").first()
    if other:
        raise ValidationError(
            _("%(case)s is on the agenda of sitting %(sitting)s already."),
            params={"case": case.number, "sitting": other.sitting.number},
        )


def _next_position(sitting):
    return 1 + (sitting.items.aggregate(last=Max("position"))["last"] or 0)


def _number(items):
    for position, item in enumerate(items, start=1):
        AgendaItem.objects.filter(pk=item.pk).update(position=position)
