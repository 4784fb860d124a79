"""What the procedures' records have in common, and how a record is found by its case's number."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from fostercare.guidebook.facts import Facts
from fostercare.records.models import Document
from fostercare.records.numbering import case_number
from fostercare.workflows.models import StateChange


@dataclass(frozen=True)
class Procedure:
    """A procedure as the pages see it: its model, the forms of its acts, the template of its case page.

    `forms`: act → form class (an act without one only asks for confirmation).
    `road`: record, checklist → the steps that the page draws.
    `sections`: record, user, checklist → context of the procedure's part of the case page.
    """

    model: Any
    forms: dict
    template: str
    road: Any
    sections: Any


PROCEDURES: dict[str, Procedure] = {}
RECORDS: dict[str, Any] = {}  # kind of case → the model that adds its facts


class CaseRecord:
    """Mixed into each record that is a `Case`: what the door, the guidebook and the pages ask of it."""

    KIND = None
    prefix = ""

    # Before which committee it comes: kind of body → state → (matter, act whose gate has to be open); and by which act
    # each outcome moves it there: kind of body → outcome → act (None: nothing is moved).
    HEARD_BY: dict = {}
    DECIDED_BY: dict = {}

    # The papers printed on the way that its members read whole (codes of the edition's list).
    READ_WHOLE: tuple = ()

    # The states in which its file may be put on hold.
    MAY_BE_HELD: tuple = ()

    # The item of an agenda on which a committee decided what this record contests (a key).
    contested_item = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if cls.KIND:
            RECORDS[cls.KIND] = cls

    @property
    def case(self):
        return self

    @property
    def office(self):
        """The directorate that writes this case's letters."""
        return self.directorate

    def chain(self):
        """This case and the earlier ones it grew from, whose items its gates read too."""
        return [self]

    def past_acts(self):
        """What was done before on this case and those it grew from."""
        return StateChange.objects.filter(case__in=[case.pk for case in self.chain()])

    def place_of(self, role):
        """The directorate in which a role is asked for on this case."""
        return self.directorate_id

    def adults(self):
        """The people of whom an item is asked one by one."""
        return []

    def in_brief(self) -> list[dict]:
        """What a committee is told of the case on one page, as components/facts.html shows it."""
        return []

    def concerns(self):
        """Whose the papers of this case are: the household, the child, or both."""
        raise NotImplementedError

    def documents(self):
        """The papers on file for this case."""
        return Document.objects.filter(**self.concerns())

    def open(self):
        """Give the case its number and write it down for the first time."""
        self.kind = self.KIND
        self.opened_on = self.opened_on or timezone.localdate()
        self.number = case_number(self.prefix, self.directorate, self.opened_on)
        self.save()
        return self


class WithoutPapers(CaseRecord):
    """A case for which nothing is handed in and no rule asks about people.

    What is printed of it lies with its letters; a family's papers stand on its own cases, so that who sends a file away
    sees them no longer.
    """

    def concerns(self):
        return {"household_id": None, "child_id": None}

    def documents(self):
        return Document.objects.none()

    def facts(self, on):
        return Facts(today=on)


class CasePart:
    """Mixed into each record with a life cycle of its own that stands on a case and is none: it names its `case`."""

    @property
    def edition(self):
        return self.case.edition

    @property
    def directorate(self):
        return self.case.directorate

    @property
    def directorate_id(self):
        return self.case.directorate_id

    def past_acts(self):
        """What was done before on this record."""
        return StateChange.objects.filter(record=self._meta.label_lower, record_id=self.pk)


def with_whole(rows, *names):
    """Rows with the cases they grew from, each as a page about it needs it, a statement for each.

    All in one would join twenty tables, and the planner would think about them longer than reading them takes.
    """
    cases = {name: rows.model._meta.get_field(name).related_model for name in names}
    return rows.prefetch_related(*(Prefetch(name, model.objects.whole()) for name, model in cases.items()))


def record_of(case):
    """The procedure's record behind a case, with what most pages need."""
    return RECORDS[case.kind].objects.whole().get(pk=case.pk)


def records_of(cases) -> list:
    """The records behind several cases, in their order."""
    kinds = {case.kind for case in cases}
    found = {
        record.pk: record
        for kind in kinds
        for record in RECORDS[kind].objects.whole().filter(pk__in=[case.pk for case in cases if case.kind == kind])
    }
    return [found[case.pk] for case in cases]


def on_open_agendas(user):
    """The cases before a committee on which the officer sits: from the published agenda to the signed minutes."""
    return apps.get_model("committee.AgendaItem").objects.open_to(user).values("case")


def sees(user, record) -> bool:
    """May the officer open this case? For links; `find` asks again."""
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


def find(user, number):
    """The record with this number, for an officer who may see it; for anybody else it does not exist (404)."""
    model = _model_of(number)
    record = model and model.objects.visible_to(user).whole().filter(number=number).first()
    if record is None:
        raise Http404
    return record


def _model_of(number):
    """A number begins with the letter of its procedure; an application's has none."""
    first = number.partition("-")[0]
    return next((model for model in RECORDS.values() if model.prefix == (first if first.isalpha() else "")), None)
