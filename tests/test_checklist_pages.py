"""The checklist and the papers of a case, as the officers of Alexandria use them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from directorates import access
from fostercare.guidebook import answering
from fostercare.guidebook.checklist import Checklist, Status
from fostercare.guidebook.models import Answer, Assignment
from fostercare.records.models import Document
from tests.cases import HUSBAND, WIFE, a_household, a_paper, again, an_application
from tests.children import a_file, a_home, a_match, a_placement
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate


def address(name, record, *more):
    return reverse(name, args=[record.number, *more])


def lines(record):
    return {line.item.code: line for line in Checklist(again(record), TODAY()).lines}


def statuses(record, code):
    return [part.status for part in lines(record)[code].parts]


def scan(name="scan.png", colour=0):
    """A small picture; another colour is another file."""
    content = BytesIO()
    Image.new("L", (12, 12), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def answered(record, code, by, whose=None, **values):
    item = lines(record)[code].item
    given = {"state": "met", "signed": True, "date": TODAY(), **values}
    return answering.answer(again(record), item, by=by, person=whose, **given)


def on_day(day):
    return day.strftime("%d/%m/%Y")


@pytest.fixture
def application():
    return an_application()


@pytest.fixture(scope="module")
def viewed(around_all):
    return a_match(at="viewing")


@pytest.fixture
def match(viewed, db):
    return again(viewed)


@pytest.fixture(scope="module")
def prepared(around_all):
    return a_placement()


@pytest.fixture
def placement(prepared, db):
    return again(prepared)


@pytest.fixture
def husband(application):
    return application.household.adults[0]


@pytest.fixture
def wife(application):
    return application.household.adults[1]


@pytest.fixture
def at(client):
    """The page as this officer gets it."""

    def ask(officer, url, data=None, **more):
        client.force_login(officer)
        return client.get(url, **more) if data is None else client.post(url, data, **more)

    return ask


# The checklist


def test_the_checklist_shows_every_item_with_its_anchor_and_counts_what_applies(application, salma, at):
    page = at(salma, address("checklist", application))
    found = lines(application).values()
    for line in found:
        assert f'id="{line.item.code}"' in page.content.decode()
    assert page.context["total"] == sum(line.applies for line in found) < len(found)
    assert page.context["done"] == 0


def test_what_is_missing_says_who_clears_it(application, salma, omar, at):
    page = at(salma, address("checklist", application) + "?show=missing")
    groups = dict(page.context["missing"])
    assert "EL-01" in [item.code for item in groups["You" if "You" in groups else next(iter(groups))]]
    assert any(str(omar) in who for who in groups), "the officer who is assigned is named"
    shown = [line for stage in page.context["stages"] for line in stage["lines"]]
    assert shown and all(line["open"] for line in shown)


def test_what_does_not_apply_says_what_it_supposes_and_is_not_counted(application, salma, at):
    page = at(salma, address("checklist", application))
    rows = {line["item"].code: line for stage in page.context["stages"] for line in stage["lines"]}
    assert not rows["EL-07"]["applies"] and rows["EL-07"]["condition"]
    assert rows["EL-07"]["badge"]["tone"] == "na"


def test_statuses_are_honest(application, husband, salma, huda):
    old, fresh = TODAY() - timedelta(days=120), TODAY() - timedelta(days=2)
    answered(application, "DC-03", salma, husband, documents=[a_paper(application, "D06", husband, old)])
    assert statuses(application, "DC-03") == [Status.EXPIRED, Status.MISSING]
    given = answered(application, "DC-03", salma, husband, documents=[a_paper(application, "D06", husband, fresh)])
    assert statuses(application, "DC-03") == [Status.UNVERIFIED, Status.MISSING]
    answering.verify(again(application), given, by=huda)
    assert statuses(application, "DC-03") == [Status.MET, Status.MISSING]


def test_another_directorate_finds_no_checklist(application, nabil, at):
    for name in ("checklist", "documents", "verify_answers", "document_upload"):
        assert at(nabil, address(name, application)).status_code == 404
    assert at(nabil, address("answer_item", application, "EL-01")).status_code == 404
    assert at(nabil, address("answer_stage", application, "eligibility")).status_code == 404


def test_the_page_costs_the_same_with_few_and_many_answers(application, husband, wife, salma, at, count_queries):
    url = address("checklist", application)
    for code, kind in (("DC-10", "D12"), ("DC-03", "D06")):  # the second is hidden from her
        answered(application, code, salma, wife, documents=[a_paper(application, kind, wife)])
    at(salma, url)
    few = count_queries(lambda: at(salma, url))
    for code in ("EL-01", "EL-02"):
        for whose in (husband, wife):
            answered(application, code, salma, whose)
    for whose in (husband, wife):
        for code, kind in (("DC-03", "D06"), ("DC-06", "D09"), ("DC-01", "D02")):
            answered(application, code, salma, whose, documents=[a_paper(application, kind, whose)])
    assert count_queries(lambda: at(salma, url)) == few


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count


# Answering


def test_the_rules_propose_with_their_reason_and_a_person_answers(application, salma, at):
    page = at(salma, address("answer_stage", application, "eligibility"))
    forms = {form.prefix: form for form in page.context["form"].answers}
    marriage = forms["EL-05"]
    assert marriage.initial["state"] == "met"
    assert marriage.reason in page.content.decode()
    assert not Answer.objects.exists(), "a proposal is no answer"


def test_a_stage_asks_each_adult_only_what_is_asked_of_adults(application, husband, wife, salma, at):
    page = at(salma, address("answer_stage", application, "eligibility"))
    prefixes = [form.prefix for form in page.context["form"].answers]
    assert prefixes.count(f"EL-03-{husband.pk}") == prefixes.count(f"EL-03-{wife.pk}") == 1
    assert "EL-05" in prefixes and "EL-03" not in prefixes


def test_what_is_filled_is_saved_and_the_rest_stays_open(application, husband, salma, at):
    url = address("answer_stage", application, "eligibility")
    given = {
        f"EL-01-{husband.pk}-{name}": value
        for name, value in {"state": "met", "date": "1/2/2026", "signed": "on"}.items()
    }
    assert at(salma, url, given).status_code == 302
    answer = Answer.objects.get()
    assert (answer.item.code, answer.person, answer.answered_by, answer.signed) == ("EL-01", husband, salma, True)
    assert statuses(application, "EL-01") == [Status.MET, Status.MISSING]


def test_an_error_stands_beside_its_field_and_loses_neither_itself_nor_the_others(
    application, husband, wife, salma, at
):
    url = address("answer_stage", application, "eligibility")
    page = at(
        salma,
        url,
        {
            f"EL-01-{husband.pk}-state": "met",
            f"EL-01-{husband.pk}-signed": "on",
            f"EL-01-{husband.pk}-date": "31/31/2026",
            f"EL-01-{husband.pk}-note": "سُلِّم الدليل باليد",
            f"EL-02-{wife.pk}-state": "met",
            f"EL-02-{wife.pk}-signed": "on",
        },
    )
    html = page.content.decode()
    assert page.status_code == 200
    assert "31/31/2026" in html and "سُلِّم الدليل باليد" in html
    assert f'href="#id_EL-01-{husband.pk}-date"' in html
    assert statuses(application, "EL-02") == [Status.MISSING, Status.MET], "the right one was saved"
    assert statuses(application, "EL-01") == [Status.MISSING, Status.MISSING]


def test_sending_the_same_page_twice_writes_one_answer(application, husband, salma, at):
    url = address("answer_stage", application, "eligibility")
    given = {f"EL-02-{husband.pk}-state": "met", f"EL-02-{husband.pk}-signed": "on"}
    at(salma, url, given)
    at(salma, url, given)
    assert Answer.objects.count() == 1


def test_a_no_needs_its_reason(application, husband, salma, at):
    url = address("answer_item", application, "EL-02")
    page = at(salma, url, {f"EL-02-{husband.pk}-state": "not_met"})
    assert page.context["form"].answers[0].errors["note"]
    at(salma, url, {f"EL-02-{husband.pk}-state": "not_met", f"EL-02-{husband.pk}-note": "لم توقِّع"})
    assert statuses(application, "EL-02")[0] == Status.NOT_MET


def test_two_officers_see_both_values_and_the_second_replaces_knowingly(application, husband, salma, alexandria, at):
    colleague = person("huda")
    access.appoint(colleague, "family_childhood_officer", alexandria)
    url = address("answer_item", application, "EL-02")
    answered(application, "EL-02", colleague, husband, date=None)
    given = {f"EL-02-{husband.pk}-state": "not_met", f"EL-02-{husband.pk}-note": "رفضت التوقيع"}
    page = at(salma, url, given | {f"EL-02-{husband.pk}-standing": ""})
    html = page.content.decode()
    assert str(colleague) in html and "رفضت التوقيع" in html
    assert statuses(application, "EL-02")[0] == Status.MET
    standing = Answer.objects.get(replaced_at=None).pk
    assert f'name="EL-02-{husband.pk}-standing" value="{standing}"' in html
    at(salma, url, given | {f"EL-02-{husband.pk}-standing": standing})
    assert statuses(application, "EL-02")[0] == Status.NOT_MET


def test_a_verified_answer_that_is_sent_again_unchanged_stays_verified(application, husband, salma, huda, at):
    given = answered(
        application, "DC-03", salma, husband, date=None, signed=False, documents=[a_paper(application, "D06", husband)]
    )
    answering.verify(again(application), given, by=huda)
    page = at(salma, address("answer_item", application, "DC-03"))
    form = page.context["form"].answers[0]
    at(
        salma,
        address("answer_item", application, "DC-03"),
        {
            f"{form.prefix}-state": "met",
            f"{form.prefix}-standing": given.pk,
            f"{form.prefix}-documents": form.initial["documents"],
        },
    )
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(("name", "who"), [("huda", "salma"), ("omar", "salma")])
def test_whoever_may_not_answer_is_told_who_can(name, who, application, at):
    page = at(person(name), address("answer_item", application, "EL-01"))
    assert page.status_code == 403
    assert str(person(who)) in page.content.decode()
    assert at(person(name), address("answer_item", application, "EL-01"), {"EL-01-state": "met"}).status_code == 403
    assert not Answer.objects.exists()


def test_an_item_that_does_not_apply_has_nothing_to_answer(application, salma, at):
    page = at(salma, address("answer_item", application, "EL-07"))
    assert page.status_code == 200 and not page.context["form"].answers


@pytest.mark.parametrize("code", ["XX-01", "MT-04"])
def test_an_item_of_another_case_is_not_found(code, application, salma, at):
    assert at(salma, address("answer_item", application, code)).status_code == 404


def test_a_stage_that_does_not_exist_is_not_found(application, salma, at):
    assert at(salma, address("answer_stage", application, "nothing")).status_code == 404


def test_a_stage_that_is_not_mine_says_whose_it_is(application, salma, at):
    page = at(salma, address("answer_stage", application, "training"))
    assert page.status_code == 403
    assert str(person("karim")) in page.content.decode()


def test_a_paper_is_added_and_chosen_while_answering(application, husband, salma, at):
    prefix = f"DC-03-{husband.pk}"
    at(
        salma,
        address("answer_item", application, "DC-03"),
        {
            f"{prefix}-state": "met",
            f"{prefix}-paper-paper": f"D06-{husband.pk}",
            f"{prefix}-paper-file": scan(),
            f"{prefix}-paper-issued_on": on_day(TODAY() - timedelta(days=3)),
            f"{prefix}-paper-number": "778/2026",
        },
    )
    paper = Document.objects.get()
    assert (paper.kind, paper.person, paper.number, paper.household) == (
        "D06",
        husband,
        "778/2026",
        application.household,
    )
    assert list(Answer.objects.get().documents.all()) == [paper]


def test_a_file_is_kept_when_another_field_is_wrong(application, husband, salma, at):
    prefix = f"DC-03-{husband.pk}"
    page = at(
        salma,
        address("answer_item", application, "DC-03"),
        {
            f"{prefix}-state": "not_met",  # and no reason
            f"{prefix}-paper-paper": f"D06-{husband.pk}",
            f"{prefix}-paper-file": scan(),
            f"{prefix}-paper-issued_on": on_day(TODAY()),
        },
    )
    paper = Document.objects.get()
    assert page.status_code == 200 and not Answer.objects.exists()
    assert f'value="{paper.pk}" ' in page.content.decode()
    assert str(paper.pk) in page.context["form"].answers[0].data.getlist(f"{prefix}-documents")


def test_a_paper_item_is_not_met_without_a_paper(application, husband, salma, at):
    page = at(salma, address("answer_item", application, "DC-03"), {f"DC-03-{husband.pk}-state": "met"})
    assert page.context["form"].answers[0].errors and not Answer.objects.exists()


def test_a_paper_of_another_family_cannot_be_chosen(application, husband, salma, at):
    other = an_application(household=a_household(adults=(HUSBAND, WIFE)))
    stranger = a_paper(other, "D06", other.household.adults[0])
    prefix = f"DC-03-{husband.pk}"
    a_paper(application, "D06", husband)
    page = at(
        salma,
        address("answer_item", application, "DC-03"),
        {f"{prefix}-state": "met", f"{prefix}-documents": stranger.pk},
    )
    assert page.context["form"].answers[0].errors["documents"]


# Adding papers


def upload(at, officer, application, kind, whose=None, colour=0, **given):
    url = f"{address('document_upload', application)}?kind={kind}" + (f"&person={whose.pk}" if whose else "")
    key = f"{kind}-{whose.pk}" if whose else kind
    usual = {"paper": key, "file": scan(colour=colour), "issued_on": on_day(TODAY() - timedelta(days=1))}
    return at(officer, url, usual | given)


def test_adding_a_paper_answers_the_item_it_was_brought_for(application, husband, salma, at):
    url = f"{address('document_upload', application)}?kind=D06&person={husband.pk}"
    page = at(salma, url)
    box = page.context["form"][f"satisfies-DC-03-{husband.pk}"]
    assert box.initial is True and "DC-03" in box.label
    upload(at, salma, application, "D06", husband, **{f"satisfies-DC-03-{husband.pk}": "on"})
    assert statuses(application, "DC-03") == [Status.UNVERIFIED, Status.MISSING]
    assert Answer.objects.get().documents.get().kind == "D06"


def test_a_paper_whose_box_was_unticked_is_only_filed(application, husband, salma, at):
    upload(at, salma, application, "D06", husband)
    assert Document.objects.count() == 1 and not Answer.objects.exists()


def test_an_item_is_offered_with_its_last_paper_only(application, husband, wife, salma, at):
    """DC-05 asks for the certificate of each spouse."""
    url = f"{address('document_upload', application)}?kind=D08&person="
    assert not at(salma, f"{url}{wife.pk}").context["form"].satisfies
    a_paper(application, "D08", husband)
    assert list(at(salma, f"{url}{wife.pk}").context["form"].satisfies) == ["satisfies-DC-05"]


def test_a_paper_that_has_expired_is_filed_and_satisfies_nothing(application, husband, salma, at):
    box = {f"satisfies-DC-03-{husband.pk}": "on"}
    upload(at, salma, application, "D06", husband, issued_on=on_day(TODAY() - timedelta(days=200)), **box)
    assert Document.objects.count() == 1 and not Answer.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"issued_on": ""}, "issued_on"),
        ({"issued_on": "1/1/2099"}, "issued_on"),
        ({"expires_on": "1/1/2020"}, "expires_on"),
        ({"file": ""}, "file"),
        ({"file": SimpleUploadedFile("scan.pdf", b"<html>no paper</html>", "application/pdf")}, "file"),
    ],
)
def test_a_bad_paper_is_refused_beside_its_field(given, field, application, husband, salma, at):
    page = upload(at, salma, application, "D06", husband, **given)
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert not Document.objects.exists()


def test_the_very_same_file_is_filed_once(application, husband, salma, at):
    upload(at, salma, application, "D06", husband)
    page = upload(at, salma, application, "D06", husband)
    assert page.context["form"].errors["file"] and Document.objects.count() == 1


def test_a_paper_that_is_not_mine_to_add_says_whose_it_is(application, husband, huda, at):
    page = at(huda, f"{address('document_upload', application)}?kind=D06&person={husband.pk}")
    assert page.status_code == 403
    assert str(person("salma")) in page.content.decode()


@pytest.mark.parametrize(("query", "status"), [("kind=D06&person=0", 403), ("kind=D24", 403), ("kind=D99", 404)])
def test_a_paper_nobody_asks_for_is_not_added(query, status, application, salma, at):
    assert at(salma, f"{address('document_upload', application)}?{query}").status_code == status
    assert at(salma, f"{address('document_upload', application)}?{query}", {"paper": "D06"}).status_code == status
    assert not Document.objects.exists()


def test_without_a_kind_one_chooses_among_the_papers_one_may_add(application, salma, at):
    kinds = {
        choice["url"].partition("kind=")[2][:3]
        for choice in at(salma, address("document_upload", application)).context["choices"]
    }
    assert {"D02", "D06", "D15"} <= kinds
    assert "D33" not in kinds, "the training provider's"


# The papers of a case


def test_the_page_of_papers_says_what_is_wanted_and_how_long_it_counts(application, husband, salma, at):
    a_paper(application, "D06", husband, TODAY() - timedelta(days=120))
    a_paper(application, "D09", husband, TODAY() - timedelta(days=80))
    a_paper(application, "D12", husband, TODAY() - timedelta(days=2))
    rows = {(row["code"], row["whose"]): row for row in at(salma, address("documents", application)).context["wanted"]}
    tone = {code: rows[code, husband.full_name]["state"]["tone"] for code in ("D06", "D09", "D12", "D10")}
    assert tone == {"D06": "expired", "D09": "soon", "D12": "met", "D10": "miss"}


def test_what_a_sitting_files_by_itself_is_asked_of_nobody(application):
    checklist = Checklist(application, timezone.localdate())
    committees = {"D34", "D35"}
    assert committees & {code for line in checklist.lines for code in line.item.evidence.get("documents", ())}
    assert not committees & {code for code, _whose, _paper in checklist.papers()}


def test_a_sensitive_paper_is_shown_as_hidden_and_its_file_is_refused(application, husband, salma, huda, at):
    """Who takes applications has no right to criminal and security data; the head has."""
    paper = a_paper(application, "D06", husband, number="778/2026", issuer="مصلحة الأمن العام")
    url = address("document", application, paper.pk)
    for page in ("documents", "checklist"):
        assert url not in at(salma, address(page, application)).content.decode()
    assert "778/2026" not in at(salma, address("documents", application)).content.decode()
    assert at(salma, url).status_code == 403
    assert url in at(huda, address("documents", application)).content.decode()
    assert at(huda, url).status_code == 200


@pytest.mark.parametrize(
    ("kind", "opens", "does_not"),
    [
        ("D13", "salma", "samir"),  # financial: the enquiries officer reads the enquiry alone
        ("D09", "salma", "samir"),  # health
        ("D11", "huda", "salma"),  # psychological: for the head and the committee
        ("D06", "samir", "omar"),  # criminal and security
    ],
)
def test_each_class_of_papers_has_its_right(kind, opens, does_not, application, husband, at):
    url = address("document", application, a_paper(application, kind, husband).pk)
    assert at(person(opens), url).status_code == 200
    refusal = at(person(does_not), url)
    assert refusal.status_code == 403
    assert b"%PDF" not in refusal.content


def test_a_file_is_served_as_nothing_a_browser_would_run_or_keep(application, husband, salma, at):
    paper = a_paper(application, "D02", husband)
    answer = at(salma, address("document", application, paper.pk))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"] == f'attachment; filename="{application.number}-D02.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_file_is_found_under_its_own_case_only(application, husband, salma, at):
    other = an_application(household=a_household())
    paper = a_paper(other, "D02", other.household.adults[0])
    assert at(salma, address("document", application, paper.pk)).status_code == 404
    assert at(salma, address("document", other, paper.pk)).status_code == 200


def test_a_file_of_another_directorate_does_not_exist(application, husband, nabil, at):
    assert at(nabil, address("document", application, a_paper(application, "D02", husband).pk)).status_code == 404


# Verifying


def test_a_verifier_ticks_what_was_looked_at(application, husband, wife, salma, huda, at):
    one = answered(application, "DC-03", salma, husband, documents=[a_paper(application, "D06", husband)])
    answered(application, "DC-03", salma, wife, documents=[a_paper(application, "D06", wife)])
    url = address("verify_answers", application)
    page = at(huda, url)
    assert len(page.context["rows"]) == 2
    assert address("document", application, one.documents.get().pk) in page.content.decode()
    at(huda, url, {"answer": [one.pk]})
    assert statuses(application, "DC-03") == [Status.MET, Status.UNVERIFIED]


def test_nobody_verifies_their_own_answer(application, husband, salma, alexandria, at):
    access.appoint(salma, "family_childhood_head", alexandria)
    given = answered(application, "DC-03", salma, husband, documents=[a_paper(application, "D06", husband)])
    url = address("verify_answers", application)
    page = at(salma, url)
    assert page.context["rows"][0]["own"] and not page.context["tickable"]
    assert "disabled" in page.content.decode()
    page = at(salma, url, {"answer": [given.pk]}, follow=True)
    assert any(message.level_tag == "error" for message in page.context["messages"])
    assert statuses(application, "DC-03")[0] == Status.UNVERIFIED


def test_an_answer_that_was_replaced_meanwhile_is_not_verified(application, husband, salma, huda, at):
    old = answered(application, "DC-03", salma, husband, documents=[a_paper(application, "D06", husband)])
    answered(application, "DC-03", salma, husband, state="not_met", note="مسجَّل حكم")
    at(huda, address("verify_answers", application), {"answer": [old.pk]})
    old.refresh_from_db()
    assert old.verified_by is None


def test_whoever_verifies_nothing_here_is_told_who_does(application, huda, rami, at):
    page = at(rami, address("verify_answers", application))
    assert page.status_code == 403
    assert str(huda) in page.content.decode()


# Exemptions


def test_an_exemption_carries_the_decision_that_grants_it(application, husband, zaynab, at):
    url = address("exempt", application, "EL-03")
    page = at(zaynab, url, {"person": husband.pk, "decision_number": "", "reason": "مصلحة الطفل"})
    assert page.context["form"].errors["decision_number"]
    at(zaynab, url, {"person": husband.pk, "decision_number": "88/2026", "reason": "مصلحة الطفل"})
    answer = Answer.objects.get()
    assert (answer.state, answer.decision_number, answer.authority) == ("exempted", "88/2026", "higher_committee")
    assert statuses(application, "EL-03") == [Status.EXEMPTED, Status.MISSING]
    assert "88/2026" in at(zaynab, address("checklist", application)).content.decode()


def test_only_who_records_the_authoritys_decisions_exempts(application, salma, zaynab, at):
    page = at(salma, address("exempt", application, "EL-03"))
    assert page.status_code == 403
    assert str(zaynab) in page.content.decode()
    assert at(salma, address("exempt", application, "EL-03"), {"decision_number": "1"}).status_code == 403


def test_from_some_items_nobody_can_exempt(application, zaynab, at):
    assert at(zaynab, address("exempt", application, "DC-03")).status_code == 403


def test_what_is_exempted_stands_on_the_page_of_the_stage_unchanged(application, husband, salma, zaynab, at):
    item = lines(application)["EL-03"].item
    answering.exempt(
        again(application), item, by=zaynab, decision_number="88/2026", reason="مصلحة الطفل", person=husband
    )
    url = address("answer_stage", application, "eligibility")
    assert at(salma, url).status_code == 200
    at(salma, url, {f"EL-03-{husband.pk}-state": ""})
    assert statuses(application, "EL-03")[0] == Status.EXEMPTED


# Roles that see only assigned cases


def test_an_officer_who_is_not_assigned_finds_nothing(application, at):
    Assignment.objects.filter(case=application.case, role="social_worker").delete()
    assert at(person("omar"), address("checklist", application)).status_code == 404


# The same pages for a child's file, a match and a placement


def test_every_kind_of_case_has_its_checklist_and_its_papers(placement, amal, at):
    for case in placement.chain():
        for name in ("checklist", "documents"):
            page = at(amal, address(name, case))
            assert page.status_code == 200
            assert placement.child.full_name not in page.content.decode(), "a child is called by its file's number"


def test_a_match_asks_for_its_own_papers_and_leads_to_those_of_the_cases_it_grew_from(match, amal, at):
    page = at(amal, address("documents", match))
    assert {row["code"] for row in page.context["wanted"]} <= {"D23", "D37", "D45"}
    assert address("documents", match.application) in page.content.decode()


def test_a_home_reads_a_match_without_the_familys_papers_and_answers(match, sawsan, amal, at):
    family = [address("document", match.application, paper.pk) for paper in match.application.documents()]
    html = at(sawsan, address("checklist", match)).content.decode()
    assert family and not any(url in html for url in family)
    assert address("documents", match.application) not in at(sawsan, address("documents", match)).content.decode()
    assert all(at(sawsan, url).status_code == 404 for url in family)
    rows = {
        line["item"].code: line
        for stage in at(sawsan, address("checklist", match)).context["stages"]
        for line in stage["lines"]
    }
    assert all(part["hidden"] for part in rows["CM-05"]["parts"])
    assert not rows["CM-05"]["answer_url"]


def test_an_item_of_an_earlier_case_is_answered_there(match, samir, at):
    line = lines(match)["CM-05"]
    assert at(samir, address("answer_item", line.case, "CM-05")).status_code == 200
    assert at(person("amal"), address("answer_item", match, "CM-05")).status_code == 404


def test_a_childs_origins_are_opened_by_whoever_may_see_origins(amal, fathi, sawsan, at):
    file = a_file()
    url = address("document", file, a_paper(file, "D24").pk)
    assert at(amal, url).status_code == 403
    for officer in (fathi, sawsan):
        answer = at(officer, url)
        assert answer.status_code == 200
        assert f'filename="{file.number}-D24.pdf"' in answer["Content-Disposition"]


def test_a_paper_of_an_earlier_case_can_be_chosen_by_who_sees_it(placement, sawsan, at):
    """The child's birth certificate was filed with the child; the home hands it over with the child."""
    certificate = placement.match.child_file.documents().filter(kind="D24").first()
    form = at(sawsan, address("answer_item", placement, "HO-02")).context["form"].answers[0]
    assert certificate.pk in form.papers
    given = {"HO-02-state": "met", "HO-02-signed": "on", "HO-02-documents": certificate.pk}
    at(sawsan, address("answer_item", placement, "HO-02"), given)
    assert list(Answer.objects.get(item__code="HO-02").documents.all()) == [certificate]


def test_a_home_of_another_directorate_opens_its_own_childs_papers(luxor, at):
    """The family lives in Alexandria, the child in Luxor: the home's officer holds the right there."""
    officer = person("wafaa")
    access.release(officer.appointments.get(), by=None)
    access.appoint(officer, "institution_officer", luxor)
    file = a_file(home=a_home(luxor, "دار الأقصر", officer="wafaa"), available=False)
    assert at(officer, address("document", file, a_paper(file, "D23").pk)).status_code == 200


def test_what_the_rules_count_needs_no_typing(match, sawsan, at):
    form = at(sawsan, address("answer_item", match, "MT-06")).context["form"].answers[0]
    assert form.asked == [] and form.initial["state"] == "not_met" and form.reason
