"""The minutes: drafted from what happened, edited by the rapporteur, signed in order, locked; corrected by new ones."""

import hashlib
import json

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.models import Case, Paper
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import drafting, minutes_paper
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.presence import Room
from fostercare.workflows.committee.rules import Capacity

EDITABLE = {"summary", "discussion"}
PAPER = "LT-09"


class Minutes(models.Model):
    """What a sitting's minutes say. The last signature locks them; what was wrong is put right by new minutes."""

    sitting = models.ForeignKey("committee.Sitting", models.PROTECT, related_name="minutes")
    sections = models.JSONField(gettext_lazy("text"))
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    why = models.TextField(gettext_lazy("what is corrected, and why"), blank=True)
    digest = models.CharField(gettext_lazy("hash"), max_length=64, blank=True)
    locked_at = models.DateTimeField(gettext_lazy("locked at"), null=True, blank=True)

    class Meta:
        ordering = ["sitting", "pk"]
        verbose_name = gettext_lazy("minutes")
        verbose_name_plural = gettext_lazy("minutes")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(corrects__isnull=True), name="one_record_a_sitting"
            ),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(locked_at__isnull=True), name="one_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why=""), name="a_correction_says_what_it_corrects"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | ~Q(digest=""), name="locked_minutes_are_hashed"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="locked_minutes_stay_as_they_are",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__locked_at__isnull=False),
            )
        ]

    @property
    def text_digest(self):
        """The hash of what the minutes say now, and of the minutes that they correct."""
        said = json.dumps(self.sections, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(
            f"{self.corrects.digest if self.corrects else ''}\n{self.why}\n{said}".encode()
        ).hexdigest()

    @property
    def paper_kind(self):
        """The first minutes are LT-09, the first correction LT-09/1."""
        earlier = Minutes.objects.filter(sitting=self.sitting, pk__lt=self.pk).count()
        return f"{PAPER}/{earlier}" if earlier else PAPER

    @property
    def paper(self):
        """The minutes as they were printed when they were locked."""
        return Paper.objects.filter(case=self.sitting_id, kind=self.paper_kind).order_by("pk").first()


class Signature(models.Model):
    """A member signed the minutes as they were: of which hash. An edit lets it lapse."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, models.PROTECT, related_name="signatures")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(gettext_lazy("signed at"), default=timezone.now)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = gettext_lazy("signature")
        verbose_name_plural = gettext_lazy("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "member"], condition=Q(lapsed_at__isnull=True), name="one_signature_a_member"
            )
        ]
        triggers = [pgtrigger.Protect(name="a_signature_is_kept", operation=pgtrigger.Delete)]


def draft(sitting, by) -> Minutes:
    """The minutes as the program can write them from what happened."""
    return Minutes.objects.create(sitting=sitting, sections=drafting.sections(sitting), drafted_by=by)


def of(sitting) -> Minutes | None:
    """The minutes that stand: the last correction, else the first."""
    return Minutes.objects.filter(sitting=sitting.pk).select_related("sitting", "corrects").order_by("-pk").first()


@transaction.atomic
def edit(minutes, *, by, items=None, remarks=None) -> Minutes:
    """The rapporteur rewrites what was presented and discussed (item's key → texts); signatures lapse with it.

    Who was there, how was voted and what was decided are not text: they stand as they happened.
    """
    minutes = _unlocked(minutes)
    minutes.sitting.body.require(by, "manage_sittings")
    for row in minutes.sections["items"]:
        texts = (items or {}).get(row["item"], {})
        row.update({name: texts[name] for name in EDITABLE & texts.keys()})
    if remarks is not None:
        minutes.sections["remarks"] = remarks
    minutes.save(update_fields=["sections"])
    minutes.signatures.filter(lapsed_at=None).update(lapsed_at=timezone.now())
    return minutes


def all_of(sitting) -> list[Minutes]:
    """The minutes of a sitting and their corrections, the first first."""
    return list(Minutes.objects.filter(sitting=sitting.pk).select_related("sitting", "corrects").order_by("pk"))


@transaction.atomic
def sign(minutes, *, by) -> Signature:
    """Sign: the rapporteur first, then the members who were there, and last who presided, which locks the minutes.

    With the first minutes' last signature the sitting's decisions take effect.
    """
    minutes = _unlocked(minutes)
    order = signatories(minutes.sitting)
    member = _whose_turn(minutes, order, by)
    signature = Signature.objects.create(minutes=minutes, member=member, digest=minutes.text_digest)
    if not unsigned(minutes, order):
        if minutes.corrects_id:
            _lock(minutes)
            minutes_paper.archive(minutes, by)
        else:
            lifecycle.act(minutes.sitting.sign_minutes, by=by)
    return signature


@transaction.atomic
def correct(minutes, *, by, why) -> Minutes:
    """Begin minutes that correct locked ones: a copy to be edited and signed, which points to the old."""
    minutes.sitting.body.require(by, "manage_sittings")
    Case.objects.hold(minutes.sitting_id)
    if Minutes.objects.filter(corrects=minutes).exists():
        raise ValidationError(_("A correction of these minutes has been begun already."))
    if minutes.locked_at is None:
        raise ValidationError(_("These minutes are not locked: they can be edited."))
    if not why.strip():
        raise ValidationError(_("Say what is corrected, and why."))
    return Minutes.objects.create(
        sitting=minutes.sitting, sections=minutes.sections, drafted_by=by, corrects=minutes, why=why.strip()
    )


def lock(sitting) -> Minutes:
    """Lock a sitting's first minutes; refused while a signature is missing."""
    minutes = _unlocked(Minutes.objects.get(sitting=sitting.pk, corrects=None))
    if missing := unsigned(minutes):
        raise ValidationError(
            _("Signatures are missing: %(names)s."),
            params={"names": _(", ").join(member.officer.full_name for member in missing)},
        )
    return _lock(minutes)


def signatories(sitting, room=None) -> list[Member]:
    """Who signs, in order: who recorded, the members with a vote who were there, who presided."""
    room = room or Room(sitting)
    there = [member for member in room.members if room.attended(member)]
    recorder = next((member for member in room.members if member.officer == room.recorder), None)
    last = presided(there)
    votes = [member for member in there if _capacity(member) not in (Capacity.ADVISORY, Capacity.RAPPORTEUR)]
    between = [member for member in votes if member not in (recorder, last)]
    return [member for member in (recorder, *between, last) if member]


def presided(there) -> Member | None:
    """Who of those present presided over the sitting: the chair, who filled the chair's seat, or a deputy."""
    order = [(Capacity.CHAIR, False), (Capacity.CHAIR, True), (Capacity.DEPUTY, False), (Capacity.DEPUTY, True)]
    ranked = [
        (order.index(key), member) for member in there if (key := (_capacity(member), _stands_in(member))) in order
    ]
    return min(ranked, key=lambda pair: (pair[0], pair[1].pk))[1] if ranked else None


def unsigned(minutes, order=None) -> list[Member]:
    """Who has still to sign, in order."""
    order = order or signatories(minutes.sitting)
    signed = set(minutes.signatures.filter(lapsed_at=None, digest=minutes.text_digest).values_list("member", flat=True))
    return [member for member in order if member.pk not in signed]


def _whose_turn(minutes, order, by):
    member = next((member for member in order if member.officer_id == by.pk), None)
    if member is None or not minutes.sitting.body.allows(by, member.right):
        raise PermissionDenied("only who was there signs the minutes")
    left = unsigned(minutes, order)
    if member not in left:
        raise ValidationError(_("You have signed these minutes already."))
    before = order[0] if member != order[0] and order[0] in left else None
    if member == order[-1] and len(left) > 1:
        before = left[0]
    if before:
        raise ValidationError(_("%(name)s signs first."), params={"name": before.officer.full_name})
    return member


def _unlocked(minutes):
    """The minutes as they are now, held until the transaction ends."""
    Case.objects.hold(minutes.sitting_id)
    fresh = Minutes.objects.select_related("corrects").get(pk=minutes.pk)
    fresh.sitting = minutes._meta.get_field("sitting").related_model.objects.whole().get(pk=minutes.sitting_id)
    if fresh.locked_at:
        raise ValidationError(_("Signed minutes are not changed; correct them by minutes of correction."))
    return fresh


def _lock(minutes):
    minutes.digest, minutes.locked_at = minutes.text_digest, timezone.now()
    minutes.save(update_fields=["digest", "locked_at"])
    return minutes


def _capacity(member):
    return (member.stands_for or member).capacity


def _stands_in(member):
    return member.stands_for_id is not None
