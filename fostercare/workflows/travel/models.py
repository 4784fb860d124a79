"""A family asks to travel abroad with the child.

    asked ─ give_opinion ▶ with_higher_committee ─┬─ grant ▶ granted ─ record_departure ▶ departed
                                                  └─ refuse ▶ refused
    departed ─ report_overdue ▶ overdue, or fall_overdue by the clock      departed, overdue ─ record_return ▶ returned
    asked, with_higher_committee, granted ─ cancel ▶ cancelled
"""

from dataclasses import replace

import django_fsm as fsm
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Assignment, Case, CaseQuerySet
from fostercare.records.models import Person
from fostercare.workflows.cases import CaseRecord, on_open_agendas, with_whole


class State(models.TextChoices):
    ASKED = "asked", pgettext_lazy("travel", "asked for")
    WITH_HIGHER = "with_higher_committee", pgettext_lazy("travel", "before the Higher Committee")
    GRANTED = "granted", pgettext_lazy("travel", "granted")
    REFUSED = "refused", pgettext_lazy("travel", "refused")
    DEPARTED = "departed", gettext_lazy("departed")
    OVERDUE = "overdue", gettext_lazy("overdue to return")
    RETURNED = "returned", gettext_lazy("returned")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


AWAY = [State.DEPARTED, State.OVERDUE]
BEFORE_DEPARTURE = [State.ASKED, State.WITH_HIGHER, State.GRANTED]
OPEN = [*BEFORE_DEPARTURE, *AWAY]


class TravelQuerySet(CaseQuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def permitted(self):
        """For which a permission was needed and, if it is in order, is there: granted, or gone."""
        return self.filter(state__in=[State.GRANTED, *AWAY])

    def whole(self):
        """With what a page about one journey needs."""
        joined = self.select_related("directorate", "edition", "companion", "resolution__item__sitting")
        return with_whole(joined.defer("edition__lists"), "placement")

    def narrowed(self, narrowing, role, user):
        if narrowing == "agenda":
            return Q(pk__in=on_open_agendas(user))
        if narrowing == "assigned":
            return Q(placement__assignments__officer=user, placement__assignments__role=role)
        return super().narrowed(narrowing, role, user)


def is_overdue(travel):
    """The day of the return has passed by more than the edition's grace."""
    latest = travel.back_by
    return latest is not None and timezone.localdate() > latest


class Travel(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """One journey of a child abroad, with dates, countries and a companion."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_travel")
    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="travels")
    state = fsm.FSMField(gettext_lazy("state"), choices=State.choices, default=State.ASKED, protected=True)
    countries = models.CharField(gettext_lazy("country or countries"), max_length=120)
    leaves_on = models.DateField(gettext_lazy("leaves on"))
    returns_on = models.DateField(gettext_lazy("returns on"))
    purpose = models.CharField(gettext_lazy("purpose"), max_length=200)
    companion = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=gettext_lazy("companion")
    )
    passport = models.CharField(gettext_lazy("child's passport number"), max_length=20)
    favourable = models.BooleanField(gettext_lazy("the directorate is in favour"), null=True, blank=True)
    opinion = models.TextField(gettext_lazy("opinion of the directorate"), blank=True)
    resolution = models.OneToOneField(
        "committee.Resolution", models.PROTECT, null=True, blank=True, related_name="travel"
    )
    departed_on = models.DateField(gettext_lazy("departed on"), null=True, blank=True)
    returned_on = models.DateField(gettext_lazy("returned on"), null=True, blank=True)

    objects = TravelQuerySet.as_manager()

    KIND = Case.Kind.TRAVEL
    prefix = "V"
    HEARD_BY = {"higher": {State.WITH_HIGHER: ("travel", "grant")}}
    DECIDED_BY = {"higher": {"grant_travel": "grant", "deny_travel": "refuse", "postpone": None}}

    class Meta:
        verbose_name = gettext_lazy("journey abroad")
        verbose_name_plural = gettext_lazy("journeys abroad")
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=["departed", "overdue"]), name="a_child_is_on_one_journey"
            ),
            models.CheckConstraint(condition=Q(returns_on__gte=F("leaves_on")), name="a_return_follows_the_departure"),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "departed", "overdue", "returned"]) | Q(resolution__isnull=False),
                name="a_permission_names_its_decision",
            ),
        ]
        indexes = [models.Index(fields=["state", "case_ptr"], name="travel_by_state")]

    @property
    def back_by(self):
        """The last day on which the return is in time."""
        return book(self.edition).parameters.add(self.returns_on, "travel_overdue_after")

    def open(self):
        """Who follows the child follows the journey: its tasks stand on the same work lists."""
        super().open()
        team = self.placement.assignments.values_list("officer", "role")
        Assignment.objects.bulk_create(Assignment(case=self, officer_id=officer, role=role) for officer, role in team)
        return self

    def chain(self):
        return [self, *self.placement.chain()]

    def place_of(self, role):
        return self.placement.place_of(role)

    def adults(self):
        return self.placement.adults()

    def concerns(self):
        return self.placement.concerns()

    def facts(self, on):
        facts = self.placement.facts(on)
        return replace(facts, placement=replace(facts.placement, travel_open=True))

    # The directorate

    @fsm.transition(state, State.ASKED, State.WITH_HIGHER,
                    permission=may("review_placements"),
                    custom={"label": gettext_lazy("Give the directorate's opinion"), "apart_from": ["begin"]})
    def give_opinion(self, by, favourable, opinion):
        self.favourable, self.opinion = favourable, opinion

    # The Higher Committee, in its own sittings

    @fsm.transition(state, State.WITH_HIGHER, State.GRANTED,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record the travel permission"), "with": "a sitting"})
    def grant(self, by, resolution):
        resolution.must_bind(self, "grant")
        self.resolution = resolution

    @fsm.transition(state, State.WITH_HIGHER, State.REFUSED,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record that travel is refused"), "with": "a sitting"})
    def refuse(self, by, resolution):
        resolution.must_bind(self, "refuse")
        self.resolution = resolution

    # The journey

    @fsm.transition(state, State.GRANTED, State.DEPARTED,
                    permission=may("request_travel"), custom={"label": gettext_lazy("Record the departure")})
    def record_departure(self, by, departed_on):
        if not self.leaves_on <= departed_on <= self.returns_on:
            raise ValidationError(_("The permission does not cover this day."))
        if self.placement.travels.filter(state__in=AWAY).exists():
            raise ValidationError(_("The return of an earlier journey is not recorded yet."))
        self.departed_on = departed_on
        self.placement.child_is_at("abroad", since=departed_on, note=self.countries)

    @fsm.transition(state, State.DEPARTED, State.OVERDUE, conditions=[is_overdue],
                    permission=may("request_travel"),
                    custom={"label": gettext_lazy("Report that the return is overdue"), "needs_reason": True, "grave": True})
    def report_overdue(self, by):
        pass

    @fsm.transition(state, State.DEPARTED, State.OVERDUE, conditions=[is_overdue],
                    permission=may("let_time_run_out"),
                    custom={"label": gettext_lazy("The return is overdue"), "with": "the clock"})
    def fall_overdue(self, by):
        pass

    @fsm.transition(state, AWAY, State.RETURNED,
                    permission=may("request_travel"), custom={"label": gettext_lazy("Record the return")})
    def record_return(self, by, returned_on):
        if returned_on < self.departed_on:
            raise ValidationError(_("The return cannot lie before the departure."))
        self.returned_on = returned_on
        self.placement.child_is_at("family", since=returned_on)

    @fsm.transition(state, BEFORE_DEPARTURE, State.CANCELLED,
                    permission=may("request_travel"),
                    custom={"label": gettext_lazy("Cancel the travel request"), "needs_reason": True, "grave": True})
    def cancel(self, by):
        pass
