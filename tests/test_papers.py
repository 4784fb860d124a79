"""What the system prints: Arabic that can be read, searched and heard, kept byte for byte, and checked by anybody."""

import re
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from fostercare import printing
from fostercare.guidebook import checklist_paper, papers
from fostercare.guidebook.models import Paper
from fostercare.workflows.letters import issue, letters_for
from tests.cases import again, an_application, walk
from tests.children import a_match, a_placement
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def registered(around_all):
    return an_application(at="registered")


@pytest.fixture
def application(registered, db):
    return again(registered)


def pdf(page="", **context):
    return printing.pdf("layout/paper.html", {"title": "ورقة"} | context)


def read(content):
    """The paper's text as a reader copies it, without the marks of direction."""
    read = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", read.stdout.decode())


def words(content):
    """The text without the gaps that readers see between letters of one word."""
    return words_of(read(content))


def words_of(text):
    return re.sub(r"\s+", "", text)


def the_checklist(application, by):
    return checklist_paper.archive(again(application), timezone.localdate(), by)


# A paper as a file


def test_a_paper_is_tagged_arabic_and_carries_its_title():
    file = PdfReader(BytesIO(pdf()))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "ar" and "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata.title == "ورقة"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_a_paper_is_arabic_whoever_prints_it():
    with translation.override("en"):
        assert PdfReader(BytesIO(pdf())).trailer["/Root"]["/Lang"] == "ar"


def test_a_paper_brings_its_fonts():
    fonts = {
        str(font["/BaseFont"])
        for page in PdfReader(BytesIO(pdf())).pages
        for font in (font.get_object() for font in page["/Resources"]["/Font"].values())
    }
    assert fonts and all("Amiri" in font for font in fonts)


def test_nothing_is_fetched_for_a_paper(monkeypatch):
    asked = []
    press = printing._press()
    fetch = type(press.fetcher).fetch
    monkeypatch.setattr(
        type(press.fetcher), "fetch", lambda self, url, headers=None: asked.append(url) or fetch(self, url)
    )
    printing.typeset(
        '<html lang="ar"><title>ورقة</title>'
        '<img alt="" src="https://example.org/a.png"><img alt="" src="file:///etc/passwd">'
        f'<link rel="stylesheet" href="{printing.STATIC}css/tokens.css">'
    )
    assert len(asked) == 3
    for address in asked:
        with pytest.raises(ValueError, match="not a part"):
            fetch(press.fetcher, address)


@pytest.mark.parametrize("word", ["الكفالة", "التضامن", "مقيَّد", "قُيِّد", "الطبعة", "للأطفال", "استُوفي", "اللجنة"])
def test_every_letter_of_a_word_reaches_the_reader(word):
    """Each word is followed by the letters alone: a glyph keeps its letter wherever it was drawn first."""
    page = f'<html lang="ar" dir="rtl"><title>ورقة</title><p>{word}</p><p>التضامن قيد مقيد</p>'
    text = words(printing.typeset(page))
    assert sorted(text) == sorted(word + "التضامنقيدمقيد")


# The checklist


def test_the_checklist_names_case_edition_items_and_what_is_open(application, salma):
    paper = the_checklist(application, salma)
    text, pages = read(papers.content(paper)), len(PdfReader(BytesIO(papers.content(paper))).pages)
    for said in (application.number, application.edition.digest, papers.spaced(paper.code), "EL-01", "CM-05"):
        assert said in text
    assert f"صفحة١من{'٠١٢٣٤٥٦٧٨٩'[pages]}" in words(papers.content(paper))


def test_a_checklist_read_again_prints_nothing(client, application, salma):
    client.force_login(salma)
    answer = client.post(reverse("print_checklist", args=[application.number]))
    kept = [client.get(answer.url).content for _time in range(2)]
    assert kept[0] == kept[1] and kept[0].startswith(b"%PDF-")
    assert Paper.objects.filter(case=application.case).count() == 1


def test_the_paper_of_a_case_opens_for_those_who_see_the_case(client, application, salma, nabil):
    paper = the_checklist(application, salma)
    address = reverse("paper", args=[application.number, paper.pk])
    assert client.get(address).status_code == 302
    client.force_login(nabil)
    assert client.get(address).status_code == 404
    other = an_application(at="registered")
    client.force_login(salma)
    assert client.get(reverse("paper", args=[other.number, paper.pk])).status_code == 404
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf" and application.heading not in answer["Content-Disposition"]


def test_an_amount_for_some_eyes_only_is_not_printed(edition):
    """The income stands in the item's answer; whoever prints the list may not be one who sees it."""
    application = an_application(at="ready_for_committee")
    income = application.answers.get(item__code="DC-09", replaced_at=None)
    application.answers.filter(pk=income.pk).update(number=98765)
    text = read(papers.content(the_checklist(application, person("salma"))))
    assert "٩٨٬٧٦٥" not in text and "98765" not in text


# Kept, numbered, checked


def test_a_paper_is_kept_with_its_hash_and_refused_when_it_was_changed(application, salma):
    paper = the_checklist(application, salma)
    assert papers.content(paper).startswith(b"%PDF-")
    with open(paper.file.path, "r+b") as file:
        file.seek(100)
        file.write(b"!")
    with pytest.raises(SuspiciousFileOperation):
        papers.content(paper)


def test_the_public_page_says_genuine_or_replaced_and_nothing_else(client, application, salma):
    first = the_checklist(application, salma)
    page = client.get(reverse("verify_paper", args=[papers.spaced(first.code)])).content.decode()
    assert "is-met" in page
    for private in (application.number, application.heading, "سلمى", "عبد الرازق", "checklist"):
        assert private not in page
    second = the_checklist(application, salma)
    first.refresh_from_db()
    assert first.replaced_by == second
    assert "is-soon" in client.get(reverse("verify_paper", args=[first.code])).content.decode()
    assert "is-late" in client.get(reverse("verify_paper", args=["0000-0000-0000"])).content.decode()


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}", " {0} ", "{3}"])
def test_a_code_is_read_in_any_case_and_any_digits(application, salma, typed):
    code = papers.spaced(the_checklist(application, salma).code)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    misread = code.replace("0", "O").replace("1", "l")
    asked = typed.format(code, code.lower(), arabic, misread)
    assert papers.check(asked).verdict == "genuine"


@pytest.mark.parametrize("junk", ["x", "\x00" * 12, "'; drop table", "ﷺ" * 12, "U" * 12])
def test_what_can_be_no_code_is_unknown_and_costs_no_query(junk, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert papers.check(junk).verdict == "unknown"


def test_a_typed_code_leads_to_its_answer(client):
    answer = client.get(reverse("verify"), {"code": "7q2m 9f4k ٣١xa"})
    assert answer.url == reverse("verify_paper", args=["7Q2M-9F4K-31XA"])
    assert client.get(reverse("verify"), {"code": "7q2m"}).status_code == 200


# Letters


def offered(record):
    return {letter.code: letter.paper for letter in letters_for(again(record))}


def test_a_receipt_is_issued_once_and_numbered(client, application, salma):
    assert offered(application) == {"LT-21": None}
    client.force_login(salma)
    address = reverse("print_letter", args=[application.number, "LT-21"])
    assert client.get(address).status_code == 405
    first, second = client.post(address), client.post(address)
    assert first.url == second.url
    paper = offered(application)["LT-21"]
    assert re.fullmatch(r"02-\d{4}-\d{5}", paper.number)
    assert "بطاقةالرقمالقومي" in words(papers.content(paper))


def test_numbers_run_on_in_each_office(application, salma):
    first = issue(again(application), "LT-21", by=salma)
    second = issue(again(an_application(at="registered")), "LT-21", by=salma)
    assert int(second.number[-5:]) == int(first.number[-5:]) + 1


def test_a_refusal_says_why_and_where_and_until_when_to_appeal(edition, salma):
    application = an_application(at="ready_for_committee")
    walk(again(application), "refuse", reasons=["R12", "R99"], text="غرفة واحدة بلا تهوية.")
    assert "LT-02" not in offered(application)
    text = words(papers.content(issue(again(application), "LT-04", by=salma)))
    for said in ("عدمملاءمةالمسكن", "غرفةواحدةبلاتهوية", "٦٠يومًا", "آخريوملتقديمالتظلم", "اللجنةالعليا"):
        assert said in text, said
    assert "سببآخريُبيَّن" not in text


def test_each_decision_has_its_own_letter(edition, salma):
    application = an_application(at="ready_for_committee")
    later = {"until": timezone.localdate() + timedelta(days=30)}
    walk(again(application), "postpone", reasons=["P01"], text="تجديد مستند", **later)
    first = issue(again(application), "LT-05", by=salma)
    walk(again(application), "present", by=person("huda"))
    walk(again(application), "postpone", reasons=["P04"], text="استكمال التدريب", **later)
    assert offered(application)["LT-05"] is None
    second = issue(again(application), "LT-05", by=salma)
    first.refresh_from_db()
    assert first.replaced_by == second


def test_an_approval_with_conditions_lists_them(edition, salma):
    application = an_application(at="recommended")
    walk(again(application), "approve", conditions="تجهيز غرفة\nإتمام التدريب")
    text = words(papers.content(issue(again(application), "LT-03", by=salma)))
    assert "تجهيزغرفة" in text and "إتمامالتدريب" in text
    with pytest.raises(Http404):
        issue(again(application), "LT-02", by=salma)


def test_a_letter_that_nothing_calls_for_does_not_exist_and_a_role_without_the_right_is_refused(application, omar):
    with pytest.raises(Http404):
        issue(again(application), "LT-04", by=omar)
    with pytest.raises(PermissionDenied):
        issue(again(application), "LT-21", by=omar)


def test_the_viewing_letter_names_the_family_and_not_the_child(edition, fathi):
    match = a_match(at="viewing")
    paper = issue(again(match), "LT-07", by=fathi)
    text = words(papers.content(paper))
    assert paper.number.startswith("00-")
    assert match.child_file.number in text and "حسامعبدالرازق" in text
    assert "نورمحمد" not in text


def test_contract_and_minutes_name_the_child_for_those_who_may_see_children(client, edition, amal, tarek, salma, huda):
    placement = a_placement(at="transition")
    contract, minutes = issue(again(placement), "LT-10", by=amal), issue(again(placement), "LT-11", by=tarek)
    for paper in (contract, minutes):
        assert "نورمحمدأحمد" in words(papers.content(paper))
        address = reverse("paper", args=[placement.number, paper.pk])
        client.force_login(huda)
        assert client.get(address).status_code == 200
        client.force_login(salma)  # sees families, not children
        assert client.get(address).status_code == 403
    assert "٢٠٬٠٠٠" in read(papers.content(contract))


def test_listing_letters_costs_the_same_whatever_was_decided(edition, salma, django_assert_max_num_queries):
    application = again(an_application(at="approved"))
    with django_assert_max_num_queries(3):
        letters_for(application)


# The letters about a committee's decision


def test_a_referral_says_on_what_basis_and_why(edition, salma):
    application = walk(an_application(at="ready_for_committee"), "refer", reasons=["F06"], text="حالة لم تُعرض من قبل")
    said = words(papers.content(issue(application, "LT-06", by=salma)))
    applicant = application.household.adults[0].full_name
    for part in ("أمانة اللجنة العليا", "استطلاع رأي", "حالة لم تُعرض من قبل", applicant):
        assert words_of(part) in said


def test_an_extract_pronounces_the_decision_and_names_who_signed_it(edition, salma, mervat, zaynab):
    application = an_application(at="approved")
    said = words(papers.content(issue(application, "LT-08", by=salma)))
    for part in ("الموافقة على طلب الكفالة", "اللجنة العليا", mervat.full_name, zaynab.full_name):
        assert words_of(part) in said
    assert "LT-08" not in [letter.code for letter in letters_for(an_application(at="registered"))]
