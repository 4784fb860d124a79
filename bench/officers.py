"""Who acts in the bench: one officer for each act, in one directorate."""

from directorates import access
from directorates.models import Directorate, Officer

PLACE = "02"


def officer(name, role=None, national=False):
    """An officer of this name, appointed to a role if one is given."""
    person, made = Officer.objects.get_or_create(username=name, defaults={"full_name": name})
    if made and role:
        access.appoint(person, role, None if national else directorate())
    return person


def directorate():
    return Directorate.objects.get(code=PLACE)
