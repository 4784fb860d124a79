"""One child against all families that wait: ranked by one statement, against the words worked out for each family."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from bench.crowd import BATCH
from bench.database import sql
from bench.figures import Figure
from bench.officers import directorate, officer
from bench.rounds import timed
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.records.agreement import agreement
from fostercare.records.models import Child, Home
from fostercare.records.sealed import keep
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.match.models import CLEARANCE
from fostercare.workflows.match.proposing import candidates, waiting_families
from fostercare.workflows.match.reasons import comparison, reasons

OFFSET = 30_000_000
STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").rstrip().rstrip(";").split(";\n")
TABLES = [
    "records_household", "records_person", "records_religionrecord", "guidebook_case", "application_application",
    "workflows_statechange", "guidebook_answer",
]  # fmt: skip
ROUNDS = 5


def measure(size):
    _families(size.families)
    file, reader = _a_child(), officer("matcher", "foster_families_officer", national=True)
    ours = min(timed(lambda: candidates(file, reader)) for _round in range(ROUNDS))
    yield Figure("ranking", ours, timed(lambda: _one_by_one(file, reader)), goal=0.2, unit="s")


def _families(count):
    places = [pk for (pk,) in sql("SELECT id FROM directorates_directorate ORDER BY code")]
    edition = in_force()
    facts = {
        "offset": OFFSET, "edition": edition.pk, "places": places, "of": len(places),
        "item": book(edition).by_code[CLEARANCE].pk, "by": officer("one").pk, "other": officer("other").pk,
    }  # fmt: skip
    for first in range(1, count + 1, BATCH):
        for statement in STATEMENTS:
            sql(statement, **facts, first=first, last=min(first + BATCH - 1, count))
    for table in TABLES:
        sql(f"VACUUM ANALYZE {table}")


def _a_child():
    home = Home.objects.create(directorate=directorate(), name="دار الترتيب", address="شارع", capacity=20)
    born = timezone.localdate() - timedelta(days=900)
    child = Child.objects.create(
        full_name="طفل", sex="female", birth_date=born,
        home=home, admitted_on=timezone.localdate(), legal_basis="قرار",
    )  # fmt: skip
    keep((child, {"religion": "muslim"}))
    return ChildFile(child=child, directorate=home.directorate, edition=in_force(), heading=home.name).open()


def _one_by_one(file, reader):
    """The points of every family, each worked out from its words."""
    parameters, child, today = book(file.edition).parameters, file.child_facts(), timezone.localdate()
    families = waiting_families(file, reader)
    agrees = agreement(file.child, {family.household_id for family in families})
    words = [
        reasons(
            comparison(
                family, file, child, parameters, today, one_religion=agrees[family.household_id], health_note=False
            )
        )
        for family in families
    ]
    return sorted(-sum(one.points for one in lines) for lines in words)
