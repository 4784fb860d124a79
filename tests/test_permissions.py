"""Who gets which page: every named address of the site × every person, on one world.

A case of another directorate does not exist (404); a case one sees but may not act on is refused (403); whoever is not
signed in is asked to sign in (302). A page that is missing from the table fails the second test.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from directorates import access
from directorates.models import Officer
from fostercare.guidebook import publishing
from fostercare.workflows.application.models import Condition, RegistrationDraft
from fostercare.workflows.breach import reporting as breaching
from fostercare.workflows.circumstance import reporting
from fostercare.workflows.clocks.models import Holiday
from fostercare.workflows.consent.models import Consent
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_subjects import Subject
from fostercare.workflows.follow_up.phone.models import Delivery, Phone
from fostercare.workflows.incident.reporting import report
from fostercare.workflows.lifecycle import act
from fostercare.workflows.origins.models import Opening
from fostercare.workflows.retention.models import RetentionList
from tests import people
from tests.cases import a_paper, an_application
from tests.children import a_child, a_file, a_home, a_match, a_placement
from tests.sittings import a_sitting

pytestmark = pytest.mark.django_db

STRANGERS = {"nabil", "wafaa", "ashraf", "editor", "publisher", "ghada"}
MINISTRY = {"amal", "fathi", "sahar", "tarek", "zaynab", "ihab", "shadia"}
EVERYBODY = set(people.PEOPLE) | {"ola"}

# Who sees the record a page is about.
SEES = {
    # registered in Alexandria; Omar, Mona, Karim and Samir are put on it, Ola (a colleague of Omar) is not
    "application": {"salma", "omar", "mona", "karim", "samir", "layla", "huda", "rami", "hany", "nadia"} | MINISTRY,
    # the application of the family with whom the child is: nobody is put on it for the world's sake
    "placed_application": {"salma", "omar", "mona", "karim", "samir", "layla", "huda", "rami", "hany", "nadia"}
    | MINISTRY,
    "child_file": {"sawsan", "dina", "huda", "hany", "nadia"} | MINISTRY,
    "placement": {"salma", "layla", "huda", "rami", "hany", "nadia", "dina"} | MINISTRY,
    "home": {"sawsan", "huda", "hany", "nadia"} | MINISTRY,
    # its children's home sees the match; so does the follow-up worker who is put on it
    "match": {"salma", "layla", "huda", "rami", "hany", "nadia", "sawsan", "dina"} | MINISTRY,
    # what is being typed is its writer's alone
    "draft": {"salma"},
    "telling": {"nadia"},
    "sitting": {"rami"},
    "body": {"rami", "adel", "maha", "hany", "ashraf"},
    "visit": {"huda", "hany", "nadia", "dina"} | MINISTRY,
    "phone": {"dina", "huda", "nadia", "salma"},
    # those who deal with incidents, and Salma, who reported it
    # those who deal with breaches of Alexandria, and Omar, who reported it
    "breach": {"omar", "hany", "fathi", "ihab", "ghada"},
    "data_request": {"salma", "huda", "hany", "fathi", "ihab", "ghada"},
    "incident": {"salma", "huda", "hany", "nadia", "dina", "shadia", "fathi", "zaynab", "ihab"},
}

INCIDENTS = {"huda", "hany", "nadia", "nabil", "dina", "shadia", "fathi", "zaynab", "yusuf", "mervat", "ihab"}
REPORTERS = {
    "salma", "wafaa", "omar", "ola", "layla", "mona", "sawsan", "huda", "nabil", "hany", "dina", "nadia",
    "amal", "fathi", "zaynab", "shadia",
}  # fmt: skip
PRIVACY = {"huda", "nabil", "hany", "fathi", "ihab", "ghada"}
FIGURES = {"huda", "nadia", "hany", "nabil", "fathi", "sahar", "zaynab", "mervat", "ihab", "shadia"}

EXPORTS = {"huda", "nabil", "hany", "fathi", "shadia"}


def a_consent(application, person):
    today = timezone.localdate()
    known = {"text": "processing", "version": 1, "given": True, "given_on": today}
    return Consent.objects.create(case=application.case, person=person, recorded_by=people.person("salma"), **known)


def a_request(application, person, what="access"):
    told = {"what": what, "text": "أطلب بياناتي", "asked_on": timezone.localdate()}
    return receive(application.case, Subject(person=person), by=people.person("salma"), **told)


def a_granted_correction(application, person):
    asked = a_request(application, person, "correction")
    act(asked.verify_identity, by=people.person("salma"), identity="الرقم القومي")
    act(asked.prepare, by=people.person("huda"), proposal="تُصحح المهنة")
    return act(asked.answer, by=people.person("ghada"), reply="تُصحح المهنة.")


@dataclass
class Page:
    """One address: of which record, and who of those who see it (or of everybody) may open it."""

    name: str
    args: tuple = ()
    record: str = ""
    may: set | None = None  # None: whoever sees the record, or everybody
    status: int = 200
    method: str = "get"
    public: bool = False


def table(world):
    """The table itself. The sets are written by hand: they say what should be, not what the code does."""
    application, child, placement, visit = world["application"], world["child"], world["placement"], world["visit"]
    sitting, committee = world["sitting"], {"rami", "adel", "maha"}
    higher = {"zaynab", "mervat", "yusuf"}  # it approved the family of the placement
    number, edition = application.number, application.edition_id
    panel = {"sahar", "amal", "tarek"}  # it cleared the hand-over
    view_cases = EVERYBODY - {"ashraf", "editor", "publisher", "ghada"}
    children = {"sawsan", "dina", "huda", "hany", "nadia", "nabil"} | MINISTRY
    homes = children
    in_an_emergency = {"salma", "omar", "layla", "huda", "nadia", "hany", "amal", "fathi"}
    return [
        # the desk
        Page("home"),
        Page("today"),
        Page("search"),
        Page("application_list", may=view_cases),
        Page("escalated", may={"layla", "nadia", "huda", "hany", "nabil", "fathi"}),
        Page("system", may={"ashraf"}),
        Page("health", public=True),
        Page("comparison", may=FIGURES),
        # lists that leave the system
        Page("export_ask", ("applications",), may=EXPORTS),
        Page("export_ask", ("incidents",), may=EXPORTS),
        Page("export_ask", ("nothing",), may=set(), status=404),
        Page("export_list", may=EXPORTS | {"ihab"}),
        Page("export_file", (0,), method="post", status=404),
        Page("take_task", method="post", status=404),  # no task named
        Page("give_task_back", method="post", status=404),
        # a case
        Page("case", (number,), "application"),
        Page("case_history", (number,), "application"),
        Page("checklist", (number,), "application"),
        Page("documents", (number,), "application"),
        Page("print_checklist", (number,), "application", method="post", status=302),  # printed, kept, then shown
        Page("case_openings", (number,), "application", {"huda", "hany", "fathi", "ihab"}),
        Page("team", (number,), "application", {"salma", "huda", "nadia"}),
        Page("act", (number, "withdraw"), "application", {"salma"}),
        Page("act", (number, "present"), "application", {"huda"}),
        Page("act", (number, "request_exemption"), "application", {"huda", "hany"}),
        Page("act", (number, "complete"), "application", set(), status=404),  # done by the hand-over alone
        Page("answer_item", (number, "DC-13"), "application", {"salma"}),
        Page("answer_item", (number, "TR-01"), "application", {"karim"}),
        Page("answer_stage", (number, "documents"), "application", {"salma"}),
        Page("verify_answers", (number,), "application", {"salma", "huda", "layla"}),
        Page("exempt", (number, "EL-03"), "application", {"zaynab"}),
        Page("document", (number, world["paper"].pk), "application"),
        Page("document", (number, world["record"].pk), "application", {"huda", "samir"}),  # criminal record
        Page("break_glass", (number, world["record"].pk), "application", in_an_emergency),
        Page("break_glass_sealed", (number, "religion"), "application", in_an_emergency),
        Page("break_glass_read", (0,), method="post", status=404),
        Page("document_upload", (number,), "application", {"salma", "omar", "mona", "karim", "rami"}),
        Page("print_letter", (number, "LT-21"), "application", {"salma"}, method="post", status=302),
        Page("paper", (number, 0), "application", set(), status=404),  # no such paper
        Page("case_hold", (number,), "application", {"huda"}),
        Page("case_lift_hold", (number,), "application", {"huda"}),
        # a grievance
        Page("grievance_list", may=view_cases),
        Page("exemption_list", may=view_cases),
        Page("grievance_lodge", (number,), "application", {"salma", "zaynab"}, status=302),  # nothing was refused
        # a child's file: no name in the address
        Page("case", (child.number,), "child_file"),
        Page("checklist", (child.number,), "child_file"),
        Page("act", (child.number, "withhold"), "child_file", {"fathi"}),
        Page("match_propose", (child.number,), "child_file", {"amal"}),
        # a placement and its visits
        Page("case", (world["match"].number,), "match"),
        Page("viewing_visit", (world["match"].number,), "match", {"sawsan", "salma"}),
        Page("match_statement", (world["match"].number, "family"), "match", {"sawsan", "salma"}),
        Page("waiting_place", (placement.match.application.number,), "placed_application"),
        Page("case", (placement.number,), "placement"),
        Page("contract_parties", (placement.number,), "placement", {"amal"}, status=302),
        Page("contract_account", (placement.number,), "placement", {"amal"}, status=302),
        Page("contract_naming", (placement.number,), "placement", {"amal"}, status=302),
        Page("contract_hand_over", (placement.number,), "placement", {"salma"}, status=302),
        Page("placement_contract", (placement.number,), "placement", {"amal"}, status=302),  # signed already
        Page("act", (placement.number, "put_under_watch"), "placement", {"huda", "nadia"}),
        Page("placement_ending", (placement.number,), "placement", {"huda", "nadia"}),
        Page("transfer_notify", (placement.number,), "placement", {"huda", "nadia"}),
        Page("transfer_list", may=view_cases),
        Page("travel_ask", (placement.number,), "placement", {"salma", "dina"}),
        Page("travel_list", may=view_cases),
        Page("circumstance_report", (placement.number,), "placement", {"salma", "huda", "nadia", "dina"}),
        Page("circumstance", (world["change"].pk,), "placement"),
        Page("circumstance_act", (world["change"].pk, "conclude"), "placement", {"huda", "nadia"}),
        Page("circumstance_list", may=view_cases),
        Page("visit", (visit.pk,), "visit"),
        Page("visit_record", (visit.pk,), "visit", {"dina"}),
        Page("visit_answers", (visit.pk,), "visit", {"dina"}, method="post", status=302),
        Page("visit_act", (visit.pk, "reschedule"), "visit", {"dina", "huda", "nadia"}),
        # the phone: its page holds no data, its script is answered and never led elsewhere
        Page("phone", public=True),
        Page("phone_manifest", public=True),
        Page("phone_worker", public=True),
        Page("phone_enter", status=302),
        Page("phone_hello"),
        Page("phone_key", may={"dina"}, method="post"),
        Page("phone_take", may={"dina"}, method="post", status=400),  # no phone named
        Page("phone_send", method="post", status=400),
        Page("phone_drop", method="post", status=400),
        Page("incident_from_phone", method="post", status=400),
        Page("phone_list", may={"dina", "huda", "nadia", "salma", "nabil", "wafaa"}),
        Page("phone_stop", (world["delivery"].phone_id,), "phone", method="post", status=302),
        Page("delivery", (world["delivery"].pk,), "visit", {"dina", "nadia"}),
        # an incident; its kind and its child stand in no address
        Page("case", (world["incident"].number,), "incident"),
        Page("act", (world["incident"].number, "take_charge"), "incident", {"dina", "nadia", "shadia"}),
        Page("act", (world["incident"].number, "reclassify"), "incident", {"huda", "hany", "nadia", "shadia"}),
        Page("incident_list", may=INCIDENTS),
        Page("incident_report", may=REPORTERS),
        Page("telling_noted", (world["telling"].pk,), "telling", method="post", status=302),
        Page("need_note", (placement.number,), "placement", {"dina", "huda", "nadia"}),
        Page("need_act", (world["need"].pk, "refer"), "visit", {"dina", "huda", "nadia"}),
        Page("act", (placement.number, "assess_risk"), "placement", {"huda", "nadia"}),
        # personal data: consents of a family are recorded at its directorate, those for a child by who keeps guardians
        Page("consent_list", may=PRIVACY),
        Page("consents", (number,), "application"),
        Page("consent_form", (number,), "application", {"salma", "huda"}),
        Page("consent_record", (number, world["husband"]), "application", {"salma", "huda"}),
        Page("consent_withdraw", (number, world["consent"].pk), "application", {"salma", "huda"}),
        Page("consents", (child.number,), "child_file"),
        Page("consent_record", (child.number, f"c{child.child_id}"), "child_file", {"fathi", "zaynab"}),
        Page("processing_register", may=PRIVACY),
        Page("processing_register_pdf", may=PRIVACY),
        Page("retention", may=PRIVACY),
        Page("retention_draw_up", may={"ghada"}, method="post", status=302),
        Page("retention_list", (world["list"].pk,), may={"ghada", "fathi", "zaynab"}),
        Page("retention_confirm", (world["list"].pk,), may={"ghada", "fathi", "zaynab"}, method="post", status=302),
        Page("legal_hold", (number,), "application", {"huda", "fathi"}),
        Page("data_request_list", may=PRIVACY | {"salma", "wafaa"}),
        Page("data_request_new", may={"salma", "wafaa", "huda", "nabil", "ghada"}),
        Page("case", (world["asked"].number,), "data_request"),
        Page("act", (world["asked"].number, "verify_identity"), "data_request", {"salma", "huda", "ghada"}),
        Page("act", (world["asked"].number, "prepare"), "data_request", {"huda"}),
        Page("act", (world["asked"].number, "answer"), "data_request", {"fathi", "ghada"}),
        Page("data_request_correct", (world["correcting"].number,), "data_request", {"salma", "huda"}),
        # a breach of data is reported by whoever works here
        Page("breach_report"),
        Page("breach_list", may={"hany", "fathi", "ihab", "ghada"}),
        Page("case", (world["breach"].number,), "breach"),
        Page("act", (world["breach"].number, "confirm"), "breach", {"ghada"}),
        Page("act", (world["breach"].number, "dismiss"), "breach", {"fathi"}),
        # a sitting that is being planned is its rapporteur's alone; without an agenda it has no items and no minutes
        Page("case", (sitting.number,), "sitting"),
        Page("sitting_agenda", (sitting.number,), "sitting"),
        Page("sitting_attendance", (sitting.number,), "sitting", status=404),
        Page("sitting_item", (sitting.number, 1), "sitting", status=404),
        Page("sitting_minutes", (sitting.number,), "sitting", status=404),
        Page("sitting_invitations", (sitting.number,), "sitting", status=404),
        Page("sitting_letters", (sitting.number,), "sitting", status=404),
        Page("sitting_calendar_file", (sitting.number,), "sitting", status=404),
        Page("sitting_calendar_family", (sitting.number, 1), "sitting", status=404),
        Page("sitting_pack", (sitting.number,), "sitting", status=404),
        Page("sitting_pack_file", (sitting.number,), "sitting", status=404),
        Page("sitting_list", may=committee | higher | panel | {"hany", "ashraf"}),
        Page("sitting_calendar", may=committee | higher | panel | {"hany", "ashraf"}),
        Page("sitting_next", may={"rami", "zaynab", "amal", "huda", "hany"}),
        Page("sitting_plan", may={"rami", "zaynab", "amal"}),
        Page("body_list", may=committee | higher | panel | {"hany", "ashraf"}),
        Page("body", (sitting.body_id,), "body"),
        # registers
        Page("child_list", may=children),
        Page("coming_ages", may=children),
        Page("child_new", may={"sawsan"}),
        Page("child_complete", (child.number,), "child_file", {"sawsan"}),
        Page("child_guardian", (child.number,), "child_file", {"fathi", "zaynab"}),
        Page("home_totals", may=homes),
        Page("home_new", may={"huda", "nabil", "fathi"}),
        Page("home_edit", (child.child.home_id,), "home", {"huda", "fathi"}),
        # what is sealed: that there is a record is seen with the child's file, what it says by the two who open it
        Page("sealed_record", (child.number,), "child_file"),
        Page("origins_write", (child.number,), "child_file", {"sawsan", "dina"}),
        Page("origins_ask", (child.number,), "child_file", {"sawsan", "dina", "huda", "amal"}),
        Page("opening_act", (world["opening"].pk, "approve"), "child_file", {"hany", "zaynab"}),
        Page("read_opened", (world["opening"].pk,), status=404),  # not opened yet
        Page("opening_list", may={"hany", "fathi", "zaynab"}),
        Page("home_list", may=homes),
        Page("childrens_home", (child.child.home_id,), "home"),
        Page("match_list", may=view_cases),
        Page("waiting_list", may=view_cases),
        Page("placement_list", may=view_cases),
        Page("visit_list", may=children),
        Page("follow_up_coverage", may=FIGURES),
        Page("follow_up_workload", may={"huda", "nadia", "nabil", "salma", "wafaa"}),
        Page("campaign_open", may={"huda", "nadia", "nabil"}),
        Page("follow_up_proposal", may={"huda", "nadia", "nabil", "salma", "wafaa"}),
        Page("visit_calendar", may={"dina"}),
        Page("visit_calendar_feed", ("no-such-secret",), public=True, status=404),
        # reports: figures only
        Page("reports", may=FIGURES, status=302),
        Page("incident_today", may=INCIDENTS, status=302),
        Page("incident_day", ("2026-01-31",), may=INCIDENTS),
        Page("incident_day_pdf", ("2026-01-31",), may=INCIDENTS),
        Page("incident_day_xlsx", ("2026-01-31",), may=INCIDENTS),
        Page("report", ("return", "2026-Q1"), may=FIGURES),
        Page("report", ("digest", "2026-01"), may=FIGURES & (MINISTRY | {"mervat"})),
        Page("report_pdf", ("return", "2026-Q1"), may=FIGURES),
        Page("report_xlsx", ("return", "2026-Q1"), may=FIGURES),
        # registration
        Page("registration_start", may={"salma", "wafaa"}),
        Page("registration", (world["typed"].pk, "family"), "draft"),
        Page(
            "register_relative", (placement.number,), "placement", set(), method="post", status=404
        ),  # it does not end
        Page("registration_delete", (world["typed"].pk,), "draft"),
        Page("registration_submit", (world["typed"].pk,), "draft", method="post", status=302),
        Page("home_study", (number,), "application"),
        Page("notification", (number,), "application", set(), status=404),  # nothing was decided yet
        Page("home_study_act", (number, "approve"), "application", {"layla"}),
        Page("condition_act", (world["condition"].pk, "meet"), "application", {"salma"}),
        # the guidebook is for everybody to read, for few to write
        Page("edition_list"),
        Page("edition", (edition,)),
        Page("edition_figures", (edition,)),
        Page("edition_changes", (edition,)),
        Page("edition_draft", (edition,), may={"editor"}, status=302),  # one is being drafted: go there
        Page("edition_title", (world["draft"].pk,), may={"editor"}),
        Page("edition_figure", (world["draft"].pk, "spouse_min_age"), may={"editor"}),
        Page("edition_item", (world["draft"].pk, "EL-03"), may={"editor"}),
        Page("edition_publish", (world["draft"].pk,), may={"publisher"}),
        # the calendar is for everybody to read
        Page("holiday_list"),
        Page("holiday_new", may={"fathi"}),
        Page("holiday", (world["holiday"].pk,), may={"fathi"}),
        Page("verify", public=True),
        Page("verify_paper", ("0000-0000-0000",), public=True),
        # officers
        Page("officer_list", may={"hany", "ashraf"}),
        Page("appoint", may={"hany", "ashraf"}),
        Page("release", (world["appointment"].pk,), may={"hany", "ashraf"}),
        Page("new_password", ("omar",), may={"hany", "ashraf"}),
        Page("officer_leave", ("omar",), may={"hany", "ashraf"}),
        Page("appointment_review", may={"hany", "ashraf"}),
        Page("own_password"),
        # one's own account
        Page("account"),
        Page("end_sessions"),
        Page("mail_address", status=404),  # no mail server is named
        Page("sign_on_link", status=404),  # and no provider
        Page("sign_on_unlink", status=404),
        Page("sign_on", status=404, public=True),
        Page("sign_on_back", status=404, public=True),
        Page("second_step", status=302),  # no code is due
        Page("second_step_set"),
        Page("second_step_codes", status=404),  # nothing is set up
        Page("second_step_remove", status=404),
    ]


@pytest.fixture(scope="module")
def world(around_all):
    """A registered application, a child's file, a placement with its first visit, all of Alexandria; and Ola."""
    ola = Officer.objects.create(username="ola", full_name="علا محمد سعد")
    for name in people.PEOPLE:
        people.person(name)
    access.appoint(ola, "social_worker", people.person("omar").appointments.get().directorate)
    application = an_application(at="registered")
    husband = application.household.adults[0]
    placement = a_placement(at="transition")
    visit, dina = placement.visits.first(), people.person("dina")
    phone = Phone.objects.create(officer=dina)
    told = {"summary": "كدمات", "source": "الحضانة", "whereabouts": "بالمسكن", "known_at": timezone.now()}
    incident = report(placement, by=people.person("salma"), what="injury", **told)
    file = a_file(a_child(a_home(), full_name="سلمى أحمد علي"))
    opening = Opening.objects.create(child_file=file, reason="طلب النيابة", asked_by=people.person("dina"))
    return {
        "application": application,
        "opening": opening,
        "child": file,
        "placement": placement,
        "visit": visit,
        "delivery": Delivery.objects.create(key=phone.key, phone=phone, visit=visit, sent_by=dina, outcome="held"),
        "change": reporting.report(placement, "moved", by=people.person("dina")),
        "condition": Condition.objects.create(
            decision=placement.match.application.decisions.first(), text="متابعة كل شهر", due_on=timezone.localdate()
        ),
        "paper": a_paper(application, "D17"),
        "record": a_paper(application, "D06", husband),
        "sitting": a_sitting(at="planned"),
        "incident": incident,
        "breach": breaching.report(by=people.person("omar"), nature="loss", summary="هاتف", known_at=timezone.now()),
        "list": RetentionList.objects.create(drawn_up_by=people.person("ghada")),
        "asked": a_request(application, husband),
        "correcting": a_granted_correction(application, husband),
        "husband": f"p{husband.pk}",
        "consent": a_consent(application, husband),
        "need": placement.needs.create(what="counselling"),
        "telling": incident.tellings.get(role="case_supervisor"),
        "match": a_match(at="viewing", file=a_file(a_child(a_home(), full_name="يوسف أحمد علي", sex="male"))),
        "draft": publishing.draft_from(around_all, by=people.person("editor")),
        "typed": RegistrationDraft.objects.create(officer=people.person("salma"), directorate=application.directorate),
        "appointment": people.person("omar").appointments.get(),
        "holiday": Holiday.objects.create(day=date(2040, 5, 1), name="عيد العمال"),
    }


def expected(page, who):
    if page.public:
        return page.status
    if who is None:
        return 302
    if page.record and who not in SEES[page.record]:
        return 404
    if page.may is not None and who not in page.may:
        return page.status if page.status == 404 else 403
    return page.status


def signed_in(who, **more):
    """Somebody's browser, seen a moment ago: what is taken back after each page is not its session."""
    client = Client(**more)
    client.force_login(Officer.objects.get(username=who))
    client.get(reverse("phone_hello"))
    return client


def got(client, page):
    with transaction.atomic():
        status = getattr(client, page.method)(reverse(page.name, args=page.args)).status_code
        transaction.set_rollback(True)
    return status


@pytest.fixture
def unshown(monkeypatch):
    """Who may is decided before anything is shown: pages are not drawn, papers not set."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **kwargs: "")
    monkeypatch.setattr("fostercare.printing.pdf", lambda *args, **kwargs: b"%PDF-1.7")


def test_every_page_opens_for_whom_it_should_and_for_nobody_else(world, unshown):
    wrong = []
    for who in [None, *sorted(EVERYBODY)]:
        client = signed_in(who) if who else Client()
        for page in table(world):
            status = got(client, page)
            if status != expected(page, who):
                said = f"{who or 'a stranger'} should get {expected(page, who)} at {page.name} {page.args}, but got"
                wrong.append(f"{said} {status}")
    assert not wrong, "\n".join(wrong)


# Addresses that are Django's own, open to whoever is signed in, and change nothing but one's own session.
OF_DJANGO = {"login", "logout", "set_language"}


def names(resolver):
    for entry in resolver.url_patterns:
        yield from names(entry) if hasattr(entry, "url_patterns") else [entry.name]


def test_no_page_is_missing_from_the_table(world):
    assert len(table(world)) * (len(EVERYBODY) + 1) >= 1_500, "cells"
    assert set(names(get_resolver())) - OF_DJANGO == {page.name for page in table(world)}
