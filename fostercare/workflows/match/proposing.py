"""Proposing a family to a child: who may be proposed, who fits, and the one transaction that reserves the child."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from fostercare.guidebook.book import book
from fostercare.guidebook.models import Answer, Case
from fostercare.workflows import lifecycle
from fostercare.workflows.match.models import CLEARANCE, HOLDS_THE_CHILD, Match
from fostercare.workflows.match.ranking import ranked
from fostercare.workflows.match.wishes import Wish, comparison, wishes
from fostercare.workflows.models import StateChange

# A page shows so many families at most; the count above it says when more are waiting.
MOST = 300


@dataclass(frozen=True)
class Candidate:
    """A family that waits for a child, with its wishes held against this one."""

    application: object
    wishes: list[Wish]
    waiting_since: datetime

    @property
    def points(self):
        return sum(wish.points for wish in self.wishes)

    @property
    def fits(self):
        return all(wish.verdict.outcome in ("pass", "unknown") for wish in self.wishes)


def waiting_families(child_file, user):
    """Approved and cleared families within the officer's sight that no other child is held for, longest waiting first.

    Siblings are the exception: a family already matched with a brother or sister may be proposed again.
    """
    held = Match.objects.filter(application=OuterRef("pk"), state__in=HOLDS_THE_CHILD)
    if group := child_file.child.sibling_group_id:
        held = held.exclude(child_file__child__sibling_group=group)
    applications = Match._meta.get_field("application").related_model
    approvals = StateChange.objects.filter(
        case=OuterRef("pk"), record=applications._meta.label_lower, target="approved"
    )
    return (
        applications.objects.visible_to(user)
        .whole()
        .filter(Exists(_clearances()), ~Exists(held), state="approved")
        .annotate(approved_at=Subquery(approvals.values("case").annotate(last=Max("at")).values("last")))
        .order_by("approved_at", "pk")
    )


def _clearances():
    """The enquiry's result as the guidebook has it: answered "met", and verified where the edition asks for it."""
    verified = Q(item__verified_by="") | Q(verified_by__isnull=False)
    return Answer.objects.filter(
        verified, case=OuterRef("pk"), item__code=CLEARANCE, state=Answer.State.MET, replaced_at=None
    )


def candidates(child_file, user) -> list[Candidate]:
    """The waiting families that fit the child best, with their wishes held against it."""
    today, child = timezone.localdate(), child_file.child_facts()
    parameters = book(child_file.edition).parameters
    families = ranked(waiting_families(child_file, user), child_file.child, child, parameters, today)
    return [
        Candidate(
            application,
            wishes(comparison(application, child_file, child, parameters, today)),
            application.approved_at,
        )
        for application in families[:MOST]
    ]


@transaction.atomic
def propose(child_file, number, *, by) -> Match:
    """Reserve the child for the family with this application number, or say who was faster.

    Raises NotNow; the database keeps the promise of one reservation where two officers choose at the same moment.
    """
    # Two officers may choose the same family for two children: the second waits here, and then does not find it.
    list(Case.objects.select_for_update().filter(number=number))
    application = waiting_families(child_file, by).filter(number=number).first()
    if application is None:
        raise lifecycle.NotNow(_("This family no longer waits for a child; choose another one."))
    match = Match(
        application=application, child_file=child_file, directorate=application.directorate,
        edition=application.edition, heading=application.heading,
    )  # fmt: skip
    _hold(match)
    lifecycle.act(child_file.reserve, by=by)
    return lifecycle.begin(match, by=by)


def _hold(match):
    try:
        with transaction.atomic():
            match.open()
    except IntegrityError as clash:
        if clash.__cause__.diag.constraint_name != "one_reservation_a_child":
            raise
        raise lifecycle.NotNow(
            _("A colleague was faster: the child has just been reserved for another family.")
        ) from None
