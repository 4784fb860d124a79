"""What is held on one person, for that person: what their rows say of them, and nothing of anybody else.

Only columns that are about the person are named here, one by one. Free text is left out, for it may speak of others; so
are the sealed records (origins, religion, health) and papers of the class of origins: a program cannot black a line
out, so people show them.
"""

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.templatetags.arabic import ltr
from directorates.wording import full_day, number
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.processing import activities
from fostercare.guidebook.publishing import in_force
from fostercare.records.nationalities import nationality
from fostercare.records.phones import display

ORIGINS = "origins"
OF_ADULT = [
    "full_name", "national_id", "passport", "nationality", "sex", "birth_date", "civil_status", "education",
    "occupation", "income_kind", "monthly_income", "phone",
]  # fmt: skip
OF_CHILD = ["full_name", "national_id", "sex", "birth_date", "admitted_on"]
IN_WORDS = {
    "nationality": nationality,
    "phone": lambda phone: ltr(display(phone)),
    "monthly_income": lambda pounds: number(int(pounds) if pounds == int(pounds) else pounds),
    "rooms": number,
}
OF_HOUSEHOLD = ["district", "address", "landmark", "tenure", "rooms"]


def extract(subject) -> list[dict]:
    """Sections of rows (label, value), for paper and page."""
    sections = _of_child(subject.child) if subject.is_child else _of_adult(subject.person)
    return [section for section in [*sections, *_of_both(subject)] if section["rows"]]


def _section(title, rows):
    return {"title": title, "rows": list(rows)}


def _of_adult(person):
    household = person.household
    cases = household.applications.select_related("directorate").order_by("opened_on", "pk")
    decisions = apps.get_model("application.Decision").objects.filter(application__household=household)
    placements = apps.get_model("placement.Placement").objects.filter(match__application__household=household)
    yield _section(_("Identity"), _columns(person, OF_ADULT))
    yield _section(_("Dwelling"), _columns(household, OF_HOUSEHOLD))
    yield _section(
        _("Applications"), [(case.number, f"{full_day(case.opened_on)} · {case.get_state_display()}") for case in cases]
    )
    yield _section(
        _("Decisions"),
        [(full_day(one.decided_on), one.get_outcome_display()) for one in decisions.order_by("decided_on", "pk")],
    )
    yield _section(_("Placements"), _placements(placements))


def _of_child(child):
    placements = apps.get_model("placement.Placement").objects.filter(child=child)
    visits = apps.get_model("follow_up.Visit").objects.filter(placement__child=child, visited_on__isnull=False)
    guardian = child.guardianships.filter(until=None).first()
    yield _section(_("Identity"), [*_columns(child, OF_CHILD), (_("Children's home"), child.home.name)])
    if guardian:
        yield _section(_("Guardian of record"), [(guardian.get_guardian_display(), full_day(guardian.since))])
    yield _section(_("Child's file"), [(child.file.number, child.file.get_state_display())])
    yield _section(_("Placements"), _placements(placements))
    yield _section(
        _("Visits"),
        [(full_day(one.visited_on), one.get_state_display()) for one in visits.order_by("visited_on", "pk")],
    )


def _of_both(subject):
    kept = book(in_force())
    yield _section(_("Papers on file"), _papers(subject, kept))
    yield _section(_("Consents"), _consents(subject, kept))
    yield _section(_("Why they are processed, and how long they are kept"), _processing(subject, kept))


def _columns(record, names):
    """Label and value of columns that say something, in words."""
    for name in names:
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if value in (None, ""):
            continue
        if name in IN_WORDS:
            shown = IN_WORDS[name](value)
        else:
            shown = getattr(record, f"get_{name}_display", lambda value=value: value)()
        yield str(field.verbose_name), full_day(value) if hasattr(value, "year") else shown


def _placements(placements):
    for one in placements.order_by("handed_over_on", "pk"):
        days = [full_day(day) for day in (one.handed_over_on, one.ended_on) if day]
        yield one.number, " – ".join(days) or one.get_state_display()


def _papers(subject, kept):
    """The person's own papers by name; what is of the class of origins stays under its seal."""
    papers = apps.get_model("records.Document").objects
    own = papers.filter(child=subject.child) if subject.is_child else papers.filter(person=subject.person)
    for paper in own.order_by("kind", "pk"):
        if kept.documents.get(paper.kind, {"sensitive": ORIGINS})["sensitive"] != ORIGINS:
            yield kept.document_label(paper.kind), full_day(paper.issued_on or timezone.localdate(paper.uploaded_at))


def _consents(subject, kept):
    texts = {row["key"]: wording({"ar": row["title_ar"], "en": row["title_en"]}) for row in kept.rows("consent_texts")}
    said = apps.get_model("consent.Consent").objects.standing().filter(**subject.key)
    for one in said.order_by("pk"):
        state = _("withdrawn") if one.withdrawn_on else _("consents") if one.given else _("does not consent")
        yield texts.get(one.text, one.text), f"{state} · {full_day(one.withdrawn_on or one.given_on)}"


def _processing(subject, kept):
    wanted = {"children", "placements"} if subject.is_child else {"applicants", "placements"}
    for activity in activities(kept):
        if activity.key in wanted:
            yield activity.purpose, activity.kept_for
