"""What the words of the letters need, gathered from a case's record: a function for each occasion."""

from collections import defaultdict

from django.utils import timezone

from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.records.models import Sex
from fostercare.workflows.calendar import working_day

# Decisions of which the family is told; the others go on inside the directorate and the Ministry.
TOLD = ("approved", "with_conditions", "refused", "postponed")
# The stages of the guidebook whose papers the family brings; other papers arise on the way.
HANDED_IN_AT = ("eligibility", "documents")


def decision_told(application):
    """The latest decision, if the family is told of it."""
    latest = application.decisions.order_by("-recorded_at").first()
    return latest if latest and latest.outcome in TOLD else None


def of_receipt(application):
    checklist = Checklist(application, timezone.localdate())
    theirs = {
        code
        for line in checklist.lines
        if line.item.stage in HANDED_IN_AT
        for part in line.parts
        for code in checklist.wanted_documents(line.item, part.person)
    }
    wanted = [row for row in checklist.papers() if row[0] in theirs]
    return {
        **_family(application),
        "received": _papers(checklist, [(code, person) for code, person, document in wanted if document]),
        "missing": _papers(checklist, [(code, person) for code, person, document in wanted if not document]),
        "registered_on": application.history.filter(act="register").first().at,
        **_values(application, "ministry_hotline"),
    }


def of_decision(application):
    decision = decision_told(application)
    kept, today = book(application.edition), timezone.localdate()
    last_day = kept.parameters.add(today, "grievance_lodge")
    return {
        **_family(application),
        **_decision(decision),
        "reasons": _reasons(kept, decision) + _lines(decision.text),
        "coded_reasons": _reasons(kept, decision),
        "required": _lines(decision.text),
        "conditions": _lines(decision.conditions),
        "until": decision.until,
        "valid_until": kept.parameters.add(decision.decided_on, "approval_validity"),
        "revoked": _revokes(decision),
        "grievance_last_day": last_day and working_day(last_day, kept.parameters),
        **_values(application, "grievance_lodge", "grievance_decide"),
    }


def of_viewing(match):
    application = match.application
    approval = _approval(application)
    return {
        **_family(application),
        **_decision(approval),
        "match": match,
        "home": match.child_file.child.home,
        "child_number": match.child_file.number,
        "renewed": match.renewals > 0 and match.papers.filter(kind="LT-07").first(),
        **_values(match, "match_visits_required", "timer_match_visits"),
    }


def of_contract(placement):
    application = placement.match.application
    return {
        **_family(application),
        **_decision(_approval(application)),
        **_child(placement),
        "placement": placement,
        "recommendation": application.decisions.filter(body="local").order_by("-recorded_at").first(),
        **_values(
            placement, "status_update_every", "follow_up_until", "child_account_deposit", "child_account_unlock_age",
            "return_charge", "event_reassessment",
        ),
    }  # fmt: skip


def of_hand_over(placement):
    parameters, day = book(placement.edition).parameters, placement.handed_over_on
    follower = placement.assignments.filter(role="case_worker").select_related("officer").first()
    return {
        **_family(placement.match.application),
        **_child(placement),
        "placement": placement,
        "handed_over_at": placement.history.filter(act="hand_over").first().at,
        "first_contact_on": parameters.add(day, "first_contact_by"),
        "first_visit_on": parameters.add(day, "first_visit_by"),
        "follower": follower and follower.officer,
        **_values(placement, "ministry_hotline", "child_helpline"),
    }


def _family(application):
    serial, year = _serial(application.number)
    return {
        "application": application,
        "serial": serial,
        "year": year,
        "kind": application.household.kind,
        "carers": application.household.adults,
        "carers_names": " و".join(person.full_name for person in application.household.adults),
        "household": application.household,
    }


def _serial(number):
    """02-2026-00318 is number 318 of 2026 in the directorate's register."""
    year, serial = number.split("-")[-2:]
    return int(serial), int(year)


def _child(placement):
    child = placement.child
    return {
        "child": child,
        "child_noun": "الطفلة" if child.sex == Sex.FEMALE else "الطفل",
        "child_number": placement.match.child_file.number,
        "home": child.home,
    }


def _decision(decision):
    return {"decision": decision, "by_the_higher_committee": bool(decision) and decision.body == "higher"}


def _approval(application):
    approvals = application.decisions.filter(outcome__in=["approved", "with_conditions"])
    return approvals.order_by("-recorded_at").first()


def _revokes(decision):
    """A refusal that takes an approval back."""
    refusing = decision.application.history.filter(act__in=["refuse", "refuse_finally", "revoke"]).first()
    return decision.outcome == "refused" and refusing.act == "revoke"


def _reasons(kept, decision):
    """The coded reasons in the family's words; «another reason» stands in the decision's own."""
    name = "postponement_reasons" if decision.outcome == "postponed" else "refusal_reasons"
    return [kept.label(name, code) for code in decision.reasons if not code.endswith("99")]


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _papers(checklist, papers):
    """Each kind of paper once, with those of whom it is asked."""
    owners = defaultdict(list)
    for code, person in papers:
        owners[code] += [person.short_name] if person else []
    labels = {code: checklist.book.document_label(code) for code in owners}
    return [f"{labels[code]} ({'، '.join(names)})" if names else labels[code] for code, names in owners.items()]


def _values(record, *keys):
    """Figures of the edition under their own names."""
    parameters = book(record.edition).parameters
    return {key: parameters.value(key) for key in keys}
