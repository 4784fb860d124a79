"""What stands beside the work list: papers that soon run out, and what colleagues did since yesterday."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Case
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Document
from fostercare.workflows.application.models import OPEN, Application
from fostercare.workflows.committee.screens import open_to
from fostercare.workflows.incident.models import Telling
from fostercare.workflows.models import StateChange
from fostercare.workflows.offers import act_label

WITHIN = timedelta(days=30)
A_WEEK = timedelta(days=7)
CANDIDATES = 200
SHOWN = 6
OF_ITS_OWN_RIGHT = {
    Case.Kind.CHILD_FILE: "view_children",
    Case.Kind.INCIDENT: "view_incidents",
    Case.Kind.BREACH: "view_breaches",
    Case.Kind.DATA_REQUEST: "view_data_requests",
}


@dataclass
class Expiring:
    """A paper of an open application that soon no longer counts."""

    label: str
    person: object
    case: Case
    until: date

    @property
    def url(self):
        return reverse("documents", args=[self.case.number])


def expiring_papers(user, today) -> list[Expiring]:
    """The papers of open applications that run out within a month, nearest first."""
    kept = book(in_force())
    applications = Application.objects.visible_to(user).filter(state__in=OPEN)
    papers = list(_running_out(kept, applications, today))
    households = {paper.household_id for paper in papers}
    cases = {case.household_id: case for case in applications.filter(household__in=households)}
    found = [
        Expiring(kept.document_label(paper.kind), paper.person, cases[paper.household_id], kept.valid_until(paper))
        for paper in papers
    ]
    return sorted((one for one in found if today <= one.until <= today + WITHIN), key=lambda one: one.until)[:SHOWN]


def _running_out(kept, applications, today):
    """The newest papers of each kind and person that may run out in the window, no more than CANDIDATES."""
    ending = Q(expires_on__range=(today, today + WITHIN))
    for code, row in kept.documents.items():
        if row["validity"] and kept.parameters.value(row["validity"]) is not None:
            length = kept.parameters.length(row["validity"])
            # A month more on both sides: the exact day is worked out for the candidates only.
            ending |= Q(kind=code, issued_on__range=(today - length - relativedelta(days=3), today - length + WITHIN))
    whose = Coalesce("person_id", Value(0))
    same = {name: OuterRef(name) for name in ("household", "kind", "whose")}
    newer = Document.objects.alias(whose=whose).filter(**same, issued_on__gt=OuterRef("issued_on"))
    return (
        Document.objects.alias(whose=whose)
        .filter(ending, ~Exists(newer), household__in=applications.values("household"))
        .select_related("person")
        .order_by("issued_on", "pk")[:CANDIDATES]
    )


def changes(user, today) -> list[dict]:
    """What others did since yesterday on cases the officer may see, newest first."""
    since = timezone.make_aware(datetime.combine(today - timedelta(days=1), time.min))
    return [_in_words(change) for change in _seen(user, since)[:SHOWN]]


def last_change(user):
    """When a colleague last did something on a case the officer may see, this week."""
    return next((change.at for change in _seen(user, timezone.now() - A_WEEK)), None)


def incidents_told(user) -> list:
    """Incidents of which the officer's roles were told and that nobody in them has noted yet, the gravest first."""
    if not access.allowed_somewhere(user, "view_incidents"):
        return []
    told = (
        Telling.objects.waiting_for(user).gravest_first().select_related("incident__directorate", "incident__edition")
    )
    return list(told.defer("incident__edition__lists")[:SHOWN])


def _seen(user, since):
    """The newest changes by others in the officer's places, no more than CANDIDATES, less those of hidden cases."""
    changed = StateChange.objects.filter(at__gte=since).exclude(by=user).select_related("case", "by")
    places = {place for action, place in access.rights(user).actions if action in ("view_cases", "view_children")}
    if access.NATIONAL not in places:
        changed = changed.filter(case__directorate__in=places)
    newest = list(changed.order_by("-at", "-pk")[:CANDIDATES])
    cases = Case.objects.filter(pk__in={change.case_id for change in newest})
    seen = {
        *cases.exclude(kind__in=[*OF_ITS_OWN_RIGHT, Case.Kind.SITTING]).visible_to(user).values_list("pk", flat=True),
        *(
            pk
            for kind, right in OF_ITS_OWN_RIGHT.items()
            for pk in cases.filter(kind=kind).visible_to(user, right).values_list("pk", flat=True)
        ),
        *open_to(user).filter(pk__in=cases.filter(kind=Case.Kind.SITTING)).values_list("pk", flat=True),
    }
    return [change for change in newest if change.case_id in seen]


def _in_words(change):
    return {
        "when": change.at,
        "title": act_label(change.record, change.act),
        "case": change.case,
        "url": reverse("case", args=[change.case.number]),
        "who": change.by.get_full_name(),
    }
