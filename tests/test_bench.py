"""The bench runs in a database of its own and says what it measured (how fast is not asked here)."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection


def bench(*arguments):
    run = subprocess.Popen(
        [sys.executable, "-m", "bench", *arguments],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said, complained = run.communicate(timeout=300)
    return run, said, complained


def test_a_quick_step_gives_both_of_its_figures_and_leaves_no_database_behind(db):
    run, said, complained = bench("step", "step_sql", "--quick", "--json")
    assert run.returncode == 0, complained
    figures = json.loads(said)
    assert [figure["name"] for figure in figures] == ["step", "step_sql"]
    for figure in figures:
        assert figure["ours"] > 0 and figure["floor"] > 0
        assert figure["ratio"] == pytest.approx(figure["ours"] / figure["floor"], rel=0.01)
        assert figure["met"] is (figure["ratio"] >= figure["goal"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"bench_{run.pid}"])
        assert cursor.fetchone() is None


def test_a_figure_that_nobody_knows_is_refused():
    run, _said, complained = bench("speed")
    assert run.returncode == 2
    assert "speed" in complained
