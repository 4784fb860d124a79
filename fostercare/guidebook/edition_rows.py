"""The file of an edition, section by section and row by row. A field without a default has to be given."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """Every row may say where it comes from, or that it comes from nowhere yet."""

    source: str = ""
    unsourced: bool = False
    origin: str = ""  # of an unsourced row: proposal, general_knowledge
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Named(Row):
    key: str
    ar: str
    en: str

    @property
    def name(self):
        return self.key


@dataclass(frozen=True, kw_only=True)
class Coded(Row):
    code: str
    ar: str
    en: str

    @property
    def name(self):
        return self.code


@dataclass(frozen=True, kw_only=True)
class TitlePage:
    number: int
    year: int
    title_ar: str
    title_en: str
    note_ar: str
    note_en: str
    in_force_from: date | None = None
    explained_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Source(Named):
    address: str


@dataclass(frozen=True, kw_only=True)
class SensitivityClass(Named):
    right: str


@dataclass(frozen=True, kw_only=True)
class Parameter(Named):
    value: Any
    unit: str
    used_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScheduleRow(Named):
    """All but the risk name parameters; no `since` = from the hand-over."""

    since: str = ""
    until: str = ""
    risk: str = ""
    applies_when: tuple[str, ...] = ()
    contact: str = ""
    first_visit: str = ""
    visit: str = ""
    review: str = ""


@dataclass(frozen=True, kw_only=True)
class Predicate(Named):
    about: str
    meaning: str
    meaning_ar: str


@dataclass(frozen=True, kw_only=True)
class Document(Coded):
    per: str
    applies_when: tuple[str, ...]
    validity: str
    sensitive: str
    from_sitting: bool = False  # filed when the minutes are signed; nobody brings it


@dataclass(frozen=True, kw_only=True)
class Stage(Named):
    letter: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    act: str
    exemption: str = "granted"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    kinds: tuple[str, ...]
    per: str
    documents: tuple[str, ...] = ()
    only_when: dict[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ()
    result: str = ""  # the class of data of which the result and its day are written down, and nothing else


@dataclass(frozen=True, kw_only=True)
class Item(Row):
    code: str
    stage: str
    title_ar: str
    title_en: str
    help_ar: str
    help_en: str
    evidence: Evidence
    answered_on: str
    gates: tuple[Gate, ...]
    applies_when: tuple[str, ...]
    answered_by: str
    verified_by: str
    exempted_by: str
    valid_for_parameter: str = ""
    parameters: tuple[str, ...] = ()
    computed: str = ""
    basis: tuple[str, ...]
    guidebook_reference: str
    optional: bool = False

    @property
    def name(self):
        return self.code


@dataclass(frozen=True, kw_only=True)
class RefusalReason(Coded):
    item: str


@dataclass(frozen=True, kw_only=True)
class DeclineReason(Coded):
    by: str
    keeps_the_child_back: bool = False


@dataclass(frozen=True, kw_only=True)
class EndingKind(Named):
    before_its_time: bool
    child_act: str
    next_care: tuple[str, ...] = ()
    from_age: str = ""
    incident: str = ""  # a kind of incident that such an ending opens


@dataclass(frozen=True, kw_only=True)
class EndingReason(Coded):
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Whereabouts(Named):
    safe: bool


@dataclass(frozen=True, kw_only=True)
class IncidentLevel(Named):
    answers: tuple[str, ...]
    answer_ar: str
    tells: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IncidentKind(Named):
    level: str
    notify: bool


@dataclass(frozen=True, kw_only=True)
class FamilyEvent(Named):
    items: tuple[str, ...]
    term: str
    before_committee: bool
    found_as: str = ""
    died: str = ""  # the sex of the carer who died


@dataclass(frozen=True, kw_only=True)
class CalendarEvent(Named):
    """Either every so often or at an age of the child; all but the act are parameters."""

    items: tuple[str, ...]
    every: str = ""
    before: str = ""
    at_age: str = ""
    term: str = ""
    does: str = ""


@dataclass(frozen=True, kw_only=True)
class AgeAhead(Named):
    """A birthday to be seen coming: the age is a parameter, the states those of the child's file."""

    age: str
    states: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    key: str
    ar: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Question(Named):
    kind: str
    required: bool
    applies_when: tuple[str, ...] = ()
    shown_if: dict[str, str] = field(default_factory=dict)
    sensitive: str = ""
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    suggests_incident: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VisitQuestion(Question):
    screen: str

    @property
    def place(self):
        return self.screen


@dataclass(frozen=True, kw_only=True)
class HomeStudyQuestion(Question):
    section: str

    @property
    def place(self):
        return self.section


@dataclass(frozen=True, kw_only=True)
class PrintedForm(Coded):
    by_act: str
    also_by_act: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentText(Named):
    """What is consented to, in its words; an item of the guidebook may be satisfied by it."""

    version: int
    of: str
    title_ar: str
    title_en: str
    follows_ar: str
    follows_en: str
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcessingActivity(Named):
    opened_by: tuple[str, ...]
    classes: tuple[str, ...]
    basis: tuple[str, ...]
    retention: str
    whose_ar: str
    whose_en: str
    purpose_ar: str
    purpose_en: str


@dataclass(frozen=True, kw_only=True)
class RetentionRule(Named):
    """So long after an event a case in one of these states is kept sealed, reviewed or reduced to a figure."""

    kind: str
    states: tuple[str, ...]
    begins: str
    length: str
    then: str


@dataclass(frozen=True, kw_only=True)
class EditionFile:
    edition: TitlePage
    answers: tuple[Named, ...]
    bases: tuple[Named, ...]
    sources: tuple[Source, ...]
    authorities: tuple[Named, ...]
    sensitivity_classes: tuple[SensitivityClass, ...]
    parameters: tuple[Parameter, ...]
    visit_schedule: tuple[ScheduleRow, ...]
    risk_levels: tuple[Named, ...]
    risk_signs: tuple[Named, ...] = ()
    predicates: tuple[Predicate, ...]
    documents: tuple[Document, ...]
    stages: tuple[Stage, ...]
    items: tuple[Item, ...]
    refusal_reasons: tuple[RefusalReason, ...]
    postponement_reasons: tuple[Coded, ...]
    referral_reasons: tuple[Coded, ...]
    inadmissibility_reasons: tuple[Coded, ...]
    hold_reasons: tuple[Coded, ...]
    decline_reasons: tuple[DeclineReason, ...]
    ending_kinds: tuple[EndingKind, ...]
    ending_reasons: tuple[EndingReason, ...]
    next_cares: tuple[Named, ...]
    whereabouts: tuple[Whereabouts, ...]
    incident_levels: tuple[IncidentLevel, ...]
    incident_kinds: tuple[IncidentKind, ...]
    incident_measures: tuple[Named, ...] = ()
    support_needs: tuple[Named, ...] = ()
    support_outcomes: tuple[Named, ...] = ()
    family_events: tuple[FamilyEvent, ...]
    calendar_events: tuple[CalendarEvent, ...]
    ages_ahead: tuple[AgeAhead, ...] = ()
    visit_screens: tuple[Named, ...]
    visit_questions: tuple[VisitQuestion, ...]
    home_study_sections: tuple[Named, ...]
    home_study_questions: tuple[HomeStudyQuestion, ...]
    printed_forms: tuple[PrintedForm, ...]
    consent_texts: tuple[ConsentText, ...] = ()
    processing_activities: tuple[ProcessingActivity, ...] = ()
    security_measures: tuple[Named, ...] = ()
    retention_rules: tuple[RetentionRule, ...] = ()
