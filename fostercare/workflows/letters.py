"""The letters of a case: which its acts call for, which were issued, and issuing one.

A letter is issued once for each decision or act that calls for it, takes the next outgoing number, and is kept. Its
words stand in templates/print/LT-….html, what they need in `letter_facts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import NamedTuple

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare import printing
from fostercare.guidebook import checklist_paper, papers
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Paper
from fostercare.workflows import letter_facts as facts
from fostercare.workflows import reviews


class Story:
    """What happened on a case, as far as letters tell of it; read once for all of them."""

    def __init__(self, record):
        self.record = record

    @cached_property
    def acts(self) -> dict:
        """The last moment of each act."""
        return dict(self.record.history.order_by("at", "pk").values_list("act", "at"))

    @cached_property
    def decision(self):
        return facts.decision_told(self.record)

    @cached_property
    def invitation(self):
        return facts.invitation(self.record)


@dataclass(frozen=True)
class Letter:
    """A letter that a procedure knows."""

    code: str
    template: str
    called_for: Callable[[Story], datetime | None]  # when that was done which the letter tells of
    facts: Callable[..., dict]  # record → what its words need
    right: str  # who issues it
    reading: str = ""  # a right that reading it asks for: it names the child
    by_the_ministry: bool = False
    signed_by: tuple = ()  # roles, where they are not those that sign most letters


class Offered(NamedTuple):
    """A letter as the case's page lists it; `paper` is None where it has not been issued yet."""

    code: str
    label: str
    paper: Paper | None


def after(*acts):
    """The letter is called for by the last of these acts."""
    return lambda story: max((story.acts[act] for act in acts if act in story.acts), default=None)


def first_of(*acts):
    """The letter is called for by the first of these acts that was done; what follows it needs no second letter."""
    return lambda story: next((story.acts[act] for act in acts if act in story.acts), None)


def decided(outcome):
    """The letter is called for by the latest decision, if it is such a one."""
    return lambda story: story.decision and story.decision.outcome == outcome and story.decision.recorded_at


def invited(story):
    """The family is invited when the agenda with its case is published, or the case put on a published one."""
    return story.invitation and max(story.invitation.added_at, story.invitation.published_at)


def decided_for_good(story):
    """An extract is made of a decision that others ask for: an approval or a refusal."""
    lasting = story.decision and story.decision.outcome != "postponed"
    return story.decision.recorded_at if lasting else None


def extracted(story):
    """Who asked to see their data, and may, gets them on paper."""
    return story.acts.get("answer") if story.record.what in facts.EXTRACTED else None


def visit_announced(story):
    """The letter is called for before each announced visit; of an unannounced one the family hears at the door."""
    visit = facts.announced_visit(story.record)
    return visit and timezone.make_aware(datetime.combine(visit.planned_on - facts.VISIT_AHEAD, time.min))


def each_half_year(story):
    """The letter is called for by the last half-year that was reached since the hand-over; then it is issued anew."""
    mark = reviews.half_year(story.record, timezone.localdate())
    return mark and timezone.make_aware(datetime.combine(mark, time.min))


TELLING = {"right": "register_applications", "facts": facts.of_decision}
FOR_PRIVACY = {
    "right": "manage_breaches",
    "reading": "view_breaches",
    "by_the_ministry": True,
    "signed_by": ("data_protection_officer", "foster_families_head"),
}
LETTERS = {
    "application": [
        Letter("LT-21", "print/LT-21.html", after("register"), facts.of_receipt, "register_applications"),
        Letter("LT-01", "print/LT-01.html", invited, facts.of_invitation, "manage_sittings"),
        Letter("LT-02", "print/LT-02.html", decided("approved"), **TELLING),
        Letter("LT-03", "print/LT-03.html", decided("with_conditions"), **TELLING),
        Letter("LT-04", "print/LT-04.html", decided("refused"), **TELLING),
        Letter("LT-05", "print/LT-05.html", decided("postponed"), **TELLING),
        Letter(
            "LT-06", "print/LT-06.html", after("refer", "request_exemption"), facts.of_referral, "register_applications"
        ),
        Letter(
            "LT-08", "print/LT-08.html", decided_for_good, facts.of_extract, "register_applications"
        ),
    ],
    "grievance": [
        Letter("LT-21", "print/LT-21-grievance.html", after("begin"), facts.of_grievance, "lodge_grievances"),
        Letter(
            "LT-22", "print/LT-22.html", after("uphold", "dismiss", "send_back", "find_inadmissible"),
            facts.of_outcome, "record_higher_decisions", by_the_ministry=True,
        ),
    ],
    "match": [
        Letter(
            "LT-07", "print/LT-07.html", after("issue_letter", "renew_letter"), facts.of_viewing,
            "issue_viewing_letters", by_the_ministry=True,
        ),
    ],
    "placement": [
        Letter(
            "LT-12", "print/LT-12.html", after("begin"), facts.of_undertakings,
            "prepare_contracts", by_the_ministry=True,
        ),
        Letter(
            "LT-13", "print/LT-13.html", after("begin"), facts.of_undertakings,
            "prepare_contracts", by_the_ministry=True,
        ),
        Letter(
            "LT-10", "print/LT-10.html", after("sign_contract"), facts.of_contract,
            "prepare_contracts", reading="view_children", by_the_ministry=True,
        ),
        Letter(
            "LT-11", "print/LT-11.html", first_of("clear_hand_over", "hand_over"), facts.of_hand_over,
            "hand_over_children", reading="view_children", by_the_ministry=True,
        ),
        Letter("LT-14", "print/LT-14.html", visit_announced, facts.of_announced_visit, "plan_visits"),
        Letter(
            "LT-18", "print/LT-18.html", first_of("confirm_ending", "end"), facts.of_ending,
            "end_placements", by_the_ministry=True,
        ),
        Letter(
            "RV-01", "print/RV-01.html", each_half_year, reviews.of_half_year,
            "review_placements", reading="view_child_words",
        ),
        Letter(
            "RV-02", "print/RV-01.html", after("review"), reviews.of_year,
            "review_placements", reading="view_child_words",
        ),
    ],
    "travel": [
        Letter(
            "LT-16", "print/LT-16.html", after("grant"), facts.of_travel,
            "end_placements", reading="view_children", by_the_ministry=True,
        ),
    ],
    "transfer": [Letter("LT-17", "print/LT-17.html", after("send_report"), facts.of_transfer, "transfer_files")],
    "incident": [
        Letter(
            "LT-15", "print/LT-15.html", after("notify"), facts.of_incident,
            "manage_incidents", reading="view_incidents",
        ),
    ],
    "data_request": [
        Letter(
            "DP-01", "print/DP-01.html", after("answer", "refuse"), facts.of_data_request,
            **FOR_PRIVACY | {"right": "answer_data_requests", "reading": "receive_data_requests"},
        ),
        Letter(
            "DP-02", "print/DP-02.html", extracted, facts.of_extract_of_data,
            **FOR_PRIVACY | {"right": "answer_data_requests", "reading": "receive_data_requests"},
        ),
    ],
    "breach": [
        Letter("DP-03", "print/DP-03.html", after("confirm", "amend"), facts.of_breach, **FOR_PRIVACY),
        Letter("DP-04", "print/DP-04.html", after("confirm", "amend"), facts.of_breach, **FOR_PRIVACY),
    ],
}  # fmt: skip
MINISTRY = ["foster_families_officer", "foster_families_head"]
READING = {letter.code: letter.reading for letters in LETTERS.values() for letter in letters if letter.reading}


def letters_for(record) -> list[Offered]:
    """The letters that can be issued on this case, and those that were."""
    story = Story(record)
    kept = {paper.kind: paper for paper in Paper.objects.filter(case=record.case, replaced_by=None)}
    offered = []
    for letter in LETTERS.get(record.kind, ()):
        called_for, paper = letter.called_for(story), kept.get(letter.code)
        if called_for and paper and paper.printed_at < called_for:
            paper = None  # it told of an earlier act
        if called_for or paper:
            offered.append(Offered(letter.code, label(record, letter.code), paper))
    return offered


def issue(record, code, *, by) -> Paper:
    """Issue a letter, or give the one that was issued. 404 where nothing calls for it, 403 without its right."""
    letter = next((letter for letter in LETTERS.get(record.kind, ()) if letter.code == code), None)
    called_for = letter and letter.called_for(Story(record))
    if not called_for:
        raise Http404(code)
    access.require(by, letter.right, record.office)
    return papers.archive(
        record.case, code, lambda paper: _print(letter, record, paper), by,
        numbered=True, office=None if letter.by_the_ministry else record.office, once_since=called_for,
    )  # fmt: skip


def require_reading(user, record, kind):
    """Refuse (403) whoever may see the case but not the child whom this paper names."""
    if right := READING.get(kind):
        access.require(user, right, record.directorate)


def _signed_by(letter):
    return letter.signed_by or (MINISTRY if letter.by_the_ministry else checklist_paper.SIGNED_BY)


def label(record, code) -> str:
    return book(record.edition).label("printed_forms", code)


def _print(letter, record, paper) -> bytes:
    frame = {
        **papers.stamp(paper),
        "title": label(record, letter.code),
        "directorate": "" if letter.by_the_ministry else record.office.name,
        "number_label": _("Case"),
        "number": record.number,
        "outgoing_number": paper.number,
        "on": paper.printed_at,
        "record": record,
        "signatures": papers.signature_boxes(paper.printed_by, record.office, *_signed_by(letter)),
    }
    return printing.pdf(letter.template, frame | letter.facts(record))
