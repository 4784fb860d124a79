"""Committees decide through pages: from the plan to the signed minutes, and never below their quorum."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fostercare.guidebook.models import Answer
from fostercare.workflows.committee import minutes, planning
from fostercare.workflows.committee.models import Body, Sitting
from fostercare.workflows.committee.presence import Room
from tests.cases import a_household, again, an_application
from tests.sittings import a_body, a_sitting, a_week_passes, adjourn, hand, sign, unprinted
from tests.test_speed import an_application_more, costs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
CAPACITIES = ("rapporteur", "voting", "chair")


def main_of(answer):
    return answer.content.decode().split('id="main"')[-1]


class Sitters:
    """The people of a body at their own screens."""

    def __init__(self, body):
        self.members = {capacity: hand(body, capacity) for capacity in CAPACITIES}
        self.clients = {capacity: Client() for capacity in CAPACITIES}
        for capacity, client in self.clients.items():
            client.force_login(self.members[capacity].officer)

    def sees(self, capacity, name, *address, status=200):
        answer = self.clients[capacity].get(reverse(name, args=address))
        assert answer.status_code == status, (capacity, name, answer.status_code)
        return answer.content.decode()

    def sends(self, capacity, name, *address, done=True, **data):
        answer = self.clients[capacity].post(reverse(name, args=address), data)
        assert answer.status_code == (302 if done else 200), main_of(answer)
        return answer.content.decode()


def planned(sitters, cases):
    """The rapporteur plans a sitting in a week and puts cases on its agenda."""
    day = timezone.localdate() + timedelta(days=7)
    body = sitters.members["chair"].body
    sitters.sends(
        "rapporteur", "sitting_plan", body=body.pk, sits_on=f"{day:%d/%m/%Y}", sits_at="10:00", place="المديرية"
    )
    sitting = Sitting.objects.get(body=body)
    for case in cases:
        assert case.number in sitters.sees("rapporteur", "sitting_agenda", sitting.number)
        sitters.sends("rapporteur", "sitting_agenda", sitting.number, do="put_on", case=case.number)
    return sitting


def opened(sitters, sitting):
    """The agenda is published, the day comes, everybody arrives and declares, the chair opens."""
    number = sitting.number
    sitters.sends("rapporteur", "act", number, "publish_agenda")
    a_week_passes(sitting)
    for capacity, member in sitters.members.items():
        sitters.sends("rapporteur", "sitting_attendance", number, do="arrive", member=member.pk)
        sitters.sends(capacity, "sitting_attendance", number, do="declare", member=member.pk)
    sitters.sends("chair", "act", number, "open_sitting")


def decided(sitters, sitting, position, outcome, **drafted):
    """The family is heard, each votes at their own screen, the chair confirms."""
    address = ("sitting_item", sitting.number, position)
    sitters.sends("rapporteur", *address, do="note", family="present", summary="عُرض الملف", discussion="")
    sitters.sends("rapporteur", *address, do="draft", outcome=outcome, **drafted)
    room = Room(Sitting.objects.whole().get(pk=sitting.pk))
    voters = {voter.key for voter in room.table(sitting.items.get(position=position)).voters}
    for capacity, member in sitters.members.items():
        if member.pk in voters:
            sitters.sends(capacity, *address, do="vote", member=member.pk, choice="for")
    sitters.sends("chair", *address, do="confirm")


def signed(sitters, sitting):
    """The chair adjourns, the rapporteur edits the minutes, everybody signs in order, the business is closed."""
    number = sitting.number
    sitters.sends("chair", "act", number, "adjourn")
    item = sitting.items.first()
    sitters.sends("rapporteur", "sitting_minutes", number, **{"do": "edit", f"discussion_{item.pk}": "نوقش السكن"})
    assert "نوقش السكن" in sitters.sees("voting", "sitting_minutes", number)
    early = sitters.sends("chair", "sitting_minutes", number, do="sign", done=False)
    assert 'role="alert"' in early
    for capacity in CAPACITIES:
        sitters.sends(capacity, "sitting_minutes", number, do="sign")
    assert "lock" in sitters.sees("chair", "sitting_minutes", number)
    assert "correct" not in sitters.sees("chair", "sitting_minutes", number)
    sitters.sends("rapporteur", "act", number, "close")
    assert Sitting.objects.get(pk=sitting.pk).state == "closed"


def test_two_committees_decide_from_the_plan_to_the_signed_minutes():
    first = an_application(at="ready_for_committee")
    second = an_application(at="ready_for_committee", household=a_household())
    local = Sitters(a_body())
    sitting = planned(local, [first, second])
    local.sees("voting", "sitting_attendance", sitting.number, status=404)
    local.sees("chair", "case", sitting.number, status=404)

    item = sitting.items.get(case=second.pk)
    local.sends("rapporteur", "sitting_agenda", sitting.number, do="up", item=item.pk)
    local.sends("rapporteur", "sitting_agenda", sitting.number, do="down", item=item.pk)
    assert list(sitting.items.order_by("position").values_list("case", flat=True)) == [first.pk, second.pk]

    opened(local, sitting)
    assert sitting.number in local.sees("voting", "sitting_list")
    decided(local, sitting, 1, "recommend")
    typed = {"do": "draft", "outcome": "postpone", "text": "تُستكمل الأوراق"}
    refused = local.sends("rapporteur", "sitting_item", sitting.number, 2, done=False, **typed)
    assert "تُستكمل الأوراق" in refused
    until = timezone.localdate() + timedelta(days=20)
    decided(local, sitting, 2, "postpone", text="تُستكمل الأوراق", reasons=["P01"], until=f"{until:%d/%m/%Y}")
    signed(local, sitting)
    assert (again(first).state, again(second).state) == ("recommended", "postponed")

    higher = Sitters(a_body("higher"))
    sitting = planned(higher, [first])
    opened(higher, sitting)
    assert sitting.body.name in higher.sees("rapporteur", "case", sitting.number)
    decided(higher, sitting, 1, "approve")
    signed(higher, sitting)
    assert again(first).state == "approved"


def test_below_the_quorum_no_vote_is_accepted_and_the_page_says_who_is_missing():
    sitting = a_sitting(cases=[an_application(at="ready_for_committee")])
    people = Sitters(sitting.body)
    people.sends("rapporteur", "sitting_item", sitting.number, 1, do="note", family="present")
    people.sends("rapporteur", "sitting_item", sitting.number, 1, do="draft", outcome="recommend")
    chair, member = people.members["chair"], people.members["voting"]
    people.sends("rapporteur", "sitting_attendance", sitting.number, do="leave", member=chair.pk)

    refused = people.sends(
        "voting", "sitting_item", sitting.number, 1, done=False, do="vote", member=member.pk, choice="for"
    )
    assert chair.officer.full_name in refused.split('role="alert"')[1].split("sit-in")[0]
    assert not sitting.items.get().votes.exists()
    assert chair.officer.full_name in people.sees("voting", "sitting_item", sitting.number, 1).split('id="quorum"')[1]

    people.sends("rapporteur", "sitting_attendance", sitting.number, do="arrive", member=chair.pk)
    people.sends("voting", "sitting_item", sitting.number, 1, do="vote", member=member.pk, choice="for")
    assert sitting.items.get().votes.get().choice == "for"


def test_a_committee_is_set_up_and_its_seats_are_given_and_ended(client, alexandria, hany, maha, adel):
    client.force_login(hany)
    assert reverse("body_list") in client.get(reverse("sitting_list")).content.decode()
    assert client.get(reverse("body_list")).status_code == 200
    client.post(reverse("body_list"), {"body": f"local:{alexandria.code}"})
    body = Body.objects.get(directorate=alexandria)
    page = reverse("body", args=[body.pk])
    client.post(page, {"officer": maha.pk, "capacity": "voting", "represents": "الصحة"})
    refused = client.post(page, {"officer": adel.pk, "capacity": "rapporteur"})
    assert refused.status_code == 200 and b'role="alert"' in refused.content
    member = body.members.get()
    assert (member.officer, member.represents) == (maha, "الصحة")
    client.post(page, {"unseat": member.pk})
    assert not body.members.filter(until=None).exists()


def test_signed_minutes_are_corrected_on_their_page_and_the_first_stay_to_be_read():
    sitting = a_sitting(cases=[an_application(at="ready_for_committee")])
    people, address = Sitters(sitting.body), ("sitting_minutes", sitting.number)
    adjourn(sitting)
    with unprinted():
        sign(sitting)
        first = minutes.of(sitting)
        typed = people.sends("rapporteur", *address, done=False, do="correct", why=" ")
        assert 'role="alert"' in typed
        people.sends("rapporteur", *address, do="correct", why="خطأ في ذكر الساعة")
        people.sends("rapporteur", *address, do="edit", remarks="افتُتحت في العاشرة")
        for capacity in CAPACITIES:
            people.sends(capacity, *address, do="sign")
    read = people.sees("voting", *address)
    assert "خطأ في ذكر الساعة" in read and reverse("paper", args=[sitting.number, first.paper.pk]) in read


def test_a_month_shows_the_sittings_that_one_may_know_of(rami, maha, nabil):
    first = a_sitting(cases=[an_application(at="ready_for_committee")], at="planned")
    people = Sitters(first.body)
    month = f"{reverse('sitting_calendar')}?month={first.sits_on:%Y-%m}"
    shown = [
        reverse("case", args=[first.number]) in people.clients[who].get(month).content.decode() for who in CAPACITIES
    ]
    assert shown == [True, False, False]  # only the rapporteur knows of a sitting in planning
    people.sends("rapporteur", "act", first.number, "publish_agenda")
    assert reverse("case", args=[first.number]) in people.clients["voting"].get(month).content.decode()
    new_year = people.clients["voting"].get(f"{reverse('sitting_calendar')}?month=2027-01").content.decode()
    assert "ثورة" in new_year or "الشرطة" in new_year  # the 25th of January
    assert people.clients["voting"].get(f"{reverse('sitting_calendar')}?month=13").status_code == 200


def test_who_prepares_cases_sees_what_goes_to_the_next_sitting_and_what_would_hold_it_back(client, huda, nabil):
    ready, later = an_application(at="ready_for_committee"), an_application(at="ready_for_committee")
    sitting = a_sitting(cases=[ready], at="planned")
    client.force_login(huda)
    page = client.get(reverse("sitting_next")).content.decode()
    listed, waiting = page.split("</section>")[1:3]
    assert ready.number in listed and later.number in waiting
    Answer.objects.filter(case=later.pk, item__code="DC-05").update(replaced_at=timezone.now())
    waiting = client.get(reverse("sitting_next")).content.decode().split("</section>")[2]
    assert "DC-05" in waiting and "DC-05" not in listed
    client.force_login(nabil)
    assert client.get(reverse("sitting_next")).status_code == 403  # no committee of Luxor sits yet
    assert sitting.state == "planned"


def test_an_item_is_put_in_its_place_and_the_page_returns_to_it():
    cases = [an_application(at="ready_for_committee", household=a_household()) for _ in range(3)]
    sitting = a_sitting(cases=cases, at="planned")
    people, item = Sitters(sitting.body), sitting.items.get(position=3)
    page = reverse("sitting_agenda", args=[sitting.number])
    answer = people.clients["rapporteur"].post(page, {"do": "place", "item": item.pk, "position": "1"})
    assert answer["Location"].endswith(f"#item-{item.pk}")
    assert list(sitting.items.order_by("position").values_list("case", flat=True)) == [
        case.pk for case in (cases[2], *cases[:2])
    ]
    people.sends("rapporteur", "act", sitting.number, "publish_agenda")
    people.sends("rapporteur", "sitting_agenda", sitting.number, done=False, do="place", item=item.pk, position="3")


def test_a_month_and_what_waits_cost_the_same_with_1_10_and_100_rows(client, rami):
    body = a_body()
    day = timezone.localdate() + timedelta(days=1)
    client.force_login(rami)
    calendar = f"{reverse('sitting_calendar')}?month={day:%Y-%m}"
    assert len(set(costs(client, lambda number: planning.plan(body, day, by=rami), calendar))) == 1
    ready = {"state": "ready_for_committee"}
    next_sitting = reverse("sitting_next")
    assert len(set(costs(client, lambda number: an_application_more(number, **ready), next_sitting))) == 1
