"""The social study of a family as a draft: kept as it is typed, whatever it is, so that nothing typed is lost.

What was typed is kept as it was typed; what it means is read by the form. Signing is `home_study_signing`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from directorates import access
from fostercare.workflows.application.models import HomeStudy, State
from fostercare.workflows.lifecycle import NotNow


def study_of(application) -> HomeStudy | None:
    people = HomeStudy.objects.select_related("worker", "partner", "supervisor")
    return people.filter(application=application).first()


def may_write(user, application) -> bool:
    return access.allowed(user, "study_families", application.directorate)


def is_open(application, study) -> bool:
    """It is written while the family is under study: until the worker signs, and again when it is returned."""
    return application.state == State.REGISTERED and not (study and study.signed)


@transaction.atomic
def keep(application, typed, *, seen, by):
    """Keep what was typed beside what was saved since the page was made: (the study, what disagrees).

    Raises PermissionDenied, or NotNow when the study cannot be written any more.
    """
    access.require(by, "study_families", application.directorate)
    study = locked(application) or HomeStudy(application=application)
    if not is_open(application, study):
        raise NotNow(_("This study has been signed meanwhile: what was typed here was not saved."))
    study.answers, disagree = merge(seen, typed, study.answers)
    study.worker = by
    study.save()
    return study, disagree


def merge(seen, mine, theirs):
    """Three answers to every question: as the page was made, as typed since, as saved since.

    What was changed in both places and differs stays as it was saved, until a person has seen both; an answer that only
    goes on where the saved one ends is no difference.
    """
    merged, disagree = dict(theirs), {}
    for key, typed in mine.items():
        before, saved = seen.get(key) or "", theirs.get(key) or ""
        if (typed or "") == before:
            continue
        goes_on = isinstance(typed, str) and isinstance(saved, str) and typed.startswith(saved)
        if saved in (before, typed) or goes_on:
            merged[key] = typed
        else:
            disagree[key] = saved
    return merged, disagree


def seen_now(seen, typed, saved):
    """From which answers the page is made after a save: what it shows and what is saved agree."""
    return seen | {key: value for key, value in typed.items() if (saved.get(key) or "") == (value or "")}


def locked(application) -> HomeStudy | None:
    """The study, held until the transaction ends."""
    study = HomeStudy.objects.select_for_update().filter(application=application).first()
    if study:
        study.application = application
    return study
