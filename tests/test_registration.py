"""A family's request is typed step by step, is kept whatever happens, and becomes an application once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directorates import access
from fostercare.records.models import Household, Person
from fostercare.workflows import waiting
from fostercare.workflows.application.models import Application, RegistrationDraft, State
from tests.cases import a_household, an_application
from tests.registering import COUPLE, HUSBAND, WIFE, Counter, errors, number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def counter(client, salma):
    return Counter(client, salma)


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).strftime("%d/%m/%Y")


# the way through


def test_a_couple_s_request_becomes_an_application_with_its_household(counter, salma):
    response = counter.fill().submit()
    application = counter.application()
    assert response.url == reverse("case", args=[application.number])
    assert (application.state, application.directorate.code) == (State.SUBMITTED, "02")
    assert application.heading == "حسام علي · أمل الجندي"
    husband, wife = application.household.adults
    assert (husband.sex, husband.birth_date, husband.phone) == ("male", date(1985, 3, 14), "+201001234567")
    assert (wife.sex, wife.civil_status, int(wife.monthly_income)) == ("female", "married", 12500)
    assert (application.household.married_on, application.household.rooms) == (date(2014, 6, 1), 3)
    assert [change.act for change in application.history.all()] == ["begin"]
    assert [task.flow_task.name for task in waiting.open_tasks(application)] == ["register"]


def test_each_step_leads_to_the_next(counter):
    for step, following in zip(COUPLE, [*list(COUPLE)[1:], "review"], strict=True):
        assert counter.send(step, COUPLE[step]).url == counter.url(following)


def test_a_woman_alone_is_asked_for_no_spouse_and_no_marriage(counter):
    alone = {"civil_status": "divorced", "full_name": "أمل السيد أحمد الجندي", "national_id": WIFE}
    counter.fill(spouse=None, family={"kind": "woman_alone", "married_on": "junk"}, applicant=alone)
    assert "spouse" not in {mark["url"].split("/")[-2] for mark in counter.see("members").context["steps"]}
    counter.submit()
    household = counter.application().household
    assert (household.kind, household.married_on, len(household.people)) == ("woman_alone", None, 1)
    assert household.adults[0].civil_status == "divorced"


def test_own_children_and_other_adults_are_rows_that_come_and_go(counter):
    counter.fill(members=None)
    counter.send("members", {}, add="child")
    counter.send("members", {"child": "1", "child-1-full_name": "مريم حسام"}, add="child")
    page = counter.see("members").content.decode()
    assert "مريم حسام" in page and 'id="child-2"' in page
    typed = {
        "child": ["1", "2", "3"],
        "child-1-full_name": "مريم حسام علي", "child-1-birth_date": "٣/٤/٢٠١٦", "child-1-sex": "female",
        "child-1-dependent": "on",
        "child-2-full_name": "يوسف حسام علي", "child-2-national_id": number("3180101020001"),
        "adult": "1", "adult-1-full_name": "نعيمة محمود حسن", "adult-1-birth_date": "1/1/1950", "adult-1-sex": "female",
    }  # fmt: skip
    counter.send("members", typed, remove="child-2")
    assert "يوسف" not in counter.see("members").content.decode()
    assert counter.send("members", typed | {"child-2-national_id": number("3180101021231")}).status_code == 302
    counter.submit()
    household = counter.application().household
    assert [(child.full_name, child.sex, child.dependent) for child in household.own_children] == [
        ("مريم حسام علي", "female", True),
        ("يوسف حسام علي", "male", False),
    ]
    assert [adult.birth_date for adult in household.other_adults] == [date(1950, 1, 1)]


def test_a_foreign_spouse_gives_a_passport_instead_of_a_national_id(counter):
    foreign = {
        "papers": "passport", "full_name": "", "national_id": "", "latin_name": "Amira El-Hajj", "passport": "L123456",
        "nationality": "LB", "birth_date": "1/2/1990", "sex": "female",
    }  # fmt: skip
    counter.fill(spouse=foreign).submit()
    spouse = counter.application().household.adults[1]
    assert (spouse.full_name, spouse.nationality, spouse.passport) == ("Amira El-Hajj", "LB", "L123456")
    assert (spouse.national_id, spouse.sex, spouse.birth_date) == ("", "female", date(1990, 2, 1))


def test_a_check_digit_that_disagrees_only_asks_for_a_reason(counter):
    wrong = HUSBAND[:13] + str((int(HUSBAND[13]) + 1) % 10)
    counter.fill()
    refused = counter.send("applicant", COUPLE["applicant"] | {"national_id": wrong})
    assert list(errors(refused)) == ["national_id_note"]
    reason = {"national_id": wrong, "national_id_note": "هكذا في البطاقة"}
    assert counter.send("applicant", COUPLE["applicant"] | reason).status_code == 302
    counter.submit()
    assert counter.application().household.adults[0].national_id_note == "هكذا في البطاقة"


# bad input: a sentence beside the field, and nothing is lost


@pytest.mark.parametrize(
    ("step", "typed", "field", "said"),
    [
        ("family", {"married_on": "31/2/2014"}, "married_on", "day, month and year"),
        ("family", {"married_on": in_days(1)}, "married_on", "future"),
        ("family", {"married_on": ""}, "married_on", "needed for a couple"),
        ("family", {"kind": ""}, "kind", "required"),
        ("family", {"directorate": "29999"}, "directorate", "valid choice"),
        ("applicant", {"national_id": "28503A4021231"}, "national_id", "digits only"),
        ("applicant", {"national_id": HUSBAND[:13]}, "national_id", "14 digits"),
        ("applicant", {"national_id": number("3991314021231")}, "national_id", "date of birth"),
        ("applicant", {"national_id": number("3991231021231")}, "national_id", "future"),
        ("applicant", {"national_id": number("2850314771231")}, "national_id", "governorate"),
        ("applicant", {"full_name": "Hossam Ali"}, "full_name", "Arabic letters"),
        ("applicant", {"full_name": "حسام علي"}, "full_name", "parts is 4"),
        ("applicant", {"phone": "123"}, "phone", "11 digits"),
        ("applicant", {"monthly_income": "much"}, "monthly_income", "number"),
        ("applicant", {"monthly_income": ""}, "monthly_income", "net income"),
        ("applicant", {"papers": "passport", "birth_date": in_days(1)}, "birth_date", "future"),
        ("spouse", {"national_id": number("2880921021253")}, "national_id", "same sex"),
        ("spouse", {"national_id": HUSBAND}, "national_id", "applicant's own"),
        ("spouse", {"national_id": number("3150921021242")}, "national_id", "not born at the marriage"),
        ("dwelling", {"rooms": "كثيرة"}, "rooms", "number"),
        ("wishes", {"child_age_from": "6", "child_age_to": "3"}, "child_age_to", "below"),
        ("wishes", {"child_age_to": "30"}, "child_age_to", "17"),
    ],
)
def test_bad_input_is_answered_beside_its_field(counter, settings, step, typed, field, said):
    settings.LANGUAGE_CODE = "en"
    counter.fill()
    response = counter.send(step, COUPLE[step] | typed)
    assert said in errors(response)[field]
    page = counter.see(step)
    assert said in errors(page)[field], "coming back shows the same error"
    written = [value for name, value in typed.items() if name not in ("kind", "directorate", "papers")]
    assert all(value in page.content.decode() for value in written)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"child": "1", "child-1-full_name": "مريم حسام"}, "child-1-birth_date", "or the national ID"),
        (
            {"child": "1", "child-1-full_name": "مريم حسام", "child-1-national_id": WIFE},
            "child-1-national_id",
            "Another member",
        ),
        (
            {"child": "1", "child-1-full_name": "مريم حسام", "child-1-birth_date": "1/1/1970", "child-1-sex": "female"},
            "child-1-birth_date",
            "older than the parents",
        ),
        (
            {"adult": "1", "adult-1-full_name": "علي حسام", "adult-1-birth_date": "1/1/2020", "adult-1-sex": "male"},
            "adult-1-birth_date",
            "18 and over",
        ),
    ],
)
def test_a_member_that_cannot_be_is_refused(counter, settings, typed, field, said):
    settings.LANGUAGE_CODE = "en"
    counter.fill(members=None)
    assert said in errors(counter.send("members", typed))[field]


def test_a_man_cannot_be_a_woman_alone(counter, settings):
    settings.LANGUAGE_CODE = "en"
    counter.send("family", COUPLE["family"] | {"kind": "woman_alone"})
    response = counter.send("applicant", COUPLE["applicant"] | {"civil_status": "widowed"})
    assert "this person is a man" in errors(response)["national_id"]


# the draft


def test_what_is_saved_on_the_way_is_kept_and_not_yet_judged(counter):
    half = {"full_name": "حسام عبد", "national_id": "28503", "phone": "٠١٠"}
    assert counter.client.post(counter.url("applicant"), half, headers={"HX-Request": "true"}).status_code == 200
    page = counter.see("applicant")
    assert not page.context["form"].errors
    for value in half.values():
        assert value in page.content.decode()


def test_the_national_id_is_read_while_it_is_typed(counter):
    typed = COUPLE["applicant"] | {"national_id": HUSBAND}
    said = counter.client.post(counter.url("applicant"), typed, headers={"HX-Request": "true"})
    assert "hx-swap-oob" in said.content.decode() and 'datetime="1985-03-14"' in said.content.decode()


def test_leaving_and_going_back_keep_what_was_typed(counter):
    counter.fill()
    assert counter.send("dwelling", {"district": "العامرية"}, go="leave").url == reverse("registration_start")
    assert counter.send("wishes", {"wishes": "توأم"}, go="previous").url == counter.url("dwelling")
    assert "العامرية" in counter.see("dwelling").content.decode()
    assert "توأم" in counter.see("wishes").content.decode()
    assert b"\xd8\xad\xd8\xb3\xd8\xa7\xd9\x85" in counter.client.get(reverse("registration_start")).content


def test_two_steps_saved_by_two_windows_keep_both(counter):
    counter.send("dwelling", COUPLE["dwelling"])
    counter.send("wishes", COUPLE["wishes"])
    counter.draft.refresh_from_db()
    assert {"dwelling", "wishes"} <= counter.draft.data.keys()


def test_a_null_character_and_a_forged_row_do_no_harm(counter):
    assert counter.send("dwelling", COUPLE["dwelling"] | {"landmark": "a\0b"}).status_code == 400
    assert counter.send("members", {"child": ["../x", "²", "1"]}).status_code == 302
    assert counter.send("members", {}, add="horse").status_code == 404


def test_a_draft_is_private(counter, client, wafaa, ihab):
    counter.fill()
    draft = counter.draft
    client.force_login(wafaa)
    addresses = [counter.url("family"), counter.url("review"), reverse("registration_delete", args=[draft.pk])]
    for address in addresses:
        assert client.get(address).status_code == 404
    assert client.post(counter.url("family"), COUPLE["family"]).status_code == 404
    assert client.post(reverse("registration_submit", args=[draft.pk])).status_code == 404
    assert draft not in list(RegistrationDraft.objects.filter(officer=wafaa))
    client.force_login(ihab)
    assert client.get(reverse("registration_start")).status_code == 403


def test_a_draft_is_deleted_after_asking(counter):
    address = reverse("registration_delete", args=[counter.draft.pk])
    assert counter.client.get(address).status_code == 200
    assert RegistrationDraft.objects.filter(pk=counter.draft.pk).exists()
    counter.client.post(address)
    assert not RegistrationDraft.objects.filter(pk=counter.draft.pk).exists()


def test_an_empty_draft_is_taken_again(counter):
    counter.client.post(reverse("registration_start"))
    assert RegistrationDraft.objects.filter(officer=counter.officer).count() == 1


def test_the_list_of_drafts_costs_the_same_with_more_of_them(counter):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            counter.client.get(reverse("registration_start"))
        return len(asked)

    few = statements()
    for _each in range(5):
        RegistrationDraft.objects.create(
            officer=counter.officer, directorate=counter.draft.directorate, data={"last": "wishes"}
        )
    assert statements() == few


# submitting


def test_the_last_button_pressed_twice_makes_one_application(counter):
    first, second = counter.fill().submit(), counter.submit()
    assert first.url == second.url
    assert Application.objects.count() == 1 and Household.objects.count() == 1
    assert counter.see("family").url == first.url


def test_a_submitted_draft_keeps_nobody_s_data_a_second_time(counter):
    counter.fill().submit()
    counter.application()
    assert counter.draft.data == {}
    late = counter.client.post(counter.url("family"), COUPLE["family"], headers={"HX-Request": "true"})
    assert late.status_code == 302
    counter.draft.refresh_from_db()
    assert counter.draft.data == {}


def test_an_incomplete_request_is_not_submitted_and_says_what_is_missing(counter):
    counter.fill(dwelling=None)
    page = counter.see("review")
    assert [row["url"] for row in page.context["blocked"]["obstacles"]] == [counter.url("dwelling")]
    assert counter.submit().url == counter.url("review")
    assert not Application.objects.exists()


def test_the_right_is_asked_when_the_request_is_submitted(counter, salma, alexandria, luxor):
    counter.fill()
    access.appoint(salma, "family_childhood_officer", luxor)
    access.release(salma.appointments.get(directorate=alexandria))
    counter.submit()
    assert not Application.objects.exists()
    counter.send("family", COUPLE["family"] | {"directorate": str(luxor.pk)})
    counter.submit()
    assert counter.application().directorate == luxor


def test_an_officer_registers_only_where_they_may(counter, luxor):
    response = counter.send("family", COUPLE["family"] | {"directorate": str(luxor.pk)})
    assert "directorate" in errors(response)


# the review


def test_the_review_says_what_the_rules_propose_and_refuses_nobody(counter):
    recent = (timezone.localdate() - timedelta(days=200)).strftime("%d/%m/%Y")
    old = {"national_id": number("2500314021231")}
    counter.fill(family={"married_on": recent}, applicant=old)
    proposals = {one.item.code: one for one in counter.see("review").context["proposals"] if one.item}
    assert proposals["EL-05"].tone == "waived" and proposals["EL-05"].authority
    assert proposals["EL-04"].tone == "met"
    assert counter.submit().url.startswith("/cases/")


def test_who_is_known_already_is_told_by_case_or_only_that_there_is_one(counter, luxor):
    known = an_application()
    Person.objects.filter(household=known.household, role="applicant").update(national_id=HUSBAND, phone="")
    Person.objects.filter(household=known.household, role="spouse").update(phone="")
    elsewhere = an_application(household=a_household(luxor))
    Person.objects.filter(household=elsewhere.household).update(phone="+201112345678")
    counter.fill()
    page = counter.see("review")
    assert [(row.cases, row.elsewhere) for row in page.context["known"]] == [([known.number], False), ([], True)]
    assert known.number in page.content.decode() and elsewhere.number not in page.content.decode()


# a session that ended in the middle of a long form


def test_a_form_sent_after_the_session_ended_goes_on_after_signing_in(counter, salma):
    salma.set_password("a long word of hers")
    salma.save()
    counter.client.logout()
    late = counter.send("dwelling", COUPLE["dwelling"])
    assert late.status_code == 200 and "شارع النصر" in late.content.decode()
    wrong = counter.send("dwelling", COUPLE["dwelling"], **{"sign-in-username": "salma", "sign-in-password": "no"})
    assert "شارع النصر" in wrong.content.decode() and "error" in wrong.content.decode()
    right = {"sign-in-username": "salma", "sign-in-password": "a long word of hers"}
    assert counter.send("dwelling", COUPLE["dwelling"], **right).url == counter.url("wishes")
    counter.draft.refresh_from_db()
    assert counter.draft.data["dwelling"]["typed"]["address"] == ["١٢ شارع النصر"]
    assert "password" not in str(counter.draft.data)


def test_signing_in_with_a_form_reaches_only_what_that_officer_may(counter, client, wafaa):
    wafaa.set_password("another long word")
    wafaa.save()
    counter.client.logout()
    hers = {"sign-in-username": "wafaa", "sign-in-password": "another long word"}
    assert counter.send("dwelling", COUPLE["dwelling"], **hers).status_code == 404


def test_while_signed_out_saving_on_the_way_says_so_and_keeps_the_page(counter):
    counter.client.logout()
    said = counter.client.post(counter.url("dwelling"), COUPLE["dwelling"], headers={"HX-Request": "true"})
    assert said.status_code == 200 and "notice" in said.content.decode()
    counter.draft.refresh_from_db()
    assert counter.draft.data == {}


def test_a_page_older_than_the_last_sign_in_is_sent_again_but_only_if_it_is_ours(counter, salma):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(salma)
    address, typed = counter.url("dwelling"), COUPLE["dwelling"]
    ours = strict.post(address, typed, headers={"Origin": "http://testserver"})
    assert "شارع النصر" in ours.content.decode()
    foreign = strict.post(address, typed, headers={"Origin": "http://evil.example"})
    silent = strict.post(address, typed)
    for answer in (foreign, silent):
        assert answer.status_code == 403 and "شارع النصر" not in answer.content.decode()
    counter.draft.refresh_from_db()
    assert counter.draft.data == {}


def test_a_sign_in_page_that_expired_does_not_repeat_the_password():
    strict = Client(enforce_csrf_checks=True)
    sent = {"username": "salma", "password": "a long word of hers"}
    answer = strict.post(reverse("login"), sent, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403 and "a long word of hers" not in answer.content.decode()
