"""A child's file: from registration in a home to the end of the follow-up.

    registered ─ begin_tracing ▶ tracing ─ record_outcome (stays)
    registered, tracing ─ make_available ▶ available ─ reserve ▶ reserved ─ place ▶ placed
    reserved ─ release ▶ available      available ─ withhold ▶ registered      placed ─ readmit ▶ registered
    registered, tracing, available, placed ─ come_of_age ▶ of_age ─ complete_follow_up ▶ completed
    registered … placed ─ reunify ▶ reunified      registered … of_age ─ record_death ▶ deceased
    in care: join_sibling, part_from_siblings, move_home; of_age, completed: ask_for_access, record_access (states stay)
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
from fostercare.workflows.child_file import file_access, moves, siblings
from fostercare.workflows.child_file.file_access import FileAccess
from fostercare.workflows.child_file.moves import HomeMove

__all__ = ["ChildFile", "FileAccess", "HomeMove", "Outcome", "State"]


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


# The item of the guidebook in which the legal status and the birth certificate are checked.
LEGAL_STATUS = "MT-01"

IN_CARE = [State.REGISTERED, State.TRACING, State.AVAILABLE, State.RESERVED, State.PLACED]
IN_A_HOME = [State.REGISTERED, State.TRACING, State.AVAILABLE, State.RESERVED]
GROWN_UP = [State.OF_AGE, State.COMPLETED]


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

    @fsm.transition(state, IN_CARE, None,
                    permission=may("keep_homes"), custom={"label": _("Record a brother or sister")})
    def join_sibling(self, by, sibling):
        siblings.unite(self.child, sibling.child)

    @fsm.transition(state, IN_CARE, None, conditions=[siblings.has_a_group],
                    permission=may("keep_homes"),
                    custom={"label": _("Part from the siblings, recorded in error"), "needs_reason": True, "grave": True})
    def part_from_siblings(self, by):
        siblings.part(self.child)

    @fsm.transition(state, IN_A_HOME, None,
                    permission=may("keep_homes"), custom={"label": _("Move to another home"), "needs_reason": True})
    def move_home(self, by, home, moved_on):
        moves.move(self, home, moved_on, by)

    @fsm.transition(state, GROWN_UP, None, conditions=[file_access.none_is_open],
                    permission=may("plan_visits"), custom={"label": _("Note that the young person asks to see the file")})
    def ask_for_access(self, by, asked_on, companion):
        self.accesses.create(asked_on=asked_on, companion=companion, noted_by=by)

    @fsm.transition(state, GROWN_UP, None, conditions=[file_access.one_is_open],
                    permission=may("plan_visits"), custom={"label": _("Record what the young person was shown")})
    def record_access(self, by, shown_on, shown, given=""):
        file_access.conclude(self, shown_on, shown, given, by)

    @fsm.transition(state, [*IN_CARE, State.OF_AGE], State.DECEASED,
                    permission=may("make_children_available"),
                    custom={"label": _("Record death"), "needs_reason": True, "grave": True})
    def record_death(self, by):
        pass
