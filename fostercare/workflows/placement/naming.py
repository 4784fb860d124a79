"""What a naming decision may change: one element of the name, and never so that it reads as a lineage.

Decree 1143 of 2020 and the fatwas it follows: the child's first name may change; or it bears either the foster
father's first name or a carer's family name, never both and never the whole name; or the foster mother's first name
stands in the mother's field. Where the birth parents are known, their names stay.
"""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.records.arabic import arabic_key
from fostercare.records.models import FIRST_NAME, Sex


class Element(models.TextChoices):
    FIRST = "first", gettext_lazy("the child's first name")
    CARER = "carer", gettext_lazy("the foster father's first name after the child's")
    FAMILY = "family", gettext_lazy("the carer's family name")
    MOTHER = "mother", gettext_lazy("the foster mother's first name in the mother's field")


def problem(element, registered, proposed, carers, parents_known=False) -> str:
    """Why a name may not be given by this decision, in a sentence; empty where it may.

    carers: the applicants, with .full_name and .sex; the mother's field is none of the name, and is not asked here.
    """
    if parents_known and element != Element.FIRST:
        return _("Where the birth parents are known their names stay; only the first name may change.")
    if arabic_key(registered) == arabic_key(proposed):
        return _("The name is the one that was registered.")
    if element == Element.FIRST:
        if _rest(registered) != _rest(proposed):
            return _("More than the first name changes; a decision changes one element only.")
        return ""
    if _first(registered) != _first(proposed):
        return _("The first name changes too; a decision changes one element only.")
    return _of_a_carer(element, registered, proposed, carers)


def _of_a_carer(element, registered, proposed, carers):
    """What is new is one element of one carer's name and nothing else."""
    new = [word for word in _rest(proposed) if word not in _rest(registered)]
    if new and any(new == _element(element, one) for one in carers):
        return ""
    if any(len(new) > 1 and set(new) <= set(arabic_key(one.full_name).split()) for one in carers):
        return _(
            "The child bears the foster father's first name or the family name, never both and never the whole name."
        )
    if element == Element.CARER:
        return _("What is new in the name is not the foster father's first name alone.")
    return _("What is new in the name is not the carer's family name alone.")


def _element(element, carer):
    if element == Element.FAMILY:
        return arabic_key(carer.full_name).split()[-1:]
    return _first(carer.full_name) if carer.sex == Sex.MALE else None


def _first(name):
    """The first name, in the one spelling of the search key; a compound name is one name."""
    return arabic_key(FIRST_NAME.match(name.strip())[0]).split()


def _rest(name):
    return arabic_key(name).split()[len(_first(name)) :]
