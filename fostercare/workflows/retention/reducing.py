"""An application becomes a statistical record: names, numbers, words and papers go, in the ledger too; figures stay.

What remains of each column is written here, one by one. The acts, their days and who did them stay as they are; so do
the minutes of committees, which are the record of a public body (docs/security.md says what that leaves unmet).
"""

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.db.models import F, Func
from django.utils import timezone

from fostercare.ledger.redacting import redact
from fostercare.records import sealed
from fostercare.workflows.retention import due as finding
from fostercare.workflows.retention.models import RetentionLine, RetentionList

GONE = "—"
HISTORY = "workflows.StateChange:history_is_append_only"


class BirthYear(Func):
    """The first of January of the year of birth: the age is kept for the figures, the day is not."""

    template = "date_trunc('year', %(expressions)s)::date"


class Thousands(Func):
    template = "round(%(expressions)s, -3)"


# model → by what its rows are found among the cases of a family, and what remains in each column that goes.
PERSONAL = {
    "records.Person": (
        "household__applications",
        {
            "full_name": GONE, "national_id": "", "national_id_note": "", "passport": "",
            "birth_date": BirthYear(F("birth_date")), "occupation": "",
            "monthly_income": Thousands(F("monthly_income")), "phone": "",
            "died_on": BirthYear(F("died_on")), "death_certificate": GONE,
        },
    ),
    "records.Household": (
        "applications",
        {
            "married_on": BirthYear(F("married_on")), "district": GONE, "address": GONE,
            "landmark": "", "dwelling_notes": "",
        },
    ),
    "guidebook.Case": ("pk", {"heading": F("number")}),
    "application.Application": ("pk", {"wishes": ""}),
    "application.RegistrationDraft": ("application", {"data": {}}),
    "application.HomeStudy": ("application", {"answers": {}, "returned_note": ""}),
    "application.Decision": ("application", {"text": GONE, "conditions": ""}),
    "application.Condition": ("decision__application", {"text": GONE}),
    "application.Notification": ("decision__application", {"received_by": GONE}),
    "grievance.Grievance": ("decision__application", {"grounds": GONE, "study": ""}),
    "guidebook.Answer": ("case", {"note": ""}),
    "data_request.DataRequest": (
        "about",
        {
            "text": GONE, "through": "", "identity": "", "proposal": "", "reply": GONE,
            "done": GONE, "told_others": "", "untold": "",
        },
    ),
    "consent.Consent": ("case", {"withdrawal_note": ""}),
    "workflows.StateChange": ("case", {"why": ""}),
    "workflows.BreakGlass": ("case", {"why": GONE}),
    "clocks.Hold": ("case", {"text": ""}),
    "records.Document": (
        "household__applications",
        {"number": "", "issuer": "", "sha256": "", "file": "", "scan": "removed"},
    ),
    "guidebook.Paper": ("case", {"file": "", "sha256": ""}),
}  # fmt: skip
WITH_FILES = ("records.Document", "guidebook.Paper")


def carry_out(lists=None, today=None) -> int:
    """Reduce what two people have confirmed. Returns how many cases were; one that changed meanwhile is left alone."""
    confirmed = RetentionList.objects.filter(second_at__isnull=False, carried_out_at=None)
    done = 0
    for one in confirmed if lists is None else confirmed.filter(pk__in=lists):
        still_due = {found.case.pk for rule in finding.rules() for found in finding.due(rule, today)}
        for line in one.lines.filter(outcome="").select_related("case"):
            done += _carry_out(line, line.case_id in still_due)
        RetentionList.objects.filter(pk=one.pk).update(carried_out_at=timezone.now())
    return done


@transaction.atomic
def _carry_out(line, still_due) -> bool:
    if still_due:
        reduce(line.case, f"retention list {line.list_id}")
    line.outcome = RetentionLine.Outcome.REDUCED if still_due else RetentionLine.Outcome.LEFT
    line.save(update_fields=["outcome"])
    return still_due


@transaction.atomic
def reduce(case, ground) -> None:
    """Take the personal columns out of everything that stands on an application, then out of the ledger."""
    cases = [case.pk, *_beside(case)]
    rows = {label: _rows(label, way, cases) for label, (way, _columns) in PERSONAL.items()}
    files = [file for label in WITH_FILES for file in _files(label, rows[label])]
    _break_seals(rows["records.Person"], ground)
    with pgtrigger.ignore(HISTORY):
        for label, (_way, columns) in PERSONAL.items():
            apps.get_model(label)._base_manager.filter(pk__in=rows[label]).update(**columns)
    for label, (_way, columns) in PERSONAL.items():
        model = apps.get_model(label)
        redact(model._meta.db_table, rows[label], _names(model, columns), ground)
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])


def _break_seals(people, ground):
    """Religion and health are not of the figures: their records go, and what the ledger told of them."""
    for model in sealed.CLASSES.values():
        records = model.objects.filter(person__in=people)
        rows = list(records.values_list("pk", flat=True))
        records.delete()
        redact(model._meta.db_table, rows, [model.column], ground)


def _beside(case):
    """What stands on cases of its own beside the application: grievances against it, requests about its data."""
    for label, way in (("grievance.Grievance", "decision__application"), ("data_request.DataRequest", "about")):
        yield from apps.get_model(label)._base_manager.filter(**{way: case.pk}).values_list("pk", flat=True)


def _rows(label, way, cases):
    model = apps.get_model(label)
    return list(
        model._base_manager.filter(**{f"{way}__in": cases}).distinct().order_by("pk").values_list("pk", flat=True)
    )


def _files(label, rows):
    kept = apps.get_model(label)._base_manager.filter(pk__in=rows).exclude(file="")
    return [(row.file.storage, row.file.name) for row in kept]


def _names(model, columns):
    return [model._meta.get_field(name).column for name in columns]
