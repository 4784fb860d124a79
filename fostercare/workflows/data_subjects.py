"""Whose data a case holds: the persons who consent, ask and are answered about them."""

from dataclasses import dataclass
from functools import cached_property

from fostercare.guidebook.models import Case

# The cases that a person's data are kept on.
OF_PERSONS = (Case.Kind.APPLICATION, Case.Kind.CHILD_FILE)


@dataclass(frozen=True)
class Subject:
    """A person whose data a case holds: an adult of the family, or a child."""

    person: object = None
    child: object = None

    @property
    def is_child(self):
        return self.child is not None

    @property
    def key(self) -> dict:
        """By what the person's rows are found."""
        return {"person": self.person, "child": self.child}

    @property
    def code(self) -> str:
        """How an address names the person: by a number alone."""
        return f"c{self.child.pk}" if self.is_child else f"p{self.person.pk}"

    @property
    def label(self):
        """What stands on a page: a child is called by the file's number."""
        return self.child.file.number if self.is_child else self.person.short_name

    @cached_property
    def guardianship(self):
        return self.child.guardianships.filter(until=None).first() if self.is_child else None


def subjects_of(record) -> list[Subject]:
    """The adults of an application's household, each for oneself; the child of a child's file."""
    if record.kind == Case.Kind.CHILD_FILE:
        return [Subject(child=record.child)]
    if record.kind == Case.Kind.APPLICATION:
        return [Subject(person=person) for person in [*record.household.adults, *record.household.other_adults]]
    return []
