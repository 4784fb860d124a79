"""What a child or a family needs, and what came of it: support stands beside control.

found ─ refer ▶ referred ─ serve ▶ served      found, referred, served ─ conclude ▶ concluded
"""

import django_fsm as fsm
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet, may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment
from fostercare.workflows.cases import CasePart


class NeedState(models.TextChoices):
    FOUND = "found", _("need found")
    REFERRED = "referred", _("referred")
    SERVED = "served", _("service begun")
    CONCLUDED = "concluded", _("outcome recorded")


OPEN = [NeedState.FOUND, NeedState.REFERRED, NeedState.SERVED]


class NeedQuerySet(ScopedQuerySet):
    view_action = "view_children"
    directorate_path = "placement__directorate_id"

    def whole(self):
        """With what a page about one need asks for."""
        return self.select_related(
            "placement__directorate", "placement__edition", "placement__match__application__household"
        ).defer("placement__edition__lists")

    def narrowed(self, narrowing, role, user):
        if narrowing == "assigned":
            return models.Q(placement__in=Assignment.objects.filter(officer=user, role=role).values("case"))
        return super().narrowed(narrowing, role, user)


class Need(fsm.ConcurrentTransitionMixin, CasePart, models.Model):
    """A need of the edition's list: found on a visit or told, referred to a service, and what came of it."""

    class Whose(models.TextChoices):
        CHILD = "child", _("the child")
        FAMILY = "family", _("the family")

    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="needs")
    visit = models.ForeignKey("follow_up.Visit", models.PROTECT, null=True, blank=True, related_name="+")
    whose = models.CharField(_("whose need"), max_length=6, choices=Whose.choices, default=Whose.CHILD)
    what = models.CharField(_("need"), max_length=40)
    note = models.TextField(_("details"), max_length=1000, blank=True)
    state = fsm.FSMField(_("state"), choices=NeedState.choices, default=NeedState.FOUND, protected=True)
    found_on = models.DateField(_("found on"), default=timezone.localdate)
    service = models.CharField(_("referred to"), max_length=200, blank=True)
    referred_on = models.DateField(_("referred on"), null=True, blank=True)
    served_on = models.DateField(_("service begun on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    concluded_on = models.DateField(_("outcome recorded on"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    kind = "need"
    act_page = "need_act"

    class Meta:
        ordering = ["found_on", "pk"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "whose", "what"], condition=models.Q(state__in=OPEN), name="one_open_need_a_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="concluded") | ~models.Q(outcome=""), name="a_concluded_need_has_an_outcome"
            ),
        ]

    @property
    def case(self):
        return self.placement

    @property
    def label(self):
        return book(self.edition).label("support_needs", self.what, key="key")

    @property
    def outcome_label(self):
        return book(self.edition).label("support_outcomes", self.outcome, key="key")

    @fsm.transition(
        state,
        NeedState.FOUND,
        NeedState.REFERRED,
        permission=may("plan_visits"),
        custom={"label": _("Refer to a service")},
    )
    def refer(self, by, service, on):
        self.service, self.referred_on = service, on

    @fsm.transition(
        state,
        NeedState.REFERRED,
        NeedState.SERVED,
        permission=may("plan_visits"),
        custom={"label": _("Record that the service began")},
    )
    def serve(self, by, on):
        self.served_on = on

    @fsm.transition(
        state, OPEN, NeedState.CONCLUDED, permission=may("plan_visits"), custom={"label": _("Record the outcome")}
    )
    def conclude(self, by, outcome, on):
        self.outcome, self.concluded_on = outcome, on


def note_needs(visit, by):
    """The needs that a visit found become needs of the child, where none of the kind is open."""
    from fostercare.workflows.lifecycle import begin

    placement = visit.placement
    known = set(placement.needs.filter(state__in=OPEN).values_list("what", flat=True))
    for what in visit.answers.get("needs") or []:
        if what not in known:
            need = Need.objects.create(placement=placement, visit=visit, what=what, found_on=visit.visited_on)
            begin(need, by=by)
