"""The lists that may leave the system: for each its rows, its columns, and the right that a sensitive one asks for.

No child's name and no national number is among the columns.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from directorates.wording import local
from fostercare.guidebook.book import book
from fostercare.guidebook.models import Answer, Case
from fostercare.records.phones import display
from fostercare.workflows.application import exemption_screens, exemptions
from fostercare.workflows.application.models import OPEN, Application
from fostercare.workflows.application.models import State as ApplicationState
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.child_file.models import State as ChildState
from fostercare.workflows.committee.models import State as SittingState
from fostercare.workflows.committee.screens import seen_by
from fostercare.workflows.follow_up.models import State as VisitState
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.grievance.models import Grievance
from fostercare.workflows.grievance.models import State as GrievanceState
from fostercare.workflows.incident.models import Incident
from fostercare.workflows.incident.models import State as IncidentState
from fostercare.workflows.match.models import Match
from fostercare.workflows.match.models import State as MatchState
from fostercare.workflows.placement.models import Placement
from fostercare.workflows.placement.models import State as PlacementState
from fostercare.workflows.transfer.models import State as TransferState
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.travel.models import State as TravelState
from fostercare.workflows.travel.models import Travel


@dataclass(frozen=True)
class Column:
    """One column: `read` gives its cell of a row. Where it asks for a right, the cells of other places stay empty.

    Of a class of sealed data (`sealed`), `read` gives whose records they are.
    """

    key: str
    label: str
    read: Callable
    right: str = ""
    sealed: str = ""


@dataclass(frozen=True)
class Listing:
    """One list: the page it stands on, the right to see it, how its rows are found, and what they are asked."""

    label: str
    page: str
    view: str
    rows: Callable
    states: list
    columns: tuple
    day: str = "opened_on"
    case: str = ""  # the way from a row to its case, where the row is none itself

    @property
    def to_directorate(self):
        return f"{self.case}__directorate" if self.case else "directorate"

    def case_of(self, row):
        return getattr(row, self.case) if self.case else row


def _applications(user):
    rows = Application.objects.visible_to(user).filter(kind=Case.Kind.APPLICATION)
    return rows.select_related("directorate", "household").prefetch_related("household__members")


def _children(user):
    return ChildFile.objects.visible_to(user).select_related("directorate", "child__home")


def _matches(user):
    return Match.objects.visible_to(user).select_related("directorate", "child_file")


def _placements(user):
    rows = Placement.objects.visible_to(user).select_related("directorate", "match__child_file")
    return rows.with_next_visit()


def _visits(user):
    rows = Visit.objects.visible_to(user)
    return rows.select_related("placement__directorate", "placement__match__child_file", "recorded_by")


def _incidents(user):
    rows = Incident.objects.visible_to(user).select_related("directorate", "edition", "in_charge", "placement")
    return rows.defer("edition__lists").with_next_clock()


def _grievances(user):
    return Grievance.objects.visible_to(user).select_related("directorate", "decision__application")


def _exemptions(user):
    open_ones = Application.objects.visible_to(user).filter(state__in=OPEN)
    return (
        exemptions.standing(open_ones)
        .select_related("item", "person", "case__directorate", "case__edition", "case__as_application")
        .defer("case__edition__lists")
    )


def _transfers(user):
    return Transfer.objects.visible_to(user).select_related("directorate", "sender", "receiver", "placement")


def _journeys(user):
    return Travel.objects.visible_to(user).select_related("directorate", "placement")


def _sittings(user):
    heard = Count("items", filter=Q(items__withdrawn_at=None))
    return seen_by(user).select_related("directorate", "body").annotate(heard=heard)


def _authority(answer):
    return book(answer.case.edition).label("authorities", answer.item.exempted_by, key="key")


def _each_adult(read):
    return lambda application: " · ".join(filter(None, map(read, application.adults())))


def _income(application):
    known = [adult.monthly_income for adult in application.adults() if adult.monthly_income is not None]
    return float(sum(known)) if known else None


def _hour(moment):
    return moment and f"{local(moment):%Y-%m-%d %H:%M}"


HOW = exemption_screens.WORDS
EXEMPTION_STATES = [
    (Answer.State.EXEMPTION_ASKED, HOW[exemptions.ASKED][0]),
    (Answer.State.EXEMPTED, HOW[exemptions.GRANTED][0]),
    (Answer.State.NOT_MET, HOW[exemptions.DECLINED][0]),
]
YES_NO = {True: _("yes"), False: _("no"), None: None}

NUMBER = Column("number", _("Case number"), lambda case: case.number)
FAMILY = Column("family", _("Family"), lambda case: case.heading)
PLACE = Column("directorate", _("Directorate"), lambda case: case.directorate.name)
STATE = Column("state", _("State"), lambda row: row.get_state_display())
OPENED = Column("opened_on", _("Opened"), lambda case: case.opened_on)

LISTINGS = {
    "applications": Listing(
        _("Applications"), "application_list", "view_cases", _applications, ApplicationState.choices, (
            NUMBER, FAMILY, PLACE, STATE, OPENED,
            Column("kind", _("Kind"), lambda case: case.household.get_kind_display()),
            Column("district", _("District or markaz"), lambda case: case.household.district),
            Column("phone", _("Mobile"), _each_adult(lambda adult: display(adult.phone))),
            Column("children_asked", _("How many children"), lambda case: case.children_asked),
            Column("child_sex", _("Sex of the child"), lambda case: case.get_child_sex_display()),
            Column("income", _("Monthly income (EGP)"), _income, "view_financial_data"),
            Column("religion", _("Religion"), lambda case: case.adults(), "view_religion", sealed="religion"),
        ),
    ),
    "children": Listing(
        _("Children"), "child_list", "view_children", _children, ChildState.choices, (
            Column("number", _("Child's file"), lambda file: file.number),
            Column("home", _("Home"), lambda file: file.child.home.name),
            PLACE, STATE, OPENED,
            Column("sex", _("Sex"), lambda file: file.child.get_sex_display()),
            Column("birth_date", _("Date of birth"), lambda file: file.child.birth_date),
            Column("admitted_on", _("Admitted on"), lambda file: file.child.admitted_on),
            Column("religion", _("Religion"), lambda file: [file.child], "view_religion", sealed="religion"),
            Column(
                "health", _("Health and development"), lambda file: [file.child], "view_health_data", sealed="health"
            ),
        ),
    ),
    "matches": Listing(
        _("Matches"), "match_list", "view_cases", _matches, MatchState.choices, (
            NUMBER, FAMILY, Column("child_file", _("Child's file"), lambda match: match.child_file.number),
            PLACE, STATE, OPENED,
        ),
    ),
    "placements": Listing(
        _("Placements"), "placement_list", "view_cases", _placements, PlacementState.choices, (
            NUMBER, FAMILY, Column("child_file", _("Child's file"), lambda case: case.match.child_file.number),
            PLACE, STATE,
            Column("risk", _("Risk level"), lambda case: case.get_risk_display()),
            Column("contract", _("Contract number"), lambda case: case.contract_number),
            Column("handed_over_on", _("Handed over"), lambda case: case.handed_over_on),
            Column("next_visit", _("Next visit"), lambda case: case.next_visit),
            Column("ended_on", _("Ended on"), lambda case: case.ended_on),
        ),
    ),
    "visits": Listing(
        _("Follow-up"), "visit_list", "view_children", _visits, VisitState.choices, (
            Column("number", _("Placement"), lambda visit: visit.placement.number),
            Column("family", _("Family"), lambda visit: visit.placement.heading),
            Column("child_file", _("Child's file"), lambda visit: visit.placement.match.child_file.number),
            Column("directorate", _("Directorate"), lambda visit: visit.placement.directorate.name),
            Column("sequence", _("Number in the plan"), lambda visit: visit.sequence),
            STATE,
            Column("planned_on", _("Planned for"), lambda visit: visit.planned_on),
            Column("late_after", _("Late after"), lambda visit: visit.late_after),
            Column("visited_on", _("Date of the visit"), lambda visit: visit.visited_on),
            Column("seen_alone", _("Seen alone"), lambda visit: YES_NO[visit.seen_alone]),
            Column("recorded_by", _("Recorded by"), lambda visit: visit.recorded_by),
        ),
        day="planned_on", case="placement",
    ),
    "incidents": Listing(
        _("Incidents"), "incident_list", "view_incidents", _incidents, IncidentState.choices, (
            NUMBER, Column("what", _("Kind of incident"), lambda incident: incident.what_label), PLACE,
            Column("level", _("Level"), lambda incident: incident.get_level_display()), STATE,
            Column("placement", _("Placement"), lambda incident: incident.placement.number),
            Column("known_at", _("Known since"), lambda incident: _hour(incident.known_at)),
            Column("next_due", _("Next answer due"), lambda incident: _hour(incident.next_due)),
            Column("in_charge", _("In charge"), lambda incident: incident.in_charge),
        ),
    ),
    "grievances": Listing(
        _("Grievances"), "grievance_list", "view_cases", _grievances, GrievanceState.choices, (
            NUMBER, FAMILY, PLACE, STATE,
            Column("decision", _("Contested decision"), lambda grievance: grievance.decision.label),
            Column("lodged_on", _("Lodged"), lambda grievance: grievance.lodged_on),
            Column("decide_by", _("To be decided by"), lambda grievance: grievance.decide_by),
            Column("told_on", _("Family notified on"), lambda grievance: grievance.told_on),
        ),
    ),
    "exemptions": Listing(
        _("Exemptions"), "exemption_list", "view_cases", _exemptions, EXEMPTION_STATES, (
            Column("number", _("Case number"), lambda answer: answer.case.number),
            Column("family", _("Family"), lambda answer: answer.case.heading),
            Column("directorate", _("Directorate"), lambda answer: answer.case.directorate.name),
            Column("item", _("Exemption from"), lambda answer: f"{answer.item.code} · {answer.item.title}"),
            Column("person", _("Of whom"), lambda answer: answer.person and answer.person.short_name),
            Column("authority", _("Asked of"), _authority),
            Column("how", _("Exemption"), lambda answer: HOW[exemptions.how(answer)][0]),
            Column("decision", _("Decision"), lambda answer: answer.decision_number),
            Column("answered_on", _("Written down on"), lambda answer: local(answer.answered_at).date()),
            Column("state", _("The application"), lambda answer: answer.case.as_application.get_state_display()),
        ),
        day="answered_at__date", case="case",
    ),
    "transfers": Listing(
        _("Transfers between directorates"), "transfer_list", "view_cases", _transfers, TransferState.choices, (
            NUMBER, FAMILY, Column("placement", _("Placement"), lambda transfer: transfer.placement.number),
            Column("from", _("From"), lambda transfer: transfer.sender.name),
            Column("to", _("To"), lambda transfer: transfer.receiver.name),
            STATE, OPENED,
            Column("moves_on", _("The family moves on"), lambda transfer: transfer.moves_on),
            Column("moved_on", _("File moved on"), lambda transfer: transfer.moved_on),
        ),
    ),
    "journeys": Listing(
        _("Journeys abroad"), "travel_list", "view_cases", _journeys, TravelState.choices, (
            NUMBER, FAMILY, PLACE, Column("placement", _("Placement"), lambda travel: travel.placement.number),
            Column("countries", _("Where to"), lambda travel: travel.countries),
            Column("leaves_on", _("Leaves on"), lambda travel: travel.leaves_on),
            Column("returns_on", _("Returns on"), lambda travel: travel.returns_on),
            STATE,
            Column("departed_on", _("Departed on"), lambda travel: travel.departed_on),
            Column("returned_on", _("Returned on"), lambda travel: travel.returned_on),
        ),
    ),
    "sittings": Listing(
        _("Sittings"), "sitting_list", "manage_sittings", _sittings, SittingState.choices, (
            Column("number", _("Number"), lambda sitting: sitting.number),
            Column("body", _("Committee"), lambda sitting: str(sitting.body)),
            Column("sits_on", _("Date"), lambda sitting: sitting.held_on),
            Column("place", _("Place"), lambda sitting: sitting.place),
            Column("items", _("Items"), lambda sitting: sitting.heard),
            STATE,
        ),
        day="sits_on",
    ),
}  # fmt: skip
