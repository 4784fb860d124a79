"""A bad value in the environment stops the start with one clear line."""

import pytest

from fostercare import environment


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("THING", value)


@pytest.mark.parametrize(
    ("value", "read"),
    [("true", True), ("Yes", True), ("1", True), ("off", False), ("0", False), ("", True)],
)
def test_a_flag_is_yes_or_no(given, value, read):
    given(value)
    assert environment.flag("THING", default=True) is read


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: environment.flag("THING", default=True), "maybe"),
        (lambda: environment.number("THING", default=1, least=1), "0"),
        (lambda: environment.number("THING", default=1), "½"),
        (lambda: environment.number("THING", default=1), "-3"),
        (lambda: environment.text("THING"), "  "),
        (lambda: environment.secret("THING"), "too short"),
        (lambda: environment.folder("THING", default="/"), "files"),
        (lambda: environment.database("THING"), "sqlite:///db.sqlite3"),
        (lambda: environment.database("THING"), "postgresql://host"),
        (lambda: environment.database("THING"), "postgresql://host:port/name"),
    ],
)
def test_a_bad_value_is_named_in_one_line(given, reader, value):
    given(value)
    with pytest.raises(SystemExit, match="^Environment variable THING: [^\n]+$"):
        reader()


def test_words_are_parted_by_spaces_or_commas(given):
    given("one.example, two.example three.example")
    assert environment.words("THING") == ["one.example", "two.example", "three.example"]


def test_a_database_is_reached_over_the_network(given):
    given("postgresql://kafala:p%40ss@db.example:6432/cases?sslmode=require")
    read = environment.database("THING")
    assert read == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "cases",
        "USER": "kafala",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_is_reached_by_a_socket(given):
    given("postgresql:///cases?host=/run/socket&user=kafala")
    read = environment.database("THING")
    assert (read["HOST"], read["USER"], read["PORT"]) == ("/run/socket", "kafala", "")


def test_the_owner_of_the_tables_is_another_user_of_the_same_database(given):
    given("postgresql://kafala:one@db.example/cases")
    worker = environment.database("THING")
    given("postgresql://owner:two@db.example/cases")
    assert environment.owner("THING", worker) == {"USER": "owner", "PASSWORD": "two"}
    given("")
    assert environment.owner("THING", worker) == {"USER": "kafala", "PASSWORD": "one"}
    for bad in [
        "postgresql://owner@db.example/others",
        "postgresql://owner@elsewhere/cases",
        "postgresql://db.example/cases",
    ]:
        given(bad)
        with pytest.raises(SystemExit, match="^Environment variable THING: [^\n]+$"):
            environment.owner("THING", worker)


def test_the_environment_wins_over_the_file(given, monkeypatch, tmp_path):
    given("real")
    monkeypatch.delenv("OTHER", raising=False)
    file = tmp_path / ".env"
    file.write_text("# a comment=ignored\nTHING=file\n\nOTHER=a=b\n")
    environment.load(file)
    assert environment.text("THING") == "real"
    assert environment.text("OTHER") == "a=b"
    monkeypatch.delenv("OTHER")


def test_every_variable_is_explained():
    """.env.example and docs/operations.md name whatever the settings read."""
    from re import findall

    from django.conf import settings

    read = (settings.BASE_DIR / "fostercare/settings.py").read_text()
    variables = findall(r'environment\.\w+\(\s*"(\w+)"', read)
    for page in [".env.example", "docs/operations.md"]:
        text = (settings.BASE_DIR / page).read_text()
        assert not [name for name in variables if name not in text], page
