"""A family moves, and its file with it, from one directorate to another.

    notified ─ send_report ▶ report_sent ─ accept ▶ accepted ─ move_file ▶ moved ─ confirm_first_visit ▶ completed
    report_sent ─ return_report ▶ notified      notified, accepted ─ cancel ▶ cancelled

Up to the day on which the file moves the sender visits and answers for the child; from that day on the receiver does.
The case itself lies with the directorate whose turn it is; both see it.
"""

import django_fsm as fsm
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directorates.access import may
from directorates.models import Directorate
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows.cases import WithoutPapers
from fostercare.workflows.transfer import moving


class State(models.TextChoices):
    NOTIFIED = "notified", pgettext_lazy("transfer", "notified")
    REPORT_SENT = "report_sent", gettext_lazy("report sent")
    ACCEPTED = "accepted", pgettext_lazy("transfer", "accepted by the receiving directorate")
    MOVED = "moved", gettext_lazy("file moved")
    COMPLETED = "completed", pgettext_lazy("transfer", "completed")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


OPEN = [State.NOTIFIED, State.REPORT_SENT, State.ACCEPTED, State.MOVED]


class TransferQuerySet(CaseQuerySet):
    def visible_to(self, user, action=None):
        """Both directorates see it, whoever's turn it is."""
        return self._seen_from("sender_id", user, action) | self._seen_from("receiver_id", user, action)

    def _seen_from(self, path, user, action):
        one = self.all()
        one.directorate_path = path
        return super(TransferQuerySet, one).visible_to(user, action)

    def under_way(self):
        return self.filter(state__in=OPEN)

    def whole(self):
        """With what a page about one transfer needs."""
        return self.select_related(
            "directorate", "edition", "sender", "receiver", "worker", "placement__directorate", "placement__edition",
            "placement__match__application__household", "placement__match__child_file",
        ).defer("edition__lists", "placement__edition__lists")  # fmt: skip


class Transfer(fsm.ConcurrentTransitionMixin, WithoutPapers, Case):
    """The move of a family's file; a placement has one under way at most."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_transfer")
    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="transfers")
    sender = models.ForeignKey(
        Directorate, models.PROTECT, related_name="+", verbose_name=gettext_lazy("sending directorate")
    )
    receiver = models.ForeignKey(
        Directorate, models.PROTECT, related_name="+", verbose_name=gettext_lazy("receiving directorate")
    )
    state = fsm.FSMField(gettext_lazy("state"), choices=State.choices, default=State.NOTIFIED, protected=True)
    moves_on = models.DateField(gettext_lazy("the family moves on"))
    district = models.CharField(gettext_lazy("district or markaz"), max_length=60)
    address = models.CharField(gettext_lazy("new address"), max_length=200)
    report = models.TextField(gettext_lazy("closing report"), blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=gettext_lazy("follow-up worker"),
    )  # fmt: skip
    accepted_on = models.DateField(gettext_lazy("accepted on"), null=True, blank=True)
    moved_on = models.DateField(gettext_lazy("file moved on"), null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    KIND = Case.Kind.TRANSFER
    prefix = "N"

    class Meta:
        verbose_name = gettext_lazy("transfer between directorates")
        verbose_name_plural = gettext_lazy("transfers between directorates")
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=OPEN), name="one_transfer_a_placement",
                violation_error_message=gettext_lazy("A transfer of this family is under way already."),
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="a_file_moves_to_another_directorate"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "case_ptr"], name="transfer_by_state")]

    @property
    def office(self):
        return self.sender

    def concerns(self):
        household = self.placement.match.application.household_id
        return {"household_id": household, "child_id": self.placement.child_id}

    @fsm.transition(state, State.NOTIFIED, State.REPORT_SENT,
                    permission=may("transfer_files"), custom={"label": gettext_lazy("Send the closing report")})
    def send_report(self, by, report):
        self.report = report
        self._lies_with(self.receiver)

    @fsm.transition(state, State.REPORT_SENT, State.NOTIFIED,
                    permission=may("receive_files"),
                    custom={"label": gettext_lazy("Return the report to be completed"), "needs_reason": True})
    def return_report(self, by):
        self._lies_with(self.sender)

    @fsm.transition(state, State.REPORT_SENT, State.ACCEPTED,
                    permission=may("receive_files"),
                    custom={"label": gettext_lazy("Accept the file"), "apart_from": ["begin", "send_report"]})
    def accept(self, by, worker):
        self.worker, self.accepted_on = worker, timezone.localdate()
        self._lies_with(self.sender)

    @fsm.transition(state, State.ACCEPTED, State.MOVED,
                    permission=may("transfer_files"), custom={"label": gettext_lazy("Move the file"), "grave": True})
    def move_file(self, by):
        if self.placement.state not in moving.MOVES_IN:
            raise ValidationError(
                _("The placement is “%(state)s”: the file moves when this is decided."),
                params={"state": self.placement.get_state_display()},
            )
        self.moved_on = timezone.localdate()
        self._lies_with(self.receiver)
        moving.move(self)

    @fsm.transition(state, State.MOVED, State.COMPLETED,
                    permission=may("receive_files"),
                    custom={"label": gettext_lazy("Confirm the first visit"), "with": "follow_up"})
    def confirm_first_visit(self, by):
        pass

    @fsm.transition(state, [State.NOTIFIED, State.ACCEPTED], State.CANCELLED,
                    permission=may("transfer_files"),
                    custom={"label": gettext_lazy("Cancel the transfer"), "needs_reason": True, "grave": True})
    def cancel(self, by):
        pass

    def _lies_with(self, directorate):
        """Whose turn it is: there the tasks wait and the rights are asked."""
        self.directorate = directorate
        Case.objects.filter(pk=self.pk).update(directorate=directorate)
