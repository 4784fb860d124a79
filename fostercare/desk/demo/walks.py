"""One case walked to a state by its real acts, in haste: how a test gets a record, and so a possible one only.

an_application(at="refused", by=officers, traits="woman_alone")     `by`: role → officer
walk_to("placement", "stable").cares[0].placement
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from django.utils import timezone

from directorates.models import Directorate
from fostercare.desk.demo import care, chapters, children, grievances, sittings
from fostercare.desk.demo.care import ACCEPTED, CONTRACTED, HANDED_OVER, VIEWING, visits_to_the_child
from fostercare.desk.demo.chance import dice_of
from fostercare.desk.demo.chapters import APPROVED, CLEARED, READY, RECOMMENDED, REGISTERED, Family
from fostercare.desk.demo.children import AVAILABLE, Ward, a_child
from fostercare.desk.demo.clock import as_of, hurry, tell
from fostercare.desk.demo.papers import Archive
from fostercare.desk.demo.people import ALEXANDRIA, Staff, Team
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Home

IN_A_HOME = {
    "registered": [children.admit],
    "tracing": [children.admit, children.trace],
    "available": AVAILABLE,
    "of_age": [children.admit, children.come_of_age],
    "reunified": [*AVAILABLE, children.reunify],
    "completed": [children.admit, children.come_of_age, children.complete_follow_up],
    "deceased": [children.admit, children.record_death],
}
# procedure → state → the chapters that lead there. A child comes to the family where the road says `propose`.
ROADS = {
    "application": {
        "submitted": [chapters.submit],
        "registered": REGISTERED,
        "ready_for_committee": READY,
        "recommended": RECOMMENDED,
        "postponed": [*READY, chapters.postpone],
        "referred": [*READY, chapters.refer],
        "approved": APPROVED,
        "refused": [*READY, chapters.refuse],
        "closed": [*READY, chapters.refuse, chapters.notify, grievances.lodge, grievances.give_up, chapters.close],
        "withdrawn": [*REGISTERED, chapters.withdraw],
        "expired": [*REGISTERED, chapters.expire],
        "placed": [*CLEARED, *HANDED_OVER],
    },
    "child_file": {"reserved": [*CLEARED, care.propose], "placed": [*CLEARED, *HANDED_OVER]},
    "match": {
        "proposed": [*CLEARED, care.propose],
        "viewing": [*CLEARED, *VIEWING],
        "accepted": [*CLEARED, *ACCEPTED],
        "fulfilled": [*CLEARED, *HANDED_OVER],
        "declined": [*CLEARED, *VIEWING, visits_to_the_child(1), care.decline],
        "expired": [*CLEARED, *VIEWING, care.let_the_letter_run_out],
        "cancelled": [*CLEARED, care.propose, care.cancel],
    },
    "placement": {
        "prepared": [*CLEARED, *ACCEPTED],
        "contracted": [*CLEARED, *CONTRACTED],
        "transition": [*CLEARED, *HANDED_OVER],
        "stable": [*CLEARED, *HANDED_OVER, care.settle],
        "under_watch": [*CLEARED, *HANDED_OVER, care.put_under_watch],
        "urgent_review": [*CLEARED, *HANDED_OVER, care.remove_child],
        "ended": [*CLEARED, *HANDED_OVER, care.child_dies],
        "cancelled": [*CLEARED, *CONTRACTED, care.decline],
    },
    "follow_up": {
        "planned": [*CLEARED, *HANDED_OVER],
        "recorded": [*CLEARED, *HANDED_OVER, care.record_a_visit],
        "signed_off": [*CLEARED, *HANDED_OVER, care.record_a_visit, care.sign_the_visit_off],
        "missed": [*CLEARED, *HANDED_OVER, care.miss_a_visit],
        "cancelled": [*CLEARED, *HANDED_OVER, care.call_a_visit_off],
    },
}
AGES = {"of_age": (18, 19), "completed": (20, 21)}
WEEKS = timedelta(weeks=8)  # two committees and the panel sit, each a notice after it is asked
_seeds = count()


def an_application(at="approved", directorate=None, by=None, traits=""):
    """An application in a state, of a household with these traits (see `families.Family`)."""
    return walk_to("application", at, directorate, by, traits).application


def a_child_file(at="available", directorate=None, by=None):
    """A child's file in a state; where a family belongs to the state, there is one."""
    if at in IN_A_HOME:
        return _ward(_new(directorate, by), IN_A_HOME[at], AGES.get(at, (0, 6))).file
    return walk_to("child_file", at, directorate, by).children[0].file


def a_match(at="viewing", directorate=None, by=None):
    return walk_to("match", at, directorate, by).cares[0].match


def a_placement(at="transition", directorate=None, by=None):
    return walk_to("placement", at, directorate, by).cares[0].placement


def a_visit(at="planned", directorate=None, by=None):
    """A visit of a placement's plan in a state."""
    placement = walk_to("follow_up", at, directorate, by).cares[0].placement
    return placement.visits.whole().filter(state=at).order_by("planned_on").first()


def walk_to(procedure, state, directorate=None, by: Mapping | None = None, traits="") -> Family:
    """A family, walked until the record of a procedure is in a state; all of it happened within the last weeks."""
    road = ROADS[procedure][state]
    hands = _new(directorate, by)
    family = Family(**hands, pace=0, directorate=_place(directorate), traits=frozenset({"muslim", *traits.split()}))
    first = timezone.localdate() - WEEKS
    if care.propose in road:
        family.children = [_ward(hands, AVAILABLE, (0, 6), first)]
    hurry(_with_its_sittings(tell(road, family), family), first)
    return family


def _with_its_sittings(told, family):
    """Each committee sits on this family alone, as soon as its case waits for one."""
    for days in told:
        if family.awaits:
            yield from sittings.held([family], sittings.body_before(family), sittings.awaited)
        else:
            yield days


def _new(directorate, by):
    """The hands of a case that begins: officers of the demonstration, but for those given."""
    place, dice, edition = _place(directorate), dice_of("walk", next(_seeds)), in_force()
    staff = Staff([place])
    with as_of(timezone.localdate() - WEEKS):
        sittings.seat(staff, [place])
    team = Team(staff.team(place, dice) | dict(by or {}))
    return {"team": team, "dice": dice, "archive": Archive(book(edition).documents), "edition": edition}


def _ward(hands, chapters_of_a_child, ages, first=None):
    home = _home(hands["team"]["institution_officer"])
    first = first or timezone.localdate()
    with as_of(first):  # old enough on the day on which its story begins
        ward = Ward(**hands, pace=0, child=a_child(hands["dice"], home, ages=ages))
    hurry(tell(chapters_of_a_child, ward), first)
    return ward


def _home(officer):
    """The officer's own home, opened if there is none."""
    place = officer.appointments.get(role="institution_officer", ended=None).directorate
    home = officer.homes.first() or Home.objects.create(directorate=place, name=f"دار {officer.pk}", capacity=20)
    home.officers.add(officer)
    return home


def _place(directorate):
    return directorate or Directorate.objects.get(code=ALEXANDRIA)
