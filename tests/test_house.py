"""The house tests itself: rights on every door, rules that name what exists, one direction of dependence."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from directorates.access import ScopedQuerySet
from directorates.roles import ACTIONS, ROLES
from fostercare.guidebook.book import book
from fostercare.guidebook.gate import EXEMPTS
from fostercare.workflows import lifecycle
from fostercare.workflows.steps import Step
from fostercare.workflows.waiting import FLOWS

ROOT = Path(__file__).parent.parent
LIFE_CYCLES = {
    "application": "application.Application",
    "child_file": "child_file.ChildFile",
    "match": "match.Match",
    "placement": "placement.Placement",
    "follow_up": "follow_up.Visit",
    "sitting": "committee.Sitting",
    "condition": "application.Condition",
    "opening": "origins.Opening",
    "grievance": "grievance.Grievance",
    "transfer": "transfer.Transfer",
    "incident": "incident.Incident",
    "need": "follow_up.Need",
    "travel": "travel.Travel",
    "circumstance": "circumstance.Circumstance",
    "breach": "breach.Breach",
    "data_request": "data_request.DataRequest",
}
MODELS = {name: apps.get_model(label) for name, label in LIFE_CYCLES.items()}
STEPS = [
    (flow, step) for flow in FLOWS.values() for step in flow.instance.nodes() if isinstance(step, Step)
]  # fmt: skip
TRANSITIONS = [
    (name, transition)
    for name, model in MODELS.items()
    for transition in model._meta.get_field("state").get_all_transitions(model)
]


def test_every_act_names_a_right_and_a_label():
    for name, transition in TRANSITIONS:
        assert transition.permission.action in ACTIONS, (name, transition.name)
        assert transition.custom["label"], (name, transition.name)


def test_every_human_step_names_a_right_and_asks_it_of_the_directorate():
    for flow, step in STEPS:
        assert step.right in ACTIONS, (flow, step.name)
        assert step._owner_permission == f"directorates.{step.right}", (flow, step.name)
        assert step._owner_permission_obj is not None, (flow, step.name)


def test_every_right_is_held_by_some_role():
    held = {action for role in ROLES.values() for action in role.actions}
    assert held == ACTIONS.keys()


@pytest.mark.parametrize("name", MODELS)
def test_every_state_can_be_reached_and_left_unless_it_is_an_end(name):
    model = MODELS[name]
    field = model._meta.get_field("state")
    transitions = list(field.get_all_transitions(model))
    reached, before = {field.default}, None
    while before != reached:
        before = set(reached)
        reached |= {change.target for change in transitions if change.source in reached and change.target}
    assert {value for value, _label in field.choices} == reached


def test_an_act_that_belongs_to_a_step_is_possible_in_a_state_in_which_the_step_is_open():
    for label, flow in FLOWS.items():
        model = apps.get_model(label)
        sources = {}
        for change in model._meta.get_field("state").get_all_transitions(model):
            sources.setdefault(change.name, set()).add(change.source)
        for step in [step for owner, step in STEPS if owner is flow]:
            for act in step.acts:
                assert sources[act] & step.open_in, (label, step.name, act)


def test_a_step_is_shut_by_the_acts_that_fulfil_it():
    """Otherwise the task would come back: flow and record agree at every state."""
    for label, flow in FLOWS.items():
        model = apps.get_model(label)
        for change in model._meta.get_field("state").get_all_transitions(model):
            for step in [step for owner, step in STEPS if owner is flow and change.name in step.acts]:
                assert change.target not in step.open_in or change.target is None, (label, step.name, change.name)


def test_every_guidebook_item_names_an_act_that_exists(edition):
    for item in book(edition).items:
        for gate in item.gates:
            procedure, _dot, act = gate["act"].partition(".")
            assert act in lifecycle.transitions(MODELS[procedure]), (item.code, gate["act"])


def test_every_guidebook_item_names_roles_and_authorities_that_exist(edition):
    for item in book(edition).items:
        assert item.answered_by in ROLES, item.code
        assert not item.verified_by or item.verified_by in ROLES, item.code
        assert not item.exempted_by or item.exempted_by in EXEMPTS, item.code


def test_the_stages_and_items_that_steps_wait_for_exist(edition):
    kept = book(edition)
    stages = {stage["key"] for stage in kept.stages}
    for _flow, step in STEPS:
        assert not step.stage or step.stage in stages, step.name
        assert set(step.items) <= kept.by_code.keys(), step.name


def test_the_time_limits_of_steps_are_parameters_of_the_edition(edition):
    parameters = book(edition).parameters
    for _flow, step in STEPS:
        assert not step.due or parameters.unit(step.due), step.name


def test_every_step_is_due_some_day():
    """By a time limit of the edition or a day of its own; an opened record of origins shuts by itself."""
    for flow, step in STEPS:
        if flow.__name__ != "OpeningFlow":
            assert step.due or type(step).due_on is not Step.due_on, (flow, step.name)


def test_stylesheets_know_start_and_end_and_never_left_and_right():
    physical = re.compile(
        r"(?<![\w-])(?:(?:(?:margin|padding|border)-(?:left|right)|left|right)\s*:"
        r"|(?:float|text-align|clear)\s*:\s*(?:left|right))",
        re.I,
    )
    for sheet in (ROOT / "static").rglob("*.css"):
        assert not physical.findall(sheet.read_text()), sheet.name


def test_pages_hold_no_inline_script_and_no_style_attributes():
    for page in (ROOT / "templates").rglob("*.html"):
        text = page.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son\w+=", text), page


def test_nothing_committed_names_a_package_registry():
    hosts = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian\."]))
    skipped = {".git", ".venv", ".local", "__pycache__", "collected", "files", "node_modules"}
    for path in ROOT.rglob("*"):
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts) and path.suffix not in {".png", ".mo"}:
            assert not hosts.search(path.read_text(errors="ignore")), path


def test_the_driver_is_psycopg2():
    """psycopg 3 beside it would be taken without a word."""
    import psycopg2

    assert connection.Database is psycopg2


def test_every_page_that_extends_or_is_shown_exists():
    """No template is left behind when its page goes."""
    templates = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    spoken_of = "".join(
        path.read_text()
        for folder in ("templates", "fostercare", "directorates", "static")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".py"}
    )
    by_django = {"400.html", "404.html", "403.html", "500.html", "403_csrf.html", "registration/login.html"}
    unused = {name for name in templates - by_django if name not in spoken_of and not name.startswith("django/forms/")}
    assert not unused


def test_pages_begin_with_what_the_officer_may_see():
    """A list or a fetch on a page starts from `visible_to`; what does not stands here by name, with its reason."""
    looks_further = {
        "committee/forecast_screens.py",  # the next sitting of a body that the officer prepares
        "match/screens.py",  # counts what the family fosters and declined, wherever it lived
        "desk/reports/screens.py",  # red incidents of the places whose figures the officer may see
        "incident/report_screens.py",  # the same report that the officer has just sent
    }
    scoped = [model.__name__ for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
    unscoped = re.compile(rf"\b(?:{'|'.join(scoped)})\.objects\.(?!visible_to|none)")
    pages = [
        path for path in (ROOT / "fostercare").rglob("*.py") if re.search(r"screens|lists|pages|search", path.name)
    ]
    found = {str(path.relative_to(ROOT)) for path in pages if unscoped.search(path.read_text())}
    assert len(scoped) > 8 and len(pages) > 20
    assert not {name for name in found if not name.endswith(tuple(looks_further))}
