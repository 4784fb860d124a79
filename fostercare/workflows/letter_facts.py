"""What the words of the letters need, gathered from a case's record: a function for each occasion."""

from collections import defaultdict
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from directorates import access
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist, Status, progress
from fostercare.records.models import Sex
from fostercare.workflows.calendar import working_day
from fostercare.workflows.extracts import extract
from fostercare.workflows.models import StateChange

# Decisions of which the family is told; the others go on inside the directorate and the Ministry.
TOLD = ("approved", "with_conditions", "refused", "postponed")
# How long before an announced visit its letter can be issued.
VISIT_AHEAD = timedelta(days=14)
# The stages of the guidebook whose papers the family brings; other papers arise on the way.
HANDED_IN_AT = ("eligibility", "documents")


def decision_told(application):
    """The latest decision, if the family is told of it."""
    latest = application.decisions.order_by("-recorded_at").first()
    return latest if latest and latest.outcome in TOLD else None


def invitation(application):
    """The item of a published agenda to which the family is invited, with the moment of the publication."""
    if application.state not in application.HEARD_BY["local"]:
        return None
    live = application.agenda_items.filter(live=True, sitting__state="announced", sitting__body__kind="local")
    published = Subquery(
        StateChange.objects.filter(case=OuterRef("sitting"), act="publish_agenda").order_by("-at").values("at")[:1]
    )
    return live.annotate(published_at=published).select_related("sitting").first()


def of_invitation(application):
    sitting = invitation(application).sitting
    checklist = Checklist(application, sitting.sits_on)
    stale = [row for row in _handed_in(checklist) if not row[2] or _lapsed(checklist, row[2])]
    return {
        **_family(application),
        "sitting": sitting,
        "missing": _papers(checklist, stale),
        **_values(application, "ministry_hotline"),
    }


def of_receipt(application):
    checklist = Checklist(application, timezone.localdate())
    wanted = _handed_in(checklist)
    return {
        **_family(application),
        "received": _papers(checklist, [row for row in wanted if row[2]]),
        "missing": _papers(checklist, [row for row in wanted if not row[2]]),
        "registered_on": application.history.filter(act="register").first().at,
        **_values(application, "ministry_hotline"),
    }


def of_referral(application):
    asked = application.history.filter(act__in=["refer", "request_exemption"]).first()
    decision = application.decisions.filter(outcome="referred").order_by("-recorded_at").first()
    by_committee = decision if asked.act == "refer" else None
    checklist = Checklist(application, timezone.localdate())
    met, total = progress(checklist.lines)
    kept = book(application.edition)
    return {
        **_family(application),
        "decision": by_committee,
        "asked": asked,
        "coded_reasons": [kept.label("referral_reasons", code) for code in by_committee.reasons]
        if by_committee
        else [],
        "opinion": by_committee.text if by_committee else asked.why,
        "exemptions": [line.item.title for line in checklist.lines if line.status == Status.EXEMPTION_ASKED],
        "brief": application.in_brief(),
        "items_met": met,
        "items_total": total,
    }


def of_extract(application):
    decision = decision_told(application)
    sitting = decision.resolution and decision.resolution.item.sitting
    head = sitting.minutes.first().sections["head"] if sitting else {}
    return {
        **_family(application),
        **_decision(decision),
        "wording": _pronounced(decision),
        "conditions": _lines(decision.conditions),
        "sitting_label": sitting.label if sitting else "",
        "signatures": [
            {"title": "مقرر اللجنة", "name": head.get("rapporteur", "")},
            {"title": "رئيس اللجنة", "name": head.get("chair", "")},
        ],
    }


def _handed_in(checklist):
    """The papers that the family brings: (code, person or None, the one on file or None)."""
    theirs = {
        code
        for line in checklist.lines
        if line.item.stage in HANDED_IN_AT
        for part in line.parts
        for code in checklist.wanted_documents(line.item, part.person)
    }
    return [row for row in checklist.papers() if row[0] in theirs]


def _lapsed(checklist, document):
    """Will the paper have lapsed by the day of the checklist?"""
    until = checklist.valid_until(document)
    return until is not None and until < checklist.on


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


def of_grievance(grievance):
    return {
        **_family(grievance.application),
        **_grievance(grievance),
        **_values(grievance, "ministry_hotline"),
    }


def of_outcome(grievance):
    resolution, kept = grievance.resolution, book(grievance.edition)
    coded = grievance.inadmissible_because
    reasons = [kept.label("inadmissibility_reasons", coded)] if coded and not coded.endswith("99") else []
    said = resolution.text if resolution else grievance.history.filter(act="find_inadmissible").first().why
    return {
        **_family(grievance.application),
        **_grievance(grievance),
        "resolution": resolution,
        "resolved_on": resolution and resolution.item.sitting.held_on,
        "reasons": reasons + _lines(said),
        **_values(grievance, "annulment_suit"),
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
        "terms": _beside(placement, "terms"),
        "account": _beside(placement.child, "account"),
        "naming": _beside(placement.child, "naming"),
        "recommendation": application.decisions.filter(body="local").order_by("-recorded_at").first(),
        **_values(
            placement, "report_changes_within", "status_update_every", "follow_up_until", "child_account_deposit",
            "child_account_unlock_age", "return_charge", "event_reassessment",
        ),
    }  # fmt: skip


def of_hand_over(placement):
    parameters, sitting = book(placement.edition).parameters, _panel_before(placement)
    day = placement.handed_over_on or sitting.held_on
    return {
        **_family(placement.match.application),
        **_child(placement),
        "placement": placement,
        "terms": _beside(placement, "terms"),
        "came_with_it": _beside(placement, "hand_over_record"),
        "sitting": sitting,
        "panel": _present_at(sitting),
        "handed_over_on": day,
        "first_contact_on": parameters.add(day, "first_contact_by"),
        "first_visit_on": parameters.add(day, "first_visit_by"),
        "follower": _follower(placement),
        **_values(placement, "ministry_hotline", "child_helpline"),
    }


def of_ending(placement):
    ending, kept, today = placement.ending, book(placement.edition), timezone.localdate()
    sitting = ending.resolution and ending.resolution.item.sitting
    last_day = kept.parameters.add(today, "grievance_lodge")
    report = placement.documents().filter(kind="D41").order_by("-issued_on", "-pk").first()
    return {
        **_family(placement.match.application),
        "child_number": placement.match.child_file.number,
        "placement": placement,
        "ending": ending,
        "kind": ending.kind,
        "kind_label": kept.label("ending_kinds", ending.kind, key="key"),
        "reasons": [kept.label("ending_reasons", code) for code in ending.reasons if not code.endswith("99")],
        "resolution": ending.resolution,
        "sitting": sitting,
        "family_heard": sitting and ending.resolution.item.family_was_heard,
        "report": report,
        "next_care": _next_care(ending, kept),
        "charged": ending.kind == "returned_by_family",
        "grievance_last_day": last_day and working_day(last_day, kept.parameters),
        **_values(placement, "return_charge", "grievance_lodge"),
    }


def of_travel(travel):
    companion = travel.companion
    return {
        **_family(travel.placement.match.application),
        **_child(travel.placement),
        "travel": travel,
        "companion_id": companion.national_id or companion.passport,
        "resolution": travel.resolution,
        "sitting": travel.resolution.item.sitting,
        **_values(travel, "travel_overdue_after"),
    }


def of_transfer(transfer):
    placement, kept = transfer.placement, book(transfer.edition)
    checklist = Checklist(placement, timezone.localdate())
    on_file = placement.documents().select_related("person")
    filed = {(paper.kind, paper.person_id): (paper.kind, paper.person, paper) for paper in on_file}
    following = placement.visits.planned().order_by("planned_on").first()
    sent_on = timezone.localdate(transfer.history.filter(act="send_report").first().at)
    duty = placement.duties.filter(directorate=transfer.sender).last()
    return {
        **_family(placement.match.application),
        "transfer": transfer,
        "period_from": duty.since if duty else placement.handed_over_on,
        "next_visit_on": following and following.planned_on,
        "risk": placement.get_risk_display(),
        "contents": _papers(checklist, filed.values()),
        "accept_by": kept.parameters.add(sent_on, "transfer_accept"),
        **_values(transfer, "transfer_first_visit"),
    }


def _next_care(ending, kept):
    return str(ending.next_home or ending.next_care_note or kept.label("next_cares", ending.next_care, key="key"))


def announced_visit(placement):
    """The next planned visit, if it lies within the two weeks ahead and is announced."""
    today = timezone.localdate()
    near = placement.visits.planned().filter(planned_on__range=(today, today + VISIT_AHEAD))
    visit = near.order_by("planned_on", "pk").first()
    if visit is None:
        return None
    visit.placement = placement
    return None if visit.unannounced else visit


def of_announced_visit(placement):
    return {
        **_family(placement.match.application),
        "visit": announced_visit(placement),
        "worker": _follower(placement),
    }


def _follower(placement):
    assignment = placement.assignments.filter(role="case_worker").select_related("officer").first()
    return assignment and assignment.officer


def of_incident(incident):
    """The last notification; a source that asked not to be named stands in no letter."""
    edition, notification = book(incident.edition), incident.notifications.select_related("notified_by").last()
    return {
        **_family(incident.placement.match.application),
        **_child(incident.placement),
        "incident": incident,
        "notification": notification,
        "to_the_prosecution": notification.body == "prosecution",
        "measures": [
            (edition.label("incident_measures", measure.measure, key="key"), measure)
            for measure in incident.measures.all()
        ],
    }


def of_breach(breach):
    kept = book(breach.edition)
    return {
        "breach": breach,
        "classes": [kept.label("sensitivity_classes", key, key="key") for key in breach.classes],
        "officer": access.officers_with("data_protection_officer", None).order_by("pk").first(),
        **_values(breach, "breach_notice_person", "ministry_hotline"),
    }


EXTRACTED = ("access", "own_file")


def of_data_request(asked):
    return {
        "asked": asked,
        "addressee": (asked.child or asked.person).full_name,
        "extracted": asked.granted and asked.what in EXTRACTED,
        "officer": access.officers_with("data_protection_officer", None).order_by("pk").first(),
        **_values(asked, "ministry_hotline"),
    }


def of_extract_of_data(asked):
    return {**of_data_request(asked), "sections": extract(asked.subject)}


def of_undertakings(placement):
    return {**_family(placement.match.application), "child_number": placement.match.child_file.number}


def _beside(record, name):
    """What stands beside a record, or None: contracts of former years were signed without some of it."""
    try:
        return getattr(record, name)
    except ObjectDoesNotExist:
        return None


def _panel_before(placement):
    """The sitting in which the panel cleared the hand-over; children were handed over before it sat in the system."""
    cleared = placement.cleared_by_id and placement.cleared_by.item.sitting_id
    return cleared and apps.get_model("committee.Sitting").objects.whole().get(pk=cleared)


def _present_at(sitting):
    """Who was there, in their capacities; the family is handed its child before them."""
    stays = sitting.attendances.filter(status="present").select_related("member__officer") if sitting else ()
    return list({stay.member_id: stay.member for stay in stays}.values())


def family_of(application):
    """The family as papers name it, for those whose words stand elsewhere."""
    return _family(application)


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


def _grievance(grievance):
    serial, year = _serial(grievance.number)
    return {"grievance": grievance, "grievance_serial": serial, "grievance_year": year, "contested": grievance.decision}


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


def _pronounced(decision):
    """What the committee decided, in a sentence."""
    said = {
        "approved": "الموافقة على طلب الكفالة.",
        "with_conditions": "الموافقة على طلب الكفالة على أن تُستوفى الشروط الآتية:",
        "refused": "العدول عن الموافقة السابقة على طلب الكفالة."
        if _revokes(decision)
        else "عدم الموافقة على طلب الكفالة.",
    }
    return said[decision.outcome]


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
    for code, person, _document in papers:
        owners[code] += [person.short_name] if person else []
    labels = {code: checklist.book.document_label(code) for code in owners}
    return [f"{labels[code]} ({'، '.join(names)})" if names else labels[code] for code, names in owners.items()]


def _values(record, *keys):
    """Figures of the edition under their own names."""
    parameters = book(record.edition).parameters
    return {key: parameters.value(key) for key in keys}
