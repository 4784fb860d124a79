"""A name among very many, spelled by another hand or with a slip: how often it is found, and how fast."""

import re
from functools import partial
from statistics import median

from bench import crowd, names
from bench.database import sql
from bench.figures import Figure
from bench.officers import officer
from bench.rounds import timed
from fostercare.desk import search
from fostercare.records.models import Person

MOST = 50
SIMILAR = """
    SELECT household_id FROM records_person WHERE search_key %% arabic_key(%(text)s)
    ORDER BY similarity(search_key, arabic_key(%(text)s)) DESC LIMIT 50
"""


def measure(size):
    crowd.grow(size.people)
    _let_the_peer_have_its_index()
    reader = officer("reader", "inspector", national=True)
    for kind, spoil, recall, share in (
        ("spelling", names.spelled_otherwise, 0.98, 0.05), ("typo", _spelled_otherwise_with_a_slip, 0.95, 0.25),
    ):  # fmt: skip
        queries = _queries(size.names, size.people, spoil)
        found = [_found(reader, text, key) for text, key in queries]
        ours, peer = _taken(reader, [text for text, _key in queries])
        yield Figure(f"search_{kind}_recall", sum(found) / len(found), 1, goal=recall, unit="found", at_least=True)
        yield Figure(f"search_{kind}", ours, peer, goal=share, unit="s")


def _taken(reader, texts):
    """Median seconds of the product's search and of the peer's statement, in turn."""
    taken = [(timed(partial(search.find, reader, text)), timed(partial(sql, SIMILAR, text=text))) for text in texts]
    return map(median, zip(*taken, strict=True))


def _queries(count, people, spoil):
    """Three or four parts of a name as they were meant to be written, spoilt, each with the case it means."""
    chance = names.fixed_chance()
    keys = [crowd.OFFSET + chance.randrange(1, people + 1) for _name in range(count)]
    meant = dict(Person.objects.filter(household__in=keys).values_list("household", "full_name"))
    return [(spoil(_as_asked(meant[key], chance), chance), key) for key in keys]


def _as_asked(name, chance):
    """Every second name is asked for without the grandfather's."""
    parts = re.sub("عبد ", "عبد_", name).split()
    if chance.random() < 0.5:
        del parts[2]
    return " ".join(parts).replace("_", " ")


def _spelled_otherwise_with_a_slip(name, chance):
    return names.with_a_slip(names.spelled_otherwise(name, chance), chance)


def _found(reader, text, key):
    """Does the search bring the case among the first? (A case of the crowd has its household's key.)"""
    return any(family.pk == key for family in search.find(reader, text).families[:MOST])


def _let_the_peer_have_its_index():
    sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    sql("CREATE INDEX IF NOT EXISTS bench_similar ON records_person USING gin (search_key gin_trgm_ops)")
    sql("SET pg_trgm.similarity_threshold = 0.5")
