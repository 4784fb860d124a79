"""Applications for the bench, made through the product's own doors; answers and papers in bulk."""

from datetime import date
from itertools import count

from django.db import transaction
from django.utils import timezone

from bench.officers import directorate, officer
from bench.walk import ACTS
from fostercare.guidebook.models import Answer
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Document, Household, Person
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.models import Application

_running = count(1)


def an_application():
    """A couple's request, numbered and still to be begun."""
    place = directorate()
    household = Household.objects.create(
        kind=Household.Kind.COUPLE, married_on=date(2012, 5, 1), directorate=place, district="المنتزه",
        address="شارع البحر", tenure=Household.Tenure.OWNED, rooms=3,
    )  # fmt: skip
    _an_adult(household, Person.Role.APPLICANT, "female", "منى عبد الرحمن السيد")
    _an_adult(household, Person.Role.SPOUSE, "male", "أحمد محمود إبراهيم")
    return Application(
        household=household, directorate=place, edition=in_force(), heading=f"أسرة {next(_running)}"
    ).open()


def begun():
    """An application that waits to be registered."""
    return lifecycle.begin(an_application(), by=ACTS["register"].by)


def ready_to_present():
    """An application with all its answers and papers, before the head's review."""
    record = begun()
    clear_the_way(record.pk, "register")
    lifecycle.act(whole(record.pk).register, by=ACTS["register"].by)
    clear_the_way(record.pk, "present")
    return whole(record.pk)


def whole(pk):
    return Application.objects.whole().get(pk=pk)


@transaction.atomic
def clear_the_way(pk, act):
    """Answer, with a paper each, whatever still holds the act back, and let the flow follow."""
    record = whole(pk)
    shut = lifecycle.obstacles(record, act)
    answers = Answer.objects.bulk_create(_answer(record, obstacle) for obstacle in shut)
    papers = Document.objects.bulk_create(_paper(record, answer) for answer in answers)
    Answer.documents.through.objects.bulk_create(
        Answer.documents.through(answer=answer, document=paper) for answer, paper in zip(answers, papers, strict=True)
    )
    waiting.settle(record)


def _an_adult(household, role, sex, name):
    Person.objects.create(
        household=household, role=role, sex=sex, full_name=name, birth_date=date(1985, 3, 2),
        civil_status="married", education="university", income_kind="salary", monthly_income=9000,
    )  # fmt: skip


def _answer(record, obstacle):
    return Answer(
        case=record.case, item=obstacle.item, person=obstacle.part.person, state=Answer.State.MET,
        date=timezone.localdate(), signed=True, answered_by=officer("answers"),
        verified_by=officer("verifies"), verified_at=timezone.now(),
    )  # fmt: skip


def _paper(record, answer):
    return Document(
        kind="D02", household=record.household, person=answer.person, file="none", content_type="application/pdf",
        size=1, sha256="0" * 64, issued_on=timezone.localdate(), uploaded_by=answer.answered_by,
    )  # fmt: skip
