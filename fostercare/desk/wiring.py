"""What an act of one procedure starts in another: the only place where both are visible."""

from datetime import date

from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fostercare import printing
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.guidebook.signals import answered
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.circumstance.reporting import report_what_was_found
from fostercare.workflows.committee.models import Resolution
from fostercare.workflows.follow_up import plan, risk
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.support import note_needs
from fostercare.workflows.grievance.models import Grievance
from fostercare.workflows.incident import reporting
from fostercare.workflows.incident.models import RUNNING
from fostercare.workflows.match import waiting_order
from fostercare.workflows.match.models import Match
from fostercare.workflows.placement import spans, whereabouts
from fostercare.workflows.placement.models import Placement
from fostercare.workflows.signals import acted
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.travel.models import Travel

# Who stays abroad beyond the permission and its grace is there without one.
NOT_BACK = "unauthorised_travel"


def on(model, *acts):
    """Call a function with the record and the officer when one of these acts was done: `@on(Match, "accept")`."""

    def connect(consequence):
        @receiver(acted, sender=model, weak=False, dispatch_uid=f"{__name__}.{consequence.__name__}")
        def listen(sender, record, act, by, **kwargs):
            if act in acts:
                consequence(record, by)

        return consequence

    return connect


@on(Grievance, "begin")
def keep_the_refused_file_open(grievance, by):
    """What is contested is not closed before the grievance has its answer."""
    tasks = waiting.open_tasks(grievance.application)
    tasks.filter(due_on__lt=grievance.decide_by or date.min).update(due_on=grievance.decide_by)


@on(Grievance, "uphold")
def reconsider_the_application(grievance, by):
    """An upheld grievance takes the refusal away: the application is studied anew."""
    lifecycle.act(grievance.application.reconsider, by=by, why=grievance.resolution.text)


@on(Grievance, "send_back")
def hear_the_application_again(grievance, by):
    """A grievance that is sent back puts the application before the local committee once more."""
    lifecycle.act(grievance.application.rehear, by=by, why=grievance.resolution.text)


@on(Match, "accept")
def open_the_placement(match, by):
    """An accepted match becomes a placement to be prepared, under the edition of the family's application."""
    application = match.application
    placement = Placement(
        match=match, child=match.child_file.child, directorate=application.directorate,
        edition=application.edition, heading=application.heading,
    )  # fmt: skip
    lifecycle.begin(placement.open(), by=by)


@on(ChildFile, "move_home")
def keep_where_the_child_is(file, by):
    """A child that moves to another home is there from that day on, and was in the old one until then."""
    move = file.moves.first()
    whereabouts.arrive(file.child, whereabouts.HOME, move.moved_on, home=move.joined, left=move.left)


@on(ChildFile, "record_death", "complete_follow_up")
def nowhere_any_more(file, by):
    """Nobody says any more where a child is that died, or a young person whose follow-up is over."""
    spans.stop(file.child.stays, timezone.localdate())


@on(Placement, "hand_over")
def plan_the_visits(placement, by):
    """From the hand-over on the child is visited: the plan is written, and the first visit put on the work list."""
    _plan_anew(placement)


@on(Placement, "end")
def call_the_visits_off(placement, by):
    """No visit stays planned to a family with which the child no longer lives."""
    for visit in placement.visits.planned():
        lifecycle.act(visit.call_off, by=by)


@on(Placement, "confirm_ending", "continue_care")
def answer_what_waited_for_the_committee(placement, by):
    """What the Higher Committee decided about the placement is its answer to the child's open incidents."""
    decided = Resolution.objects.filter(item__case=placement.case_ptr_id, item__sitting__body__kind="higher")
    resolution = decided.select_related("item__sitting__body").latest("confirmed_at")
    for incident in placement.incidents.whole().filter(state__in=RUNNING):
        lifecycle.act(incident.take_decision, by=by, resolution=resolution)


@on(Placement, "end")
def open_the_incident(placement, by):
    """Some endings have to be looked into, a child's death above all: unless it is being already."""
    ending = placement.ending
    kind = ending.rule.get("incident")
    if not kind or placement.incidents.filter(what=kind).exists():
        return
    with translation.override(printing.LANGUAGE):
        source, whereabouts = _("the ending of the placement %(number)s") % {"number": placement.number}, "—"
    reporting.report(
        placement, by=by, what=kind, known_at=timezone.now(), happened_on=ending.asked_on,
        summary=placement.history.first().why, source=source, whereabouts=whereabouts,
    )  # fmt: skip


@on(Travel, "report_overdue", "fall_overdue")
def look_for_the_child(travel, by):
    """A child that is not back from a journey is an incident of the gravest level: its roles are told at once."""
    with translation.override(printing.LANGUAGE):
        source = _("the travel permission %(number)s") % {"number": travel.number}
        summary = _("The child has not returned from abroad, and the time that the guidebook allows has passed.")
    reporting.report(
        travel.placement, by=by, what=NOT_BACK, known_at=timezone.now(), happened_on=travel.returns_on,
        summary=summary, source=source, whereabouts=travel.countries,
    )  # fmt: skip


@on(Visit, "sign_off")
def keep_the_risk(visit, by):
    """The risk level that a signed-off visit found is the placement's from then on, and moves the visits ahead."""
    risk.found_on(visit, by)
    _plan_anew(visit.placement)


@on(Placement, "assess_risk")
def plan_by_the_new_risk(placement, by):
    """A level that was judged anew between the visits moves them too."""
    _plan_anew(placement)


@on(Visit, "sign_off")
def note_what_is_needed(visit, by):
    """The needs that a signed-off visit found are followed up until something came of them."""
    note_needs(visit, by)


@on(Visit, "reschedule")
def move_the_deadline(visit, by):
    """The task is late when the visit is."""
    waiting.open_tasks(visit).update(due_on=visit.late_after)


@on(Transfer, "move_file")
def visit_the_child_there(transfer, by):
    """The new directorate sees every child of the family within the edition's time after the move."""
    latest = book(transfer.edition).parameters.add(transfer.moved_on, "transfer_first_visit")
    for placement in Placement.objects.filter(match__application=transfer.placement.match.application, ended_on=None):
        plan.bring_forward(placement, latest)


@on(Visit, "sign_off")
def report_the_changes(visit, by):
    """What the visit found changed in the family is reassessed, item by item."""
    found = set(visit.answers.get("family_changes") or ())
    note = visit.answers.get("change_details") or ""
    report_what_was_found(visit.placement, found, by=by, happened_on=visit.visited_on, note=note)


@on(Visit, "sign_off")
def complete_the_transfer(visit, by):
    """With the first visit of the new directorate the transfer is over."""
    moved = visit.placement.transfers.filter(state="moved", moved_on__lte=visit.visited_on).first()
    if moved:
        lifecycle.act(moved.confirm_first_visit, by=by)


# The order of the families that wait: whatever begins or ends a family's waiting is told to it.
AFTER_AN_ACT = {
    "decline": waiting_order.Cause.DECLINED,
    "expire": waiting_order.Cause.RELEASED,
    "cancel": waiting_order.Cause.CANCELLED,
    "turn_down": waiting_order.Cause.CANCELLED,
}


@receiver(acted, sender=Match)
def wait_again(sender, record, act, **kwargs):
    """A match that came to nothing gives the family its old place back."""
    if act in AFTER_AN_ACT:
        waiting_order.settle(record.application, AFTER_AN_ACT[act])


@receiver(acted, sender=Application)
def begin_or_end_the_waiting(sender, record, source, **kwargs):
    """A cleared family waits from its approval on, until its application ends or is taken up again."""
    if "approved" not in (source, record.state):
        return
    cause = waiting_order.Cause.CLEARED if record.state == "approved" else waiting_order.Cause.LEFT
    waiting_order.settle(record, cause)


@receiver(answered)
def wait_once_cleared(sender, case, item, **kwargs):
    """The result of the enquiry decides whether an approved family waits."""
    if case.kind == Case.Kind.APPLICATION and item.code == waiting_order.CLEARANCE:
        waiting_order.settle(case, waiting_order.Cause.CLEARED)


def _plan_anew(placement):
    plan.renew(placement)
    plan.open_due(placement.visits.all())
