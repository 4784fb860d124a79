"""A placement ends: returned, withdrawn, passed to a relative, reunified, of age, by death; and the child goes on."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fostercare.guidebook import answering
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Answer
from fostercare.records.models import Child
from fostercare.workflows import waiting
from fostercare.workflows.application.models import RegistrationDraft
from fostercare.workflows.application.registration_draft import Registration
from fostercare.workflows.committee import planning, voting
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.lifecycle import NotNow, act, obstacles
from fostercare.workflows.placement import endings
from fostercare.workflows.placement.models import Ending
from tests.cases import a_household, again, an_application, by_role, clear
from tests.children import a_cleared_application, a_home, a_match, a_placement
from tests.people import person
from tests.sittings import a_body, a_sitting, decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def steps(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


def day(date):
    return date.strftime("%d/%m/%Y")


def prepared(placement, kind, **known):
    """An ending of this kind, written down in full."""
    ending = endings.prepare(again(placement), kind, by=person("huda"))
    usual = {"asked_on": TODAY(), "reasons": ["N99"], "text": "للأسباب المبينة"} if ending.before_its_time else {}
    if "home" in ending.rule["next_care"]:
        usual |= {"next_care": "home", "next_home": a_home()}
    for name, value in {**usual, **known}.items():
        setattr(ending, name, value)
    ending.save()
    return again(placement)


def referred(placement, kind, **known):
    placement = prepared(placement, kind, **known)
    clear(placement, "refer")
    act(again(placement).refer, by=person("huda"), why="تعذر الإبقاء على الكفالة")
    return again(placement)


def ended(placement, why="تنفيذ القرار"):
    clear(again(placement), "end")
    act(again(placement).end, by=person("fathi"), why=why)
    return again(placement)


def held_back(record, name):
    return {obstacle.item.code for obstacle in obstacles(again(record), name)}


def test_a_family_that_cannot_go_on_returns_the_child(client, placement):
    """From the family's word to the arrival in the home: no child moves before the committee has decided."""
    home, page = a_home(name="دار السلام", officer="nadia"), reverse("placement_ending", args=[placement.number])
    assert at(client, "amal", page).status_code == 403
    assert at(client, "nabil", page).status_code == 404
    assert "kind" in at(client, "huda", page, {"kind": "nonsense"}).context["form"].errors
    assert at(client, "huda", page, {"kind": "returned_by_family"}).url == page

    # Why, and where to: what is missing is said beside its field, and what was typed stays
    half = at(client, "huda", page, {"reasons": ["N01"], "text": "مرض الأم", "next_care": "home"})
    assert {"asked_on", "next_home"} == set(half.context["form"].errors)
    assert "مرض الأم" in half.content.decode()
    whole = {
        "asked_on": day(TODAY()), "reasons": ["N01"], "text": "مرض الأم", "next_care": "home", "next_home": home.pk,
        "account_holder": "إدارة الأسرة والطفولة",
    }  # fmt: skip
    assert at(client, "huda", page, whole).url == reverse("case", args=[placement.number])

    # The family is first offered help: without the report and that attempt nothing goes before the committee
    refer = reverse("act", args=[placement.number, "refer"])
    held = {row["detail"].split()[0] for row in at(client, "huda", refer).context["blocked"]["obstacles"]}
    assert held == {"EN-07"}
    clear(again(placement), "refer")
    at(client, "huda", refer, {"why": "تكرر طلب الأسرة بعد جلستي وساطة"})
    placement = again(placement)
    assert (placement.state, steps(placement)) == ("referred", {"decision"})
    assert at(client, "fathi", reverse("case", args=[placement.number])).context["acts"] == []

    # The Higher Committee decides in a sitting; the charge is due unless it waives it
    decide(placement, "end", "higher", text="تعذر استمرار الرعاية ومصلحة الطفل في الانتقال")
    placement = again(placement)
    assert (placement.state, steps(placement)) == ("ending", {"carry_out"})
    assert placement.ending.resolution.label
    assert held_back(placement, "end") == {"EN-02", "EN-04", "EN-05"}

    # The child is heard, the home is ready, the charge paid: only now does the child move
    with pytest.raises(NotNow):
        act(placement.end, by=person("fathi"), why="…")
    placement = ended(placement)
    file = again(placement.match.child_file)
    assert (placement.state, file.state, file.heading) == ("ended", "registered", "دار السلام")
    assert Child.objects.get(pk=placement.child_id).home == home
    assert set(placement.visits.values_list("state", flat=True)) == {"cancelled"}
    assert not waiting.open_tasks(placement.visits.first())
    assert not waiting.open_tasks(placement)


def test_the_committee_may_waive_the_charge_with_its_decision(placement):
    placement = prepared(placement, "returned_by_family")
    charge = book(placement.edition).by_code["EN-05"]
    clear(placement, "refer")
    answering.answer(again(placement), charge, by=by_role("foster_families_officer"), state="exemption_asked")
    act(again(placement).refer, by=person("huda"), why="عجز الأسرة عن السداد")
    decide(again(placement), "end_and_waive", "higher", text="مرض الكافل وانقطاع دخله")
    waived = Answer.objects.get(case=placement.pk, item=charge, replaced_at=None)
    assert (waived.state, waived.decision_number) == ("exempted", again(placement).ending.resolution.label)
    assert "EN-05" not in held_back(placement, "end")


def test_without_a_request_the_committee_is_not_offered_a_waiver_and_a_plain_ending_declines_one(placement):
    placement = referred(placement, "returned_by_family")
    item = a_sitting(a_body("higher"), [placement]).items.get()
    assert [outcome.value for outcome in voting.outcomes(item)] == ["end", "continue", "postpone"]


def test_the_family_takes_its_request_back_after_mediation(placement):
    placement = referred(placement, "returned_by_family")
    act(placement.take_back, by=person("nadia"), why="عدول الأسرة بعد جلسات الدعم")
    placement = again(placement)
    assert (placement.state, placement.ending, placement.ending_kind) == ("under_watch", None, "")
    assert Ending.objects.get(placement=placement).dropped_at
    assert not waiting.open_tasks(placement)


def test_a_child_in_danger_is_moved_at_once_and_the_committee_confirms(placement):
    act(placement.remove_child, by=person("huda"), why="آثار إصابة غير مفسرة")
    placement = again(placement)
    (task,) = waiting.open_tasks(placement)
    assert (task.flow_task.name, task.due_on) == ("urgent_decision", TODAY() + timedelta(days=3))
    # The committee hears it as it stands; an ending is only decided once it is written down and the report is there
    (candidate,) = planning.candidates(a_body("higher"), TODAY())
    assert candidate.record == placement
    item = a_sitting(a_body("higher"), [placement]).items.get()
    assert [outcome.value for outcome in voting.outcomes(item)] == ["continue", "postpone"]
    placement = prepared(placement, "withdrawn_by_state", reasons=["N11"])
    with pytest.raises(NotNow):
        voting.put_to_vote(item, "end", by=person("zaynab"), text="خطر على سلامة الطفل")
    clear(again(placement), "confirm_ending")
    assert "end" in [outcome.value for outcome in voting.outcomes(item)]


def test_a_removal_that_the_committee_does_not_confirm_is_undone(placement):
    act(placement.remove_child, by=person("huda"), why="بلاغ من الجيران")
    decide(again(placement), "continue", "higher", text="ثبت أن الإصابة عرضية")
    placement = again(placement)
    assert placement.state == "under_watch"
    assert placement.history.first().why == "ثبت أن الإصابة عرضية"


def test_the_withdrawn_child_finds_another_family(placement):
    act(placement.remove_child, by=person("huda"), why="خطر")
    placement = prepared(placement, "withdrawn_by_state", reasons=["N13"])
    clear(placement, "confirm_ending")
    decide(again(placement), "end", "higher", text="ثبوت الإهمال")
    file = again(ended(placement).match.child_file)
    clear(file, "make_available")
    act(again(file).make_available, by=person("fathi"))
    other = a_cleared_application(household=a_household(district="العجمي"))
    assert a_placement(at="transition", match=a_match(at="accepted", file=again(file), application=other))


def test_when_the_carers_have_died_the_child_passes_to_a_relative(client, placement):
    """The ending is followed by the relative's own request: as one of kin, for this child, each linked to the other."""
    known = {"reasons": ["N21"], "next_care": "relative", "next_care_note": "سعاد أحمد الجندي، خالة الأسرة"}
    placement = referred(placement, "transferred_to_relative", **known)
    decide(placement, "end", "higher", text="وفاة الكافلين واستعداد الخالة")
    home = placement.child.home
    placement = ended(placement)
    assert again(placement.match.child_file).state == "registered"
    assert Child.objects.get(pk=placement.child_id).home == home

    begin = reverse("register_relative", args=[placement.number])
    assert begin in at(client, "salma", reverse("case", args=[placement.number])).content.decode()
    assert begin not in at(client, "dina", reverse("case", args=[placement.number])).content.decode()
    assert at(client, "dina", begin, {}).status_code == 403
    assert at(client, "nabil", begin, {}).status_code == 404
    first_step = at(client, "salma", begin, {}).url
    assert at(client, "salma", begin, {}).url == first_step, "begun once"
    draft = RegistrationDraft.objects.get()
    wishes = Registration(draft, person("salma")).forms["wishes"].cleaned_data
    assert (wishes["kin"], wishes["child_sex"], wishes["children_asked"]) == (True, placement.child.sex, 1)
    assert "سعاد أحمد الجندي" in wishes["wishes"]

    aunt = an_application(household=a_household(district="العجمي"), kin=True, follows=again(placement).ending)
    page = at(client, "salma", reverse("case", args=[placement.number])).content.decode()
    assert aunt.number in page and begin not in page
    assert placement.number in at(client, "salma", reverse("case", args=[aunt.number])).content.decode()


@pytest.mark.parametrize("kind", ["contract_terminated", "carers_died"])
def test_a_contract_ends_with_a_breach_or_with_the_carers_and_the_child_goes_to_a_home(kind, client, placement):
    """Put before the committee, decided, told in a letter, carried out: the child has a home and nobody's visits."""
    placement = referred(placement, kind)
    decide(placement, "end", "higher", text="لا تستقيم الكفالة بعد ذلك")
    assert at(client, "fathi", reverse("print_letter", args=[placement.number, "LT-18"]), {}).status_code == 302
    placement = ended(placement)
    assert again(placement.match.child_file).state == "registered"
    assert placement.child.stays.get(until=None).place == "home"
    assert not placement.duties.filter(until=None).exists()
    assert not placement.visits.planned().exists()


def test_a_child_returns_to_its_own_family(placement):
    known = {"reasons": ["N31"], "next_care": "birth_family", "next_care_note": "الجدة لأم"}
    placement = referred(placement, "reunified", **known)
    decide(placement, "end", "higher", text="ثبوت أهلية الجدة")
    placement = ended(placement)
    assert again(placement.match.child_file).state == "reunified"


@pytest.mark.parametrize(("kind", "years"), [("follow_up_completed", 21), ("married", 18)])
def test_follow_up_is_over_with_the_age_and_not_before(kind, years, placement):
    with pytest.raises(ValidationError):
        endings.prepare(placement, kind, by=person("huda"))
    Child.objects.filter(pk=placement.child_id).update(birth_date=TODAY() - timedelta(days=366 * years))
    placement = prepared(placement, kind)
    assert "EN-03" in held_back(placement, "end")
    placement = ended(placement)
    assert again(placement.match.child_file).state == "completed"


def test_the_death_of_a_child_asks_for_the_certificate_and_for_no_committee(placement):
    placement = prepared(placement, "child_died")
    assert held_back(placement, "end") == {"EN-04", "EN-08"}
    placement = ended(placement, why="وفاة بعد مرض قصير")
    assert again(placement.match.child_file).state == "deceased"
    assert not placement.visits.planned().exists()
    # The mandatory incident is open at once, and those of its level are told
    incident = placement.incidents.get()
    assert (incident.what, incident.level, incident.state) == ("child_death", "red", "reported")
    assert incident.notifies and incident.clocks.running().exists()
    assert "central_case_unit" in incident.tellings.values_list("role", flat=True)


def test_a_death_that_is_an_incident_already_opens_no_second_one(placement):
    report(
        again(placement), by=person("dina"), what="child_death", known_at=timezone.now(), summary="وفاة بالمستشفى",
        source="الأسرة", whereabouts="المستشفى",
    )  # fmt: skip
    prepared(placement, "child_died")
    assert ended(placement, why="وفاة بعد مرض قصير").incidents.count() == 1


def test_once_before_the_committee_only_the_childs_death_is_another_ending(client, placement):
    placement = referred(placement, "returned_by_family")
    page = at(client, "huda", reverse("placement_ending", args=[placement.number]) + "?kind=another")
    assert {key for key, _label in page.context["form"].fields["kind"].choices} == {
        "follow_up_completed", "married", "child_died",
    }  # fmt: skip


def test_what_was_prepared_can_be_dropped_and_stays_on_record(client, placement):
    placement = prepared(placement, "returned_by_family")
    at(client, "huda", reverse("placement_ending", args=[placement.number]), {"drop": "1"})
    assert again(placement).ending_kind == ""
    assert Ending.objects.filter(placement=placement).count() == 1


def test_the_database_knows_one_standing_ending_a_placement(placement):
    placement = prepared(placement, "returned_by_family")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ending.objects.create(placement=placement, kind="reunified", prepared_by=person("huda"))


def test_the_decision_is_told_in_a_letter_that_names_no_child(client, placement):
    placement = referred(placement, "returned_by_family", reasons=["N01"], text="مرض الأم")
    decide(placement, "end", "higher", text="تعذر استمرار الرعاية")
    answer = at(client, "fathi", reverse("print_letter", args=[placement.number, "LT-18"]), {})
    assert answer.status_code == 302
    said = client.get(answer.url).getvalue()
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(said)).pages)
    assert placement.match.child_file.number in said
    assert placement.child.first_name not in said
    assert "تلتزم الأسرة بسداد" in said
