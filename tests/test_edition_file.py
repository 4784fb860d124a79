"""An edition's file is read whole or refused, and a refusal says what is wrong and where."""

import json
import re

import pytest

from fostercare.guidebook.edition_file import EDITIONS, EditionError, canonical, check, digest, parse, read
from tests.editions import FIRST, row_of, the_data


def refusal(data):
    with pytest.raises(EditionError) as refused:
        check(data)
    return list(refused.value.problems)


def with_row(section, name, **values):
    data = the_data()
    row_of(data, section, name).update(values)
    return data


def without(section, name, field):
    data = the_data()
    del row_of(data, section, name)[field]
    return data


@pytest.mark.parametrize("path", sorted(EDITIONS.glob("*.yaml")), ids=lambda path: path.name)
def test_every_edition_of_the_product_holds_together(path):
    edition = read(path)
    assert path.stem == f"{edition.edition.year}-{edition.edition.number}"


def test_the_first_edition_has_sixty_seven_items_and_four_that_hold_nothing_back_yet():
    items = read(FIRST).items
    assert [len([item for item in items if item.optional is optional]) for optional in (False, True)] == [67, 4]


def test_a_row_reads_as_it_stands():
    item = next(item for item in read(FIRST).items if item.code == "EL-06")
    assert item.applies_when == ("couple", "marriage_under_minimum")
    assert item.evidence.documents == ("D19",)
    assert [gate.act for gate in item.gates] == [
        "application.register",
        "application.present",
        "application.recommend",
        "application.approve",
    ]
    assert (item.exempted_by, item.valid_for_parameter) == ("", "validity_d19")


GATE = {"act": "application.register"}
EVIDENCE = {"kinds": ["document"], "per": "adult", "documents": ["D02"]}


@pytest.mark.parametrize(
    "section, name, values, problem",
    [
        ("items", "EL-03", {"applies_when": ["tall"]}, "items EL-03: unknown predicate 'tall'"),
        ("items", "EL-03", {"parameters": ["spouse_height"]}, "items EL-03: unknown parameter 'spouse_height'"),
        ("items", "DC-06", {"valid_for_parameter": "validity_d99"}, "items DC-06: unknown parameter 'validity_d99'"),
        ("items", "EL-03", {"answered_by": "clerk"}, "items EL-03: unknown role 'clerk'"),
        ("items", "DC-06", {"verified_by": "clerk"}, "items DC-06: unknown role 'clerk'"),
        (
            "items",
            "DC-06",
            {"verified_by": "family_childhood_officer"},
            "items DC-06: verified by the role that answers it",
        ),
        ("items", "EL-10", {"stage": "dreams"}, "items EL-10: unknown stage 'dreams'"),
        (
            "items",
            "EL-10",
            {"stage": "documents"},
            "items EL-10: its code does not begin with DC-, as its stage asks",
        ),
        ("items", "EL-10", {"basis": ["hearsay"]}, "items EL-10: unknown basis 'hearsay'"),
        ("items", "EL-01", {"gates": [{"act": "register"}]}, "items EL-01: unknown form of act 'register'"),
        ("items", "EL-01", {"gates": []}, "items EL-01: holds no act back"),
        (
            "items",
            "EL-01",
            {"gates": [GATE | {"exemption": "wished"}]},
            "items EL-01: unknown exemption 'wished'",
        ),
        (
            "items",
            "EL-01",
            {"gates": [GATE | {"exemption": "asked"}]},
            "items EL-01: application.register is passed by asking for an exemption that nobody can grant",
        ),
        (
            "items",
            "EL-03",
            {"exempted_by": "local_committee"},
            "items EL-03: exempted_by says local_committee, over_max_age_authority says higher_committee",
        ),
        (
            "items",
            "DC-01",
            {"evidence": EVIDENCE | {"documents": ["D99"]}},
            "items DC-01: unknown document 'D99'",
        ),
        (
            "items",
            "DC-01",
            {"evidence": EVIDENCE | {"documents": []}},
            "items DC-01: asks for a document without saying which",
        ),
        (
            "items",
            "DC-01",
            {"evidence": EVIDENCE | {"forms": ["LT-99"]}},
            "items DC-01: unknown printed form 'LT-99'",
        ),
        ("items", "EL-01", {"title_ar": "Guidebook"}, "items EL-01: no Arabic"),
        ("documents", "D03", {"applies_when": ["tall"]}, "documents D03: unknown predicate 'tall'"),
        ("documents", "D06", {"validity": "validity_d99"}, "documents D06: unknown parameter 'validity_d99'"),
        ("documents", "D06", {"sensitive": "secret"}, "documents D06: unknown sensitivity class 'secret'"),
        ("documents", "D06", {"en": "صحيفة"}, "documents D06: no English"),
        (
            "parameters",
            "over_max_age_authority",
            {"value": "mayor"},
            "parameters over_max_age_authority: unknown authority 'mayor'",
        ),
        (
            "parameters",
            "spouse_max_age",
            {"value": "sixty"},
            "parameters spouse_max_age: 'sixty' is no number of years",
        ),
        ("parameters", "spouse_max_age", {"value": -1}, "parameters spouse_max_age: -1 is no number of years"),
        (
            "parameters",
            "spouse_max_age",
            {"unsourced": True, "origin": "proposal"},
            "parameters spouse_max_age: either a source or unsourced",
        ),
        (
            "parameters",
            "income_floor",
            {"origin": "hearsay"},
            "parameters income_floor: unsourced, so its origin is one of general_knowledge, proposal",
        ),
        ("predicates", "couple", {"key": "pair"}, "predicates pair: unknown predicate 'pair'"),
        (
            "predicates",
            "couple",
            {"meaning_ar": ""},
            "predicates couple: needs its meaning in both languages",
        ),
        ("refusal_reasons", "R01", {"item": "EL-99"}, "refusal_reasons R01: unknown item 'EL-99'"),
        (
            "incident_kinds",
            "injury",
            {"level": "purple"},
            "incident_kinds injury: unknown level 'purple'",
        ),
        (
            "visit_schedule",
            "transition",
            {"visit": "visit_daily"},
            "visit_schedule transition: unknown parameter 'visit_daily'",
        ),
        (
            "visit_questions",
            "photos",
            {"shown_if": {"photo_consent": "perhaps"}},
            "visit_questions photos: unknown answer to photo_consent 'perhaps'",
        ),
        (
            "visit_questions",
            "injury_marks",
            {"suggests_incident": {"yes": "bruise"}},
            "visit_questions injury_marks: unknown incident kind 'bruise'",
        ),
        (
            "sensitivity_classes",
            "health",
            {"right": "view_everything"},
            "sensitivity_classes health: unknown right 'view_everything'",
        ),
        ("items", "EL-01", {"titel": "?"}, "items EL-01: unknown field titel"),
        ("items", "EL-01", {"optional": "no"}, "items EL-01: optional cannot be 'no'"),
        ("items", "EL-01", {"applies_when": "couple"}, "items EL-01: applies_when is no list"),
        (
            "visit_questions",
            "photos",
            {"shown_if": {"photo_consent": ["yes"]}},
            "visit_questions photos: shown_if cannot be {'photo_consent': ['yes']}",
        ),
        (
            "parameters",
            "travel_authority",
            {"value": ["ministry"]},
            "parameters travel_authority: unknown authority \"['ministry']\"",
        ),
    ],
)
def test_a_row_that_does_not_hold_together_is_refused(section, name, values, problem):
    assert problem in refusal(with_row(section, name, **values))


@pytest.mark.parametrize(
    "section, name, field, problem",
    [
        ("parameters", "spouse_max_age", "source", "parameters spouse_max_age: either a source or unsourced"),
        ("parameters", "spouse_max_age", "unit", "parameters spouse_max_age: no unit"),
        ("items", "EL-03", "help_ar", "items EL-03: no help_ar"),
        ("ending_kinds", "married", "before_its_time", "ending_kinds married: no before_its_time"),
    ],
)
def test_what_a_row_needs_it_has_to_give(section, name, field, problem):
    assert problem in refusal(without(section, name, field))


def test_a_section_left_out_is_missed():
    data = the_data()
    del data["documents"]
    assert refusal(data) == ["no documents"]


@pytest.mark.parametrize("section", ["items", "documents", "parameters", "refusal_reasons", "visit_questions"])
def test_a_code_is_given_once(section):
    data = the_data()
    first = data[section][0]
    data[section].append(first)
    name = first.get("code") or first["key"]
    assert f"{section} {name}: given 2 times" in refusal(data)


def test_all_that_is_wrong_is_told_at_once():
    data = with_row("items", "EL-03", applies_when=["tall"])
    row_of(data, "documents", "D06")["validity"] = "validity_d99"
    assert len(refusal(data)) == 2


@pytest.mark.parametrize(
    "text, problem",
    [
        ("edition:\n  number: 1\n  number: 2\n", "line 3: key number is given twice"),
        ("choices: {yes: نعم}\n", "line 1: key True is no text (quote it)"),
        ("edition: [1\n", "line 2: "),
        ("day: 2026-02-31\n", "day is out of range for month"),
        ("title: \x00\n", "characters are not allowed"),
        ("", "the file holds no sections"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, problem):
    with pytest.raises(EditionError, match=re.escape(problem)):
        parse(text)


def test_the_digest_is_of_the_content_alone():
    text = FIRST.read_text(encoding="utf-8")
    data = parse(text)
    backwards = dict(reversed(data.items()))
    stored = json.loads(canonical(data))
    without_comments = parse(re.sub(r"(?m)^#.*\n", "", text))
    assert {digest(one) for one in (data, backwards, stored, without_comments)} == {digest(data)}


def test_one_figure_more_is_another_digest():
    changed = with_row("parameters", "spouse_max_age", value=61)
    assert digest(changed) != digest(the_data())
    assert len(digest(changed)) == 64
