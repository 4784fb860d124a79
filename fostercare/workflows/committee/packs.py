"""The members' packs: of each sitting one bound PDF a member, made in the background, read while the files are open.

The rows are their own queue (docs/decisions/0009): what was asked for and is not ready waits for `manage.py packs`.
"""

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fostercare.records.models import storage_name
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.conflicts import Recusal

# Members read the files on the agenda from its publication until the minutes are signed.
FILES_OPEN = ["announced", "in_session", "awaiting_signatures"]
TRIES = 3


class PackQuerySet(models.QuerySet):
    def unready(self):
        """Asked for and not ready, while somebody may still read it."""
        return self.filter(ready_at=None, sitting__state__in=FILES_OPEN)

    def waiting(self):
        """What `manage.py packs` has to make; what failed several times waits for somebody to ask again."""
        return self.unready().filter(tries__lt=TRIES)

    def open_to(self, user):
        """The officer's own packs, from the publication of the agenda to the signed minutes, during the term."""
        seats = Member.objects.filter(officer=user).on(timezone.localdate())
        return self.filter(member__in=seats, sitting__state__in=FILES_OPEN).exclude(file="")

    def spent(self):
        """Whose file nobody may read any more: the sitting is over, or a newer pack is ready."""
        newer = Pack.objects.filter(
            sitting=models.OuterRef("sitting"),
            member=models.OuterRef("member"),
            ready_at__gt=models.OuterRef("ready_at"),
        )
        return self.exclude(file="").filter(~Q(sitting__state__in=FILES_OPEN) | models.Exists(newer))


class Pack(models.Model):
    """The cases of a sitting on paper, for one member. What the member stays out of is not in it."""

    sitting = models.ForeignKey("committee.Sitting", models.PROTECT, related_name="packs")
    member = models.ForeignKey(Member, models.PROTECT, related_name="packs")
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(_("cases that are set"), default=0)
    total = models.PositiveSmallIntegerField(_("cases"), default=0)
    contents = models.JSONField(_("where each item begins"), default=list)  # item, position, page
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    file = models.FileField(upload_to=storage_name, max_length=80, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["member", "pk"]
        verbose_name = _("member's pack")
        verbose_name_plural = _("members' packs")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(ready_at__isnull=True), name="one_pack_in_the_making"
            )
        ]

    @property
    def failed(self):
        return self.ready_at is None and self.tries >= TRIES


def ask(sitting):
    """Have every member's pack made, anew where there was one: until it is ready the one before is read."""
    making = sitting.packs.filter(ready_at=None)
    making.update(asked_at=timezone.now(), tries=0, done=0)
    missing = sitting.body.members.on(sitting.held_on).exclude(pk__in=making.values("member"))
    Pack.objects.bulk_create(Pack(sitting=sitting, member=member) for member in missing)


def readable(sitting, member, items) -> tuple:
    """The items of the agenda whose files the member reads: all but those that the member stays out of."""
    out = Recusal.objects.filter(item__sitting=sitting.pk, member=member, state=Recusal.State.DECLARED)
    kept_from = set(out.values_list("item", flat=True))
    return tuple(item for item in items if item.pk not in kept_from)


def keep(pack, content, contents, pages) -> bool:
    """A made pack is handed out; not where it was asked for anew meanwhile, and then it is made once more."""
    pack.file.save("pack.pdf", ContentFile(content), save=False)
    kept = Pack.objects.filter(pk=pack.pk, asked_at=pack.asked_at, ready_at=None).update(
        file=pack.file.name, contents=contents, pages=pages, ready_at=timezone.now()
    )
    if not kept:
        pack.file.delete(save=False)
    return bool(kept)


def opened(pack) -> Pack:
    """The member has opened the pack; the first time is kept."""
    Pack.objects.filter(pk=pack.pk, opened_at=None).update(opened_at=timezone.now())
    return pack


def put_away() -> int:
    """Delete the files that nobody may read any more; that they were, and when they were opened, stays written down."""
    spent = list(Pack.objects.spent())
    for pack in spent:
        pack.file.delete(save=False)
        Pack.objects.filter(pk=pack.pk).update(file="")
    return len(spent)
