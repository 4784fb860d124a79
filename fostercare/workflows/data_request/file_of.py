"""Where the data of the person who asks are kept: the cases, the rows that tell of them."""

from django.apps import apps
from django.db.models import Q

from fostercare.guidebook.models import Case
from fostercare.records.models import Document
from fostercare.records.sealed import CLASSES


def of_household(household) -> Q:
    """The cases that are called after a family: its applications, and whatever grew from them."""
    placements = "placement__match__application__household"
    return (
        Q(as_application__household=household)
        | Q(as_grievance__decision__application__household=household)
        | Q(as_match__application__household=household)
        | Q(as_placement__match__application__household=household)
        | Q(**{f"as_incident__{placements}": household})
        | Q(**{f"as_travel__{placements}": household})
        | Q(**{f"as_transfer__{placements}": household})
    )


def cases_of(subject):
    """The cases on which the person's data stand."""
    if not subject.is_child:
        return Case.objects.filter(of_household(subject.person.household))
    child = subject.child
    of_child = Q(as_child_file__child=child) | Q(as_match__child_file__child=child) | Q(as_placement__child=child)
    return Case.objects.filter(of_child | Q(as_incident__placement__child=child))


def rows_of(subject) -> list:
    """(model, keys) of the rows that tell of the person; what is sealed and what was handed in among them."""
    whose = {name: one for name, one in subject.key.items() if one}
    own = [subject.child] if subject.is_child else [subject.person, subject.person.household]
    besides = [apps.get_model("consent.Consent"), Document, *CLASSES.values()]
    if subject.is_child:
        besides.append(apps.get_model("records.Guardianship"))
    return [
        *((type(one), [one.pk]) for one in own),
        *((model, list(model.objects.filter(**whose).values_list("pk", flat=True))) for model in besides),
    ]
