"""The application's own part of the case page: the road to the child, and what the file says of the family."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.wording import day
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import progress
from fostercare.records.phones import display
from fostercare.workflows.application import in_words
from fostercare.workflows.application.exemption_screens import WORDS as HOW
from fostercare.workflows.application.exemptions import ASKED, how
from fostercare.workflows.application.models import Application, Decision, HomeStudy, State
from fostercare.workflows.application.papers_box import papers_box
from fostercare.workflows.cases import PROCEDURES, Procedure, sees
from fostercare.workflows.letter_facts import TOLD
from fostercare.workflows.sight import Sight
from fostercare.workflows.tones import badge

# The stops of the road, each with the acts of which one put it behind; the last three are told by answers and matches.
STOPS = [
    (gettext_lazy("Registration"), ["register"]),
    (gettext_lazy("Preparation"), ["present", "request_exemption"]),
    (gettext_lazy("Local committee"), ["recommend", "approve_locally", "refer"]),
    (gettext_lazy("Higher Committee"), ["approve"]),
    (gettext_lazy("Notification and clearance"), []),
    (gettext_lazy("Match with a child"), []),
    (gettext_lazy("Contract and hand-over"), []),
]
PREPARATION, CLEARANCE, MATCH, HAND_OVER, ARRIVED = 1, 4, 5, 6, 7
PLACES = {
    State.SUBMITTED: 0,
    State.REGISTERED: PREPARATION,
    State.POSTPONED: PREPARATION,
    State.READY: 2,
    State.RECOMMENDED: 3,
    State.REFERRED: 3,
    State.PLACED: ARRIVED,
}
FIELD_CHECK = "HS-06"
CLEARANCES = ("CM-04", "CM-05")
PRIVATE = {
    "income_kind": "view_financial_data",
    "monthly_income": "view_financial_data",
}


def road(record, checklist):
    """What lies behind the application, where it stands, and what is ahead."""
    done_on = {entry.act: timezone.localdate(entry.at) for entry in record.history.order_by("at", "pk")}
    place = _place(record, checklist)
    stops = [_stop(label, acts, index, place, done_on) for index, (label, acts) in enumerate(STOPS)]
    if place == PREPARATION:
        stops[PREPARATION] |= {"note": _("works that go on side by side"), "lanes": _lanes(checklist)}
    # A stop that was passed by is not drawn.
    return [stop for index, stop in enumerate(stops) if stop["state"] != "ahead" or index >= (place or 0)]


def _place(record, checklist):
    """The stop at which the application stands; None where its road has ended before the child."""
    if record.state != State.APPROVED:
        return PLACES.get(record.state)
    if not all(checklist.line(checklist.book.by_code[code]).satisfied for code in CLEARANCES):
        return CLEARANCE
    return HAND_OVER if record.matches.filter(placement__isnull=False, state="accepted").exists() else MATCH


def _stop(label, acts, index, place, done_on):
    days = [done_on[act] for act in acts if act in done_on]
    behind = bool(days) if place is None else index < place and (not acts or bool(days))
    state = "now" if index == place else "done" if behind else "ahead"
    note = day(max(days), timezone.localdate()) if behind and days else ""
    return {"label": label, "state": state, "note": note}


def _lanes(checklist):
    lines = [line for line in checklist.lines if not line.item.optional]
    lanes = {
        _("Papers"): [line for line in lines if line.item.stage == "documents"],
        _("Home study"): [line for line in lines if line.item.stage == "home_study" and line.item.code != FIELD_CHECK],
        _("Field check"): [line for line in lines if line.item.code == FIELD_CHECK],
        _("Training"): [line for line in lines if line.item.stage == "training"],
    }
    counted = {label: progress(lane) for label, lane in lanes.items()}
    return [{"label": label, "done": done, "total": total} for label, (done, total) in counted.items() if total]


def sections(record, user, checklist):
    """What the page says of this family beyond what every case has."""
    household = record.household
    sight = Sight(record, user)
    opened = sight.sealed(*household.adults)
    hidden = [name for name, right in PRIVATE.items() if not access.allowed(user, right, record.directorate)]
    return {
        "family": [
            {"person": person, "age": in_words.age(person), "phone": display(person.phone)}
            for person in household.adults
        ],
        "own_children": [{"person": person, "age": in_words.age(person)} for person in household.own_children],
        "other_adults": household.other_adults,
        "people": [
            {"person": person, "facts": in_words.of_adult(person, opened.of(person), hidden, mask=True)}
            for person in household.adults
        ],
        "hidden": bool(hidden or opened.hidden),
        "shut": sight.hidden(opened).values(),
        "dwelling": in_words.of_household(household) + in_words.of_dwelling(household),
        "wishes": in_words.of_wishes(record),
        "papers": papers_box(sight, checklist),
        "exemptions": _exemptions(checklist),
        "decisions": _decisions(record, user),
        "may_contest": access.allowed(user, "lodge_grievances", record.directorate),
        "follows": _follows(record, user),
        "study": HomeStudy.objects.filter(application=record).select_related("worker", "supervisor").first(),
    }


def _follows(record, user):
    """The placement after whose ending a relative asks for the child."""
    if record.follows_id is None:
        return None
    placement = record.follows.placement
    return {"placement": placement, "opens": sees(user, placement)}


NEXT = {
    "local_committee": gettext_lazy("It is decided in a sitting of the local committee, with the review of the file."),
    "higher_committee": gettext_lazy("It is decided in a sitting of the Higher Committee, when the file is before it."),
}


def _exemptions(checklist):
    """What the family asks to be exempted from, of whom, and what came of it."""
    parts = [(line, part) for line in checklist.lines for part in line.parts if part.answer]
    return [
        _exemption(line.item, part, checklist.book)
        for line, part in parts
        if line.item.exempted_by and (part.answer.authority or part.answer.state == "exemption_asked")
    ]


def _exemption(item, part, kept):
    stands = how(part.answer)
    word, tone = HOW[stands]
    return {
        "item": item,
        "person": part.person,
        "authority": kept.label("authorities", item.exempted_by, key="key"),
        "word": word,
        "tone": tone,
        "number": part.answer.decision_number,
        "note": part.answer.note,
        "next": NEXT.get(item.exempted_by, "") if stands == ASKED else "",
    }


CODED = {
    Decision.Outcome.REFUSED: "refusal_reasons",
    Decision.Outcome.POSTPONED: "postponement_reasons",
    Decision.Outcome.REFERRED: "referral_reasons",
}
DECISION_TONES = {
    Decision.Outcome.REFUSED: "late",
    Decision.Outcome.POSTPONED: "wait",
    Decision.Outcome.REFERRED: "wait",
    Decision.Outcome.SENT_BACK: "wait",
}


def _decisions(record, user):
    may_meet = access.allowed(user, "register_applications", record.directorate)
    decisions = record.decisions.select_related("recorded_by").prefetch_related(
        "dated_conditions", "grievances", "notifications"
    )
    told = [{**_decision(decision, record), "may_meet": may_meet} for decision in decisions]
    for row in told[:1]:
        row["may_tell"] = may_meet and row["decision"].outcome in TOLD
        row["contestable"] = _contestable(row["decision"], record)
    return told


def _contestable(decision, record):
    """May a grievance be lodged against this latest decision, and until when is it in time?"""
    if decision.outcome != Decision.Outcome.REFUSED or record.state not in (State.REFUSED, State.CLOSED):
        return None
    if any(grievance.state not in ("withdrawn", "inadmissible") for grievance in decision.grievances.all()):
        return None
    return {"until": decision.contest_until}


def _decision(decision, record):
    coded, kept = CODED.get(decision.outcome), book(record.edition)
    return {
        "conditions": decision.dated_conditions.all(),
        "decision": decision,
        "notified": next(iter(decision.notifications.all()), None),
        "tone": DECISION_TONES.get(decision.outcome, "met"),
        "grievances": [(grievance, badge(grievance)) for grievance in decision.grievances.all()],
        "reasons": [kept.label(coded, code) for code in decision.reasons] if coded else [],
    }


PROCEDURES["application"] = Procedure(
    model=Application, forms={}, template="application/page.html", road=road, sections=sections
)
