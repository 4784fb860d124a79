"""The checklist as its page shows it: each item with its evidence, as far as this officer may see it."""

from collections import defaultdict

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access, wording
from directorates.roles import ROLES
from directorates.templatetags.arabic import ltr
from fostercare.guidebook import answering
from fostercare.guidebook.book import wording as worded
from fostercare.guidebook.checklist import TONES, Status, progress, told
from fostercare.guidebook.forms import RESULTS
from fostercare.guidebook.gate import Obstacle
from fostercare.guidebook.models import Answer

YES_NO = {True: gettext_lazy("yes"), False: gettext_lazy("no")}


def stages(checklist, sight, only_missing=False):
    """The stages with their lines; `only_missing` leaves out what is satisfied or does not apply."""
    team = {assigned.role: assigned.officer for assigned in checklist.record.assignments.select_related("officer")}
    for stage, lines in checklist.stages():
        done, total = progress(lines)
        shown = [line for line in lines if not only_missing or not line.satisfied]
        if shown:
            yield {
                "key": stage["key"],
                "label": stage["label"],
                "done": done,
                "total": total,
                "lines": [row(line, sight, checklist, team) for line in shown],
                "answer_url": _answer_stage(stage, lines, sight),
            }


def row(line, sight, checklist, team):
    """One item: its parts, who clears what is open, and the way to do it."""
    item, user = line.item, sight.user
    may_answer = sight.sees(line.case) and answering.may_answer(user, item, line.case)
    return {
        "item": item,
        "badge": _badge(line.status, line, sight),
        "open": not line.satisfied,
        "applies": line.applies,
        "condition": _condition(line, checklist.book) if line.unknown or not line.applies else "",
        "unknown": line.unknown,
        "parts": [_part(line, part, sight, checklist) for part in line.parts],
        "who": sorted({_who(line, part, user, team) for part in line.open_parts}),
        "answer_url": _item_url("answer_item", line) if may_answer and line.applies else "",
        "exempt_url": _exempt_url(line, sight),
        "verify_url": _verify_url(line, sight),
        "ways": [] if sight.reads(item, line.case) or not sight.sees(line.case) else sight.ways_to(item),
    }


def missing(checklist, sight):
    """What is still missing by who clears it: this officer first."""
    team = {assigned.role: assigned.officer for assigned in checklist.record.assignments.select_related("officer")}
    groups = defaultdict(list)
    for line in checklist.lines:
        for who in sorted({_who(line, part, sight.user, team) for part in line.open_parts}):
            groups[who].append(line.item)
    you = _("You")
    return sorted(groups.items(), key=lambda group: (group[0] != you, -len(group[1])))


def awaiting(checklist, user):
    """The answers of this case that wait for the verification this officer may give: (line, part)."""
    return [
        (line, part)
        for line in checklist.lines
        if line.case.pk == checklist.record.pk and answering.may_verify(user, line.item, line.case)
        for part in line.parts
        if part.status == Status.UNVERIFIED
    ]


def evidence(line, part, sight, checklist):
    """What an answer says and shows, as far as the officer may see it."""
    answer = part.answer
    readable = sight.reads(line.item, line.case)
    clear = [] if readable else _clear(line, part, sight)
    if readable:
        sight.tell_of(line.item)
    return {
        "values": _values(line.item, answer, checklist.book) if readable else clear,
        "note": answer.note if readable else "",
        "hidden": not readable and not clear,
        "papers": [sight.link(paper, beside=part.person) for paper in answer.documents.all()],
        "answer": answer,
        "until": part.valid_until,
        "expired": part.status == Status.EXPIRED,
        "soon": soon(part.valid_until, checklist),
    }


def _part(line, part, sight, checklist):
    return {
        "person": part.person.short_name if part.person else "",
        "badge": _badge(part.status, line, sight) if part.status != line.status else None,
        **(evidence(line, part, sight, checklist) if part.answer and not _kept_back(part, line, sight) else {}),
    }


def _badge(status, line, sight):
    status = told(status, line.item, sight.reads(line.item, line.case))
    return {"label": status.label, "tone": TONES[status]}


def _kept_back(part, line, sight):
    """Is it a result that is not clear, of which this officer hears nothing, not even that it came?"""
    return told(part.status, line.item, sight.reads(line.item, line.case)) != part.status


def _clear(line, part, sight):
    """What somebody who sees the case, but may not read its results, is told of one: that it is clear."""
    known = line.item.evidence.get("result") and sight.sees(line.case) and part.status == Status.MET
    return [RESULTS[Answer.State.MET]] if known else []


def _values(item, answer, book):
    words = {True: RESULTS["met"], False: RESULTS["not_met"]} if item.evidence.get("result") else YES_NO
    said = [
        answer.yes_no is not None and words[answer.yes_no],
        answer.number is not None and wording.number(_plain(answer.number)),
        answer.date and wording.full_day(answer.date),
        answer.signed and _("signed"),
        answer.state == Answer.State.EXEMPTED and _exemption(answer, book),
    ]
    return [value for value in said if value]


def _plain(number):
    """3000, not 3000.00."""
    return int(number) if number == int(number) else number


def _exemption(answer, book):
    authority = book.label("authorities", answer.authority, key="key")
    return format_html(_("decision {number} of: {authority}"), number=ltr(answer.decision_number), authority=authority)


def soon(until, checklist):
    """Is the last valid day near, by the edition's measure?"""
    if until is None or until < checklist.on:
        return False
    warned = checklist.book.parameters.add(checklist.on, "document_expiry_warning")
    return warned is not None and until <= warned


def _condition(line, book):
    predicates = {row["key"]: worded(row) for row in book.rows("predicates")}
    return " · ".join(predicates[key] for key in line.item.applies_when)


def _who(line, part, user, team):
    """Who clears an open part: this officer, the one who is assigned, or whoever holds the role."""
    role = Obstacle(line, part).role
    if access.holds(user, role, line.case.place_of(role)) and not _own(part, user):
        return _("You")
    return f"{ROLES[role].label}: {team[role]}" if role in team else str(ROLES[role].label)


def _own(part, user):
    """Nobody verifies their own answer."""
    return part.status == Status.UNVERIFIED and part.answer.answered_by_id == user.pk


def _answer_stage(stage, lines, sight):
    own = [line for line in lines if line.case.pk == sight.record.pk and line.applies]
    if any(answering.may_answer(sight.user, line.item, line.case) for line in own):
        return reverse("answer_stage", args=[sight.record.number, stage["key"]])
    return ""


def _exempt_url(line, sight):
    may = sight.sees(line.case) and answering.may_exempt(sight.user, line.item, line.case)
    return _item_url("exempt", line) if may and line.open_parts else ""


def _verify_url(line, sight):
    waits = any(part.status == Status.UNVERIFIED and not _own(part, sight.user) for part in line.parts)
    if waits and sight.sees(line.case) and answering.may_verify(sight.user, line.item, line.case):
        return reverse("verify_answers", args=[line.case.number])
    return ""


def _item_url(name, line):
    return reverse(name, args=[line.case.number, line.item.code])
