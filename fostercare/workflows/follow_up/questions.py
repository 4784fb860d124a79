"""The questions of a visit: which of the edition's apply to this child, who may read them, how answers are said."""

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from directorates import access
from directorates.wording import digits, full_day
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.predicates import holds
from fostercare.guidebook.questions import right_to_read

# Questions whose answers the visit itself keeps as columns.
DATE, SEEN_ALONE = "visit_date", "child_seen_alone"
# A photograph is a document with its own consent, and what is signed is signed by the act; neither is typed.
NOT_TYPED = {"photo"}
SCALE = range(1, 6)


class Questions:
    """The edition's questions, as far as they apply to a visit and this officer may read them.

    `sight`: the officer before the placement, where what an emergency opened is read too.
    """

    def __init__(self, visit, user, on, sight=None):
        self.book, self.sight = book(visit.edition), sight
        facts = visit.placement.facts(on)
        applying = [
            question
            for question in self.book.rows("visit_questions")
            if holds(question.get("applies_when") or [], facts, self.book.parameters) is not False
        ]
        self.all = [question for question in applying if question["kind"] not in NOT_TYPED]
        self.photos = [question for question in applying if question["kind"] in NOT_TYPED]
        self.hidden = [question for question in self.all if not self._may_read(user, question, visit)]
        self.shown = [question for question in self.all if question not in self.hidden]

    def screens(self):
        """(screen, its questions) in the edition's order; a screen without questions is left out."""
        for screen in self.book.rows("visit_screens"):
            if asked := [question for question in self.shown if question["screen"] == screen["key"]]:
                yield {**screen, "label": wording(screen)}, asked

    def label(self, question):
        return wording(question)

    def choices(self, question):
        """What can be chosen, as pairs."""
        if question["kind"] == "yes_no":
            return [("yes", _("yes")), ("no", _("no"))]
        if question["kind"] == "scale":
            return [(str(step), digits(step)) for step in SCALE]
        rows = self.book.rows(question["choices_from"]) if question.get("choices_from") else question["choices"]
        return [(row["key"], wording(row)) for row in rows]

    def said(self, question, answer) -> str:
        """An answer in words."""
        if answer in (None, "", []):
            return ""
        if question["kind"] in ("choice", "yes_no", "multi_choice", "scale"):
            labels = dict(self.choices(question))
            given = answer if isinstance(answer, list) else [answer]
            return _(", ").join(str(labels.get(one, one)) for one in given)
        if question["kind"] == "signature":
            return _("signed")
        if question["kind"] == "date":
            return full_day(day) if (day := as_day(answer)) else answer
        return digits(answer) if question["kind"] in ("number", "time") else answer

    def depends_on(self, question) -> str:
        """When a question is to be answered at all, said beside it: pages ask everything without scripts."""
        for key, wanted in (question.get("shown_if") or {}).items():
            other = next((row for row in self.all if row["key"] == key), None)
            if other:
                values = {"question": wording(other), "answer": self.said(other, wanted)}
                return _("Only if “%(question)s” was answered “%(answer)s”.") % values
        return ""

    def incidents(self, answers) -> list:
        """The kinds of incident that the answers suggest, each with its sentence; a person judges them."""
        found = []
        for question in self.shown:
            given = answers.get(question["key"])
            for answer, said in self.signs(question).items():
                if given == answer or (isinstance(given, list) and answer in given):
                    found.append(said)
        return found

    def signs(self, question) -> dict:
        """The answers that suggest an incident: answer → its kind and what is then said."""
        return {answer: self.incident(kind) for answer, kind in (question.get("suggests_incident") or {}).items()}

    def incident(self, key) -> dict:
        """A kind of incident that is suggested, with its sentence."""
        kind = next(row for row in self.book.rows("incident_kinds") if row["key"] == key)
        values = {"kind": wording(kind), "level": self.book.label("incident_levels", kind["level"], key="key")}
        said = _("An answer suggests an incident: %(kind)s (level %(level)s). Report it today if it is one.")
        return {"what": key, "sentence": said % values}

    def rights(self, asked, answers) -> set:
        """The rights that reading these questions asks for, as far as they were answered."""
        return {right_to_read(question, self.book) for question in asked if answers.get(question["key"])} - {""}

    def _may_read(self, user, question, visit):
        right = right_to_read(question, self.book)
        held = not right or access.allowed(user, right, visit.directorate_id)
        return held or bool(self.sight and self.sight.broken(right))


def as_day(text) -> date | None:
    """The day in an answer; None where something else was typed."""
    try:
        return parse_date(text)
    except (TypeError, ValueError):
        return None
