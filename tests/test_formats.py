"""How officers write numbers, names and dates, and what becomes of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from directorates.governorates import GOVERNORATES
from fostercare.records import fields, phones
from fostercare.records.arabic import SEARCH_KEY_SQL, arabic_key, fold_digits, search_key
from fostercare.records.national_id import NationalID


def refusal(read, text):
    """The code of the sentence with which a text is refused."""
    with pytest.raises(ValidationError) as refused:
        read(text)
    return refused.value.error_list[0].code


# The national ID number


@pytest.mark.parametrize(
    ("number", "sex", "agrees"),
    [
        ("20001010100014", "male", True),
        ("20001010100022", "female", True),
        ("20001010100031", "male", True),
        ("20001010100090", "male", True),
        ("20001012100020", "female", True),
        ("20001010100015", "male", False),
    ],
)
def test_a_national_id_tells_sex_and_day_of_birth_and_its_check_digit_only_warns(number, sex, agrees):
    told = NationalID.parse(number)

    assert (told.sex, told.check_digit_agrees, told.birth_date) == (sex, agrees, date(1900, 1, 1))


def test_a_national_id_tells_where_the_birth_was_registered():
    assert NationalID.parse("28503142100071").governorate.en == "Giza"
    assert NationalID.parse("30002298800018").governorate.en == "Born abroad"
    assert NationalID.parse("30002298800018").birth_date == date(2000, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "28503142100071",
        "٢٨٥٠٣١٤٢١٠٠٠٧١",
        "۲۸۵۰۳۱۴۲۱۰۰۰۷۱",
        " 2 850314 21 0007 1 ",
        "2-850314-21-0007-1",
        "\u200f28503142100071\u200e",
    ],
)
def test_a_national_id_is_taken_however_it_is_typed(text):
    assert NationalID.parse(text).number == "28503142100071"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2850314210007X", "letters"),
        ("²8503142100071", "letters"),
        ("2850314210007", "length"),
        ("285031421000711", "length"),
        ("18503142100071", "century"),
        ("48503142100071", "century"),
        ("28502302100071", "date"),
        ("29902292100071", "date"),
        ("28513142100071", "date"),
        ("39912312100071", "future"),
        ("28503142000071", "governorate"),
        ("28503149900071", "governorate"),
    ],
)
def test_an_impossible_national_id_is_refused_for_one_reason(text, code):
    assert refusal(NationalID.parse, text) == code


def test_who_is_born_today_has_a_number_and_who_is_born_tomorrow_has_none():
    today = timezone.localdate()

    assert NationalID.parse(f"3{today:%y%m%d}2100071").birth_date == today
    assert refusal(NationalID.parse, f"3{today + timedelta(1):%y%m%d}2100071") == "future"


def test_a_masked_national_id_shows_the_day_of_birth_and_the_last_two_digits():
    assert NationalID.parse("28503142100071").masked() == "2850314•••••71"


def test_each_of_27_governorates_has_a_directorate_and_a_birth_abroad_has_none():
    assert sum(governorate.has_directorate for governorate in GOVERNORATES.values()) == 27
    assert not GOVERNORATES["88"].has_directorate
    assert len({governorate.iso for governorate in GOVERNORATES.values()}) == 28


# Telephones


@pytest.mark.parametrize(
    "text",
    [
        "01001234567",
        "1001234567",
        "+201001234567",
        "00201001234567",
        "٠١٠٠١٢٣٤٥٦٧",
        "0100 123 4567",
        "+20 (0)100-123-4567",
    ],
)
def test_a_mobile_number_is_stored_in_one_form(text):
    assert phones.egyptian_mobile(text) == "+201001234567"


@pytest.mark.parametrize(
    "text", ["01301234567", "0100123456", "010012345678", "0223456789", "+9661001234567", "رقم", ""]
)
def test_what_is_no_egyptian_mobile_number_is_refused(text):
    assert refusal(phones.egyptian_mobile, text) == "mobile"


def test_a_mobile_number_is_shown_as_people_say_it():
    assert phones.display("+201001234567") == "0100 123 4567"
    assert phones.display("+33612345678") == "+33612345678"


# Arabic names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("آمنة", "امنه"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("مؤمن رائد", "مومن رايد"),
        ("علاء", "علا"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("\u202bمحمد\u200f", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("علی کمال", "علي كمال"),
        ("محمد   علي ", "محمد علي"),
        ("محمد\0علي", "محمد علي"),
        ("محمد\u00a0علي", "محمد علي"),
        ("شقة ٣", "شقه 3"),
        ("عبد الله", "عبدالله"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("أبو العلا", "ابوالعلا"),
        ("نور الدين", "نورالدين"),
        ("ضياء الدين", "ضياالدين"),
        ("فتح الله", "فتحالله"),
        ("أبو عبد الله", "ابوعبدالله"),
        ("Éva MARIA", "eva maria"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one, other):
    assert arabic_key(one) == arabic_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("علي", "عالي"), ("عبد", "عابد"), ("محمد علي", "محمدعلي"), ("سعاد", "سعيد")]
)
def test_two_names_keep_two_keys(one, other):
    assert arabic_key(one) != arabic_key(other)


def test_the_plain_search_key_leaves_compound_names_apart():
    assert search_key("عبدُ الله") == "عبد الله"


def test_digits_of_any_script_become_plain_ones_and_other_text_stays():
    assert fold_digits("شقة ٣ — ۴ — ５ — x²") == "شقة 3 — 4 — 5 — x²"


NAMES = some.text(
    some.sampled_from("ابتعد لهينورمسح أإآؤئءىةٱیکﷲﻼﻻ٠٩۵ًُّـ\u0670\u0654\u200f\u200c\u202e\u00a0\u3000\t-،.'_AZaé2²½")
)
WORDS = some.lists(some.sampled_from(["عبد", "أبو", "الدين", "الله", "نور", "مصطفى", "عبدالله", "ء"])).map(" ".join)


@pytest.fixture
def key_in_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('arabic_key(text)')")
        if cursor.fetchone() == (None,):
            cursor.execute(SEARCH_KEY_SQL)

        def key(name):
            cursor.execute("SELECT arabic_key(%s)", [name])
            return cursor.fetchone()[0]

        yield key


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES | WORDS | some.text(some.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")))
def test_the_database_makes_the_same_key(key_in_the_database, name):
    assert key_in_the_database(name) == arabic_key(name)


@given(name=NAMES | WORDS)
def test_the_key_of_a_key_is_itself(name):
    assert arabic_key(arabic_key(name)) == arabic_key(name)


# Fields of forms


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (fields.NationalIDField(), "٢٨٥٠٣١٤ ٢١ ٠٠٠٧١", "28503142100071"),
        (fields.NationalIDField(required=False), "", ""),
        (fields.MobileField(), "٠١٠٠ ١٢٣ ٤٥٦٧", "+201001234567"),
        (fields.MobileField(required=False), "", ""),
        (fields.ArabicNameField(), " أحمد  محمد علي السيد\u200f", "أحمد محمد علي السيد"),
        (fields.ArabicNameField(), "عبد الله محمد علي ڤيكتور", "عبد الله محمد علي ڤيكتور"),
        (fields.ArabicNameField(parts=2), "نور الدين محمد", "نور الدين محمد"),
        (fields.ArabicNameField(required=False), "", ""),
        (fields.LatinNameField(), "Zoë O'Brien-Łoś", "Zoë O'Brien-Łoś"),
        (fields.FoldedIntegerField(), "٣٬٠٠٠", 3000),
        (fields.FoldedIntegerField(), "12", 12),
        (fields.FoldedDecimalField(), "١٢٬٥٠٠٫٧٥", Decimal("12500.75")),
        (fields.FoldedDecimalField(), "12,500.75", Decimal("12500.75")),
        (fields.FoldedDecimalField(), "٣٫٥", Decimal("3.5")),
        (fields.DayField(), "2014-03-07", date(2014, 3, 7)),
        (fields.DayField(), "7/3/2014", date(2014, 3, 7)),
        (fields.DayField(), "٠٧/٠٣/٢٠١٤", date(2014, 3, 7)),
        (fields.DayField(), "٧ - ٣ - ٢٠١٤", date(2014, 3, 7)),
        (fields.DayField(), "07032014", date(2014, 3, 7)),
        (fields.DayField(required=False), "", None),
    ],
)
def test_a_field_takes_what_officers_type(field, typed, value):
    assert field.clean(typed) == value


TOMORROW = f"{timezone.localdate() + timedelta(1):%d/%m/%Y}"


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        (fields.NationalIDField(), "", "required"),
        (fields.NationalIDField(), "123", "length"),
        (fields.MobileField(), "0100", "mobile"),
        (fields.ArabicNameField(), "Ahmed Mohamed Ali Sayed", "letters"),
        (fields.ArabicNameField(), "أحمد محمد علي ٣", "letters"),
        (fields.ArabicNameField(), "أحمد محمد علي", "parts"),
        (fields.ArabicNameField(), "عبد الله محمد علي", "parts"),
        (fields.LatinNameField(), "أحمد محمد", "letters"),
        (fields.LatinNameField(), "Zoë", "parts"),
        (fields.FoldedIntegerField(), "ثلاثة", "invalid"),
        (fields.FoldedIntegerField(min_value=1), "٠", "min_value"),
        (fields.FoldedDecimalField(), "3,50", "invalid"),
        (fields.DayField(), "31/02/2026", "invalid"),
        (fields.DayField(), "03/25/2014", "invalid"),
        (fields.DayField(), "7/3/14", "invalid"),
        (fields.DayField(), "7/3/1214", "too_early"),
        (fields.DayField(), "7/3/3014", "too_late"),
        (fields.DayField(not_before=date(2020, 1, 1)), "31/12/2019", "too_early"),
        (fields.DayField(not_in_future=True), TOMORROW, "future"),
    ],
)
def test_a_field_refuses_for_one_reason(field, typed, code):
    assert refusal(field.clean, typed) == code


def test_today_is_not_in_the_future():
    today = timezone.localdate()

    assert fields.DayField(not_in_future=True).clean(f"{today:%d/%m/%Y}") == today


@pytest.mark.parametrize(
    ("field", "stored", "typed"),
    [
        (fields.NationalIDField(), "28503142100071", "٢٨٥٠٣١٤٢١٠٠٠٧١"),
        (fields.MobileField(), "+201001234567", "0100 123 4567"),
        (fields.FoldedDecimalField(), Decimal("3.50"), "٣٫٥"),
        (fields.DayField(), date(2014, 3, 7), "07/03/2014"),
    ],
)
def test_another_way_of_typing_the_same_is_no_change(field, stored, typed):
    assert not field.has_changed(stored, typed)


def test_numbers_are_typed_from_left_to_right():
    for field in [fields.NationalIDField, fields.MobileField, fields.FoldedIntegerField, fields.DayField]:
        assert field().widget.attrs["dir"] == "ltr"


def test_a_stored_value_is_shown_as_it_would_be_typed():
    day, mobile = fields.DayField(), fields.MobileField()

    assert 'value="07/03/2014"' in day.widget.render("day", day.prepare_value(date(2014, 3, 7)))
    assert 'value="0100 123 4567"' in mobile.widget.render("mobile", mobile.prepare_value("+201001234567"))
