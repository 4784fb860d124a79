"""python -m bench.load: many officers at once, on the loopback only, for a bounded time; it stops by itself.

A scratch database is filled (families, visits, ledger), the product's own server runs on it, and every officer reads
and writes in a realistic mix with a pause between two pages. What comes out: how many answers, how many errors, and the
median and the 95th percentile of reads and of writes. `--kill` kills one web process, without warning, halfway.
"""

import argparse
import os
import random
import secrets
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from urllib.parse import urlencode

from bench.server import HOST, Server

PAUSE_SECONDS = (2, 8)  # between two pages of one officer
RECOVERY_SECONDS = 10  # in which errors count as the killed process's

# What an officer does, and how often: (weight, kind, what). One in five is a head, who writes less and looks at more.
MIX = [
    (20, "read", "home"),
    (22, "read", "case"),
    (10, "read", "checklist"),
    (6, "read", "documents"),
    (9, "read", "applications"),
    (9, "read", "search"),
    (4, "read", "history"),
    (4, "read", "matches"),
    (4, "read", "placements"),
    (7, "write", "take"),
    (5, "write", "withdraw"),
]
OF_A_HEAD = [
    (20, "read", "home"),
    (20, "read", "case"),
    (10, "read", "applications"),
    (10, "read", "children"),
    (10, "read", "placements"),
    (15, "read", "visits"),
    (5, "read", "coverage"),
    (10, "read", "search"),
]
HEADS = 5
PAGES = {
    "applications": "/applications/",
    "matches": "/matches/",
    "placements": "/placements/",
    "visits": "/visits/",
    "coverage": "/visits/coverage/",
    "children": "/children/",
}
SOUGHT = ["محمد", "فاطمة علي", "احمد حسن", "منى"]


@dataclass
class Officer:
    """One signed-in browser."""

    session: str
    numbers: list  # cases of the officer's place
    tasks: list  # waiting tasks there
    mix: list
    token: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass
class Answer:
    kind: str
    what: str
    at: float
    seconds: float
    status: int  # 0: none came


def main():
    wanted = _arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench.database import scratch

    with scratch():
        officers = _world(wanted)
        with Server(wanted.workers, wanted.port) as server:
            answers, killed_at = _crowd(wanted, officers, server)
    return _told(answers, killed_at)


# The world


def _world(wanted):
    from bench import crowd, plan
    from bench.database import sql
    from fostercare.workflows.follow_up.plan import renew

    _say("families")
    crowd.grow(wanted.families)
    sql(
        "UPDATE guidebook_case "
        "SET number = place.code || '-2020-' || lpad((guidebook_case.id - %(offset)s)::text, 7, '0') "
        "FROM directorates_directorate AS place "
        "WHERE place.id = directorate_id AND kind = 'application' AND guidebook_case.id > %(offset)s",
        offset=crowd.OFFSET,
    )
    _say("visits")
    plan._placements(max(wanted.visits // 25, 1))
    sql(
        "UPDATE guidebook_case SET directorate_id = places.ids[1 + (id - %(offset)s) / 3 %% cardinality(places.ids)] "
        "FROM (SELECT array_agg(id ORDER BY code) AS ids FROM directorates_directorate) AS places "
        "WHERE guidebook_case.id >= %(offset)s",
        offset=plan.OFFSET,
    )
    renew()
    ((visits,),) = sql("SELECT count(*) FROM follow_up_visit")
    ((entries,),) = sql("SELECT count(*) FROM ledger_entry")
    _say(f"ledger (there are {visits} visits; {entries} entries are filled up)")
    sql(
        'INSERT INTO ledger_entry (relation, "row", act, after) '
        "SELECT 'case', 'none', 'R', '{\"page\": \"case\"}' FROM generate_series(1, %(missing)s)",
        missing=max(wanted.entries - entries, 0),
    )
    sql("VACUUM ANALYZE")
    return _officers(wanted.officers)


def _officers(count):
    """Officers of all places, each with a session and with cases and tasks of the own place."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from bench.database import sql
    from directorates import access
    from directorates.models import Directorate
    from directorates.models import Officer as Person

    store = import_module(settings.SESSION_ENGINE).SessionStore
    places = list(Directorate.objects.order_by("code"))
    officers = []
    for number in range(count):
        place = places[number % len(places)]
        person = Person.objects.create(username=f"load{number}", full_name=f"load {number}")
        head = number % HEADS == 0
        access.appoint(person, "family_childhood_head" if head else "family_childhood_officer", place)
        session = store()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        here = {"place": place.pk, "turn": number // len(places), "of": -(-count // len(places))}
        open_here = sql(
            "SELECT number FROM guidebook_case JOIN application_application ON case_ptr_id = guidebook_case.id "
            "WHERE directorate_id = %(place)s AND state = 'registered' "
            "AND guidebook_case.id %% (10 * %(of)s) / 10 = %(turn)s "
            "LIMIT 500", **here
        )  # fmt: skip
        tasks = sql(
            "SELECT id FROM workflows_task WHERE directorate_id = %(place)s AND status = 'NEW' "
            "AND id %% %(of)s = %(turn)s "
            "LIMIT 500", **here
        )  # fmt: skip
        numbers, waiting = [one for (one,) in open_here], [one for (one,) in tasks]
        officers.append(Officer(session.session_key, numbers, waiting, OF_A_HEAD if head else MIX))
    return officers


# The crowd


def _crowd(wanted, officers, server):
    """All officers at work until the time is over; their answers, and when a worker was killed (or None)."""
    answers, ends, killed_at = [], time.monotonic() + wanted.minutes * 60, None
    _say(f"{len(officers)} officers for {wanted.minutes:g} minutes")
    people = [
        threading.Thread(target=_work, args=(officer, server.port, ends, answers), daemon=True) for officer in officers
    ]
    for one in people:
        one.start()
    if wanted.kill:
        time.sleep(wanted.minutes * 30)
        killed_at = time.monotonic()
        server.kill_one()
    for one in people:
        one.join(ends - time.monotonic() + 60)
    return list(answers), killed_at


def _work(officer, port, ends, answers):
    dice, connection = random.Random(officer.session), HTTPConnection(HOST, port, timeout=30)
    weights = [weight for weight, _kind, _what in officer.mix]
    time.sleep(dice.uniform(0, PAUSE_SECONDS[1]))
    while time.monotonic() < ends:
        _weight, kind, what = dice.choices(officer.mix, weights)[0]
        method, path, body = _request(what, officer, dice)
        answers.append(_ask(connection, officer, (kind, what), method, path, body))
        time.sleep(dice.uniform(*PAUSE_SECONDS))


def _request(what, officer, dice):
    """(method, path, form) of one thing to do; a write that has nothing left to write reads the work list."""
    number = dice.choice(officer.numbers) if officer.numbers else None
    if what == "take" and officer.tasks:
        return "POST", "/tasks/take/", {"task": officer.tasks.pop()}
    if what == "withdraw" and len(officer.numbers) > 1:
        officer.numbers.remove(number)
        return "POST", f"/cases/{number}/acts/withdraw/", {"why": "the family asked for it"}
    of_a_case = {"case": "", "checklist": "checklist/", "documents": "documents/", "history": "history/"}
    if what in of_a_case and number:
        return "GET", f"/cases/{number}/{of_a_case[what]}", None
    if what == "search":
        return "POST", "/search/", {"q": dice.choice(SOUGHT)}
    return "GET", PAGES.get(what, "/"), None


def _ask(connection, officer, asked, method, path, body):
    kind, what = asked
    headers = {"Cookie": f"sessionid={officer.session}; csrftoken={officer.token}"}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": officer.token}
    began = time.monotonic()
    try:
        connection.request(method, path, urlencode(body) if body is not None else None, headers)
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, HTTPException):
        connection.close()
        status = 0
    done = kind if method == "POST" else "read"  # what had nothing left to write was a look at the work list
    return Answer(done, what, began, time.monotonic() - began, status)


# What came out


def _told(answers, killed_at):
    good = {"read": {200}, "write": {302}}
    bad = [one for one in answers if one.status not in good[one.kind]]
    by_the_kill = [one for one in bad if killed_at and killed_at - 1 <= one.at <= killed_at + RECOVERY_SECONDS]
    answered = [one for one in answers if one.status in good[one.kind]]
    for kind in good:
        _line(kind, [one.seconds for one in answered if one.kind == kind])
    for what in sorted({one.what for one in answered}):
        _line(f"  {what}", [one.seconds for one in answered if one.what == what])
    print(f"errors: {len(bad) - len(by_the_kill)} {dict(Counter((one.what, one.status) for one in bad))}")
    if killed_at:
        print(f"unanswered within {RECOVERY_SECONDS} s of the kill: {len(by_the_kill)}")
    return 1 if len(bad) > len(by_the_kill) else 0


def _line(name, seconds):
    if not seconds:
        return
    seconds = sorted(seconds)
    at = {share: 1000 * seconds[min(int(len(seconds) * share), len(seconds) - 1)] for share in (0.5, 0.95, 0.99)}
    figures = "   ".join(f"p{100 * share:.0f} {value:5.0f} ms" for share, value in at.items())
    print(f"{name:<14}{len(seconds):>8} answers   {figures}")


def _say(sentence):
    print(f"{time.strftime('%H:%M:%S')} {sentence}", flush=True)


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, default=150)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--families", type=int, default=60_000)
    parser.add_argument("--visits", type=int, default=240_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--port", type=int, default=8199)
    parser.add_argument("--kill", action="store_true", help="kill -9 one web process halfway")
    wanted = parser.parse_args()
    if wanted.officers > 500 or wanted.minutes > 30:
        parser.error("no more than 500 officers and 30 minutes")
    return wanted


if __name__ == "__main__":
    sys.exit(main())
