"""Which cases have been kept long enough, by the rules of the edition in force; nothing is changed here."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from fostercare.guidebook.book import book, wording
from fostercare.guidebook.models import Case
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.cases import RECORDS
from fostercare.workflows.models import StateChange
from fostercare.workflows.retention.models import LegalHold, RetentionLine

REDUCE = "reduce"
LAST_ACT = Subquery(StateChange.objects.filter(case=OuterRef("pk")).order_by("-at").values("at__date")[:1])


@dataclass(frozen=True)
class Due:
    """A case whose time is over, by which rule, since when."""

    case: Case
    rule: dict
    since: date

    @property
    def label(self):
        return wording(self.rule)


def rules() -> list[dict]:
    return book(in_force()).rows("retention_rules")


def due(rule, today=None) -> list[Due]:
    """The cases of one rule whose time is over, the longest first; those that anything keeps back are left out."""
    today, parameters = today or timezone.localdate(), book(in_force()).parameters
    length = parameters.length(rule["length"])
    if length is None or rule["kind"] not in RECORDS:
        return []
    latest = today - length
    began = F("child__birth_date") if rule["begins"] == "born" else LAST_ACT
    records = RECORDS[rule["kind"]].objects.filter(state__in=rule["states"]).annotate(began=began)
    records = _free(records.filter(began__lte=latest), rule, latest)
    return [
        Due(record, rule, parameters.add(record.began, rule["length"]))
        for record in records.order_by("began", "pk").defer("edition")
    ]


def _free(records, rule, latest):
    """Without a legal hold, without a request that is open; and where it is reduced, without a child."""
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    reduced = RetentionLine.objects.filter(case=OuterRef("pk"), outcome=RetentionLine.Outcome.REDUCED)
    asked = apps.get_model("data_request.DataRequest").objects.filter(about=OuterRef("pk"))
    open_request = asked.exclude(state__in=["delivered", "withdrawn"])
    free = records.exclude(Exists(held)).exclude(Exists(reduced)).exclude(Exists(open_request))
    return _without_a_child(free, rule, latest) if rule["then"] == REDUCE else free


def _without_a_child(applications, rule, latest):
    """No child was ever matched to the family, nothing of it is open or younger, and no grievance waits."""
    family = OuterRef("household")
    others = apps.get_model("application.Application").objects.filter(household=family).annotate(began=LAST_ACT)
    matched = apps.get_model("match.Match").objects.filter(application__household=family)
    contested = apps.get_model("grievance.Grievance").objects.filter(decision__application__household=family)
    return (
        applications.exclude(Exists(matched))
        .exclude(Exists(others.exclude(state__in=rule["states"])))
        .exclude(Exists(others.filter(began__gt=latest)))
        .exclude(Exists(contested.filter(state__in=["lodged", "with_higher_committee"])))
    )
