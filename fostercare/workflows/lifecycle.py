"""The one door through which a record changes its state: `act(application.approve, by=officer, …)`.

Why not `application.approve()`? A transition only knows which states it joins. The door asks whether the act is
possible now, whether this officer may, whether another pair of eyes is due, whether the guidebook's gate is open; then
it does it, checks it, saves it, writes the history and lets the flow follow, in one transaction.
"""

import django_fsm as fsm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook import gate
from fostercare.guidebook.models import Case
from fostercare.workflows import waiting
from fostercare.workflows.models import StateChange
from fostercare.workflows.signals import acted


class NotNow(ValidationError):
    """The act is not possible: a sentence that says why, and the guidebook's obstacles where these are the reason."""

    def __init__(self, message, obstacles=()):
        super().__init__(message)
        self.obstacles = list(obstacles)


@transaction.atomic
def act(transition, *, by, why="", judged_on=None, **facts):
    """Do an act on a record: `transition` is its bound method, `facts` are what the act records.

    judged_on: the day whose evidence counts, where it is not today: a committee decides on the day of its sitting, and
    its decisions take effect when the minutes are signed.
    Raises NotNow (impossible now, gate shut, a colleague was faster), PermissionDenied (no right), ValidationError.
    """
    record, name = transition.__self__, transition.__name__
    record.case.on_hold_until = Case.objects.hold(record.case.pk)
    access.forget(by)
    if not fsm.has_transition_perm(transition, by) and fsm.can_proceed(transition):
        raise PermissionDenied(name)
    if not fsm.can_proceed(transition):
        raise NotNow(_("This act is not possible in the present state of the case; a colleague may have been faster."))
    if reason := why_not(record, name, by):
        raise NotNow(reason)
    if shut := obstacles(record, name, judged_on):
        raise NotNow(_("The guidebook holds this act back."), shut)

    source, before = record.state, _values(record)
    transition(by=by, **facts)
    # The line first: the database lets a state change only as the history tells (workflows/guards.py).
    StateChange.objects.create(
        case=record.case, record=record._meta.label_lower, record_id=record.pk,
        act=name, source=source, target=record.state, why=why, by=by,
    )  # fmt: skip
    _save(record, before)
    waiting.follow(record, name, by)
    acted.send(type(record), record=record, act=name, source=source, by=by)
    return record


@transaction.atomic
def begin(record, *, by, why=""):
    """Write the first line of a record's history and start its flow."""
    StateChange.objects.create(
        case=record.case, record=record._meta.label_lower, record_id=record.pk,
        act="begin", source="", target=record.state, why=why, by=by,
    )  # fmt: skip
    waiting.begin(record)
    acted.send(type(record), record=record, act="begin", source="", by=by)
    return record


def obstacles(record, name, on=None, checklist=None):
    """The guidebook items that hold an act of this record back today: its gate's, and what the record itself asks."""
    found = gate.obstacles(record, gate_of(record, name), on or timezone.localdate(), checklist)
    return found + (record.asks_anew(name) if hasattr(record, "asks_anew") else [])


def gate_of(record, name) -> str:
    """The guidebook's name of an act: its own, or that of the act whose gate it shares."""
    return f"{record.kind}.{transitions(record)[name].custom.get('gate', name)}"


def why_not(record, name, by) -> str:
    """Why this officer may not do the act now, the guidebook apart; empty when they may.

    An act may name a reason of its own: `custom={"unless": function}`, a function of record and officer that gives a
    sentence.
    """
    unless = transitions(record)[name].custom.get("unless")
    return on_hold(record, name) or second_pair_of_eyes(record, name, by) or (unless(record, by) if unless else "")


def on_hold(record, name) -> str:
    """While its file is on hold nothing moves a case but what ends it (`custom={"even_on_hold": True}`)."""
    if record is record.case and record.on_hold_until and not transitions(record)[name].custom.get("even_on_hold"):
        return _("The file is on hold; the hold has to be lifted first.")
    return ""


def second_pair_of_eyes(record, name, by) -> str:
    """Why this officer may not act because of what they did before on the case; empty when they may."""
    apart = transitions(record)[name].custom.get("apart_from", ())
    if apart and record.past_acts().filter(act__in=apart, by=by).exists():
        return _("You prepared this case yourself; a colleague has to decide.")
    return ""


def transitions(record) -> dict:
    """All acts of a record's (or a model's) life cycle, by name: a transition of django-fsm each."""
    model = record if isinstance(record, type) else type(record)
    field = model._meta.get_field("state")
    return {transition.name: transition for transition in field.get_all_transitions(model)}


def _values(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.local_concrete_fields}


def _save(record, before):
    """Save what the act changed, and nothing that somebody else may have changed meanwhile."""
    changed = [name for name, value in _values(record).items() if value != before[name]]
    if not changed:
        return
    record.clean_fields(
        exclude=[field.name for field in record._meta.fields if field.attname not in changed or field.name == "state"]
    )
    record.clean()
    try:
        record.save(update_fields=changed)
    except fsm.ConcurrentTransition:
        raise NotNow(_("A colleague was faster: this case has moved on meanwhile.")) from None
