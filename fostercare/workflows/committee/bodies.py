"""The bodies that decide, and who sits on them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.models import Directorate
from fostercare.workflows.committee.rules import Capacity

# The right asked instead, by whose sitting it is: a national right must not reach local sittings.
RIGHTS = {
    "higher": {
        "manage_sittings": "manage_higher_sittings",
        "chair_sittings": "chair_higher_sittings",
        "vote": "vote_at_higher",
    },
    "hand_over_panel": {
        "manage_sittings": "manage_hand_over_panel",
        "chair_sittings": "chair_hand_over_panel",
        "vote": "hand_over_children",
    },
}
RIGHT_OF_CAPACITY = {
    Capacity.CHAIR: "chair_sittings",
    Capacity.DEPUTY: "chair_sittings",
    Capacity.RAPPORTEUR: "manage_sittings",
    Capacity.VOTING: "vote",
    Capacity.ADVISORY: "view_cases",
}
MINISTRY = "00"


def rights_named(action) -> set:
    """What the different bodies ask for an action named as of a local committee."""
    return {action, *(rights[action] for rights in RIGHTS.values() if action in rights)}


class Body(models.Model):
    """A committee: one in each directorate, the Higher Committee, the weekly hand-over panel."""

    class Kind(models.TextChoices):
        LOCAL = "local", gettext_lazy("local committee")
        HIGHER = "higher", gettext_lazy("Higher Committee")
        HAND_OVER_PANEL = "hand_over_panel", gettext_lazy("weekly hand-over panel")

    kind = models.CharField(gettext_lazy("committee"), max_length=16, choices=Kind.choices)
    directorate = models.ForeignKey(Directorate, models.PROTECT, null=True, blank=True, related_name="bodies")

    class Meta:
        ordering = ["kind", "directorate"]
        verbose_name = gettext_lazy("committee")
        verbose_name_plural = gettext_lazy("committees")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "directorate"], nulls_distinct=False, name="one_body_of_a_kind_a_place"
            ),
            models.CheckConstraint(
                condition=Q(kind="local", directorate__isnull=False) | (~Q(kind="local") & Q(directorate__isnull=True)),
                name="only_local_committees_belong_to_a_directorate",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        if self.directorate_id is None:
            return self.get_kind_display()
        return _("Local committee of %(directorate)s") % {"directorate": self.directorate.name}

    @property
    def place(self):
        """The code under which the body numbers its decisions: its directorate's, 00 for the Ministry."""
        return self.directorate.code if self.directorate_id else MINISTRY

    def right(self, action):
        """The right that this body asks for an action named as of a local committee."""
        return RIGHTS.get(self.kind, {}).get(action, action)

    def require(self, user, action):
        """Refuse (403) whoever may not do this in this body."""
        access.require(user, self.right(action), self.directorate_id)

    def allows(self, user, action):
        return access.allowed(user, self.right(action), self.directorate_id)


class MemberQuerySet(models.QuerySet):
    def on(self, day):
        """Whose term includes the day; on its last day a term is over."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Member(models.Model):
    """An officer's seat on a body: in which capacity, sent by whom, from day to day, for whom a substitute stands."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    capacity = models.CharField(gettext_lazy("capacity"), max_length=12, choices=Capacity.choices)
    stands_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    represents = models.CharField(gettext_lazy("body represented"), max_length=120, blank=True)
    since = models.DateField(gettext_lazy("since"), default=timezone.localdate)
    until = models.DateField(gettext_lazy("until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("member of a committee")
        verbose_name_plural = gettext_lazy("members of committees")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "officer"],
                condition=Q(until__isnull=True),
                name="one_seat_an_officer",
                violation_error_message=gettext_lazy("This officer already sits on the committee."),
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(until__isnull=True, capacity="chair"),
                name="one_chair_a_body",
                violation_error_message=gettext_lazy("The committee has a chair already."),
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(until__isnull=True, capacity="rapporteur"),
                name="one_rapporteur_a_body",
                violation_error_message=gettext_lazy("The committee has a rapporteur already."),
            ),
            models.CheckConstraint(
                condition=Q(capacity="substitute", stands_for__isnull=False)
                | (~Q(capacity="substitute") & Q(stands_for__isnull=True)),
                name="a_substitute_stands_for_a_member",
                violation_error_message=gettext_lazy("A substitute stands for a member, and nobody else does."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_term_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return self.officer.full_name

    @property
    def right(self):
        """The right that the seat needs: a substitute's is that of the member stood for."""
        return RIGHT_OF_CAPACITY[self.stands_for.capacity if self.stands_for else self.capacity]

    def clean(self):
        if self.stands_for and (self.stands_for.body_id != self.body_id or self.stands_for.stands_for_id):
            raise ValidationError(_("A substitute stands for a member of the same committee."))


def body_of(directorate) -> Body:
    """The local committee of a directorate."""
    return Body.objects.get_or_create(kind=Body.Kind.LOCAL, directorate=directorate)[0]


def national(kind) -> Body:
    """The Higher Committee or the hand-over panel."""
    return Body.objects.get_or_create(kind=kind, directorate=None)[0]


@transaction.atomic
def seat(body, officer, capacity, *, by=None, stands_for=None, represents="", since=None) -> Member:
    """Give an officer a seat on a body; the officer's role has to carry what the seat asks for.

    Raises ValidationError where it does not, where the officer sits there already, or where the seat is taken.
    """
    if by is not None:
        access.require(by, "appoint_officers", body.directorate_id)
    member = Member(body=body, officer=officer, capacity=capacity, stands_for=stands_for, represents=represents)
    member.since = since or timezone.localdate()
    member.full_clean()
    access.forget(officer)
    if not body.allows(officer, member.right):
        raise ValidationError(
            _("%(officer)s holds no role here that allows this: %(right)s."),
            params={"officer": officer.full_name, "right": access.ACTIONS[body.right(member.right)]},
        )
    member.save()
    return member


@transaction.atomic
def unseat(member, *, by=None, until=None) -> Member:
    """End a member's term, and those of the member's substitutes."""
    if by is not None:
        access.require(by, "appoint_officers", member.body.directorate_id)
    member.until = until or timezone.localdate()
    member.save(update_fields=["until"])
    member.substitutes.filter(until=None).update(until=member.until)
    return member
