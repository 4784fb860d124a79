"""What each person whose data a case holds said to the texts in force."""

from dataclasses import dataclass

from django.db.models import Q

from fostercare.guidebook.book import book, wording
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.consent.models import Consent
from fostercare.workflows.data_subjects import Subject, subjects_of


@dataclass
class Line:
    """One text before one person: what was said last, if anything."""

    subject: Subject
    row: dict
    consent: Consent | None = None

    @property
    def state(self) -> str:
        """missing, refused, withdrawn, outdated (an older wording), given"""
        if self.consent is None:
            return "missing"
        if self.consent.withdrawn_on:
            return "withdrawn"
        if not self.consent.given:
            return "refused"
        return "outdated" if self.consent.version < self.row["version"] else "given"

    @property
    def title(self):
        return title_of(self.row)

    @property
    def text(self):
        return wording(self.row)

    @property
    def follows(self):
        return wording({"ar": self.row["follows_ar"], "en": self.row["follows_en"]})


def title_of(row):
    return wording({"ar": row["title_ar"], "en": row["title_en"]})


def texts(of_child: bool) -> list[dict]:
    """The texts of the edition in force: whatever edition a case keeps, a person is asked the wording of today."""
    wanted = "child" if of_child else "adult"
    return [row for row in book(in_force()).rows("consent_texts") if row["of"] == wanted]


def lines_of(record) -> list[Line]:
    """Every text before every person of a case."""
    subjects = subjects_of(record)
    if not subjects:
        return []
    asked = Q(person__in=[one.person for one in subjects if one.person])
    asked |= Q(child__in=[one.child for one in subjects if one.child])
    standing = Consent.objects.standing().filter(asked).select_related("recorded_by", "withdrawal_recorded_by", "paper")
    asked_of = {of_child: texts(of_child) for of_child in {one.is_child for one in subjects}}
    known = {(consent.person_id, consent.child_id, consent.text): consent for consent in standing}
    return [
        Line(one, row, known.get((one.person and one.person.pk, one.child and one.child.pk, row["key"])))
        for one in subjects
        for row in asked_of[one.is_child]
    ]
