"""A file is put on hold: its clocks stand still for a reason and until a day; it is no state of the case.

While a file is on hold its tasks are due on the day until which it is: what was asked of the family has to be answered
by then, and a hold that is forgotten becomes late like any task. When it is lifted each deadline lies as many working
days later as the hold lasted.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.wording import full_day
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.workflows import waiting
from fostercare.workflows.calendar import paused
from fostercare.workflows.models import StateChange


class Hold(models.Model):
    """From when to when, and why, the clocks of a case stood still."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    reason = models.CharField(gettext_lazy("reason"), max_length=4)
    text = models.TextField(gettext_lazy("explanation"), blank=True)
    held_on = models.DateField(gettext_lazy("on hold since"))
    until = models.DateField(gettext_lazy("on hold until"))
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_on = models.DateField(gettext_lazy("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = gettext_lazy("hold")
        verbose_name_plural = gettext_lazy("holds")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_on__isnull=True), name="one_hold_a_case"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True)
                | Q(lifted_on__gte=F("held_on"), lifted_by__isnull=False),
                name="a_hold_is_lifted_by_somebody_after_it_began",
            ),
        ]


def may_hold(user, record) -> bool:
    """Could this officer put the file on hold now?"""
    allowed = access.allowed(user, "manage_holds", record.directorate_id)
    return allowed and record.on_hold_until is None and record.state in record.MAY_BE_HELD


def may_lift(user, record) -> bool:
    return record.on_hold_until is not None and access.allowed(user, "manage_holds", record.directorate_id)


@transaction.atomic
def hold(record, *, reason, until, by, text="") -> Hold:
    """Stop the clocks of a case. Raises PermissionDenied, or ValidationError with a sentence."""
    access.require(by, "manage_holds", record.directorate)
    today = timezone.localdate()
    record.on_hold_until = Case.objects.hold(record.pk)
    if refused := _refusal(record, until, today):
        raise ValidationError(refused)
    made = Hold.objects.create(case=record.case, reason=reason, text=text, held_on=today, until=until, held_by=by)
    _stand(record, until)
    waiting.open_tasks(record).update(paused_on=today, due_before_pause=F("due_on"), due_on=until)
    _write(record, "hold", by, ": ".join(filter(None, [book(record.edition).label("hold_reasons", reason), text])))
    return made


@transaction.atomic
def lift(record, *, by, why="") -> Hold:
    """Let the clocks of a case run again, each deadline later by the working days of the pause."""
    access.require(by, "manage_holds", record.directorate)
    record.on_hold_until = Case.objects.hold(record.pk)
    if record.on_hold_until is None:
        raise ValidationError(_("A colleague was faster: the hold has been lifted meanwhile."))
    return end(record, by=by, why=why)


def end(record, *, by, why="") -> Hold:
    """The hold of a case ends; whoever asks for it holds the case."""
    made, today = Hold.objects.get(case=record.pk, lifted_on=None), timezone.localdate()
    made.lifted_on, made.lifted_by = today, by
    made.save(update_fields=["lifted_on", "lifted_by"])
    _stand(record, None)
    parameters = book(record.edition).parameters
    for task in waiting.open_tasks(record).exclude(paused_on=None):
        due = task.due_before_pause and paused(task.due_before_pause, task.paused_on, today, parameters)
        task.due_on, task.paused_on, task.due_before_pause = due, None, None
        task.save(update_fields=["due_on", "paused_on", "due_before_pause"])
    _write(record, "lift_hold", by, why)
    return made


def _refusal(record, until, today) -> str:
    parameters = book(record.edition).parameters
    most, longest = parameters.value("holds_max"), parameters.add(today, "hold_max")
    if record.on_hold_until is not None:
        return _("The file is on hold already.")
    if record.state not in record.MAY_BE_HELD:
        return _("In its present state the file cannot be put on hold.")
    if record.case.agenda_items.filter(live=True).exists():
        return _("The case is on the agenda of a sitting; it has to be taken off first.")
    if most is not None and record.holds.count() >= most:
        return _("The file has been on hold as often as the guidebook allows.")
    if until <= today:
        return _("A hold ends on a day to come.")
    if longest and until > longest:
        return _("A hold may last until %(day)s at the latest.") % {"day": full_day(longest)}
    return ""


def _stand(record, until):
    Case.objects.filter(pk=record.pk).update(on_hold_until=until)
    record.on_hold_until = until


def _write(record, act, by, why):
    StateChange.objects.create(
        case=record.case, record=record._meta.label_lower, record_id=record.pk,
        act=act, source=record.state, target=record.state, why=why, by=by,
    )  # fmt: skip
