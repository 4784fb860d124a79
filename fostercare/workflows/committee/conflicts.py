"""Who stays out of an item: grounds, recusals, and those that the system proposes from what it knows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.book import book
from fostercare.records.arabic import arabic_key
from fostercare.workflows import hands
from fostercare.workflows.cases import records_of
from fostercare.workflows.committee.bodies import Member
from fostercare.workflows.committee.rules import Capacity


class Ground(models.TextChoices):
    DECLARED = "declared", _("declared by the member")
    STUDY = "study", _("took part in the study of the family")
    WORKED = "worked", _("worked on the case")
    DECIDED = "decided", _("took part in an earlier decision on the case")
    RELATED = "related", _("same family name or telephone as the family")


# What follows from the file itself needs nobody's judgement.
BINDING = [Ground.STUDY, Ground.WORKED, Ground.DECIDED]


class Recusal(models.Model):
    """A member stays out of one item: declared, or proposed by the system and then decided upon by the chair."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed by the system")
        DECLARED = "declared", _("in force")
        DISMISSED = "dismissed", _("set aside")

    item = models.ForeignKey("committee.AgendaItem", models.PROTECT, related_name="recusals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="recusals")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    note = models.CharField(_("explanation"), max_length=200, blank=True)
    state = models.CharField(_("recusal"), max_length=10, choices=State.choices)
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_why = models.CharField(_("why it was set aside"), max_length=200, blank=True)

    class Meta:
        ordering = ["item", "member"]
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="one_recusal_an_item_and_member"),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(ground__in=["study", "worked", "decided"]),
                name="some_grounds_cannot_be_set_aside",
            ),
        ]


def propose(sitting, items) -> list[Recusal]:
    """Write down each member with a vote who should stay out of one of these items; what stands is left as it is."""
    items = {item.case_id: item for item in items}
    members = _voting(sitting)
    known = set(Recusal.objects.filter(item__in=items.values()).values_list("item", "member"))
    found = []
    for record in records_of([item.case for item in items.values()]):
        grounds = _grounds(record, items[record.pk], sitting, members)
        found += [_recusal(items[record.pk], member, ground) for member, ground in grounds.items()]
    fresh = [recusal for recusal in found if (recusal.item_id, recusal.member_id) not in known]
    return Recusal.objects.bulk_create(fresh)


def alike(one: str, other: str) -> bool:
    """Do two people bear the same family name? In names of at least three words the last two are compared."""
    one, other = arabic_key(one).split(), arabic_key(other).split()
    return min(len(one), len(other)) >= 3 and one[-2:] == other[-2:]


def _voting(sitting):
    without = [Capacity.ADVISORY]
    if not book(sitting.edition).parameters.value("rapporteur_votes"):
        without.append(Capacity.RAPPORTEUR)
    seated = sitting.body.members.on(sitting.sits_on).select_related("officer", "stands_for")
    return [member for member in seated if (member.stands_for or member).capacity not in without]


def _recusal(item, member, ground):
    state = Recusal.State.DECLARED if ground in BINDING else Recusal.State.PROPOSED
    return Recusal(item=item, member=member, ground=ground, state=state)


def _grounds(record, item, sitting, members) -> dict:
    """member → the gravest ground, for each member who has one."""
    officers = [member.officer_id for member in members]
    hands_of = {
        Ground.STUDY: hands.studied(record),
        Ground.WORKED: hands.worked(record, officers),
        Ground.DECIDED: hands.sat(_decided_before(record, item, sitting), officers),
    }
    found = {}
    for member in members:
        ground = next((ground for ground, officers in hands_of.items() if member.officer_id in officers), None)
        if ground or _related(member.officer, record.adults()):
            found[member] = ground or Ground.RELATED
    return found


def _decided_before(record, item, sitting):
    """The items on which another body decided the case; of a grievance, what it contests, whoever decided that."""
    items = type(item).objects
    if contested := record.contested_item:
        return items.filter(pk=contested)
    return items.filter(case__in=[case.pk for case in record.chain()]).exclude(sitting__body=sitting.body)


def _related(officer, family):
    return any(
        alike(officer.full_name, person.full_name) or (officer.phone and officer.phone == person.phone)
        for person in family
    )
