"""What a specialist may take along: the visits of the coming days, and of the chosen ones every question."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook.book import book, wording
from fostercare.workflows.follow_up.drafting import version
from fostercare.workflows.follow_up.forms import AnswersForm, VisitForm
from fostercare.workflows.follow_up.lists import AHEAD
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Taken
from fostercare.workflows.follow_up.questions import DATE, Questions
from fostercare.workflows.follow_up.sent_back import to_answer

RECORDS = "record_visits"
MOST = 60


def ahead(user):
    """The officer's visits that are late or due these two weeks, the most urgent first; at most sixty."""
    near = timezone.localdate() + AHEAD
    rows = Visit.objects.visible_to(user, RECORDS).planned().filter(planned_on__lte=near).whole()
    return rows.order_by("late_after", "pk")[:MOST]


def card(visit) -> dict:
    """A visit on the list of the day."""
    household = visit.placement.match.application.household
    context = {
        "visit": visit,
        "household": household,
        "stage": book(visit.edition).label("visit_schedule", visit.stage, key="key"),
        "carers": [adult for adult in household.adults if adult.phone],
        "route": f"{household.address}، {household.district}، {household.directorate.name_ar}",
    }
    title = visit.placement.heading
    return {
        "id": visit.pk,
        "title": title,
        "place": household.district,
        "html": render_to_string("phone/card.html", context),
    }


@transaction.atomic
def take(phone, user, keys) -> list:
    """Hand over the forms of the chosen visits, and write down that they lie on this phone."""
    today, until = timezone.localdate(), timezone.now() + timedelta(hours=settings.PHONE_HOURS)
    chosen = Visit.objects.visible_to(user, RECORDS).planned().whole().filter(pk__in=keys)[:MOST]
    packed = []
    for visit in chosen:
        if access.allowed(user, RECORDS, visit.directorate_id):
            Taken.objects.update_or_create(phone=phone, visit=visit, defaults={"until": until})
            packed.append(card(visit) | _form(visit, user, today) | {"until": until.isoformat()})
    return packed


def _form(visit, user, today):
    questions = Questions(visit, user, today)
    child = visit.placement.child
    context = {"visit": visit, "child": child, "carers": visit.placement.match.application.household.adults}
    return {
        "child": render_to_string("phone/child.html", context),
        "helpline": questions.book.parameters.value("child_helpline"),
        "seen": version(visit),
        "answers": visit.answers,
        "questions": list(_asked(visit, questions)),
    }


def _asked(visit, questions):
    """Every question in the order of the edition's screens, as a phone shows it: one at a time."""
    yield from _sent_back(visit)
    form = VisitForm(visit=visit, questions=questions, asked=questions.shown)
    for screen in questions.book.rows("visit_screens"):
        for row in [*questions.shown, *questions.photos]:
            if row["screen"] == screen["key"]:
                yield {
                    "key": row["key"],
                    "kind": row["kind"],
                    "screen": wording(screen),
                    "label": questions.label(row),
                    "required": bool(row["required"] and not row.get("shown_if")),
                    "shown_if": row.get("shown_if") or {},
                    "signs": questions.signs(row),
                    "html": _drawn(form, row),
                }


def _sent_back(visit):
    """What the supervisor asked comes first, one question a screen as the rest."""
    asked = list(to_answer(visit))
    form = AnswersForm(questions=asked)
    for one in asked:
        yield {
            "key": one.key,
            "kind": "text",
            "screen": _("The supervisor's questions"),
            "label": one.label,
            "required": True,
            "shown_if": {},
            "signs": {},
            "html": form[one.key].as_field_group(),
        }


def _drawn(form, row):
    """The office's field, with the phone's own picker of days and hours; pictures are drawn by the phone.

    `data-now` asks the phone for a button that gives today, or this hour.
    """
    if row["kind"] in ("photo", "signature"):
        return ""
    field = form.fields[row["key"]]
    if row.get("shown_if"):
        field.help_text = ""
    if row["kind"] == "date":
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-now": row["key"] == DATE})
    if row["kind"] == "time":
        field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "data-now": True})
    return form[row["key"]].as_field_group()
