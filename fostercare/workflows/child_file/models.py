"""A child's file: from registration in a home to the end of the follow-up.

    registered ─ begin_tracing ▶ tracing ─ record_outcome (stays)
    registered, tracing ─ make_available ▶ available ─ reserve ▶ reserved ─ place ▶ placed
    reserved ─ release ▶ available      available ─ withhold ▶ registered      placed ─ readmit ▶ registered
    registered, tracing, available, placed ─ come_of_age ▶ of_age ─ complete_follow_up ▶ completed
    registered … placed ─ reunify ▶ reunified      registered … of_age ─ record_death ▶ deceased
"""

import django_fsm as fsm
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.gathering import child_facts
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.records.models import Child
from fostercare.workflows.cases import CaseRecord


class State(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("child's file", "registered")
    TRACING = "tracing", _("family being traced")
    AVAILABLE = "available", _("available")
    RESERVED = "reserved", _("reserved for viewing")
    PLACED = "placed", _("placed")
    OF_AGE = "of_age", _("of age and followed up")
    REUNIFIED = "reunified", _("back with the birth or extended family")
    COMPLETED = "completed", _("follow-up completed")
    DECEASED = "deceased", _("deceased")


class Outcome(models.TextChoices):
    """What became of the search for a child's family."""

    NOT_FOUND = "not_found", _("the family was not found")
    UNABLE = "unable", _("found, and not able to care for the child")
    UNWILLING = "unwilling", _("found, and not willing to care for the child")
    RETURNING = "returning", _("found, and a return is being prepared")


def family_is_still_traced(file, by) -> str:
    """A search that was begun has an outcome before the child is made available, and none that leads back."""
    if file.state == State.TRACING and not file.tracing_outcome:
        return _("The outcome of the family tracing is not recorded yet.")
    if file.tracing_outcome == Outcome.RETURNING:
        return _("A return to the family is being prepared.")
    return ""


IN_CARE = [State.REGISTERED, State.TRACING, State.AVAILABLE, State.RESERVED, State.PLACED]


class ChildFileQuerySet(CaseQuerySet):
    view_action = "view_children"

    def whole(self):
        """With what a page about one child needs."""
        joined = self.select_related("directorate", "edition", "child__home", "child__sibling_group")
        return joined.defer("edition__lists")

    def narrowed(self, narrowing, role, user):
        if narrowing == "home":
            return Q(child__home__in=user.homes.values("pk"))
        return super().narrowed(narrowing, role, user)


class ChildFile(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """The file of a child in a home. Lists and letters call the child by the file's number."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_child_file")
    child = models.OneToOneField(Child, models.PROTECT, related_name="file")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.REGISTERED, protected=True)

    tracing_outcome = models.CharField(
        _("outcome of the family tracing"), max_length=10, choices=Outcome.choices, blank=True, db_default=""
    )
    tracing_concluded_on = models.DateField(_("outcome recorded on"), null=True, blank=True)

    objects = ChildFileQuerySet.as_manager()

    KIND = Case.Kind.CHILD_FILE
    prefix = "T"

    class Meta:
        verbose_name = _("child's file")
        verbose_name_plural = _("children's files")
        indexes = [models.Index(fields=["state", "case_ptr"], name="child_file_by_state")]

    def concerns(self):
        return {"household_id": None, "child_id": self.child_id}

    def child_facts(self):
        group = self.child.sibling_group_id
        siblings = group and ChildFile.objects.filter(child__sibling_group=group, state__in=IN_CARE).exclude(pk=self.pk)
        return child_facts(self.child, bool(group and siblings.exists()))

    def facts(self, on):
        return Facts(today=on, child=self.child_facts())

    @fsm.transition(state, State.REGISTERED, State.TRACING,
                    permission=may("trace_families"), custom={"label": _("Begin family tracing")})
    def begin_tracing(self, by):
        pass

    @fsm.transition(state, State.TRACING, None,
                    permission=may("trace_families"), custom={"label": _("Record the outcome of the family tracing")})
    def record_outcome(self, by, outcome):
        self.tracing_outcome, self.tracing_concluded_on = outcome, timezone.localdate()

    @fsm.transition(state, [State.REGISTERED, State.TRACING], State.AVAILABLE,
                    permission=may("make_children_available"), custom={"label": _("Make available"), "unless": family_is_still_traced})
    def make_available(self, by):
        pass

    @fsm.transition(state, State.AVAILABLE, State.REGISTERED,
                    permission=may("make_children_available"), custom={"label": _("Withhold"), "needs_reason": True})
    def withhold(self, by):
        pass

    @fsm.transition(state, State.AVAILABLE, State.RESERVED,
                    permission=may("propose_matches"), custom={"label": _("Reserve for viewing"), "with": "match"})
    def reserve(self, by):
        pass

    @fsm.transition(state, State.RESERVED, State.AVAILABLE,
                    permission=may("view_children"), custom={"label": _("Release the reservation"), "with": "match"})
    def release(self, by):
        pass

    @fsm.transition(state, State.RESERVED, State.PLACED,
                    permission=may("hand_over_children"), custom={"label": _("Place"), "with": "placement"})
    def place(self, by):
        pass

    @fsm.transition(state, State.PLACED, State.REGISTERED,
                    permission=may("end_placements"), custom={"label": _("Readmit after a placement ended"), "with": "placement"})
    def readmit(self, by):
        pass

    @fsm.transition(state, [State.REGISTERED, State.TRACING, State.AVAILABLE, State.PLACED], State.OF_AGE,
                    permission=may("review_placements"), custom={"label": _("Record coming of age")})
    def come_of_age(self, by):
        pass

    @fsm.transition(state, [State.PLACED, State.OF_AGE], State.COMPLETED,
                    permission=may("end_placements"), custom={"label": _("Complete the follow-up"), "with": "placement"})
    def complete_follow_up(self, by):
        pass

    @fsm.transition(state, IN_CARE, State.REUNIFIED,
                    permission=may("make_children_available"),
                    custom={"label": _("Record reunification"), "needs_reason": True, "grave": True})
    def reunify(self, by):
        pass

    @fsm.transition(state, [*IN_CARE, State.OF_AGE], State.DECEASED,
                    permission=may("make_children_available"),
                    custom={"label": _("Record death"), "needs_reason": True, "grave": True})
    def record_death(self, by):
        pass
