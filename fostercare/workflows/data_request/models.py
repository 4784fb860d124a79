"""A person asks about their own data: to see, correct, erase or restrict them, to object, to withdraw a consent.

    received ─ verify_identity ▶ in_hand ─ prepare ▶ prepared ─┬─ answer ▶ answered ─ hand_over ▶ delivered
                                            ▲                  ├─ refuse ▶ refused ── hand_over ▶ delivered
                                            └─── send_back ────┘
    answered ─ carry_out ▶ carried_out ─ hand_over ▶ delivered
    received, in_hand ─ withdraw ▶ withdrawn

The directorate prepares, the data-protection officer answers: nobody answers what they prepared. What was granted and
changes something is carried out before it is handed over, and not by who granted it. A young person of age asks for the
own file and sees it with somebody beside them.
"""

import django_fsm as fsm
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directorates.access import may
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case, CaseQuerySet
from fostercare.workflows.cases import WithoutPapers
from fostercare.workflows.data_subjects import Subject


class State(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("data request", "received")
    IN_HAND = "in_hand", pgettext_lazy("data request", "in hand")
    PREPARED = "prepared", pgettext_lazy("data request", "answer prepared")
    ANSWERED = "answered", pgettext_lazy("data request", "granted, to be fulfilled")
    CARRIED_OUT = "carried_out", pgettext_lazy("data request", "carried out, to be handed over")
    REFUSED = "refused", pgettext_lazy("data request", "refused, to be handed over")
    DELIVERED = "delivered", pgettext_lazy("data request", "answer handed over")
    WITHDRAWN = "withdrawn", pgettext_lazy("data request", "withdrawn by the person")


class What(models.TextChoices):
    ACCESS = "access", _("to see the data")
    CORRECTION = "correction", _("to correct the data")
    ERASURE = "erasure", _("to erase the data")
    RESTRICTION = "restriction", _("to restrict the processing")
    OBJECTION = "objection", _("to object to the processing")
    CONSENT = "consent", _("to withdraw a consent")
    OWN_FILE = "own_file", _("a young person of age asks for the own file")


RESTRICTS = [What.RESTRICTION, What.OBJECTION]
CHANGES = [What.CORRECTION, What.ERASURE]  # of the person's data themselves
IS_CARRIED_OUT = [*CHANGES, *RESTRICTS, What.CONSENT]


class Way(models.TextChoices):
    COUNTER = "counter", _("at the counter")
    POST = "post", _("by post")
    OFFICER = "officer", _("through the data-protection officer")


class DataRequestQuerySet(CaseQuerySet):
    view_action = "view_data_requests"

    def whole(self):
        """With what a page about one request needs."""
        joined = self.select_related("directorate", "edition", "about", "person", "child__file", "received_by")
        return joined.defer("edition__lists")


def who_granted(asked, by) -> str:
    """Why this officer may not carry the request out, if so."""
    granted = asked.history.filter(act="answer", by=by).exists()
    return _("You granted this request yourself; a colleague carries it out.") if granted else ""


def not_carried_out(asked, by) -> str:
    return _("What was granted has to be carried out first.") if asked.is_to_be_carried_out else ""


class DataRequest(fsm.ConcurrentTransitionMixin, WithoutPapers, Case):
    """One request of one person, about one case on which their data are kept."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_data_request")
    about = models.ForeignKey(Case, models.PROTECT, related_name="data_requests")
    person = models.ForeignKey("records.Person", models.PROTECT, null=True, related_name="data_requests")
    child = models.ForeignKey("records.Child", models.PROTECT, null=True, related_name="data_requests")
    state = fsm.FSMField(_("state"), choices=State.choices, default=State.RECEIVED, protected=True)
    what = models.CharField(_("what is asked for"), max_length=12, choices=What.choices)
    text = models.TextField(_("the request in the person's words"), max_length=4000)
    asked_on = models.DateField(_("asked on"))
    way = models.CharField(_("way"), max_length=8, choices=Way.choices, default=Way.COUNTER)
    through = models.CharField(_("representative, with the deed"), max_length=200, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    identity = models.CharField(_("how the identity was verified"), max_length=200, blank=True)
    proposal = models.TextField(_("what the directorate proposes"), max_length=4000, blank=True)
    reply = models.TextField(_("the answer"), max_length=4000, blank=True)
    granted = models.BooleanField(_("granted"), null=True)
    done = models.TextField(_("what was carried out"), max_length=2000, blank=True, db_default="")
    told = models.JSONField(_("recipients who were told"), default=list, blank=True, db_default=[])
    told_others = models.CharField(_("others who were told"), max_length=300, blank=True, db_default="")
    untold = models.CharField(_("why a recipient was not told"), max_length=300, blank=True, db_default="")
    delivered_on = models.DateField(_("handed over on"), null=True, blank=True)
    delivered_how = models.CharField(_("how it was handed over"), max_length=200, blank=True)
    accompanied_by = models.CharField(_("who was beside the young person"), max_length=200, blank=True)

    objects = DataRequestQuerySet.as_manager()

    KIND = Case.Kind.DATA_REQUEST
    prefix = "D"

    class Meta:
        verbose_name = _("request of a data subject")
        verbose_name_plural = _("requests of data subjects")
        indexes = [models.Index(fields=["state", "case_ptr"], name="data_request_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, child__isnull=True) | Q(person__isnull=True, child__isnull=False),
                name="a_request_is_one_person_s",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "carried_out", "refused", "delivered"])
                | Q(granted__isnull=False) & ~Q(reply=""),
                name="an_answer_has_its_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="carried_out") | ~Q(done=""), name="what_was_carried_out_is_told"
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered", what="own_file", granted=True) | ~Q(accompanied_by=""),
                name="nobody_reads_the_own_file_alone",
            ),
        ]
        triggers = [pgtrigger.Protect(name="a_data_request_does_not_vanish", operation=pgtrigger.Delete)]

    @property
    def subject(self) -> Subject:
        return Subject(self.person, self.child)

    @property
    def due_on(self):
        """The day until which it is answered."""
        return book(self.edition).parameters.add(self.asked_on, "data_request_answer")

    @property
    def is_to_be_carried_out(self) -> bool:
        """It is granted, and something has to be done to the data before the person hears of it."""
        return self.state == State.ANSWERED and self.what in IS_CARRIED_OUT

    @fsm.transition(state, State.RECEIVED, State.IN_HAND,
                    permission=may("receive_data_requests"), custom={"label": _("Record that the identity was verified")})
    def verify_identity(self, by, identity):
        self.identity = identity

    @fsm.transition(state, State.IN_HAND, State.PREPARED,
                    permission=may("prepare_data_requests"), custom={"label": _("Prepare the answer")})
    def prepare(self, by, proposal):
        self.proposal = proposal

    @fsm.transition(state, State.PREPARED, State.ANSWERED,
                    permission=may("answer_data_requests"), custom={"label": _("Grant the request"), "apart_from": ["prepare"]})
    def answer(self, by, reply):
        self.reply, self.granted = reply, True

    @fsm.transition(state, State.PREPARED, State.REFUSED,
                    permission=may("answer_data_requests"),
                    custom={"label": _("Refuse the request"), "apart_from": ["prepare"], "grave": True})
    def refuse(self, by, reply):
        self.reply, self.granted = reply, False

    @fsm.transition(state, State.PREPARED, State.IN_HAND,
                    permission=may("answer_data_requests"),
                    custom={"label": _("Send the answer back to be prepared anew"), "needs_reason": True})
    def send_back(self, by):
        pass

    @fsm.transition(state, State.ANSWERED, State.CARRIED_OUT, conditions=[lambda asked: asked.is_to_be_carried_out],
                    permission=may("receive_data_requests"),
                    custom={"label": _("Record that it was carried out"), "unless": who_granted})
    def carry_out(self, by, done, told, told_others="", untold=""):
        self.done, self.told, self.told_others, self.untold = done, told, told_others, untold

    @fsm.transition(state, [State.ANSWERED, State.CARRIED_OUT, State.REFUSED], State.DELIVERED,
                    permission=may("receive_data_requests"),
                    custom={"label": _("Record that the answer was handed over"), "unless": not_carried_out})
    def hand_over(self, by, delivered_on, delivered_how, accompanied_by=""):
        self.delivered_on, self.delivered_how, self.accompanied_by = delivered_on, delivered_how, accompanied_by

    @fsm.transition(state, [State.RECEIVED, State.IN_HAND], State.WITHDRAWN,
                    permission=may("receive_data_requests"),
                    custom={"label": _("Record that the person withdrew the request"), "needs_reason": True})
    def withdraw(self, by):
        pass

