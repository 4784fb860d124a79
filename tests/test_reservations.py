"""One child, one reservation, one placement: promised by the database, whatever the program above it does."""

from multiprocessing import get_context
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from fostercare.guidebook.models import Case
from fostercare.workflows.lifecycle import NotNow
from fostercare.workflows.match.models import HOLDS_THE_CHILD, Match
from fostercare.workflows.match.proposing import propose
from fostercare.workflows.placement.models import LIVE
from tests.cases import a_household, again, an_application
from tests.children import a_cleared_application, a_file, a_match, a_placement
from tests.people import person


@pytest.fixture(scope="module")
def proposed(around_all):
    return a_match()


@pytest.fixture(scope="module")
def prepared(around_all):
    return a_placement()


def another_case(case, kind):
    """The bare row of one more case, as a program that knows no rules would write it."""
    copy = Case(
        kind=kind,
        number=f"X-{case.number}",
        heading="",
        directorate=case.directorate,
        edition=case.edition,
        opened_on=case.opened_on,
    )
    copy.save()
    return copy.pk


def insert(table, **values):
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values()))


@pytest.mark.django_db
@pytest.mark.parametrize("state", HOLDS_THE_CHILD)
def test_the_database_refuses_a_second_reservation_of_a_child(proposed, state):
    match = again(proposed)
    with pytest.raises(IntegrityError, match="one_reservation_a_child"), transaction.atomic():
        insert(
            "match_match", case_ptr_id=another_case(match, "match"), application_id=match.application_id,
            child_file_id=match.child_file_id, state=state, renewals=0, decline_reason="",
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("state", LIVE)
def test_the_database_refuses_a_second_placement_of_a_child(prepared, state):
    placement = again(prepared)
    old = a_placement_to_hang_it_on(placement)
    with pytest.raises(IntegrityError, match="one_placement_a_child"), transaction.atomic():
        insert(
            "placement_placement", case_ptr_id=another_case(placement, "placement"), match_id=old,
            child_id=placement.child_id, state=state, risk="low", name_change_asked=False, ending_kind="",
        )  # fmt: skip


def a_placement_to_hang_it_on(placement):
    """A match of the same child that holds nobody any more."""
    pk = another_case(placement.match, "match")
    insert(
        "match_match", case_ptr_id=pk, application_id=placement.match.application_id,
        child_file_id=placement.match.child_file_id, state="declined", renewals=0, decline_reason="X04",
    )  # fmt: skip
    return pk


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["registered", "approved"])
def test_the_database_holds_no_child_for_a_family_that_is_not_approved_and_cleared(edition, of):
    file, application = a_file(), an_application(at=of)
    with pytest.raises(DatabaseError, match="approved and cleared family only"), transaction.atomic():
        insert(
            "match_match", case_ptr_id=another_case(application, "match"), application_id=application.pk,
            child_file_id=file.pk, state="proposed", renewals=0, decline_reason="",
        )  # fmt: skip


@pytest.mark.django_db
def test_a_family_that_has_a_child_proposed_no_longer_waits(proposed):
    match = again(proposed)
    with pytest.raises(NotNow):
        propose(a_file(), match.application.number, by=person("amal"))


@pytest.mark.django_db
def test_a_child_that_is_reserved_cannot_be_proposed_again(proposed):
    match = again(proposed)
    other = a_cleared_application(household=a_household(district="العجمي"))
    with pytest.raises(NotNow):
        propose(again(match.child_file), other.number, by=person("amal"))
    assert again(other).state == "approved"
    assert Match.objects.filter(child_file=match.child_file).count() == 1


def at_the_same_moment(*attempts):
    """Run the attempts in threads of their own, each with its own connection; what each came to."""
    together, came_to = Barrier(len(attempts)), [None] * len(attempts)

    def run(place, attempt):
        try:
            together.wait(timeout=20)
            came_to[place] = attempt()
        except Exception as refused:
            came_to[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return came_to


def in_two_processes(*attempts):
    """Run the attempts in processes of their own; what each came to, by name, and what the refused one was told."""
    fork = get_context("fork")
    told, together = fork.Queue(), fork.Barrier(len(attempts))
    connection.close()  # a process opens its own
    processes = [fork.Process(target=_alone, args=(attempt, told, together)) for attempt in attempts]
    for process in processes:
        process.start()
    came_to = [told.get(timeout=120) for _each in processes]
    for process in processes:
        process.join(timeout=60)
    return came_to


def _alone(attempt, told, together):
    inherited = connections["default"]  # kept, for what its end would say to the database
    connections["default"] = connections.create_connection("default")
    try:
        together.wait(timeout=60)
        told.put((type(attempt()).__name__, ""))
    except Exception as refused:
        told.put((type(refused).__name__, " ".join(getattr(refused, "messages", [str(refused)]))))
    finally:
        connection.close()
        del inherited


@pytest.mark.django_db(transaction=True)
def test_of_two_directorates_in_two_processes_exactly_one_gets_the_child_and_the_other_a_sentence(edition, luxor):
    file = a_file()
    families = [a_cleared_application(household=a_household(district=place)) for place in ("العجمي", "الكرنك")]
    Case.objects.filter(pk=families[1].pk).update(directorate=luxor)
    copies, amal = [again(file), again(file)], person("amal")
    came_to = in_two_processes(
        *(
            lambda copy=copy, family=family: propose(copy, family.number, by=amal)
            for copy, family in zip(copies, families, strict=True)
        )
    )
    (refused, sentence), (won, _nothing) = sorted(came_to, key=lambda one: one[0] == "Match")
    assert (refused, won) == ("NotNow", "Match"), came_to
    assert "زميل" in sentence
    assert Match.objects.filter(child_file=file, state__in=HOLDS_THE_CHILD).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_choose_at_the_same_moment_exactly_one_reserves_the_child(edition):
    file = a_file()
    families = [a_cleared_application(household=a_household(district=place)) for place in ("العجمي", "سموحة")]
    copies = [again(file), again(file)]
    came_to = at_the_same_moment(
        *(
            lambda copy=copy, family=family: propose(copy, family.number, by=person("amal"))
            for copy, family in zip(copies, families, strict=True)
        )
    )
    assert sorted(type(one).__name__ for one in came_to) == ["Match", "NotNow"], came_to
    assert Match.objects.filter(child_file=file, state__in=HOLDS_THE_CHILD).count() == 1
    assert again(file).state == "reserved"


@pytest.mark.django_db(transaction=True)
def test_of_two_children_proposed_to_one_family_at_the_same_moment_exactly_one_is_held_for_it(edition):
    files, family = [a_file(), a_file()], a_cleared_application()
    came_to = at_the_same_moment(
        *(lambda file=file: propose(again(file), family.number, by=person("amal")) for file in files)
    )
    assert sorted(type(one).__name__ for one in came_to) == ["Match", "NotNow"], came_to
    assert sorted(again(file).state for file in files) == ["available", "reserved"]
