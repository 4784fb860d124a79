"""A child finds a family: from the register of a home to the hand-over, and what becomes of an attempt that fails."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fostercare.records.models import Child, SiblingGroup
from fostercare.workflows import waiting
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.match.models import Match, ViewingVisit
from fostercare.workflows.placement.models import Placement
from tests.cases import a_household, again, an_application, clear
from tests.children import (
    a_child,
    a_child_with_a_family,
    a_cleared_application,
    a_file,
    a_home,
    a_match,
    a_placement,
    cleared_by_the_panel,
    everybody_is_willing,
    the_contract_is_written,
)
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def at(client, name, url, data=None):
    """What a person sees at an address, or after sending a form there."""
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def steps(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


NEW_CHILD = {
    "full_name": "نور محمد أحمد",
    "sex": "female",
    "birth_date": "٧/٣/٢٠٢٤",
    "religion": "muslim",
    "admitted_on": "1/6/2024",
    "legal_basis": "قرار النيابة رقم ١٢ لسنة ٢٠٢٤",
    "can_express_view": "",
}


def register(client, **typed):
    return at(client, "sawsan", reverse("child_new"), {**NEW_CHILD, "home": a_home().pk, **typed})


def test_the_officer_of_a_home_registers_a_child(client):
    answer = register(client)
    file = ChildFile.objects.get()
    assert answer.url == reverse("case", args=[file.number])
    assert file.number.startswith("T-02-")
    assert file.child.birth_date.isoformat() == "2024-03-07"
    assert steps(file) == {"legal_status"}
    page = at(client, "sawsan", answer.url)
    assert page.status_code == 200
    assert "نور محمد أحمد" in page.content.decode()


def test_the_name_of_a_child_stands_in_no_title_and_in_no_list(client):
    register(client)
    name = "نور محمد"
    file = ChildFile.objects.get()
    assert name not in at(client, "sawsan", reverse("child_list")).content.decode()
    assert name not in at(client, "sawsan", reverse("childrens_home", args=[file.child.home_id])).content.decode()
    page = at(client, "sawsan", reverse("case", args=[file.number])).content.decode()
    assert name not in page[: page.index("<body")]
    assert name not in file.heading


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"birth_date": "7/3/2090"}, "birth_date"),
        ({"birth_date": "7/3/1999"}, "birth_date"),
        ({"admitted_on": "1/1/2023"}, "admitted_on"),
        ({"national_id": "32403070200014", "birth_date": "8/3/2024"}, "birth_date"),
        ({"full_name": "Nour"}, "full_name"),
        ({"sibling": "T-02-2020-00099"}, "sibling"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_loses_nothing(client, wrong, field):
    answer = register(client, **wrong)
    assert field in answer.context["form"].errors
    assert "قرار النيابة" in answer.content.decode()
    assert not Child.objects.exists()


def test_a_home_officer_registers_children_of_no_other_home(client, alexandria):
    other = a_home(name="دار السلام", officer="nadia")
    assert "home" in register(client, home=other.pk).context["form"].errors
    assert at(client, "salma", reverse("child_new")).status_code == 403


def test_brothers_and_sisters_are_tied_together(client):
    first = a_file()
    register(client, sibling=first.number)
    second = ChildFile.objects.exclude(pk=first.pk).get()
    assert again(second).facts(timezone.localdate()).child.has_siblings_in_care
    assert first.number in at(client, "sawsan", reverse("case", args=[second.number])).content.decode()


def test_the_register_is_narrowed_by_what_one_chooses(client):
    baby = a_file(birth_date=timezone.localdate() - timedelta(days=150))
    boy = a_file(sex="male", birth_date=timezone.localdate() - timedelta(days=9 * 366), available=False)
    for query, wanted in [
        ("", {baby, boy}),
        ("?state=available", {baby}),
        ("?sex=male", {boy}),
        ("?age=infant", {baby}),
        ("?age=school", {boy}),
        ("?state=nonsense", {baby, boy}),
    ]:
        rows = at(client, "fathi", reverse("child_list") + query).context["rows"]
        assert {row["file"] for row in rows} == wanted, query


def test_a_home_shows_how_full_it_is(client):
    file = a_file(home=a_home(capacity=1))
    a_file(home=file.child.home)
    page = at(client, "huda", reverse("home_list"))
    assert [home.children_now for home in page.context["rows"]] == [2]
    assert at(client, "nabil", reverse("home_list")).context["rows"] == []
    assert at(client, "nabil", reverse("childrens_home", args=[file.child.home_id])).status_code == 404


def test_a_waiting_family_is_proposed_with_its_wishes_in_words(client):
    file, application = a_file(), a_cleared_application()
    page = at(client, "amal", reverse("match_propose", args=[file.number]))
    (row,) = page.context["rows"]
    assert row["candidate"].application == application
    assert row["candidate"].waiting_since
    assert not row["speaks_against"]
    assert {line["label"] for line in row["speaks_for"] if line["rule"]} >= {"الديانة", "الإخوة", "عدد الأطفال"}


@pytest.mark.parametrize(
    ("wishes", "child", "outcome"),
    [
        ({"child_sex": "male"}, {}, "fail"),
        ({"child_age_to": 1}, {}, "fail"),
        ({}, {"religion": "christian"}, "fail"),
        ({}, {"health": "يحتاج إلى سماعة"}, "unknown"),
        ({"special_needs_welcome": True}, {"health": "يحتاج إلى سماعة"}, "pass"),
    ],
)
def test_a_wish_that_does_not_fit_is_said_and_refuses_nobody(client, wishes, child, outcome):
    file, _application = a_file(**child), a_cleared_application(**wishes)
    page = at(client, "amal", reverse("match_propose", args=[file.number]) + "?show=all")
    candidate = page.context["rows"][0]["candidate"]
    assert outcome in {reason.verdict.outcome for reason in candidate.reasons}
    assert candidate.fits == (outcome != "fail")


def test_siblings_need_a_family_that_welcomes_them_or_the_ministry(client):
    file = a_file()
    group = a_child(sex="male")
    a_file(group)
    Child.objects.filter(pk__in=[file.child_id, group.pk]).update(sibling_group=SiblingGroup.objects.create())
    a_cleared_application()
    (row,) = at(client, "amal", reverse("match_propose", args=[file.number]) + "?show=all").context["rows"]
    (told,) = [reason.verdict for reason in row["candidate"].reasons if reason.verdict.outcome == "exemption"]
    assert told.authority == "ministry"


def test_a_family_without_clearance_does_not_wait(client):
    file = a_file()
    an_application(at="approved")
    assert at(client, "amal", reverse("match_propose", args=[file.number]) + "?show=all").context["rows"] == []


def test_from_an_approved_family_to_the_hand_over(client):
    file, application = a_file(), a_cleared_application()
    propose = reverse("match_propose", args=[file.number])
    assert at(client, "salma", propose).status_code == 404
    assert at(client, "fathi", propose).status_code == 403

    answer = at(client, "amal", propose, {"application": application.number})
    match = Match.objects.get()
    assert answer.url == reverse("case", args=[match.number])
    assert (again(match).state, again(file).state) == ("proposed", "reserved")
    assert steps(match) == {"issue_letter"}

    # The letter, by another hand than the proposal
    clear(match, "issue_letter")
    letter = reverse("act", args=[match.number, "issue_letter"])
    assert at(client, "amal", letter, {}).status_code == 403
    at(client, "fathi", letter, {})
    match = again(match)
    assert match.state == "viewing"
    assert (match.letter_until - match.letter_from).days == 90

    # Six visits
    add = reverse("viewing_visit", args=[match.number])
    visit = {"visited_on": timezone.localdate().strftime("%d/%m/%Y"), "who_came": "الزوجان", "note": "لعبا معها ساعة"}
    assert at(client, "sawsan", add, visit).status_code == 302
    assert "visited_on" in at(client, "sawsan", add, visit).context["form"].errors
    yesterday = timezone.localdate() - timedelta(days=1)
    before = at(client, "salma", add, {**visit, "visited_on": yesterday.isoformat()})
    assert "visited_on" in before.context["form"].errors
    assert at(client, "amal", add).status_code == 403
    for days in range(1, 6):
        ViewingVisit.objects.create(
            match=match, visited_on=timezone.localdate() + timedelta(days=days), who_came="الزوجان", note="…",
            recorded_by=person("sawsan"),
        )  # fmt: skip
    page = at(client, "sawsan", reverse("case", args=[match.number]))
    assert (page.context["visits_done"], page.context["visits_wanted"]) == (6, 6)
    clear(match, "accept")
    assert steps(match) == {"conclude"}

    # Both sides say that they wish it, each to whoever hears it; the head does not conclude before
    accept = reverse("act", args=[match.number, "accept"])
    assert "الأسرة" in at(client, "fathi", accept).context["blocked"]["title"]
    for side, hand in [("family", "salma"), ("centre", "sawsan")]:
        says = reverse("match_statement", args=[match.number, side])
        assert "willing" in at(client, hand, says, {}).context["form"].errors
        assert (
            at(client, hand, says, {"willing": "yes", "said_on": visit["visited_on"], "words": ""}).status_code == 302
        )
    assert at(client, "dina", reverse("match_statement", args=[match.number, "child"])).status_code == 404

    # Acceptance opens the placement
    at(client, "fathi", reverse("act", args=[match.number, "accept"]), {})
    placement = Placement.objects.get()
    assert (placement.edition, placement.heading) == (application.edition, application.heading)
    assert steps(placement) == {"contract"}

    the_contract_is_written(placement)
    clear(placement, "sign_contract")
    signed = at(client, "amal", reverse("act", args=[placement.number, "sign_contract"]), {"signed_on": "1/1/2020"})
    assert "signed_on" in signed.context["form"].errors
    today = timezone.localdate().strftime("%d/%m/%Y")
    at(client, "amal", reverse("act", args=[placement.number, "sign_contract"]), {"signed_on": today})
    assert steps(placement) == {"panel"}
    cleared_by_the_panel(placement)
    assert steps(placement) == {"hand_over"}
    clear(again(placement), "hand_over")
    at(client, "tarek", reverse("act", args=[placement.number, "hand_over"]), {})

    placement = again(placement)
    assert placement.state == "transition"
    assert placement.contract_label == f"ع.ك/1/{timezone.localdate().year}"
    assert (again(match).state, again(file).state, again(application).state) == ("fulfilled", "placed", "placed")
    first = placement.visits.first()
    assert (first.planned_on - placement.handed_over_on).days == 7
    assert steps(first) == {"record"}
    assert steps(placement) == {"settle"}
    page = at(client, "huda", reverse("case", args=[placement.number]))
    assert page.context["next_visit"] == first
    assert page.context["further"] > 30


def test_a_home_sees_a_match_and_not_the_placement_after_the_hand_over(client):
    placement = a_placement()
    assert at(client, "sawsan", reverse("case", args=[placement.number])).status_code == 200
    placement = a_placement_handed_over(placement)
    assert at(client, "sawsan", reverse("case", args=[placement.number])).status_code == 404
    assert at(client, "nabil", reverse("case", args=[placement.number])).status_code == 404


def a_placement_handed_over(placement):
    for name, by in [("sign_contract", "amal"), ("hand_over", "tarek")]:
        if name == "hand_over":
            cleared_by_the_panel(placement)
        clear(again(placement), name)
        placement = act(getattr(again(placement), name), by=person(by))
    return again(placement)


def test_a_decline_asks_for_a_coded_reason_and_gives_the_child_back(client):
    match = a_match(at="viewing")
    url = reverse("act", args=[match.number, "decline"])
    assert "reason" in at(client, "fathi", url, {}).context["form"].errors
    assert "why" in at(client, "fathi", url, {"reason": "X99"}).context["form"].errors
    at(client, "fathi", url, {"reason": "X04"})
    match = again(match)
    assert (match.state, match.decline_reason) == ("declined", "X04")
    assert again(match.child_file).state == "available"
    assert not waiting.open_tasks(match)
    assert Match.objects.get() == match
    # the family waits again, and so does the child
    page = at(client, "amal", reverse("match_propose", args=[match.child_file.number]) + "?show=all")
    assert [row["candidate"].application for row in page.context["rows"]] == [match.application]


def test_a_family_that_withdraws_after_the_acceptance_leaves_no_placement_behind():
    match = a_match(at="accepted")
    act(again(match).decline, by=person("fathi"), reason="X04")
    placement = again(match.placement)
    assert placement.state == "cancelled"
    assert not waiting.open_tasks(placement)
    assert again(match.child_file).state == "available"
    assert a_match(file=again(match.child_file), application=again(match.application)).state == "proposed"


def test_a_match_that_was_fulfilled_cannot_be_declined():
    placement = a_placement(at="transition")
    with pytest.raises(NotNow):
        act(again(placement.match).decline, by=person("fathi"), reason="X01")


def test_the_second_of_two_siblings_is_handed_over_too():
    group = SiblingGroup.objects.create()
    one, two = a_file(sibling_group=group), a_file(sex="male", sibling_group=group)
    application = a_cleared_application(siblings_welcome=True, children_asked=2)
    matches = [a_match(file=again(file), application=again(application)) for file in (one, two)]
    placements = [a_placement(at="transition", match=accepted(match)) for match in matches]
    assert [again(placement).state for placement in placements] == ["transition", "transition"]


def accepted(match):
    clear(match, "issue_letter")
    act(again(match).issue_letter, by=person("fathi"))
    everybody_is_willing(match)
    clear(match, "accept")
    return act(again(match).accept, by=person("fathi"))


def test_a_naming_decision_holds_the_contract_back(client):
    placement = a_placement()
    prepare = reverse("placement_contract", args=[placement.number])
    assert at(client, "fathi", prepare).status_code == 403
    at(client, "amal", prepare, {"name_change_asked": "on"})
    page = at(client, "amal", reverse("act", args=[placement.number, "sign_contract"]))
    assert "CT-04" in page.content.decode()


def test_lists_cost_the_same_with_one_row_and_with_several(client):
    placed()
    free = a_file()
    a_cleared_application(household=a_household(district="العجمي"))
    urls = [reverse(name) for name in ("child_list", "home_list", "match_list", "placement_list", "visit_list")]
    urls += [reverse("visit_list") + f"?show={key}" for key in ("due", "unvisited", "recorded")]
    urls.append(reverse("match_propose", args=[free.number]) + "?show=all")
    client.force_login(person("amal"))
    before = {url: cost(client, url) for url in urls}
    for place in ("سموحة", "المعمورة"):
        placed(place)
        a_cleared_application(household=a_household(district=f"{place} ٢"))
    assert {url: cost(client, url) for url in urls} == before


def placed(place="المنتزه"):
    return a_child_with_a_family(household=a_household(district=place))


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
