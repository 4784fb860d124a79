"""Proposing a family to a child: who may be proposed, who fits, and the one transaction that reserves the child."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.wording import digits
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.records.agreement import agreement
from fostercare.records.sealed import is_there
from fostercare.workflows import lifecycle
from fostercare.workflows.match import waiting_order
from fostercare.workflows.match.models import Match, Side, State
from fostercare.workflows.match.ranking import ranked
from fostercare.workflows.match.reasons import Reason, comparison, reasons

# A page shows so many families at most; the count above it says when more are waiting.
MOST = 300


@dataclass(frozen=True)
class Candidate:
    """A family that waits for a child, with what speaks for and against it."""

    application: object
    reasons: list[Reason]
    waiting_since: datetime

    @property
    def points(self):
        return sum(reason.points for reason in self.reasons)

    @property
    def speaks_for(self):
        return [reason for reason in self.reasons if reason.speaks_for]

    @property
    def speaks_against(self):
        return [reason for reason in self.reasons if not reason.speaks_for]

    @property
    def fits(self):
        return all(reason.verdict.outcome in ("pass", "unknown") for reason in self.reasons)

    @property
    def hurdle(self):
        """What the rules say of it: the gravest of their verdicts."""
        outcomes = {reason.verdict.outcome for reason in self.reasons if reason.rule}
        return next((outcome for outcome in ("fail", "exemption", "unknown") if outcome in outcomes), "pass")


def waiting_families(child_file, user):
    """Approved and cleared families within the officer's sight that no other child is held for, longest waiting first.

    Siblings are the exception: a family already matched with a brother or sister may be proposed again.
    """
    applications = Match._meta.get_field("application").related_model.objects.visible_to(user).whole()
    return waiting_order.waiting(applications, besides_group=child_file.child.sibling_group_id)


def candidates(child_file, user) -> list[Candidate]:
    """The waiting families that fit the child best, with what speaks for and against each."""
    today, child = timezone.localdate(), child_file.child_facts()
    parameters = book(child_file.edition).parameters
    families = ranked(waiting_families(child_file, user), child_file.child, child, parameters, today)[:MOST]
    fostered, declined = _children_of(families), _declines_of(families)
    agrees = agreement(child_file.child, {family.household_id for family in families})
    health_note = is_there("health", child_file.child)
    return [
        Candidate(
            application,
            reasons(
                comparison(
                    application, child_file, child, parameters, today,
                    one_religion=agrees[application.household_id], health_note=health_note,
                    fostered=fostered.get(application.household_id, 0), declines=declined.get(application.pk, 0),
                )
            ),
            application.approved_at,
        )
        for application in families
    ]  # fmt: skip


def _children_of(families) -> dict:
    """How many children each household fosters, or has held for it."""
    matches = Match.objects.with_a_child().filter(application__household__in=[one.household_id for one in families])
    return dict(matches.order_by().values_list("application__household").annotate(Count("pk")))


def _declines_of(families) -> dict:
    """How often each family declined itself."""
    own = Match.objects.filter(application__in=families, state=State.DECLINED, declined_by=Side.FAMILY)
    return dict(own.order_by().values_list("application").annotate(Count("pk")))


def why_below(above, this) -> str:
    """Why a family stands after the one above it, in a sentence."""
    if above.hurdle != this.hurdle and this.hurdle != "unknown":
        return _("Stands after the family above because of a rule.")
    lost = [reason for reason, other in _paired(this, above) if reason.points < other]
    if this.points < above.points:
        fields = "، ".join(str(reason.label) for reason in lost)
        missing = digits(above.points - this.points)
        return _("%(points)s points less than the family above: %(fields)s.") % {"points": missing, "fields": fields}
    return _("As many points as the family above, but approved later.")


def _paired(this, above):
    others = {reason.key: reason.points for reason in above.reasons}
    return [(reason, others.get(reason.key, 0)) for reason in this.reasons]


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
        held_until=book(application.edition).parameters.add(timezone.localdate(), "reservation_release"),
    )  # fmt: skip
    _hold(match)
    lifecycle.act(child_file.reserve, by=by)
    waiting_order.settle(application, waiting_order.Cause.PROPOSED)
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
