"""An edition as the program reads it: its items, parameters and coded lists, held in memory while it cannot change."""

from collections import defaultdict
from functools import lru_cache

from django.utils.translation import get_language

from fostercare.guidebook.models import Edition
from fostercare.guidebook.parameters import Parameters


class Book:
    """One edition, whole. Lists and documents are the plain rows of the edition's file."""

    def __init__(self, edition):
        self.edition = edition
        self.items = list(edition.items.all())
        self.by_code = {item.code: item for item in self.items}
        self.by_pk = {item.pk: item for item in self.items}
        self.parameters = Parameters(edition.parameters.all(), edition.lists["ending_kinds"])
        self.documents = {row["code"]: row for row in edition.lists["documents"]}
        self.stages = edition.lists["stages"]
        self._gates = defaultdict(list)
        for item in self.items:
            for gate in item.gates:
                self._gates[gate["act"]].append((item, gate.get("exemption") == "asked"))

    def gates(self, act):
        """The mandatory items that hold an act back, each with whether an exemption that was asked for is enough."""
        return [(item, asked) for item, asked in self._gates[act] if not item.optional]

    def rows(self, name):
        """A coded list of the edition: refusal_reasons, visit_questions, …"""
        return self.edition.lists.get(name, [])

    def choices(self, name, key="code"):
        """A coded list as form choices in the current language."""
        return [(row[key], wording(row)) for row in self.rows(name)]

    def label(self, name, code, key="code"):
        return next((wording(row) for row in self.rows(name) if row[key] == code), code)

    def document_label(self, code):
        return wording(self.documents[code]) if code in self.documents else code

    def valid_until(self, document):
        """The last day on which a paper counts: its own expiry or the edition's validity, whichever comes first."""
        key = self.documents.get(document.kind, {}).get("validity")
        limited = document.issued_on and key and self.parameters.value(key) is not None
        ends = [document.expires_on, limited and self.parameters.add(document.issued_on, key)]
        return min(filter(None, ends), default=None)


def wording(row):
    """A row's text in the current language."""
    return row["ar"] if (get_language() or "ar").startswith("ar") else row["en"]


def book(edition) -> Book:
    """The edition's book; an edition that can no longer change is read once a process."""
    return _kept(edition.pk, edition.digest) if edition.digest else Book(edition)


@lru_cache(maxsize=8)
def _kept(pk, digest):
    return Book(Edition.objects.get(pk=pk))
