"""A family is studied at home: written as a draft that loses nothing, signed, co-signed, approved or returned."""

import json
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.models import Paper
from fostercare.records.models import Person
from fostercare.workflows import waiting
from fostercare.workflows.application import home_study, home_study_signing
from fostercare.workflows.application.home_study_form import StudyForm
from fostercare.workflows.application.models import HomeStudy
from fostercare.workflows.lifecycle import NotNow
from tests.cases import HUSBAND, WIFE, a_household, again, an_application

pytestmark = pytest.mark.django_db

SECRETS = {
    "income": "12500",
    "debts": "قرض سيارة",
    "psychological_scale": "في الحدود الطبيعية",
    "religion_and_values": "يصليان",
}


@pytest.fixture
def application(edition):
    return an_application(at="registered")


def whole_study(application, **more):
    """An answer to every question of the study."""
    answers = {}
    for question in StudyForm(application, {}).questions:
        kind, first = question["kind"], (question.get("choices") or [{}])[0].get("key")
        answers[question["key"]] = {
            "yes_no": "yes", "scale": "4", "number": "٣", "choice": first, "multi_choice": [first],
            "date": timezone.localdate().strftime("%d/%m/%Y"), "text": f"جواب {question['key']}",
        }[kind]  # fmt: skip
    return answers | SECRETS | more


def written(application, by, **more):
    home_study.keep(application, whole_study(application, **more), seen={}, by=by)
    return again(application)


def signed(application, omar, **more):
    home_study_signing.sign(written(application, omar, **more), by=omar)
    return again(application)


def address(application, act=None):
    return (
        reverse("home_study_act", args=[application.number, act])
        if act
        else reverse("home_study", args=[application.number])
    )


def status(application, code):
    checklist = Checklist(again(application), timezone.localdate())
    return checklist.line(checklist.book.by_code[code]).status


# Written as a draft


def test_a_half_written_study_is_kept_as_it_was_typed(client, application, omar):
    client.force_login(omar)
    client.post(address(application), {"members": "حسام وأمل", "rooms": "ثلاث غرف", "seen": "{}"})
    study = home_study.study_of(application)
    assert study.answers["members"] == "حسام وأمل"
    page = client.get(address(application)).content.decode()
    assert "ثلاث غرف" in page  # no number, and still not lost
    assert 'id="id_rooms_error"' in page
    assert 'id="id_motives_error"' not in page  # a gap is no error in a draft


def test_a_study_saves_itself_while_it_is_written(client, application, omar):
    client.force_login(omar)
    answer = client.post(address(application), {"members": "حسام", "seen": "{}"}, headers={"HX-Request": "true"})
    note = answer.content.decode()
    assert 'name="seen"' in note and "hx-swap-oob" in note
    assert home_study.study_of(application).answers["members"] == "حسام"


def test_two_pages_of_one_study_lose_nothing_and_show_what_disagrees(client, application, omar):
    client.force_login(omar)
    client.post(address(application), {"members": "كتب أولًا", "motives": "من الصفحة الأولى", "seen": "{}"})
    stale = {"members": "كتب ثانيًا", "motives": "", "hazards": "سلم بلا سور", "seen": "{}"}
    page = client.post(address(application), stale).content.decode()
    assert "كتب أولًا" in page and "كتب ثانيًا" in page
    kept = home_study.study_of(application).answers
    assert kept["members"] == "كتب أولًا" and kept["motives"] == "من الصفحة الأولى" and kept["hazards"] == "سلم بلا سور"
    client.post(address(application), {**stale, "motives": kept["motives"], "seen": json.dumps(kept)})
    assert home_study.study_of(application).answers["members"] == "كتب ثانيًا"


words = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", "xy", "z", ["1"], []]))


@given(words, words, words)
def test_nothing_typed_or_saved_is_ever_dropped_unread(seen, mine, theirs):
    merged, disagree = home_study.merge(seen, mine, theirs)
    for key, value in theirs.items():
        unseen = value and value != (seen.get(key) or "")
        extended = isinstance(value, str) and isinstance(merged.get(key), str) and merged[key].startswith(value)
        assert not unseen or merged[key] == value or extended or mine[key] == value
    for key, value in mine.items():
        typed = (value or "") != (seen.get(key) or "")
        assert not typed or merged.get(key) == value or key in disagree


def test_what_the_edition_asks_depends_on_the_family(edition):
    couple = an_application(at="registered")
    alone = an_application(
        at="registered",
        household=a_household(kind="woman_alone", married_on=None, adults=[WIFE | {"role": "applicant"}]),
    )
    keys = {question["key"] for question in StudyForm(couple, {}).questions}
    assert "marriage_quality" in keys and "own_children_views" not in keys
    assert "marriage_quality" not in {question["key"] for question in StudyForm(alone, {}).questions}


# Signed


def test_an_open_question_holds_the_signature_back_and_is_linked(client, application, omar):
    written(application, omar, motives="", rooms="ثلاث")
    with pytest.raises(NotNow):
        home_study_signing.sign(again(application), by=omar)
    client.force_login(omar)
    page = client.get(address(application, "sign")).content.decode()
    assert f"{address(application)}#id_motives" in page and f"{address(application)}#id_rooms" in page
    assert "submit-row" not in page


def test_the_signed_study_is_filed_and_answers_its_items(application, omar):
    application = signed(application, omar)
    study = home_study.study_of(application)
    paper = application.documents().get(kind="D31")
    assert study.visited_on == timezone.localdate() and study.worker == omar
    assert paper.household_id == application.household_id and paper.file.open().read()[:5] == b"%PDF-"
    for code in ("HS-01", "HS-03", "HS-04", "HS-07"):
        assert status(application, code) == Status.UNVERIFIED, code
    given = application.answers.get(item__code="HS-01", replaced_at=None)
    assert given.date == study.visited_on and list(given.documents.all()) == [paper] and given.answered_by == omar
    assert status(application, "HS-02") == Status.NOT_APPLICABLE  # they have no children
    assert status(application, "HS-05") == Status.MISSING  # the association's own


def test_own_children_are_heard(edition, omar):
    household = a_household(
        adults=[HUSBAND, WIFE, HUSBAND | {"role": Person.Role.OWN_CHILD, "birth_date": "2016-05-01"}]
    )
    application = signed(an_application(at="registered", household=household), omar)
    assert status(application, "HS-02") == Status.UNVERIFIED


def test_what_the_worker_found_wanting_is_not_answered_as_met(application, omar):
    application = signed(application, omar, adults_seen_alone="no", home_is_safe="no")
    assert status(application, "HS-01") == status(application, "HS-03") == Status.NOT_MET
    assert status(application, "HS-07") == Status.UNVERIFIED


def test_a_signed_study_is_not_written_any_more(client, application, omar):
    signed(application, omar)
    client.force_login(omar)
    page = client.post(address(application), {"motives": "بعد التوقيع", "seen": "{}"}).content.decode()
    assert "بعد التوقيع" in page  # shown, so that it can be taken elsewhere
    assert home_study.study_of(application).answers["motives"] != "بعد التوقيع"


def test_the_association_signs_for_itself(client, application, omar, mona, salma):
    application = signed(application, omar)
    with pytest.raises(PermissionDenied):
        home_study_signing.cosign(application, by=salma)
    client.force_login(mona)
    client.post(address(application, "cosign"))
    assert status(application, "HS-05") == Status.UNVERIFIED
    assert home_study.study_of(application).partner == mona


def test_the_supervisor_approves_and_so_verifies_and_the_step_is_done(client, application, omar, mona, layla):
    application = signed(application, omar)
    with pytest.raises(NotNow):  # the association has not signed
        home_study_signing.approve(application, by=layla)
    home_study_signing.cosign(application, by=mona)
    client.force_login(layla)
    client.post(address(application, "approve"))
    for code in ("HS-01", "HS-03", "HS-04", "HS-05", "HS-07"):
        assert status(application, code) == Status.MET, code
    assert "home_study" not in {task.flow_task.name for task in waiting.open_tasks(again(application))}
    assert Paper.objects.filter(case=application.case, kind="D31", replaced_by=None).count() == 1


def test_a_returned_study_is_open_again_with_everything_in_it(client, application, omar, mona, layla):
    application = signed(application, omar)
    home_study_signing.cosign(application, by=mona)
    client.force_login(layla)
    client.post(address(application, "return"), {"questions": "أين ينام الطفل؟"})
    client.force_login(omar)
    page = client.get(address(application)).content.decode()
    assert "أين ينام الطفل؟" in page and "جواب motives" in page
    study = HomeStudy.objects.get(application=application)
    assert not study.signed and study.partner is None
    home_study_signing.sign(again(application), by=omar)
    assert home_study.study_of(application).returned_note == ""


def test_nobody_approves_their_own_study(application, omar, mona, layla):
    application = signed(application, omar)
    home_study_signing.cosign(application, by=mona)
    HomeStudy.objects.filter(application=application).update(worker=layla)
    with pytest.raises(NotNow):
        home_study_signing.approve(application, by=layla)


# Read


def test_sensitive_answers_are_hidden_from_those_without_the_right(client, application, omar, salma, layla):
    application = signed(application, omar)
    client.force_login(layla)  # the supervisor sees all
    page = client.get(address(application)).content.decode()
    assert all(secret in page for secret in ["قرض سيارة", "في الحدود الطبيعية", "يصليان"])
    client.force_login(salma)  # the intake officer: financial data, but neither psychology nor religion
    page = client.get(address(application)).content.decode()
    assert "قرض سيارة" in page and "في الحدود الطبيعية" not in page and "يصليان" not in page
    client.force_login(omar)  # who wrote it reads it
    assert "في الحدود الطبيعية" in client.get(address(application)).content.decode()


def test_the_filed_paper_holds_no_sensitive_answer(application, omar):
    application = signed(application, omar)
    filed = PdfReader(BytesIO(application.documents().get(kind="D31").file.open().read()))
    text = "".join(page.extract_text() for page in filed.pages)
    assert "motives" in text
    assert not any(secret in text for secret in SECRETS.values())


def test_a_draft_is_its_writers_own(client, application, omar, layla):
    written(application, omar)
    client.force_login(layla)
    page = client.get(address(application)).content.decode()
    assert "جواب motives" not in page


@pytest.mark.parametrize("act", ["sign", "cosign", "approve", "return"])
def test_another_directorate_finds_nothing_and_another_role_may_not(client, application, omar, nabil, karim, act):
    signed(application, omar)
    client.force_login(nabil)
    assert client.get(address(application)).status_code == client.post(address(application, act)).status_code == 404
    client.force_login(karim)  # the training provider sees the case
    assert client.get(address(application, act)).status_code == 403
    assert client.post(address(application), {"motives": "x"}).status_code == 403
