"""A contract of care: its parties, the child's account, a name that changes in one element only, and the hand-over."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.guidebook import papers
from fostercare.records.models import Child
from fostercare.workflows import hands, letters
from fostercare.workflows.committee import bodies
from fostercare.workflows.committee.models import Recusal
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.placement import naming
from fostercare.workflows.placement.models import ChildAccount, NamingDecision, Terms
from tests.cases import again, clear
from tests.children import a_match, a_placement, cleared_by_the_panel, the_contract_is_written
from tests.people import person
from tests.sittings import a_body, a_sitting, adjourn, decide, resolve, sign, unprinted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

TODAY = timezone.localdate().strftime("%d/%m/%Y")
PARTIES = {
    "signatory": "منال حسن فؤاد", "capacity": "رئيس الإدارة المركزية", "delegation": "قرار وزاري ٤٠ لسنة ٢٠٢٦",
    "directorate_delegate": "سلمى عبد الله حسن", "home_delegate": "سوسن جابر حامد", "back_up_carer": "نجلاء عبد الرازق",
    "court_seat": "الإسكندرية", "copies": "4",
}  # fmt: skip
ACCOUNT = {"bank": "بنك ناصر", "number": "١٠٠٢ ٠٠٣٠ ٠٠٤٤", "deposit": "3000", "deposited_on": TODAY, "receipt": "8841"}


def at(client, name, page, placement, data=None):
    client.force_login(person(name))
    url = reverse(page, args=[placement.number])
    return client.get(url) if data is None else client.post(url, data)


@pytest.fixture(scope="module")
def accepted(around_all):
    return a_match(at="accepted").placement


@pytest.fixture
def placement(accepted, db):
    return again(accepted)


def test_a_contract_waits_for_its_parties_and_the_child_s_account(client, placement):
    clear(placement, "sign_contract")
    with pytest.raises(NotNow, match="أطراف العقد"):
        act(again(placement).sign_contract, by=person("amal"))
    at(client, "amal", "contract_parties", placement, PARTIES)
    with pytest.raises(NotNow, match="حساب الطفل"):
        act(again(placement).sign_contract, by=person("amal"))
    assert (
        "deposit"
        in at(client, "amal", "contract_account", placement, {**ACCOUNT, "deposit": "2000"}).context["form"].errors
    )
    at(client, "amal", "contract_account", placement, ACCOUNT)
    assert ChildAccount.objects.get().number == "100200300044"
    page = at(client, "amal", "case", placement).content.decode()
    assert "0044" in page and "100200300044" not in page
    act(again(placement).sign_contract, by=person("amal"))
    assert at(client, "amal", "contract_parties", placement).status_code == 302
    assert at(client, "salma", "contract_parties", placement).status_code == 403
    assert at(client, "nabil", "contract_parties", placement).status_code == 404


def test_what_the_contracts_of_a_department_have_in_common_is_carried_on(client, placement):
    the_contract_is_written(a_placement())
    form = at(client, "amal", "contract_parties", placement).context["form"]
    assert form["signatory"].value() == Terms.objects.get().signatory
    assert not form["back_up_carer"].value()


def test_a_child_is_not_handed_over_before_its_condition_and_things_are_written_down(client, placement):
    at(client, "amal", "contract_parties", placement, PARTIES)
    at(client, "amal", "contract_account", placement, ACCOUNT)
    clear(placement, "sign_contract")
    act(again(placement).sign_contract, by=person("amal"))
    cleared_by_the_panel(placement)
    clear(placement, "hand_over")
    with pytest.raises(NotNow, match="حالة الطفل"):
        act(again(placement).hand_over, by=person("tarek"))
    typed = {"condition": "بصحة جيدة", "birth_certificate": "on"}
    assert "not_handed_over" in at(client, "sawsan", "contract_hand_over", placement, typed).context["form"].errors
    at(client, "sawsan", "contract_hand_over", placement, {**typed, "health_file": "on"})
    act(again(placement).hand_over, by=person("tarek"))


def test_a_child_is_handed_over_on_the_panel_s_signed_resolution_and_on_nothing_else(client):
    placement = a_placement(at="contracted")
    clear(placement, "clear_hand_over")
    clear(placement, "hand_over")
    sitting = a_sitting(a_body("hand_over_panel"), [again(placement)])
    assert not Recusal.objects.exists(), "neither who chairs nor who votes had a hand in the match"
    resolve(sitting.items.get(), "hand_over")
    adjourn(sitting)
    page = at(client, "tarek", "case", placement)
    assert "لم تُجز لجنة التسليم" in page.context["blocked"][0]["title"]
    with pytest.raises(NotNow, match="لجنة التسليم"):
        act(again(placement).hand_over, by=person("tarek"))
    with unprinted():
        sign(sitting)
    placement = again(placement)
    assert placement.cleared_by.label in at(client, "huda", "case", placement).content.decode()
    assert act(placement.hand_over, by=person("tarek")).state == "transition"


def test_a_panel_that_postpones_hands_nobody_over():
    placement = a_placement(at="contracted")
    clear(placement, "clear_hand_over")
    clear(placement, "hand_over")
    month = timezone.localdate() + timedelta(days=30)
    decide(again(placement), "postpone", kind="hand_over_panel", reasons=["P03"], text="انتظار تقرير.", until=month)
    with pytest.raises(NotNow, match="لجنة التسليم"):
        act(again(placement).hand_over, by=person("tarek"))


def test_who_matched_the_child_cannot_chair_the_panel_before_which_it_is_handed_over():
    with pytest.raises(ValidationError, match="لا يجوز"):
        access.appoint(person("fathi"), "institutional_family_care_head")
    with pytest.raises(ValidationError, match="ترأس|رئاسة"):
        bodies.seat(bodies.national("hand_over_panel"), person("fathi"), "chair")


def test_the_panel_hands_a_brother_over_whose_sister_it_handed_over_before():
    """The family's file tells of the first hand-over; that is no work of the panel's members on the second case."""
    sister, panel = a_placement(at="transition"), [person("tarek").pk, person("sahar").pk]
    assert {"complete", "place"} <= set(sister.past_acts().filter(by=panel[0]).values_list("act", flat=True))
    assert not hands.worked(again(sister.match.application), panel)
    assert not hands.worked(again(sister.match.child_file), panel), "nor if this child is handed over again one day"


class Carer:
    def __init__(self, full_name, sex):
        self.full_name, self.sex = full_name, sex


CARERS = [Carer("حسام عبد الرازق محمد علي", "male"), Carer("أمل السيد أحمد الجندي", "female")]


@pytest.mark.parametrize(
    ("element", "proposed", "known", "allowed"),
    [
        ("first", "مريم كريم صادق", False, True),
        ("first", "مريم حسام صادق", False, False),
        ("carer", "نور حسام كريم صادق", False, True),
        ("carer", "نور أمل كريم صادق", False, False),
        ("carer", "مريم حسام كريم", False, False),
        ("carer", "نور حسام علي", False, False),
        ("carer", "نور حسام كريم صادق", True, False),
        ("family", "نور كريم علي", False, True),
        ("family", "نور كريم الجندي", False, True),
        ("family", "نور حسام عبد الرازق محمد علي", False, False),
        ("family", "نور كريم صادق", False, False),
    ],
)
def test_one_element_of_a_name_changes_and_never_so_that_it_reads_as_a_lineage(element, proposed, known, allowed):
    assert (naming.problem(element, "نور كريم صادق", proposed, CARERS, known) == "") == allowed


def test_a_naming_decision_stands_beside_the_name_as_registered(client, placement):
    decision = {"element": "carer", "number": "١٧", "decided_on": TODAY, "original_held_by": "مصلحة الأحوال المدنية"}
    wrong = at(client, "amal", "contract_naming", placement, {**decision, "name_after": "نور حسام علي"})
    assert "name_after" in wrong.context["form"].errors
    at(client, "amal", "contract_naming", placement, {**decision, "name_after": "نور حسام محمد أحمد"})
    kept = NamingDecision.objects.get()
    assert (kept.name_registered, kept.name_after) == ("نور محمد أحمد", "نور حسام محمد أحمد")
    assert again(placement).child.full_name == "نور محمد أحمد"


def test_the_mother_s_field_takes_the_foster_mother_s_first_name(client, placement):
    decision = {"element": "mother", "number": "١٨", "decided_on": TODAY, "original_held_by": "مصلحة الأحوال المدنية"}
    at(client, "amal", "contract_naming", placement, decision)
    kept = NamingDecision.objects.get()
    assert (kept.mother_name, kept.name_after) == ("أمل", kept.name_registered)


def test_the_database_never_writes_a_registered_name_over_and_changes_one_element(placement):
    with pytest.raises(DatabaseError), transaction.atomic():
        Child.objects.update(full_name="اسم آخر")
    known = {
        "child": placement.child, "placement": placement, "element": "mother", "mother_name": "أمل",
        "name_registered": "نور محمد أحمد", "name_after": "نور حسام محمد", "number": "١", "original_held_by": "السجل",
        "decided_on": timezone.localdate(), "recorded_by": person("amal"),
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="one_element_of_a_name_changes"), transaction.atomic():
        NamingDecision.objects.create(**known)
    account = {"bank": "بنك", "number": "1", "deposit": 0, "deposited_on": timezone.localdate(), "receipt": "1"}
    with pytest.raises(IntegrityError, match="something_was_deposited"), transaction.atomic():
        ChildAccount.objects.create(child=placement.child, recorded_by=person("amal"), **account)


def test_contract_and_minutes_are_set_in_full_from_the_file(placement):
    the_contract_is_written(placement)
    clear(placement, "sign_contract")
    act(again(placement).sign_contract, by=person("amal"))
    cleared_by_the_panel(placement)
    clear(placement, "hand_over")
    act(again(placement).hand_over, by=person("tarek"))
    placement = again(placement)
    said = {code: _words(letters.issue(placement, code, by=person(by))) for code, by in SET_BY.items()}
    for words in ("منال حسن فؤاد", "نجلاء عبد", "بنك ناصر", "محاكم الإسكندرية", "سوسن جابر حامد"):
        assert words.replace(" ", "") in said["LT-10"], words
    for words in ("سحر عبد الوهاب رجب", "طارق شوقي بدر", "قرارها رقم", "بطاقة التطعيمات", "بصحة جيدة"):
        assert words.replace(" ", "") in said["LT-11"], words
    for paper in said.values():
        assert not any(word in paper for word in ("لقيط", "عُثر", "مجهول"))


SET_BY = {"LT-10": "amal", "LT-11": "tarek", "LT-12": "amal", "LT-13": "amal"}


def _words(paper):
    read = subprocess.run(["pdftotext", "-", "-"], input=papers.content(paper), capture_output=True, check=True)
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", read.stdout.decode())
