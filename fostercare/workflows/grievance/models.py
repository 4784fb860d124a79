"""A family contests a refusal before the Higher Committee.

    lodged ─┬─ admit ▶ under_study ─ present ▶ with_higher_committee ─┬─ uphold ▶ upheld
            └─ find_inadmissible ▶ inadmissible                       ├─ dismiss ▶ dismissed
    with_higher_committee ─ defer (stays)                             └─ send_back ▶ sent_back
    lodged, under_study, with_higher_committee ─┬─ withdraw ▶ withdrawn
                                                └─ record_lapse ▶ lapsed, once the term has run out
    upheld, dismissed, sent_back, inadmissible ─ notify (stays)

Silence is refusal: a grievance that is not decided within the edition's term counts as dismissed by law (law 47 of
1972, article 24). The program only says so; that it came to this is recorded by a person.
"""

import django_fsm as fsm
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows import hands
from fostercare.workflows.cases import CaseRecord, on_open_agendas
from fostercare.workflows.grievance import in_words
from fostercare.workflows.ways import PROVEN


class State(models.TextChoices):
    LODGED = "lodged", gettext_lazy("lodged")
    UNDER_STUDY = "under_study", gettext_lazy("under study")
    WITH_HIGHER = "with_higher_committee", gettext_lazy("before the Higher Committee")
    UPHELD = "upheld", gettext_lazy("upheld")
    DISMISSED = "dismissed", gettext_lazy("dismissed")
    SENT_BACK = "sent_back", gettext_lazy("sent back to the local committee")
    INADMISSIBLE = "inadmissible", gettext_lazy("inadmissible")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn by who lodged it")
    LAPSED = "lapsed", gettext_lazy("deemed refused by lapse of the term")


OPEN = [State.LODGED, State.UNDER_STUDY, State.WITH_HIGHER]
TOLD = [State.UPHELD, State.DISMISSED, State.SENT_BACK, State.INADMISSIBLE]


class GrievanceQuerySet(CaseQuerySet):
    def whole(self):
        """With what a page about one grievance needs."""
        return self.select_related(
            "directorate", "edition", "lodged_by", "decision__application__household__directorate",
            "decision__application__directorate", "decision__application__edition",
        ).defer("edition__lists", "decision__application__edition__lists").prefetch_related(
            "decision__application__household__members"
        )  # fmt: skip

    def narrowed(self, narrowing, role, user):
        if narrowing == "agenda":
            return Q(pk__in=on_open_agendas(user))
        return super().narrowed(narrowing, role, user)

    def open(self):
        """Those that wait for an answer."""
        return self.filter(state__in=OPEN)


WAYS = [(way.value, way.label) for way in PROVEN]


def took_part(grievance, by) -> str:
    """Nobody who had a hand in the first decision prepares, hears or decides the grievance against it."""
    if grievance.first_hand(by):
        return _("You took part in the decision that the grievance contests; a colleague has to act.")
    return ""


def term_has_run_out(grievance):
    return grievance.decide_by is not None and timezone.localdate() > grievance.decide_by


class Grievance(fsm.ConcurrentTransitionMixin, CaseRecord, Case):
    """What a family says against a refusal, and what the Higher Committee decided on it."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_grievance")
    decision = models.ForeignKey("application.Decision", models.PROTECT, related_name="grievances")
    state = fsm.FSMField(gettext_lazy("state"), choices=State.choices, default=State.LODGED, protected=True)
    lodged_by = models.ForeignKey(
        "records.Person", models.PROTECT, related_name="+", verbose_name=gettext_lazy("lodged by")
    )
    lodged_on = models.DateField(gettext_lazy("lodged on"))
    grounds = models.TextField(gettext_lazy("grounds of the grievance"))
    last_day = models.DateField(gettext_lazy("last day for lodging it"), null=True, blank=True)
    decide_by = models.DateField(gettext_lazy("to be decided by"), null=True, blank=True)
    inadmissible_because = models.CharField(gettext_lazy("why it is inadmissible"), max_length=4, blank=True)
    study = models.TextField(gettext_lazy("study of the grievance"), blank=True)
    resolution = models.OneToOneField(
        "committee.Resolution", models.PROTECT, null=True, blank=True, related_name="grievance"
    )
    told_on = models.DateField(gettext_lazy("family notified on"), null=True, blank=True)
    told_how = models.CharField(gettext_lazy("how the family was notified"), max_length=16, choices=WAYS, blank=True)

    objects = GrievanceQuerySet.as_manager()

    KIND = Case.Kind.GRIEVANCE
    prefix = "G"
    HEARD_BY = {"higher": {State.WITH_HIGHER: ("grievance", "uphold")}}
    DECIDED_BY = {"higher": {"uphold": "uphold", "dismiss": "dismiss", "send_back": "send_back", "postpone": "defer"}}
    READ_WHOLE = ("D31",)

    class Meta:
        verbose_name = gettext_lazy("grievance")
        verbose_name_plural = gettext_lazy("grievances")
        indexes = [models.Index(fields=["state", "decide_by"], name="grievance_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=~Q(state__in=["withdrawn", "inadmissible"]),
                name="one_grievance_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed", "sent_back"]) | Q(resolution__isnull=False),
                name="a_grievance_is_decided_in_a_sitting",
            ),
            models.CheckConstraint(
                condition=~Q(state="inadmissible") | ~Q(inadmissible_because=""), name="inadmissible_for_a_reason"
            ),
        ]

    @property
    def application(self):
        return self.decision.application

    @property
    def contested_item(self):
        return self.decision.resolution and self.decision.resolution.item_id

    @property
    def late(self) -> bool:
        """Was it lodged after the term? No program refuses it for that."""
        return self.last_day is not None and self.lodged_on > self.last_day

    @property
    def sue_until(self):
        """Until when the family may go to court; None while nothing final was decided, or where it won."""
        parameters = book(self.edition).parameters
        if self.state == State.LAPSED:
            return parameters.add(self.decide_by, "annulment_suit_after_grievance")
        if self.state in (State.DISMISSED, State.INADMISSIBLE) and self.told_on:
            return parameters.add(self.told_on, "annulment_suit")
        return None

    def chain(self):
        return [self, self.application]

    def adults(self):
        return self.application.adults()

    def in_brief(self):
        return in_words.in_brief(self)

    def concerns(self):
        return self.application.concerns()

    def facts(self, on):
        return self.application.facts(on)

    def first_hand(self, officer) -> bool:
        """Did the officer prepare the first decision, or sit when it was taken?"""
        application, officers = self.application, [officer.pk]
        decided = self.application.agenda_items.filter(pk=self.contested_item)
        return officer.pk in hands.studied(application) | hands.worked(application, officers) | hands.sat(
            decided, officers
        )

    # The secretariat of the Higher Committee

    @fsm.transition(state, State.LODGED, State.UNDER_STUDY,
                    permission=may("study_grievances"), custom={"label": gettext_lazy("Admit the grievance"), "unless": took_part})
    def admit(self, by):
        pass

    @fsm.transition(state, State.LODGED, State.INADMISSIBLE,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Find inadmissible"), "unless": took_part, "grave": True})
    def find_inadmissible(self, by, reason):
        self.inadmissible_because = reason

    @fsm.transition(state, State.UNDER_STUDY, State.WITH_HIGHER,
                    permission=may("study_grievances"),
                    custom={"label": gettext_lazy("Lay the study before the Higher Committee"), "unless": took_part})
    def present(self, by, study):
        self.study = study

    # The Higher Committee: each act carries out what a sitting resolved, when its minutes are signed

    @fsm.transition(state, State.WITH_HIGHER, State.UPHELD,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record that the grievance was upheld"), "with": "a sitting", "unless": took_part})
    def uphold(self, by, resolution):
        self._decide("uphold", resolution)

    @fsm.transition(state, State.WITH_HIGHER, State.DISMISSED,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record that the grievance was dismissed"), "with": "a sitting", "unless": took_part})
    def dismiss(self, by, resolution):
        self._decide("dismiss", resolution)

    @fsm.transition(state, State.WITH_HIGHER, State.SENT_BACK,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Send back to the local committee"), "with": "a sitting", "unless": took_part})
    def send_back(self, by, resolution):
        self._decide("send_back", resolution)

    @fsm.transition(state, State.WITH_HIGHER, None,
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record that the hearing was postponed"), "with": "a sitting", "unless": took_part})
    def defer(self, by, resolution):
        resolution.must_bind(self, "defer")

    # How else it ends, and how the family hears of it

    @fsm.transition(state, OPEN, State.WITHDRAWN,
                    permission=may("lodge_grievances"),
                    custom={"label": gettext_lazy("Record that the grievance was withdrawn"), "needs_reason": True, "grave": True})
    def withdraw(self, by):
        pass

    @fsm.transition(state, OPEN, State.LAPSED, conditions=[term_has_run_out],
                    permission=may("record_higher_decisions"),
                    custom={"label": gettext_lazy("Record that the term has lapsed without a decision"), "grave": True})
    def record_lapse(self, by):
        pass

    @fsm.transition(state, TOLD, None,
                    permission=may("lodge_grievances"),
                    custom={"label": gettext_lazy("Record that the family was notified of the outcome")})
    def notify(self, by, told_on, told_how):
        if self.told_on:
            raise ValidationError(_("That the family was notified is recorded already."))
        self.told_on, self.told_how = told_on, told_how

    def _decide(self, act, resolution):
        resolution.must_bind(self, act)
        self.resolution = resolution
