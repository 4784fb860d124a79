"""How a placement comes to its end: what kind of ending, why, and where the child lives afterwards.

It is prepared on the case, decided by the Higher Committee where the edition says so, and carried out by the act `end`.
What was prepared and dropped again (the family withdrew its request, the committee let the placement go on) is kept.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import wording
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.workflows.lifecycle import act

HOME, RELATIVE = "home", "relative"


class Ending(models.Model):
    """An ending that is prepared, decided or carried out; a placement has one that stands at most."""

    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="endings")
    kind = models.CharField(gettext_lazy("kind of ending"), max_length=30)
    asked_on = models.DateField(gettext_lazy("asked for or known since"), null=True, blank=True)
    reasons = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=gettext_lazy("reasons"))
    text = models.TextField(gettext_lazy("reasons in words"), blank=True)
    next_care = models.CharField(gettext_lazy("where the child lives afterwards"), max_length=20, blank=True)
    next_home = models.ForeignKey(
        "records.Home", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=gettext_lazy("children's home"),
    )  # fmt: skip
    next_care_note = models.CharField(gettext_lazy("who takes the child in"), max_length=200, blank=True)
    account_holder = models.CharField(
        gettext_lazy("who holds the book of the child's account"), max_length=120, blank=True
    )
    resolution = models.OneToOneField(
        "committee.Resolution", models.PROTECT, null=True, blank=True, related_name="ending"
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("ending of a placement")
        verbose_name_plural = gettext_lazy("endings of placements")
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(dropped_at__isnull=True), name="one_ending_a_placement"
            ),
            models.CheckConstraint(
                condition=Q(next_home__isnull=True) | Q(next_care=HOME), name="a_home_only_where_the_child_goes_to_one"
            ),
        ]

    @property
    def rule(self) -> dict:
        """What the edition says of endings of this kind."""
        return rule_of(self.placement.edition, self.kind)

    @property
    def before_its_time(self) -> bool:
        return self.rule["before_its_time"]

    @property
    def waived(self) -> bool:
        """Has the committee waived the return charge with its decision?"""
        return bool(self.resolution) and self.resolution.outcome == "end_and_waive"

    def gaps(self) -> list[str]:
        """What is not written down yet and has to be before it is put before the committee, in words."""
        kept = book(self.placement.edition)
        wanted = [
            (not self.before_its_time or self.asked_on, _("since when it is asked for or known")),
            (not reasons_of(kept, self.kind) or self.reasons, _("the reasons")),
            (not self.rule.get("next_care") or self.next_care, _("where the child lives afterwards")),
            (self.next_care != HOME or self.next_home_id, _("the children's home")),
        ]
        return [words for known, words in wanted if not known]


def rule_of(edition, kind) -> dict:
    return next(row for row in book(edition).rows("ending_kinds") if row["key"] == kind)


def reasons_of(kept, kind) -> list[dict]:
    """The edition's reasons for an ending of a kind."""
    return [row for row in kept.rows("ending_reasons") if kind in row["kinds"]]


@transaction.atomic
def prepare(placement, kind, *, by) -> Ending:
    """An ending of this kind is prepared; one of another kind that stood is dropped."""
    Case.objects.hold(placement.pk)
    standing = placement.ending
    if standing and standing.kind == kind:
        return standing
    _refuse_before_the_age(placement, kind)
    drop(placement)
    _name(placement, kind)
    return Ending.objects.create(placement=placement, kind=kind, prepared_by=by)


@transaction.atomic
def drop(placement) -> None:
    """No ending stands any more."""
    placement.endings.filter(dropped_at=None).update(dropped_at=timezone.now())
    _name(placement, "")


def refuse_gaps(placement) -> None:
    """Nobody is sent before the committee, and no ending carried out, half written."""
    ending = placement.ending
    if ending and (gaps := ending.gaps()):
        raise ValidationError(_("Write down first: %(gaps)s."), params={"gaps": _(", ").join(gaps)})


def carry_out(placement, by) -> None:
    """The child's file follows, and so does the home that takes the child in."""
    ending, file = placement.ending, placement.match.child_file
    act(getattr(file, ending.rule["child_act"].partition(".")[2]), by=by)
    if ending.next_home_id:
        type(placement.child).objects.filter(pk=placement.child_id).update(home=ending.next_home)
        Case.objects.filter(pk=file.pk).update(
            directorate=ending.next_home.directorate_id, heading=ending.next_home.name
        )


def _name(placement, kind):
    """The facts that every gate reads know the kind without asking for the ending."""
    placement.ending_kind = kind
    placement.save(update_fields=["ending_kind"])


def _refuse_before_the_age(placement, kind):
    age = rule_of(placement.edition, kind).get("from_age")
    parameters = book(placement.edition).parameters
    if not age or parameters.value(age) is None:
        return
    day = parameters.add(placement.child.birth_date, age)
    if timezone.localdate() < day:
        raise ValidationError(
            _("This ending is possible from %(day)s, when the age that the guidebook sets is reached."),
            params={"day": wording.full_day(day)},
        )
