"""A condition of an approval: something the family does by a day, which somebody sees to.

open ─ meet ▶ met      open ─ drop ▶ dropped, where the approval itself ends
"""

import django_fsm as fsm
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet, may
from fostercare.guidebook.models import Assignment
from fostercare.workflows.cases import CasePart


class State(models.TextChoices):
    OPEN = "open", _("condition open")
    MET = "met", _("condition met")
    DROPPED = "dropped", _("condition dropped")


class ConditionQuerySet(ScopedQuerySet):
    directorate_path = "decision__application__directorate_id"

    def whole(self):
        """With what a page about one condition needs."""
        return self.select_related(
            "decision__application__directorate", "decision__application__edition", "met_by"
        ).defer("decision__application__edition__lists")

    def narrowed(self, narrowing, role, user):
        if narrowing == "assigned":
            return Q(decision__application__in=Assignment.objects.filter(officer=user, role=role).values("case"))
        return super().narrowed(narrowing, role, user)

    def open(self):
        """Those that are still to be met."""
        return self.filter(state=State.OPEN)


class Condition(fsm.ConcurrentTransitionMixin, CasePart, models.Model):
    """One condition that a committee attached to its approval."""

    decision = models.ForeignKey("application.Decision", models.PROTECT, related_name="dated_conditions")
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("to be met by"))
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.OPEN, protected=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConditionQuerySet.as_manager()

    kind = "condition"
    act_page = "condition_act"

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("condition of an approval")
        verbose_name_plural = _("conditions of approvals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="met", met_on__isnull=False, met_by__isnull=False)
                | (~Q(state="met") & Q(met_on__isnull=True, met_by__isnull=True)),
                name="a_met_condition_says_when_and_by_whom",
            )
        ]

    @property
    def case(self):
        return self.decision.application

    @fsm.transition(
        state,
        State.OPEN,
        State.MET,
        permission=may("register_applications"),
        custom={"label": _("Record that the condition is met"), "needs_reason": True},
    )
    def meet(self, by):
        self.met_on, self.met_by = timezone.localdate(), by

    @fsm.transition(
        state,
        State.OPEN,
        State.DROPPED,
        permission=may("view_cases"),
        custom={"label": _("Drop the condition with the approval"), "with": "application"},
    )
    def drop(self, by):
        pass
