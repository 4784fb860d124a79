"""A list costs the same number of statements with 1, 10 and 100 rows."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directorates import access
from directorates.models import Directorate, Officer
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.application.models import Application, Decision
from fostercare.workflows.breach import reporting as breaching
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.circumstance.models import Circumstance
from fostercare.workflows.consent.models import Consent
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_subjects import Subject
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Phone, Taken
from fostercare.workflows.grievance import lodging
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.match.models import WaitingSpell
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.travel.models import Travel
from tests.cases import a_household
from tests.children import a_child, a_child_with_a_family, a_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

LENGTHS = (1, 10, 100)


def an_application_more(number, **more):
    household = a_household()
    Application(
        household=household, directorate=household.directorate, edition=in_force(), heading=household.name, **more
    ).open()


def a_child_more(number, **more):
    child = a_child(a_home(), **more)
    ChildFile(child=child, directorate=child.home.directorate, edition=in_force(), heading=child.home.name).open()


def a_newborn_more(number):
    a_child_more(number, birth_date=timezone.localdate() - timedelta(days=60))


def a_home_more(number):
    a_home(name=f"دار رقم {number}")


def an_officer_more(number):
    officer = Officer.objects.create(username=f"officer{number}", full_name=f"موظف رقم {number}")
    access.appoint(officer, "local_member", person("hany").appointments.get().directorate)


def a_waiting_family_more(number):
    """Its place is counted from the times of waiting alone."""
    an_application_more(number)
    application = Application.objects.latest("pk")
    now = timezone.now()
    WaitingSpell.objects.create(
        application=application, directorate=application.directorate, since=now, began_at=now, began_with="cleared"
    )


def a_grievance_more(number):
    household = a_household()
    application = Application(
        household=household, directorate=household.directorate, edition=in_force(), heading=household.name
    ).open()
    today = timezone.localdate()
    refusal = Decision.objects.create(
        application=application, body="local", place="02", number=1000 + number, year=today.year, outcome="refused",
        decided_on=today, text="المسكن", recorded_by=person("rami"),
    )  # fmt: skip
    lodging.lodge(
        refusal, by=person("salma"), lodged_by=household.adults[0], lodged_on=today, grounds="انتقلنا إلى مسكن أوسع."
    )


def a_consent_more(number):
    an_application_more(number)
    application = Application.objects.latest("pk")
    Consent.objects.create(
        case=application.case, person=application.household.adults[0], text="processing", version=1, given=True,
        given_on=timezone.localdate(), recorded_by=person("salma"),
    )  # fmt: skip


def a_data_request_more(number):
    an_application_more(number)
    application = Application.objects.latest("pk")
    told = {"what": "access", "text": "بياناتي", "asked_on": timezone.localdate()}
    receive(application.case, Subject(person=application.household.adults[0]), by=person("salma"), **told)


def a_breach_more(number):
    breaching.report(by=person("omar"), nature="loss", summary="هاتف", known_at=timezone.now())


@pytest.mark.parametrize(
    ("page", "reader", "one_more"),
    [
        ("application_list", "huda", an_application_more),
        ("child_list", "huda", a_child_more),
        ("coming_ages", "huda", a_newborn_more),
        ("home_list", "huda", a_home_more),
        ("waiting_list", "huda", a_waiting_family_more),
        ("officer_list", "hany", an_officer_more),
        ("grievance_list", "huda", a_grievance_more),
        ("consent_list", "huda", a_consent_more),
        ("data_request_list", "huda", a_data_request_more),
        ("breach_list", "ghada", a_breach_more),
    ],
)
def test_a_list_costs_the_same_with_1_10_and_100_rows(client, page, reader, one_more):
    client.force_login(person(reader))
    assert len(set(costs(client, one_more, reverse(page)))) == 1


def test_the_list_of_visits_too(client):
    placement = a_child_with_a_family()
    client.force_login(person("nadia"))
    long_ago = timezone.localdate() - timedelta(days=90)

    def a_late_visit_more(number):
        Visit.objects.create(
            placement=placement, sequence=1000 + number, stage="transition", planned_on=long_ago, late_after=long_ago
        )

    assert len(set(costs(client, a_late_visit_more, reverse("visit_list")))) == 1


def test_the_list_of_incidents_and_the_desk_that_tells_of_them_too(client):
    placement = a_child_with_a_family()
    client.force_login(person("nadia"))
    pages = reverse("incident_list"), reverse("home")
    assert len(set(costs(client, lambda number: an_incident_more(placement), *pages))) == 1


def an_incident_more(placement):
    told = {"summary": "بلاغ", "source": "الحضانة", "whereabouts": "بالمسكن", "known_at": timezone.now()}
    report(placement, by=person("salma"), what="injury", **told)


def test_the_lists_beside_the_placements_too(client):
    """Transfers, journeys and changes, of which a placement has many in its life."""
    placement = a_child_with_a_family()
    other = Directorate.objects.exclude(pk=placement.directorate_id).first()
    client.force_login(person("huda"))

    def case_of_the_placement(model, **more):
        model(
            placement=placement, directorate=placement.directorate, edition=placement.edition, heading="أسرة",
            state="cancelled", **more,
        ).open()  # fmt: skip

    def a_transfer_more(number):
        case_of_the_placement(Transfer, sender=placement.directorate, receiver=other, moves_on=timezone.localdate())

    def a_journey_more(number):
        companion = placement.match.application.household.adults[0]
        days = {"leaves_on": timezone.localdate(), "returns_on": timezone.localdate()}
        case_of_the_placement(Travel, companion=companion, **days)

    def a_change_more(number):
        Circumstance.objects.create(
            placement=placement, kind="moved", happened_on=timezone.localdate(), state="set_aside",
            reported_by=person("dina"),
        )  # fmt: skip

    for page, one_more in [
        ("transfer_list", a_transfer_more),
        ("travel_list", a_journey_more),
        ("circumstance_list", a_change_more),
    ]:
        assert len(set(costs(client, one_more, reverse(page)))) == 1, page


def test_the_phones_list_and_the_list_of_phones_too(client):
    placement = a_child_with_a_family()
    client.force_login(person("dina"))

    def a_visit_more(number):
        day = timezone.localdate()
        visit = Visit.objects.create(
            placement=placement, sequence=1000 + number, stage="transition", planned_on=day, late_after=day
        )
        phone = Phone.objects.create(officer=person("dina"))
        Taken.objects.create(phone=phone, visit=visit, until=timezone.now() + timedelta(hours=1))

    assert len(set(costs(client, a_visit_more, reverse("phone_hello"), reverse("phone_list")))) == 1


def costs(client, one_more, *addresses):
    """How many statements the pages take at each length."""
    made = 0
    for length in LENGTHS:
        for made in range(made + 1, length + 1):  # noqa: B020  goes on where the shorter list ended
            one_more(made)
        cache.clear()
        yield tuple(cost(client, address) for address in addresses)


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as statements:
        assert client.get(address).status_code == 200
    return len(statements)


LISTS = ["application_list", "child_list", "coming_ages", "match_list", "placement_list", "visit_list", "transfer_list",
         "travel_list", "circumstance_list", "incident_list", "grievance_list", "home"]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_no_list_brings_the_whole_guidebook_with_each_row(client, name):
    """An edition's coded lists are 100 kB, kept in memory (`book`): joined to fifty rows they cost a second."""
    client.force_login(person("huda"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name)).status_code == 200
    joined = [query["sql"] for query in asked if 'JOIN "guidebook_edition"' in query["sql"]]
    assert not [sql for sql in joined if '"lists"' in sql]
