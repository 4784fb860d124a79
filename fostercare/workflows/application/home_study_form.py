"""The social study as a form: the edition's questions by section, and what the program itself has to know."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import digits
from fostercare.guidebook import questions
from fostercare.guidebook.book import book, wording

VISITED_ON, HOME_IS_SAFE, SEEN_ALONE = "visited_on", "home_is_safe", "adults_seen_alone"
# What the checklist asks of the worker in so many words: the edition's questions only describe it.
OF_OUR_OWN = [
    {
        "key": VISITED_ON,
        "section": "household",
        "kind": "date",
        "required": True,
        "label": gettext_lazy("Date of the home visit"),
    },
    {
        "key": HOME_IS_SAFE,
        "section": "dwelling",
        "kind": "yes_no",
        "required": True,
        "label": gettext_lazy("Is the home safe, with a place for the child to sleep and services near?"),
    },
]


class StudyForm(forms.Form):
    """The study, as far as it is written. A gap is an error only when the study is to be `complete`."""

    def __init__(self, application, answers, *, complete=False):
        super().__init__(data=answers)
        self.application, self.complete = application, complete
        self.book = book(application.edition)
        facts = application.facts(timezone.localdate())
        asked = [row for row in self.book.rows("home_study_questions") if row["kind"] != "signature"]
        self.questions = questions.applying([*OF_OUR_OWN, *asked], facts, self.book.parameters)
        for question in self.questions:
            self.fields[question["key"]] = questions.field(question, help_text=self._help(question))

    @cached_property
    def sections(self) -> list:
        """The sections in the edition's order, each with its fields and how many of its needed answers are there."""
        return [
            {"key": row["key"], "label": wording(row), **self._section(row["key"])}
            for row in self.book.rows("home_study_sections")
        ]

    def missing(self) -> list:
        """The fields that still have to be answered or corrected before signing."""
        return [self[question["key"]] for question in self.questions if question["key"] in self.errors]

    def full_clean(self):
        super().full_clean()
        if not self.complete:
            gaps = [name for name, errors in self._errors.as_data().items() if errors[0].code == "required"]
            for name in gaps:
                del self._errors[name]

    def clean_visited_on(self):
        day = self.cleaned_data[VISITED_ON]
        if day and day < self.application.opened_on:
            raise ValidationError(_("The visit is before the day of the request."))
        return day

    def _section(self, key):
        here = [question for question in self.questions if question["section"] == key]
        needed = [question["key"] for question in here if question["required"]]
        return {
            "fields": [self[question["key"]] for question in here],
            "done": sum(self._answered(name) for name in needed),
            "total": len(needed),
        }

    def _answered(self, name):
        self.is_valid()
        return self.cleaned_data.get(name) not in (None, "", [])

    def _help(self, question):
        """How a scale runs; what the family said at the counter, beside the question that looks at it again."""
        if question["kind"] == "scale":
            return _("From %(least)s, poor, to %(most)s, very good.") % {"least": digits(1), "most": digits(5)}
        household = self.application.household
        registered = {"rooms": digits(household.rooms), "dwelling_kind": household.get_tenure_display()}
        said = registered.get(question["key"])
        return _("At registration: %(said)s.") % {"said": said} if said else ""
