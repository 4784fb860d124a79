"""A carer died: the household is from then on who is left, and no paper and no list addresses the dead."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from fostercare.guidebook.models import Case
from fostercare.records.models import Household, Person, Sex

ALONE = {Sex.FEMALE: Household.Kind.WOMAN_ALONE, Sex.MALE: Household.Kind.MAN_ALONE}


def record(application, sex, *, died_on, certificate) -> None:
    """The carer of this sex died; who is left is a widow or a widower.

    Raises ValidationError where no such carer lives, or without the number of the certificate.
    """
    carer = next((person for person in application.household.adults if person.sex == sex), None)
    if carer is None:
        raise ValidationError(_("No such carer lives in this family."))
    if not certificate:
        raise ValidationError(_("A death is recorded with the number of its certificate."))
    _mark(carer, died_on, certificate)
    _address_who_is_left(application)


def take_back(application, sex, *, died_on) -> None:
    """The death was recorded in error: the family is again who it was."""
    for carer in application.household.deceased:
        if (carer.sex, carer.died_on) == (sex, died_on):
            _mark(carer, None, "")
            _address_who_is_left(application)


def _mark(carer, died_on, certificate):
    carer.died_on, carer.death_certificate = died_on, certificate
    carer.save(update_fields=["died_on", "death_certificate"])


def _address_who_is_left(application):
    household = application.household
    living, couple = household.adults, len(household.adults + household.deceased) == 2
    if living and couple:
        together = len(living) == 2
        household.kind = Household.Kind.COUPLE if together else ALONE[living[0].sex]
        household.save(update_fields=["kind"])
        for person in living:
            person.civil_status = Person.CivilStatus.MARRIED if together else Person.CivilStatus.WIDOWED
            person.save(update_fields=["civil_status"])
    cases = (
        Q(pk=application.pk) | Q(as_match__application=application) | Q(as_placement__match__application=application)
    )
    Case.objects.filter(cases).update(heading=household.name)
