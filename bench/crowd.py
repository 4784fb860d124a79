"""A crowd of applications, written in sets: every constraint holds and every trigger fires, only nobody acts."""

from pathlib import Path

from django.contrib.contenttypes.models import ContentType

from bench import names
from bench.database import sql
from bench.officers import PLACE, officer
from bench.walk import ACTS
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.application.models import Application

OFFSET = 10_000_000  # the crowd's keys lie beyond those that the sequences give

STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").rstrip().rstrip(";").split(";\n")
TABLES = [
    "records_household", "records_person", "records_religionrecord", "guidebook_case", "application_application",
    "workflows_process", "workflows_task", "records_nameword",
]  # fmt: skip
HANDS = 20  # officers in each place
BATCH = 5_000  # row by row a trigger looks through all that its transaction has still to check at its end

_size = 0


def grow(size):
    """Let the crowd have at least so many applications, one person and three tasks each."""
    global _size
    if size <= _size:
        return
    facts = _facts()
    for first in range(_size + 1, size + 1, BATCH):
        for statement in STATEMENTS:
            sql(statement, **facts, first=first, last=min(first + BATCH - 1, size))
    for table in TABLES:
        sql(f"VACUUM ANALYZE {table}")
    _size = size


def clerk():
    """An officer whose work list is measured: one of those who have taken the crowd's tasks."""
    return officer("hand 0", ACTS["register"].role)


def _facts():
    places = sql("SELECT id FROM directorates_directorate ORDER BY code <> %(here)s, code", here=PLACE)
    return {
        "offset": OFFSET,
        "edition": in_force().pk,
        "type": ContentType.objects.get_for_model(Application).pk,
        "places": [pk for (pk,) in places],
        "of": len(places),
        "officers": [clerk().pk, *(officer(f"hand {number}").pk for number in range(1, HANDS * len(places)))],
        "hands": HANDS,
        "steps": ["papers", "home_study", "field_check"],
        "given": names.FIRST,
        "givens": len(names.FIRST),
        "family": names.FAMILY,
        "families": len(names.FAMILY),
    }
