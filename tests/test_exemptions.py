"""Exemptions are asked for at the registration, seen by all whom they concern, and come back with their decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.workflows import lifecycle
from fostercare.workflows.lifecycle import NotNow, act
from tests.cases import again, an_application
from tests.people import person
from tests.registering import Counter
from tests.sittings import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

SHORT_MARRIAGE = {"kind": "couple", "married_on": "١/٦/٢٠٢٦", "channel": "counter"}
LENGTH_OF_MARRIAGE, AGE = "EL-05", "EL-03"


def standing(application, code, person=None):
    return application.answers.get(item__code=code, replaced_at=None, person=person)


def asks(application, code):
    """The officer answers an item «exemption asked»."""
    item = book(application.edition).by_code[code]
    whose = application.household.adults[0] if item.evidence["per"] == "adult" else None
    return answering.answer(application, item, by=person("salma"), state="exemption_asked", person=whose, note="ظروف")


def test_what_the_rules_propose_is_asked_for_with_one_tick_at_the_registration(client):
    counter = Counter(client, person("salma")).fill(family=SHORT_MARRIAGE)
    page = counter.see("review").content.decode()
    assert f'value="{LENGTH_OF_MARRIAGE}:0"' in page and f'value="{AGE}:0"' not in page
    ticked = {"ask": [f"{LENGTH_OF_MARRIAGE}:0", "EL-99:7"]}
    client.post(reverse("registration_submit", args=[counter.draft.pk]), ticked)
    application = again(counter.application())
    answer = standing(application, LENGTH_OF_MARRIAGE)
    assert (answer.state, answer.answered_by, application.answers.count()) == ("exemption_asked", person("salma"), 1)
    assert answer.note


def test_what_is_not_ticked_is_not_asked_for(client):
    counter = Counter(client, person("salma")).fill(family=SHORT_MARRIAGE)
    counter.submit()
    assert not counter.application().answers.exists()


def test_the_list_says_what_is_asked_of_whom_and_what_came_of_it(client):
    application = an_application(at="registered")
    asks(application, AGE)
    client.force_login(person("huda"))
    page = client.get(reverse("exemption_list")).content.decode()
    assert application.number in page and "اللجنة العليا" in page
    others = client.get(reverse("exemption_list"), {"authority": "local_committee"})
    assert application.number not in others.content.decode()
    client.force_login(person("nabil"))
    assert application.number not in client.get(reverse("exemption_list")).content.decode()

    act(again(application).request_exemption, by=person("huda"), why="تجاوز السن")
    decide(again(application), "not_exempt", kind="higher", text="لا مبرر")
    client.force_login(person("huda"))
    assert application.number not in client.get(reverse("exemption_list")).content.decode()
    declined = client.get(reverse("exemption_list"), {"how": "declined"}).content.decode()
    number = again(application).decisions.get().label
    assert application.number in declined and number in declined
    assert number in client.get(reverse("case", args=[application.number])).content.decode()
    reasons = {
        obstacle.item.code: str(obstacle.reason) for obstacle in lifecycle.obstacles(again(application), "recommend")
    }
    assert number in reasons[AGE]


def test_nothing_is_put_before_the_higher_committee_that_was_not_asked_of_it():
    application = an_application(at="registered")
    asks(application, LENGTH_OF_MARRIAGE)  # the local committee's to grant
    with pytest.raises(NotNow):
        act(again(application).request_exemption, by=person("huda"), why="مدة الزواج")


def test_an_authority_without_sittings_declines_on_the_same_page(client):
    application = an_application(at="registered")
    asks(application, AGE)
    client.force_login(person("zaynab"))
    husband = application.household.adults[0]
    client.post(
        reverse("exempt", args=[application.number, AGE]),
        {"person": husband.pk, "declined": "on", "decision_number": "88/2026", "reason": "لا مبرر"},
    )
    answer = standing(application, AGE, husband)
    assert (answer.state, answer.authority, answer.decision_number) == ("not_met", "higher_committee", "88/2026")


def test_a_long_list_costs_what_a_short_one_does(client):
    for _application in range(2):
        asks(an_application(at="registered"), AGE)
    client.force_login(person("huda"))
    client.get(reverse("exemption_list"))
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("exemption_list"))
        costs.append(len(statements))
        for _more in range(3):
            asks(an_application(at="registered"), AGE)
    assert costs[0] == costs[1]
