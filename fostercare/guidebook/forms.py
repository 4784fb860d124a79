"""The form that answers an item, built from the kinds of evidence the item asks for."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import digits, full_day
from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Status
from fostercare.guidebook.models import Answer
from fostercare.records.fields import DayField, FoldedDecimalField

State = Answer.State

# What a rule proposes, as an answer. A person still gives it.
PROPOSED = {"pass": State.MET, "fail": State.NOT_MET, "exemption": State.EXEMPTION_ASKED}
VALUES = {"date": "date", "number": "number", "signature": "signed"}  # kind of evidence → column of the answer


# How an answer is called of which only the result is written down.
RESULTS = {State.MET: gettext_lazy("clear"), State.NOT_MET: gettext_lazy("not clear")}


def prefix_of(item, person):
    """The name of a part's fields on a page that answers many."""
    return f"{item.code}-{person.pk}" if person else item.code


def works_itself_out(verdict) -> bool:
    """Does the program know the value already, so that nobody has to type it again?"""
    return verdict is not None and verdict.outcome != "unknown"


def values_asked(item, verdict) -> list[str]:
    """The columns of the answer that an officer has to fill before the item is met."""
    asked = [VALUES[kind] for kind in item.evidence["kinds"] if kind in VALUES]
    return [name for name in asked if name == "signed" or not works_itself_out(verdict)]


def paper_label(checklist, document):
    """«criminal-record sheet · Mona Ahmed · 3 May 2026»: enough to choose a paper by, and nothing that is inside it."""
    words = [checklist.book.document_label(document.kind)]
    if document.person:
        words.append(document.person.short_name)
    if document.issued_on:
        words.append(full_day(document.issued_on))
    return " · ".join(words)


class AnswerForm(forms.Form):
    """One item (of one adult, where it is asked of each). It begins with what stands, or with what rules propose."""

    state = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note or reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    # What a page adds: links to the papers on file, and the form that files another one.
    links = ()
    paper = None

    def __init__(self, data=None, *, checklist, line, part, papers, **kwargs):
        """`papers`: the documents this officer may choose from."""
        super().__init__(data, prefix=prefix_of(line.item, part.person), **kwargs)
        self.checklist, self.line, self.part, self.item = checklist, line, part, line.item
        self.verdict = checklist.verdict(self.item, part.person)
        self.asked = values_asked(self.item, self.verdict)
        named = checklist.of_whom(checklist.named_documents(self.item, part.person), part.person)
        keys = {(code, whose and whose.pk) for code, whose in named}
        self.papers = {paper.pk: paper for paper in papers if (paper.kind, paper.person_id) in keys}
        self._add_fields()
        if self.item.evidence.get("result"):
            del self.fields["note"]
        self.initial = self._standing() or self._proposal()
        self.order_fields(["state", *VALUES.values(), "documents", "note"])

    @property
    def name(self):
        """How the part is called where errors are summed up."""
        person = self.part.person
        return f"{self.item.code} · {person.short_name}" if person else self.item.code

    @property
    def proposes(self):
        """The answer the rules propose, in words; empty where they propose none."""
        state = self._proposed()
        return state.label if state else ""

    @property
    def values(self):
        """The fields of what an officer has to write down beside the answer."""
        return [self[name] for name in self.asked]

    @property
    def lacks_papers(self):
        return not self.papers and self._wants_papers()

    @property
    def reason(self):
        return digits(self.verdict.reason) if self.verdict else ""

    @property
    def filled(self):
        """Is there an answer to write down: one was chosen, and it says something else than what stands?"""
        return bool(self.cleaned_data.get("state")) and self._differs()

    def clean_note(self):
        # A browser sends its own line ends; an untouched note stays the same note.
        return self.cleaned_data["note"].replace("\r\n", "\n")

    def clean(self):
        given = super().clean()
        state = given.get("state")
        if state:
            self._refuse_gaps(state, given)
            if self._overtaken() and self._differs():
                self.add_error("state", self._what_stands())
        elif any(given.get(name) for name in self.changed_data if name != "documents"):
            self.add_error("state", _("Choose an answer for what was filled in here."))
        return given

    def save(self, by):
        """Write the answer down; raises PermissionDenied where the officer may not answer the item."""
        given = self.cleaned_data
        state = State(given["state"])
        values = {name: given[name] for name in VALUES.values() if given.get(name) not in (None, "")}
        if "yes_no" in self.item.evidence["kinds"] and state in (State.MET, State.NOT_MET):
            values["yes_no"] = state == State.MET
        return answering.answer(
            self.line.case, self.item, by=by, state=state, person=self.part.person,
            documents=self._chosen(), note=given.get("note", ""), **values,
        )  # fmt: skip

    def _add_fields(self):
        self.fields["state"].label = self.part.person.full_name if self.part.person else _("Answer")
        self.fields["state"].choices = self._choices()
        if "date" in self.asked:
            self.fields["date"] = DayField(label=_("Date"), required=False, not_in_future=not _kept_until(self.item))
        if "number" in self.asked:
            self.fields["number"] = FoldedDecimalField(
                label=_("Number"), required=False, min_value=0, max_digits=12, decimal_places=2
            )
        if "signed" in self.asked:
            self.fields["signed"] = forms.BooleanField(label=_("Signed"), required=False)
        if self.papers:
            self.fields["documents"] = forms.TypedMultipleChoiceField(
                label=_("Papers that show it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
                choices=[(paper.pk, paper_label(self.checklist, paper)) for paper in self.papers.values()],
            )  # fmt: skip

    def _choices(self):
        open_ = [] if self.part.answer else [("", _("left open"))]
        states = filter(None, map(self._possible, (State.MET, State.NOT_MET, State.EXEMPTION_ASKED)))
        words = RESULTS if self.item.evidence.get("result") else {}
        return [*((state.value, words.get(state, state.label)) for state in states), *open_]

    def _possible(self, state):
        """The answer, if the item knows it: where nobody can grant an exemption, none is asked for."""
        if state == State.EXEMPTION_ASKED and not self.item.exempted_by:
            return None
        return state

    def _standing(self):
        """What the standing answer says; an expired one is proposed again with the papers that came since."""
        answer = self.part.answer
        if answer is None or answer.state == State.EXEMPTED:
            return {}
        renewed = self._newest() if self.part.status == Status.EXPIRED else []
        papers = renewed or _keys(answer.documents.all())
        values = {name: getattr(answer, name) for name in VALUES.values()}
        return {"state": answer.state, "note": answer.note, "documents": papers, **values}

    def _proposal(self):
        if self.part.answer:
            return {}
        state, papers = self._proposed(), self._newest()
        if not state or (state == State.MET and not papers and self._wants_papers()):
            return {"state": "", "documents": papers}
        return {"state": state.value, "note": self.reason, "documents": papers}

    def _proposed(self):
        return self._possible(PROPOSED[self.verdict.outcome]) if works_itself_out(self.verdict) else None

    def _wants_papers(self):
        return bool(self.checklist.wanted_documents(self.item, self.part.person))

    def _newest(self):
        """The papers on file that the item asks for and that are still valid, the newest of each kind and owner."""
        by_age = sorted(self.papers.values(), key=lambda paper: (paper.issued_on or date.min, paper.pk))
        newest = {(paper.kind, paper.person_id): paper for paper in by_age}
        return _keys(paper for paper in newest.values() if not self._out_of_date(paper))

    def _out_of_date(self, paper):
        until = self.checklist.valid_until(paper)
        return until is not None and until < self.checklist.on

    def _refuse_gaps(self, state, given):
        if state != State.MET and "note" in self.fields:
            if not given.get("note"):
                self.add_error("note", _("Say why in a few words."))
            return
        gaps = {
            "date": _("Write the date."),
            "number": _("Write the number."),
            "signed": _("Tick this when the signature was seen."),
        }
        for name in self.asked:
            if not self.errors.get(name) and given.get(name) in (None, False):
                self.add_error(name, gaps[name])
        if state == State.MET and self._wants_papers() and not self._chosen():
            missing = _("The item asks for a paper: choose it, or add it to the file first.")
            self.add_error("documents" if "documents" in self.fields else "state", missing)

    def _chosen(self):
        return [self.papers[pk] for pk in self.cleaned_data.get("documents") or ()]

    def _differs(self):
        standing, given = self.part.answer, self.cleaned_data
        if standing is None:
            return True
        columns = [name for name in ("state", "note", *VALUES.values()) if name in self.fields]
        papers = set(_keys(self._chosen())) != set(_keys(standing.documents.all()))
        return papers or any(given.get(name) != getattr(standing, name) for name in columns)

    def _overtaken(self):
        """Was the item answered since the page was opened?"""
        seen = self.data.get(self.add_prefix("standing"), "")
        return seen != (str(self.part.answer.pk) if self.part.answer else "")

    def _what_stands(self):
        answer = self.part.answer
        return _(
            "Meanwhile %(officer)s answered “%(state)s”. Your entry is kept below; save again to replace that answer."
        ) % {"officer": answer.answered_by, "state": answer.get_state_display()}


def _kept_until(item):
    """Only what is kept for a time has a date that lies ahead."""
    return any(key.startswith("retention") for key in item.parameters)


def _keys(rows):
    return [row.pk for row in rows]


class ExemptionForm(forms.Form):
    """What an authority decided: for whom, under which number, for which reason."""

    person = forms.TypedChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect, coerce=int)
    declined = forms.BooleanField(label=gettext_lazy("The exemption was not granted"), required=False)
    decision_number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("Reasons of the decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data=None, *, line, **kwargs):
        super().__init__(data, **kwargs)
        self.line = line
        self.people = {part.person.pk: part.person for part in line.open_parts if part.person}
        if self.people:
            self.fields["person"].choices = [(pk, person.full_name) for pk, person in self.people.items()]
        else:
            del self.fields["person"]

    def save(self, by):
        given = self.cleaned_data
        decide = answering.decline if given["declined"] else answering.exempt
        return decide(
            self.line.case, self.line.item, by=by, decision_number=given["decision_number"], reason=given["reason"],
            person=self.people.get(given.get("person")),
        )  # fmt: skip


class Sheet:
    """The forms of a page as one: shown, checked and summed up together, each answer saved for itself."""

    def __init__(self, answers, papers=()):
        self.answers = list(answers)
        self.forms = [*self.answers, *papers]

    @property
    def errors(self):
        return [form.errors for form in self.forms if form.errors]

    def get_context(self):
        return {"errors": [error for form in self.forms for error in form.non_field_errors()]}

    def visible_fields(self):
        return [_InSheet(form, field) for form in self.forms for field in form.visible_fields()]

    def save(self, by) -> list:
        """Write down every answer that was given and holds together; the others keep their errors."""
        return [form.save(by) for form in self.answers if form.is_valid() and form.filled]


class _InSheet:
    """A field that says of which part it is, for the summary of errors."""

    def __init__(self, form, field):
        self._field = field
        self.label = form.name if field.name == "state" else f"{form.name} · {field.label}"

    def __getattr__(self, name):
        return getattr(self._field, name)
