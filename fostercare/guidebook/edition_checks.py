"""Whatever an edition names has to exist, and every figure says where it comes from. Problems are told one by one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from directorates.roles import ACTIONS, ROLES
from fostercare.guidebook.edition_rows import EditionFile
from fostercare.guidebook.parameters import LENGTHS
from fostercare.guidebook.predicates import PREDICATES

ACT = re.compile(r"[a-z_]+\.[a-z_]+")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ABOUT = {"household", "adult", "child", "application", "placement"}
PER = {"adult", "household", "child", "case"}
ORIGINS = {"proposal", "general_knowledge"}
EVIDENCE = {"document", "date", "number", "yes_no", "signature"}
EXEMPTIONS = {"asked", "granted"}
CONSENTS_OF = {"adult", "child"}
BEGINS = {"ended", "born"}
THEN = {"keep_sealed", "review", "reduce"}
QUESTIONS = {"yes_no", "choice", "multi_choice", "text", "number", "date", "time", "scale", "photo", "signature"}


def problems_of(edition: EditionFile) -> Iterator[str]:
    names = {one.name: _names(getattr(edition, one.name)) for one in fields(edition) if one.name != "edition"}
    yield from _codes_given_twice(edition)
    yield from _both_languages(edition)
    for judge in (_parameters, _predicates, _documents, _items, _lists, _schedule, _questions, _privacy):
        yield from judge(edition, names)


def _names(rows):
    return {row.name for row in rows}


def _sections(edition):
    for one in fields(edition):
        if one.name != "edition":
            yield one.name, getattr(edition, one.name)


def _unknown(where, what, wanted, known):
    for name in wanted:
        if name and name not in known:
            yield f"{where}: unknown {what} {name!r}"


def _no_act(where, *acts):
    return _unknown(where, "form of act", [act for act in acts if act and not ACT.fullmatch(act)], ())


def _codes_given_twice(edition):
    for section, rows in _sections(edition):
        for name, times in Counter(row.name for row in rows).items():
            if times > 1:
                yield f"{section} {name}: given {times} times"


def _both_languages(edition):
    for section, rows in _sections(edition):
        for row in rows:
            arabic = [row.title_ar, row.help_ar] if section == "items" else [row.ar]
            english = [row.title_en, row.help_en] if section == "items" else [row.en]
            if not all(ARABIC.search(text) for text in arabic):
                yield f"{section} {row.name}: no Arabic"
            if not all(english) or any(ARABIC.search(text) for text in english):
                yield f"{section} {row.name}: no English"


def _parameters(edition, names):
    for row in edition.parameters:
        where = f"parameters {row.key}"
        if bool(row.source) == row.unsourced:
            yield f"{where}: either a source or unsourced"
        if row.unsourced and row.origin not in ORIGINS:
            yield f"{where}: unsourced, so its origin is one of {', '.join(sorted(ORIGINS))}"
        if row.unit in LENGTHS | {"working_days": None} and not _is_length(row.value):
            yield f"{where}: {row.value!r} is no number of {row.unit}"
        if row.unit == "authority":
            yield from _unknown(where, "authority", [row.value and str(row.value)], names["authorities"])


def _is_length(value):
    """A number, a list of them, or none given yet."""
    return all(_is_number(one) for one in (value if isinstance(value, list) else [value]))


def _is_number(value):
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= 0)


def _predicates(edition, names):
    for row in edition.predicates:
        where = f"predicates {row.key}"
        yield from _unknown(where, "predicate", [row.key], PREDICATES)
        yield from _unknown(where, "subject", [row.about], ABOUT)
        if not row.meaning or not ARABIC.search(row.meaning_ar):
            yield f"{where}: needs its meaning in both languages"


def _documents(edition, names):
    for row in edition.documents:
        where = f"documents {row.code}"
        yield from _unknown(where, "predicate", row.applies_when, names["predicates"])
        yield from _unknown(where, "parameter", [row.validity], names["parameters"])
        yield from _unknown(where, "sensitivity class", [row.sensitive], names["sensitivity_classes"])
        yield from _unknown(where, "per", [row.per], PER)


def _items(edition, names):
    letters = {stage.key: stage.letter for stage in edition.stages}
    authority_of = {row.key: row.value for row in edition.parameters if row.unit == "authority"}
    for row in edition.items:
        where = f"items {row.code}"
        yield from _unknown(where, "stage", [row.stage], letters)
        if row.stage in letters and not row.code.startswith(f"{letters[row.stage]}-"):
            yield f"{where}: its code does not begin with {letters[row.stage]}-, as its stage asks"
        yield from _unknown(where, "predicate", row.applies_when, names["predicates"])
        yield from _unknown(where, "parameter", [*row.parameters, row.valid_for_parameter], names["parameters"])
        yield from _unknown(where, "basis", row.basis, names["bases"])
        yield from _unknown(where, "role", [row.answered_by, row.verified_by], ROLES)
        yield from _unknown(where, "authority", [row.exempted_by], names["authorities"])
        if row.answered_by == row.verified_by:
            yield f"{where}: verified by the role that answers it"
        for key in row.parameters:
            if row.exempted_by and authority_of.get(key, row.exempted_by) != row.exempted_by:
                yield f"{where}: exempted_by says {row.exempted_by}, {key} says {authority_of[key]}"
        yield from _gates(where, row)
        yield from _evidence(where, row.evidence, names)


def _gates(where, item):
    if not item.gates:
        yield f"{where}: holds no act back"
    for gate in item.gates:
        yield from _no_act(where, gate.act)
        yield from _unknown(where, "exemption", [gate.exemption], EXEMPTIONS)
        if gate.exemption == "asked" and not item.exempted_by:
            yield f"{where}: {gate.act} is passed by asking for an exemption that nobody can grant"


def _evidence(where, evidence, names):
    yield from _unknown(where, "kind of evidence", evidence.kinds, EVIDENCE)
    yield from _unknown(where, "per", [evidence.per], PER)
    yield from _unknown(where, "document", [*evidence.documents, *evidence.only_when], names["documents"])
    yield from _unknown(where, "predicate", evidence.only_when.values(), names["predicates"])
    yield from _unknown(where, "printed form", evidence.forms, names["printed_forms"])
    yield from _unknown(where, "sensitivity class", [evidence.result], names["sensitivity_classes"])
    if "document" in evidence.kinds and not evidence.documents:
        yield f"{where}: asks for a document without saying which"


def _lists(edition, names):
    for row in edition.sensitivity_classes:
        yield from _unknown(f"sensitivity_classes {row.key}", "right", [row.right], ACTIONS)
    for row in edition.refusal_reasons:
        yield from _unknown(f"refusal_reasons {row.code}", "item", [row.item], names["items"])
    for row in edition.ending_kinds:
        yield from _no_act(f"ending_kinds {row.key}", row.child_act)
        yield from _unknown(f"ending_kinds {row.key}", "next care", row.next_care, names["next_cares"])
        yield from _unknown(f"ending_kinds {row.key}", "parameter", [row.from_age], names["parameters"])
        yield from _unknown(f"ending_kinds {row.key}", "incident kind", [row.incident], names["incident_kinds"])
    for row in edition.ending_reasons:
        yield from _unknown(f"ending_reasons {row.code}", "kind of ending", row.kinds, names["ending_kinds"])
    for row in edition.incident_levels:
        yield from _unknown(f"incident_levels {row.key}", "parameter", row.answers, names["parameters"])
        yield from _unknown(f"incident_levels {row.key}", "role", row.tells, ROLES)
        yield from _unknown(f"incident_levels {row.key}", "answer", row.decided, row.answers)
    for row in edition.incident_kinds:
        yield from _unknown(f"incident_kinds {row.key}", "level", [row.level], names["incident_levels"])
    for row in edition.family_events:
        yield from _unknown(f"family_events {row.key}", "item", row.items, names["items"])
        yield from _unknown(f"family_events {row.key}", "parameter", [row.term], names["parameters"])
    for row in edition.calendar_events:
        where = f"calendar_events {row.key}"
        yield from _unknown(where, "item", row.items, names["items"])
        yield from _unknown(where, "parameter", [row.every, row.before, row.at_age, row.term], names["parameters"])
        yield from _no_act(where, row.does and f"placement.{row.does}")
        if not (row.every and row.before) and not (row.at_age and row.term):
            yield f"{where}: comes every so often, or at an age with a term"
    for row in edition.ages_ahead:
        yield from _unknown(f"ages_ahead {row.key}", "parameter", [row.age], names["parameters"])
    for row in edition.printed_forms:
        yield from _no_act(f"printed_forms {row.code}", row.by_act, row.also_by_act)


def _schedule(edition, names):
    for row in edition.visit_schedule:
        where = f"visit_schedule {row.key}"
        figures = [row.since, row.until, row.contact, row.first_visit, row.visit, row.review]
        yield from _unknown(where, "parameter", figures, names["parameters"])
        yield from _unknown(where, "predicate", row.applies_when, names["predicates"])
        yield from _unknown(where, "risk level", [row.risk], names["risk_levels"])


def _questions(edition, names):
    for form, places in (("visit_questions", "visit_screens"), ("home_study_questions", "home_study_sections")):
        questions = getattr(edition, form)
        answers = {row.key: _possible_answers(row, names) for row in questions}
        for row in questions:
            where = f"{form} {row.key}"
            yield from _unknown(where, "place", [row.place], names[places])
            yield from _unknown(where, "kind", [row.kind], QUESTIONS)
            yield from _unknown(where, "predicate", row.applies_when, names["predicates"])
            yield from _unknown(where, "sensitivity class", [row.sensitive], names["sensitivity_classes"])
            yield from _unknown(where, "answer", row.suggests_incident, answers[row.key])
            yield from _unknown(where, "incident kind", row.suggests_incident.values(), names["incident_kinds"])
            if ("choice" in row.kind) != bool(row.choices or row.choices_from):
                yield f"{where}: choices are for a choice, and a choice needs them"
            for other, answer in row.shown_if.items():
                yield from _unknown(where, f"answer to {other}", [answer], answers.get(other, ()))


def _possible_answers(question, names):
    if question.kind == "yes_no":
        return {"yes", "no"}
    return {choice.key for choice in question.choices} or names.get(question.choices_from, set())


def _privacy(edition, names):
    for row in edition.consent_texts:
        where = f"consent_texts {row.key}"
        yield from _unknown(where, "of whom", [row.of], CONSENTS_OF)
        yield from _unknown(where, "item", [row.item], names["items"])
        if row.version < 1:
            yield f"{where}: versions begin with 1"
    for row in edition.processing_activities:
        where = f"processing_activities {row.key}"
        yield from _unknown(where, "right", row.opened_by, ACTIONS)
        yield from _unknown(where, "sensitivity class", row.classes, names["sensitivity_classes"])
        yield from _unknown(where, "basis", row.basis, names["bases"])
        yield from _unknown(where, "retention rule", [row.retention], names["retention_rules"])
    for row in edition.retention_rules:
        where = f"retention_rules {row.key}"
        yield from _unknown(where, "parameter", [row.length], names["parameters"])
        yield from _unknown(where, "event", [row.begins], BEGINS)
        yield from _unknown(where, "consequence", [row.then], THEN)
