"""The demonstration: invented people whose numbers belong to nobody, and cases that could have happened."""

import hashlib
import re
from datetime import date
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from directorates.models import Officer
from fostercare.desk.demo import walks
from fostercare.desk.demo.clock import as_of
from fostercare.desk.demo.papers import tiny_pdf
from fostercare.desk.demo.people import NAMED, PASSWORD
from fostercare.desk.demo.world import World
from fostercare.desk.exports.models import Export
from fostercare.guidebook.models import Answer, Case
from fostercare.guidebook.papers import content
from fostercare.ledger.reading import openings_of
from fostercare.records.models import Child, Document, Person
from fostercare.records.national_id import NationalID
from fostercare.records.uploads import examine
from fostercare.workflows.application.home_study_form import StudyForm
from fostercare.workflows.application.models import Application, Decision, HomeStudy
from fostercare.workflows.application.models import State as ApplicationState
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.committee.models import Sitting
from fostercare.workflows.follow_up.forms import VisitForm
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Delivery, Taken
from fostercare.workflows.follow_up.questions import Questions
from fostercare.workflows.grievance.models import Grievance
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.match.models import Match
from fostercare.workflows.models import WAITING, StateChange, Task
from fostercare.workflows.placement.models import Placement

TODAY = date(2026, 11, 22)
RECORDS = (Application, ChildFile, Match, Placement, Visit, Sitting, Grievance, Incident)
MODELS = {model._meta.label_lower: model for model in RECORDS}
MOBILE = re.compile(r"\+201[0125]\d{8}")

# What tells one world from another: no keys, for the database gives other ones each time.
ROWS = {
    Case: ["number", "heading", "opened_on"],
    Person: ["full_name", "national_id", "birth_date", "phone", "occupation", "monthly_income"],
    Child: ["full_name", "national_id", "birth_date", "home__name"],
    Document: ["kind", "number", "issued_on", "expires_on", "uploaded_at"],
    Answer: ["case__number", "item__code", "state", "answered_at", "answered_by__username", "verified_by__username"],
    Decision: ["application__number", "body", "number", "year", "outcome", "decided_on"],
    StateChange: ["case__number", "record", "act", "source", "target", "why", "by__username", "at"],
    Task: ["flow_task", "status", "created", "due_on", "owner__username"],
    Visit: ["placement__number", "planned_on", "state", "visited_on", "answers"],
}


def digest():
    rows = "\n".join(
        str(row) for model, names in ROWS.items() for row in sorted(map(str, model.objects.values_list(*names)))
    )
    return hashlib.sha256(rows.encode()).hexdigest()


def told():
    return World(TODAY, small=True).tell()


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker):
    """A small demonstration told twice for all tests here: the digest of the first, taken back, and the second."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            told()
            first = digest()
            transaction.set_rollback(True)
        with transaction.atomic():
            yield first, told()
            transaction.set_rollback(True)


@pytest.fixture
def world(twice):
    return twice[1]


def histories():
    """(record, its history in order) of every record of the world."""
    for label, model in MODELS.items():
        for record in model.objects.all():
            yield record, list(StateChange.objects.filter(record=label, record_id=record.pk).order_by("pk"))


def test_two_runs_tell_the_same(twice):
    first, _world = twice
    assert first == digest()


def test_an_application_stands_in_every_state(world):
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState.values)


def test_every_national_id_fits_its_person_and_is_nobodys(world):
    people = [*Person.objects.exclude(national_id=""), *Child.objects.exclude(national_id="")]
    assert len(people) > 25
    for person in people:
        told = NationalID.parse(person.national_id)
        assert (told.birth_date, told.sex) == (person.birth_date, person.sex)
        assert not told.check_digit_agrees
    assert len({person.national_id for person in people}) == len(people)


def test_people_have_four_names_and_a_mobile(world):
    for person in Person.objects.filter(nationality="EG"):
        assert len(person.full_name.split()) >= 4
    for adult in Person.objects.filter(role__in=Person.APPLICANTS):
        assert MOBILE.fullmatch(adult.phone)


def test_every_history_is_a_chain_that_ends_where_the_record_stands(world):
    for record, history in histories():
        if history:
            assert history[0].source == "" or record._meta.label_lower == "follow_up.visit"
            assert all(after.source == before.target for before, after in pairwise(history))
            assert all(after.at >= before.at for before, after in pairwise(history))
            assert history[-1].target == record.state
        else:
            assert isinstance(record, Visit) and record.state == "planned"


def test_nothing_happens_in_the_future_or_on_a_day_of_rest(world):
    for change in StateChange.objects.all():
        day = timezone.localdate(change.at)
        assert day < TODAY
        assert day.weekday() not in (4, 5)


def test_open_tasks_agree_with_the_states_of_their_records(world):
    tasks = Task.objects.filter(flow_task_type="HUMAN", status__in=WAITING).select_related("process")
    assert len(tasks) > 8
    for task in tasks:
        assert task.process.record.state in task.flow_task.open_in, (task.flow_task.name, task.process.record)


def test_a_sitting_is_announced_with_the_cases_that_wait_for_it(world):
    announced = Sitting.objects.filter(state="announced")
    for sitting in announced:
        assert sitting.sits_on > TODAY
        assert sitting.items.exists()
    assert announced.count() >= 2


def test_every_decision_was_taken_in_a_sitting_whose_minutes_are_signed_and_printed(world):
    for decision in Decision.objects.all():
        sitting = decision.resolution.item.sitting
        assert sitting.state in ("signed", "closed")
        assert content(sitting.papers.get()).startswith(b"%PDF")
        assert not decision.resolution.overtaken
    assert Decision.objects.exists()


def test_numbers_follow_the_calendar(world):
    for kind in Case.Kind.values:
        cases = Case.objects.filter(kind=kind, directorate__isnull=False).order_by("directorate", "number")
        for before, after in pairwise(cases):
            if before.directorate_id == after.directorate_id:
                assert before.opened_on <= after.opened_on


def test_papers_are_older_than_their_filing_and_real_pdfs(world):
    for paper in Document.objects.exclude(issued_on=None):
        assert paper.issued_on <= timezone.localdate(paper.uploaded_at)
    uploaded = SimpleUploadedFile("paper.pdf", tiny_pdf("DEMONSTRATION (D06)"))
    assert examine(uploaded).content_type == "application/pdf"


def test_home_studies_and_visits_are_written_as_their_forms_keep_them(world):
    for study in HomeStudy.objects.exclude(worker_signed_at=None):
        with as_of(timezone.localdate(study.worker_signed_at)):
            form = StudyForm(study.application, study.answers, complete=True)
            assert form.is_valid(), form.errors
    for visit in Visit.objects.whole().exclude(visited_on=None):
        with as_of(visit.visited_on):
            form = VisitForm.of_the_draft(visit, Questions(visit, visit.recorded_by, visit.visited_on))
            assert form.is_valid(), form.errors


def test_a_list_was_taken_out_and_stands_on_its_cases(world):
    export = Export.objects.get()
    assert export.rows and openings_of(Placement.objects.filter(directorate__in=export.directorates.all())[0].number)


def test_a_phone_is_in_the_field_and_one_visit_waits_for_a_choice(world):
    assert Taken.objects.filter(phone__stopped_at=None).exists()
    assert Delivery.objects.get().outcome == "differs"


def test_the_people_of_the_tests_are_there_and_can_sign_in(world, client):
    salma = Officer.objects.get(username="salma")
    assert salma.full_name == NAMED["02"]["salma"][1]
    assert salma.check_password(PASSWORD)


def test_the_command_leaves_a_filled_database_as_it_is_and_prints_the_accounts(world, capsys):
    before = digest()
    call_command("demo")
    assert digest() == before
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert "salma" in printed
    assert "سلمى عبد الله حسن" in printed


def test_a_database_of_people_at_work_is_never_emptied(world):
    with transaction.atomic():
        Officer.objects.create(username="a-real-one", full_name="موظفة حقيقية")
        with pytest.raises(CommandError):
            call_command("demo", again=True)
        assert Case.objects.exists()
        transaction.set_rollback(True)


def test_on_another_day_it_is_that_day_for_everybody():
    before = timezone.now()
    with as_of(date(2025, 10, 9)) as moment:
        assert timezone.now() == moment
        assert timezone.localdate() == date(2025, 10, 9)
        assert StateChange._meta.get_field("at").get_default() == moment
    assert timezone.now() >= before


# Walked to by tests: ends of roads, for the states before them are passed on the way.

ENDS = [
    (procedure, state)
    for procedure, states in {
        "application": ["ready_for_committee", "postponed", "referred", "closed", "withdrawn", "expired", "placed"],
        "child_file": ["reserved", "of_age", "reunified", "completed", "deceased"],
        "match": ["declined", "expired", "cancelled"],
        "placement": ["stable", "under_watch", "urgent_review", "ended", "cancelled"],
        "follow_up": ["signed_off", "missed", "cancelled"],
    }.items()
    for state in states
]
WALKERS = {
    "application": walks.an_application,
    "child_file": walks.a_child_file,
    "match": walks.a_match,
    "placement": walks.a_placement,
    "follow_up": walks.a_visit,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("procedure", "state"), ENDS)
def test_a_case_is_walked_to_a_state_by_its_acts(procedure, state, edition):
    record = WALKERS[procedure](at=state)
    record = type(record).objects.get(pk=record.pk)
    assert record.state == state


@pytest.mark.django_db
def test_a_test_says_who_does_the_work(edition, salma, huda):
    application = walks.an_application(
        at="ready_for_committee", by={"family_childhood_officer": salma, "family_childhood_head": huda}
    )
    done_by = dict(application.history.values_list("act", "by__username"))
    assert done_by == {"begin": "salma", "register": "salma", "present": "huda"}
