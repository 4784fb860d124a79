"""From what is typed at the counter to the case that is meant: numbers in any digits, names in any spelling."""

from datetime import date

import pytest
from django.urls import reverse

from fostercare.desk.search import case_number, is_number
from fostercare.records.models import NameWord, Person
from fostercare.records.vocabulary import remainders
from tests.cases import HUSBAND, WIFE, a_household, an_application
from tests.children import a_child, a_file, a_home


def a_family(husband, wife="هالة فوزي إبراهيم الجندي", directorate=None, **more):
    adults = (HUSBAND | {"full_name": husband} | more, WIFE | {"full_name": wife})
    return an_application(household=a_household(directorate, adults))


@pytest.fixture
def search(client):
    """What an officer's search brings: the page, or the redirect to the one case that was meant."""

    def ask(officer, text):
        client.force_login(officer)
        return client.post(reverse("search"), {"q": text})

    return ask


def found(page):
    return [family.number for family, *_rest in page.context["families"]]


def children(page):
    return [child.number for child, _badge in page.context["children"]]


# Numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("02-2026-00015", "02-2026-00015"),
        ("٠٢-٢٠٢٦-٠٠٠١٥", "02-2026-00015"),
        ("02/2026/15", "02-2026-00015"),
        (" ۰۲ ۲۰۲۶ ۱۵ ", "02-2026-00015"),
        ("\u200f02-2026-00015\u200e", "02-2026-00015"),
        ("t-02-2026-3", "T-02-2026-00003"),
        ("K 02 2026 3", "K-02-2026-00003"),
        ("2026-15", ""),
        ("28503141234571", ""),
        ("سامية", ""),
    ],
)
def test_a_case_number_is_read_however_it_is_written(typed, meant):
    assert case_number(typed) == meant


@pytest.mark.parametrize(
    ("typed", "number"), [("02/2026/15", True), ("٠١٠ ٠٠٠٠ ٠٣١٨", True), ("سامية", False), ("", False)]
)
def test_a_number_is_told_from_a_name(typed, number):
    assert is_number(typed) is number


def test_a_number_leads_straight_to_its_case(search, salma):
    record = a_family("حسام عبد الرازق محمد علي")
    answer = search(salma, f" {record.number.replace('-', '/')} ")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("case", args=[record.number])


def test_a_national_id_and_a_mobile_lead_to_the_family(search, salma):
    record = a_family("حسام عبد الرازق محمد علي", national_id="28503140212345", phone="+201012345678")
    for typed in ("28503140212345", "٢٨٥٠٣١٤٠٢١٢٣٤٥", "010 1234 5678", "٠١٠١٢٣٤٥٦٧٨", "+20 10 12345678"):
        assert search(salma, typed)["Location"] == reverse("case", args=[record.number])


def test_a_number_is_never_taken_for_a_similar_one(search, salma):
    a_family("حسام عبد الرازق محمد علي", national_id="28503140212345")
    assert not search(salma, "28503140212346").context["found"]


# Names


@pytest.mark.parametrize(
    "typed",
    [
        "أحمد عبدالله أبو العلا",  # joined
        "احمد عبد الله ابو العلا",  # without hamza
        "أحمَد عبدُ اللَّه أبو العُلا",  # with vowels
        "أحمـــد أبوالعلا",  # with tatweel
        "أبو العلا احمد",  # in another order
        "احمد عبدال",  # half typed
    ],
)
def test_a_name_is_found_in_any_spelling(search, salma, typed):
    record = a_family("أحمد عبد الله حسن أبو العلا")
    assert found(search(salma, typed)) == [record.number]


@pytest.mark.parametrize("typed", ["سامية فهيم", "ساميه فهيم", "سامية فهمي"])
def test_the_wife_is_found_too(search, salma, typed):
    record = a_family("حسام عبد الرازق محمد علي", "سامية رشدي عوض فهيم")
    page = search(salma, typed)
    assert found(page) == [record.number]
    assert "سامية رشدي عوض فهيم" in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "الطوبج",  # half typed: found at once
        "الطبوجي",  # two letters exchanged
        "الطوجي",  # one lost
        "الطووبجي",  # one too many
        "الطوبحي",  # another one
        "ايمن الطوبشي",  # beside a right word
    ],
)
def test_a_slip_of_one_letter_is_forgiven(search, salma, typed):
    record = a_family("أيمن صلاح منصور الطوبجي")
    page = search(salma, typed)
    assert found(page) == [record.number]
    assert page.context["found"].near is (typed != "الطوبج")


def test_similar_names_are_offered_only_where_nobody_has_the_name(search, salma):
    meant = a_family("طارق سعد فؤاد منصور")
    a_family("طارق سعد فؤاد منصار")
    assert found(search(salma, "طارق منصور")) == [meant.number]


def test_two_slips_in_a_word_are_another_word(search, salma):
    a_family("أيمن صلاح منصور الطوبجي")
    assert not search(salma, "الطوشحي").context["found"]


@pytest.mark.parametrize("typed", ["", " ", "ا", "'", "&|!():*", "\\", "؟؟", "x" * 500])
def test_odd_input_brings_nothing_and_breaks_nothing(search, salma, typed):
    a_family("أيمن صلاح منصور الطوبجي")
    page = search(salma, typed)
    assert page.status_code == 200
    assert not found(page)


# Places and rights


def test_nothing_is_found_outside_the_officers_places(search, wafaa, ashraf):
    record = a_family("حسام عبد الرازق محمد علي", national_id="28503140212345")
    for officer in (wafaa, ashraf):
        for typed in (record.number, "28503140212345", "حسام الرازق", "حسام عبد الرازق", "حسم عبد الرازق"):
            assert not search(officer, typed).context["found"]


def test_a_national_role_finds_families_everywhere(search, zaynab, luxor):
    here, there = a_family("حسام شكري بدر سليم"), a_family("حسام نجيب بدر سليم", directorate=luxor)
    assert set(found(search(zaynab, "حسام سليم"))) == {here.number, there.number}


def test_a_child_is_found_by_name_and_shown_by_number(search, huda):
    file = a_file(a_child(a_home(), full_name="نور أحمد شاكر"), available=False)
    page = search(huda, "نور شاكر")
    assert children(page) == [file.number]
    assert "نور أحمد شاكر" not in page.content.decode()


def test_children_are_found_by_nobody_who_may_not_see_their_files(search, salma, nabil):
    file = a_file(a_child(a_home(), full_name="نور أحمد شاكر"), available=False)
    for officer in (salma, nabil):
        for typed in ("نور شاكر", file.number):
            assert not search(officer, typed).context["found"]


def test_what_is_sought_never_stands_in_an_address(client, huda):
    file = a_file(a_child(a_home(), full_name="نور أحمد شاكر"), available=False)
    client.force_login(huda)
    assert file.number not in client.get(reverse("search"), {"q": "نور شاكر"}).content.decode()
    page = client.get(reverse("home")).content.decode()
    assert f'role="search" method="post" action="{reverse("search")}"' in page


# The list of applications


def test_the_list_of_applications_is_searched_alike(client, salma):
    record = a_family("أيمن صلاح منصور الطوبجي")
    a_family("حسام عبد الرازق محمد علي")
    client.force_login(salma)
    for typed in ("الطوبجي", "الطوبحي", record.number):
        page = client.get(reverse("application_list"), {"q": typed})
        assert [application.number for application, _badge in page.context["rows"]] == [record.number]


def test_the_list_of_applications_is_narrowed(client, salma, huda):
    new, ready = a_family("أيمن صلاح منصور الطوبجي"), an_application(at="ready_for_committee")
    old = an_application(opened_on=date(2024, 5, 1))
    client.force_login(salma)

    def listed(**query):
        return {row.number for row, _badge in client.get(reverse("application_list"), query).context["rows"]}

    assert listed() == {new.number, ready.number, old.number}
    assert listed(state="ready_for_committee") == {ready.number}
    assert listed(opened_to="31/12/2024") == {old.number}
    assert listed(opened_from="٢٠٢٥/١/١", kind="couple") == {new.number, ready.number}
    assert listed(late="on") == set()
    ready.tasks.filter(flow_task_type="HUMAN", status="NEW").update(due_on=date(2024, 6, 1))
    assert listed(late="on") == {ready.number}
    assert listed(state="nonsense") == {new.number, ready.number, old.number}


@pytest.mark.parametrize("length", [1, 6])
def test_the_list_of_applications_costs_the_same_however_long(client, salma, length, django_assert_max_num_queries):
    for _ in range(length):
        an_application()
    client.force_login(salma)
    client.get(reverse("application_list"))
    with django_assert_max_num_queries(6):
        assert len(client.get(reverse("application_list")).context["rows"]) == length


# The vocabulary


def test_the_database_takes_letters_away_as_the_program_does(db):
    for word in ("محمد", "علي", "نه", "عبدالرحمن", "اا"):
        NameWord.objects.get_or_create(word=word)
        assert set(NameWord.objects.get(word=word).remainders) == remainders(word)


def test_a_changed_name_teaches_its_new_words(db):
    person = Person.objects.filter(household=a_household()).first()
    person.full_name = "قرنفلة الزهيري"
    person.save()
    assert {"قرنفله", "الزهيري"} <= set(NameWord.objects.values_list("word", flat=True))
