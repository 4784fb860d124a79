"""The look keeps its own promises: one sheet for both directions, nothing inline, small pieces with a manual."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
ICONS = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))


def named(path):
    return path.name


@pytest.mark.parametrize("sheet", STYLES, ids=named)
def test_styles_know_only_start_and_end(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert not re.findall(r"\b(?:left|right)\b", rules)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_is_inline(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("component", COMPONENTS, ids=named)
def test_a_component_is_small_and_opens_with_its_manual(component):
    text = component.read_text()
    assert text.startswith("{% comment %}")
    assert len(text.splitlines()) < 40


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_every_icon_is_drawn(template):
    asked = re.findall(r'components/icon\.html" with name="([\w-]+)"', template.read_text())
    assert set(asked) <= ICONS


class Visit(forms.Form):
    seen = forms.ChoiceField(label="Seen alone", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    said = forms.CharField(label="What was said", help_text="In the child's own words")
    signed = forms.BooleanField(label="Signed")


def test_a_field_is_tied_to_its_help_and_its_error():
    page = Visit({}).render()
    assert 'aria-describedby="id_said_helptext id_said_error"' in page
    assert page.index('id="id_said_helptext"') < page.index('id="id_said_error"') < page.index('name="said"')
    assert '<fieldset class="field bad" aria-describedby="id_seen_error">' in page


def test_errors_are_summed_up_with_a_way_to_each_field():
    page = render_to_string("components/error_summary.html", {"form": Visit({})})
    for target in ("#id_seen", "#id_said", "#id_signed"):
        assert f'href="{target}"' in page
    assert render_to_string("components/error_summary.html", {"form": Visit()}).strip() == ""


def test_the_failure_page_needs_no_context():
    assert "<h1>" in render_to_string("500.html")
