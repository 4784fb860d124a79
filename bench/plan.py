"""The visits of all children planned by one statement: against models saved one by one, and against a second run."""

from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bench import cases
from bench.crowd import BATCH
from bench.database import sql
from bench.figures import Figure
from bench.officers import directorate
from bench.rounds import timed
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Home
from fostercare.workflows.follow_up import plan
from fostercare.workflows.follow_up.models import Plan, Visit
from fostercare.workflows.placement.models import Placement

OFFSET = 20_000_000
STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").rstrip().rstrip(";").split(";\n")
TABLES = ["records_child", "guidebook_case", "child_file_childfile", "match_match", "placement_placement"]
AGES = {"majority_age", "follow_up_until"}


def measure(size):
    _placements(size.placements)
    floor = _row_by_row(size.placements_sample)
    first = timed(plan.renew)
    for model in (Visit, Plan):
        sql(f"VACUUM ANALYZE {model._meta.db_table}")
    again = timed(plan.renew)
    return [
        Figure("plan", size.placements / first, size.placements_sample / floor, 50, "placements/s", at_least=True),
        Figure("plan_again", again, first, goal=0.1, unit="s"),
    ]


def _placements(count):
    place = directorate()
    home = Home.objects.create(directorate=place, name="دار", address="شارع", capacity=20)
    application = cases.an_application()
    facts = {"offset": OFFSET, "home": home.pk, "place": place.pk, "edition": in_force().pk}
    for first in range(1, count + 1, BATCH):
        for statement in STATEMENTS:
            last = min(first + BATCH - 1, count)
            sql(statement, application=application.pk, first=first, last=last, **facts)
    for table in TABLES:
        sql(f"VACUUM ANALYZE {table}")


def _row_by_row(count):
    """The seconds for some of the placements; what is written is taken back."""
    with transaction.atomic():
        seconds = timed(lambda: _plan_each(count))
        transaction.set_rollback(True)
    return seconds


def _plan_each(count):
    for placement in islice(Placement.objects.select_related("child", "edition").iterator(), count):
        parameters = book(placement.edition).parameters
        for sequence, (stage, day) in enumerate(_days(placement, parameters), start=1):
            Visit(
                placement=placement, sequence=sequence, stage=stage, planned_on=day,
                late_after=parameters.add(day, "visit_grace"),
            ).save()  # fmt: skip


def _days(placement, parameters):
    """(stage, day) of each visit ahead, as the schedule has them without a risk."""
    start, born, today = placement.handed_over_on, placement.child.birth_date, timezone.localdate()
    end = parameters.add(born, "follow_up_until")
    stages = [row for row in book(placement.edition).rows("visit_schedule") if row["until"] and not row["risk"]]
    day = max(today, parameters.add(start, stages[0]["visit"]))
    while day <= end:
        stage = next(row for row in stages if day <= _ends(row, start, born, parameters))
        yield stage["key"], day
        day = parameters.add(day, stages[1]["visit"] if stage is stages[0] else stage["visit"])


def _ends(row, start, born, parameters):
    return parameters.add(born if row["until"] in AGES else start, row["until"])
