"""How the system says dates, numbers and distances."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils.translation import override

from directorates import wording

TODAY = dt.date(2026, 11, 22)


def in_language(language, say, *arguments):
    with override(language):
        return say(*arguments)


def rendered(template, language="ar", **context):
    with override(language):
        return Template("{% load arabic %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", "٢٠٢٦"), ("ar-eg", "٢٠٢٦"), ("en", "2026")],
)
def test_digits_are_the_readers(language, said):
    assert in_language(language, wording.digits, 2026) == said


def test_a_directorate_may_prefer_latin_digits(settings):
    settings.ARABIC_INDIC_DIGITS = False
    assert in_language("ar", wording.digits, 2026) == "2026"


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [("ar", 12500, "١٢٬٥٠٠"), ("ar", 1250.5, "١٬٢٥٠٫٥"), ("en", 12500, "12,500"), ("ar", 7, "٧")],
)
def test_thousands_stand_apart(language, value, said):
    assert in_language(language, wording.number, value) == said


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (dt.date(2026, 11, 22), "٢٢ نوفمبر"),
        (dt.date(2026, 8, 1), "١ أغسطس"),
        (dt.date(2027, 1, 9), "٩ يناير ٢٠٢٧"),
        (dt.date(2014, 3, 2), "٢ مارس ٢٠١٤"),
    ],
)
def test_the_year_is_said_only_when_it_is_another_one(date, said):
    assert in_language("ar", wording.day, date, TODAY) == said


def test_paper_always_carries_the_year():
    assert in_language("ar", wording.full_day, TODAY) == "٢٢ نوفمبر ٢٠٢٦"


def test_the_head_of_a_day_carries_weekday_and_hijri_date():
    said = in_language("ar", wording.long_day, TODAY)
    assert said.startswith("الأحد ٢٢ نوفمبر ٢٠٢٦ · ١٢ جمادى الآخرة ١٤٤٨")


def test_a_moment_has_an_hour():
    when = dt.datetime(2026, 11, 19, 14, 40)
    assert in_language("en", wording.moment, when, TODAY) == "19 November, 2:40 PM"
    assert in_language("en", wording.moment, when, when.date()) == "Today, 2:40 PM"
    assert in_language("en", wording.full_moment, when) == "19 November 2026, 2:40 PM"


@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (-4, "4 days late", "late"),
        (-1, "1 day late", "late"),
        (0, "Today", "soon"),
        (1, "Tomorrow", "soon"),
        (2, "In 2 days", "soon"),
        (wording.SOON_DAYS, "In 3 days", "soon"),
        (wording.SOON_DAYS + 1, "In 4 days", "wait"),
    ],
)
def test_a_deadline_is_said_as_a_distance(days, said, tone):
    date = TODAY + dt.timedelta(days)
    assert in_language("en", wording.due, date, TODAY) == said
    assert wording.due_tone(date, TODAY) == tone


@pytest.mark.parametrize(
    ("amount", "noun", "said"),
    [(1, "child", "1 child"), (3, "family", "3 families"), (11, "working day", "11 working days")],
)
def test_a_counted_noun_agrees_with_its_number(amount, noun, said):
    assert in_language("en", wording.counted, amount, noun) == said


def test_an_unknown_noun_is_refused():
    with pytest.raises(KeyError):
        wording.counted(3, "thing")


def test_a_national_number_is_masked():
    assert wording.masked("28503141234571") == "2850314•••••71"


def test_an_identifier_stays_left_to_right_in_latin_digits():
    assert rendered("{{ it|ltr }}", it="12-2026-00318") == '<bdi class="id" dir="ltr">12-2026-00318</bdi>'
    assert rendered("{{ it|masked }}", it="28503141234571") == '<bdi class="id" dir="ltr">2850314•••••71</bdi>'


def test_an_identifier_is_escaped():
    assert "<script>" not in rendered("{{ it|ltr }}", it="<script>")


def test_a_day_is_readable_by_machines_too():
    said = rendered("{{ it|full_day }}", it=TODAY)
    assert said == '<time datetime="2026-11-22">٢٢ نوفمبر ٢٠٢٦</time>'


def test_a_moment_is_said_in_the_countrys_own_time():
    late_evening = dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC)
    assert 'datetime="2026-11-23"' in rendered("{{ it|day }}", it=late_evening)
    assert "12:30 AM" in rendered("{{ it|moment }}", language="en", it=late_evening)


def test_no_date_says_nothing():
    assert rendered("{{ it|day }}{{ it|moment }}{{ it|long_day }}{{ it|ltr }}{{ it|masked }}", it=None) == ""
