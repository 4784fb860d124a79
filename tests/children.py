"""Children, matches and placements for the tests, each walked to where a test wants it by the acts that lead there."""

from datetime import timedelta

from django.utils import timezone

from directorates.models import Directorate
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Assignment
from fostercare.guidebook.publishing import in_force
from fostercare.records.models import Child, Home
from fostercare.records.sealed import keep
from fostercare.workflows import lifecycle
from fostercare.workflows.application.models import Application
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.follow_up import plan
from fostercare.workflows.lifecycle import act
from fostercare.workflows.match.models import Match, Statement, ViewingVisit
from fostercare.workflows.match.proposing import propose
from fostercare.workflows.match.statements import sides_of
from fostercare.workflows.placement.models import ChildAccount, HandOverRecord, Placement, Terms
from tests.cases import a_household, again, an_application, by_role, clear, satisfy
from tests.people import ALEXANDRIA, person
from tests.sittings import decide


def a_home(directorate=None, name="دار الأمل", officer="sawsan", **more):
    directorate = directorate or Directorate.objects.get(code=ALEXANDRIA)
    usual = {"address": "٣ شارع الحرية", "capacity": 20}
    home, created = Home.objects.get_or_create(directorate=directorate, name=name, defaults=usual | more)
    if created:
        home.officers.add(person(officer))
    return home


def a_child(home=None, **more):
    usual = {
        "full_name": "نور محمد أحمد",
        "sex": "female",
        "birth_date": timezone.localdate() - timedelta(days=2 * 366),
        "religion": "muslim",
        "admitted_on": timezone.localdate() - timedelta(days=200),
        "legal_basis": "قرار النيابة رقم ١٢ لسنة ٢٠٢٦",
    }
    known = usual | more
    told = {key: known.pop(key) for key in ("religion", "health") if key in known}
    child = Child.objects.create(home=home or a_home(), **known)
    keep((child, told))
    return child


def a_file(child=None, *, available=True, **more):
    """A child's file in Alexandria, made available by the hands that may."""
    child = child or a_child(**more)
    file = ChildFile(
        child=child, directorate=child.home.directorate, edition=in_force(), heading=child.home.name
    ).open()
    lifecycle.begin(file, by=by_role("institution_officer"))
    Assignment.objects.create(case=file.case, officer=by_role("case_worker"), role="case_worker")
    if available:
        clear(file, "make_available")
        act(again(file).make_available, by=person("fathi"))
    return again(file)


def a_cleared_application(**more):
    """An approved application whose security enquiry is clear, so that its family waits for a child."""
    application = an_application(at="approved", **more)
    for line in _lines(application, "CM-04", "CM-05"):
        satisfy(application, line, line.parts[0])
    return again(application)


def a_match(at="proposed", file=None, application=None):
    file, application = file or a_file(), application or a_cleared_application()
    match = propose(file, application.number, by=person("amal"))
    Assignment.objects.create(case=match.case, officer=by_role("case_worker"), role="case_worker")
    if at == "proposed":
        return again(match)
    clear(match, "issue_letter")
    act(again(match).issue_letter, by=person("fathi"))
    return again(match) if at == "viewing" else accepted(match)


def accepted(match):
    """A match under viewing, visited and accepted."""
    for days in range(6):
        ViewingVisit.objects.create(
            match=match, visited_on=timezone.localdate() - timedelta(days=days), who_came="الزوجان", note="لعبا معه",
            recorded_by=person("sawsan"),
        )  # fmt: skip
    everybody_is_willing(match)
    clear(match, "accept")
    act(again(match).accept, by=person("fathi"))
    return again(match)


def everybody_is_willing(match):
    """Family, home and (where it is heard) child wish the match."""
    for side in sides_of(match):
        Statement.objects.create(
            match=match,
            side=side,
            willing=True,
            words="نعم",
            said_on=timezone.localdate(),
            recorded_by=person("sawsan"),
        )


def a_placement(at="prepared", match=None):
    placement = again((match or a_match(at="accepted")).placement)
    Assignment.objects.create(case=placement.case, officer=by_role("case_worker"), role="case_worker")
    the_contract_is_written(placement)
    for state, name, by in [("contracted", "sign_contract", "amal"), ("transition", "hand_over", "tarek")]:
        if placement.state == at:
            break
        if name == "hand_over":
            cleared_by_the_panel(placement)
        clear(placement, name)
        placement = act(getattr(again(placement), name), by=person(by))
        assert placement.state == state
    return again(placement)


def cleared_by_the_panel(placement):
    """The weekly panel hears the case and clears the hand-over; its minutes are signed."""
    clear(placement, "clear_hand_over")
    decide(again(placement), "hand_over", kind="hand_over_panel")


def a_child_with_a_family(days=0, household=None, child=None, **more):
    """A placement handed over some days ago, as the road there leaves it, written straight: for what comes after it."""
    household, child, today = household or a_household(), child or a_child(), timezone.localdate()
    place = {"directorate": household.directorate, "edition": in_force()}
    application = Application(household=household, state="placed", heading=household.name, **place).open()
    file = ChildFile(child=child, state="placed", heading=child.home.name, **place).open()
    match = Match(application=application, child_file=file, state="fulfilled", heading=household.name, **place).open()
    usual = {"state": "transition", "handed_over_on": today - timedelta(days=days)}
    placement = Placement(match=match, child=child, heading=household.name, **place, **{**usual, **more}).open()
    for case in (file, match, placement):
        Assignment.objects.create(case=case.case, officer=by_role("case_worker"), role="case_worker")
    plan.renew(placement)
    return again(placement)


def a_child_at_home(**more):
    """A child handed over today, whose first visit stands on the work list."""
    placement = a_child_with_a_family(child=a_child(**more))
    plan.open_due(placement.visits.all())
    return again(placement)


def the_contract_is_written(placement):
    """Parties, account and what is handed over, as the contract and the minutes need them."""
    by = person("amal")
    Terms.objects.get_or_create(
        placement=placement,
        defaults={
            "signatory": "منال حسن فؤاد", "capacity": "رئيس الإدارة المركزية", "delegation": "قرار وزاري ٤٠ لسنة ٢٠٢٦",
            "directorate_delegate": "سلمى عبد الله حسن", "home_delegate": "سوسن جابر حامد",
            "back_up_carer": "نجلاء عبد الرازق محمد", "court_seat": "الإسكندرية", "recorded_by": by,
        },
    )  # fmt: skip
    ChildAccount.objects.get_or_create(
        child=placement.child,
        defaults={
            "bank": "بنك ناصر الاجتماعي", "number": f"10020030{placement.child_id:04d}", "deposit": 3000,
            "deposited_on": timezone.localdate(), "receipt": "8841", "recorded_by": by,
        },
    )  # fmt: skip
    HandOverRecord.objects.get_or_create(
        placement=placement,
        defaults={
            "condition": "بصحة جيدة", "birth_certificate": True, "health_file": True, "vaccinations": True,
            "recorded_by": person("sawsan"),
        },
    )  # fmt: skip


def _lines(application, *codes):
    checklist = Checklist(application, timezone.localdate())
    return [checklist.line(checklist.book.by_code[code]) for code in codes]
