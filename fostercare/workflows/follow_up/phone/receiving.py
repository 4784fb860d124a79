"""What a phone sends is taken in exactly once, and nothing is lost: it is recorded, or kept for a person to decide.

The phone makes a key before it sends. The database takes each key once; a second sending, however late and however
close behind the first, gets the first one's answer.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.workflows import lifecycle
from fostercare.workflows.follow_up import recording, sent_back
from fostercare.workflows.follow_up.drafting import Conflict, keep, version
from fostercare.workflows.follow_up.forms import VisitForm
from fostercare.workflows.follow_up.models import State, Visit
from fostercare.workflows.follow_up.phone.models import Delivery, Outcome
from fostercare.workflows.follow_up.phone.taking import RECORDS
from fostercare.workflows.follow_up.questions import Questions


class Unknown(Exception):
    """No such visit for this officer."""


@transaction.atomic
def once(key, take_in, **facts) -> dict:
    """Take a delivery in, or answer as it was answered before. `take_in(delivery)` returns the reply."""
    Delivery.objects.bulk_create([Delivery(key=key, **facts)], ignore_conflicts=True)
    # A twin that is being taken in at this moment is waited for here.
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("visit").get(key=key)
    if delivery.sent_by_id != facts["sent_by"].pk or delivery.visit_id != facts["visit"].pk:
        raise Unknown
    if not delivery.outcome:
        delivery.reply = take_in(delivery) | {"outcome": delivery.outcome, "said": str(delivery.why)}
        delivery.save()
    return delivery.reply


def visit_for(user, pk) -> Visit:
    """A visit the officer may record, or once took along on a phone of theirs: that is proof enough to hand it in."""
    rows = Visit.objects.whole()
    found = rows.filter(pk=pk).filter(pk__in=Visit.objects.visible_to(user, RECORDS).values("pk")).first()
    found = found or rows.filter(pk=pk, taken__phone__officer=user).first()
    if found is None:
        raise Unknown
    return found


def send_visit(phone, user, key, visit, answers, seen, typed_at) -> dict:
    """A finished visit: recorded, or kept with the reason why not."""

    def take_in(delivery):
        if refusal := refused(delivery.visit, user):
            reply = held(delivery, refusal)
        else:
            reply = _record(delivery, user, answers, seen)
        if delivery.outcome != Outcome.UNFINISHED:
            phone.taken.filter(visit=visit, until__gt=timezone.now()).update(until=timezone.now())
        return reply

    return once(key, take_in, phone=phone, visit=visit, sent_by=user, answers=answers, typed_at=typed_at)


def refused(visit, user) -> str:
    """Why this officer may not record this visit now; empty when they may."""
    if not Visit.objects.visible_to(user, RECORDS).filter(pk=visit.pk).exists() or not access.allowed(
        user, RECORDS, visit.directorate_id
    ):
        return _("You no longer follow this child. What you typed was kept for the supervisor.")
    if visit.state != State.PLANNED:
        return _("This visit is no longer open for recording. What you typed was kept for the supervisor.")
    return ""


def held(delivery, why) -> dict:
    delivery.outcome, delivery.why = Outcome.HELD, why
    return {}


def _record(delivery, user, answers, seen):
    visit = Visit.objects.whole().get(pk=delivery.visit_id)
    questions = Questions(visit, user, timezone.localdate())
    given = as_answers(visit, questions, answers, questions.shown)
    try:
        keep(visit, given, by=user, seen=seen, from_afar=True)
    except Conflict as conflict:
        delivery.outcome = Outcome.DIFFERS
        delivery.why = _("%(name)s saved other answers in the office meanwhile.") % {"name": conflict.who}
        return {"choose": reverse("delivery", args=[delivery.pk])}
    except lifecycle.NotNow as not_now:
        return held(delivery, not_now.message)
    sent_back.answer(visit, answers, by=user)
    try:
        with transaction.atomic():
            recording.record(visit, questions, by=user)
    except recording.Unfinished as unfinished:
        delivery.outcome = Outcome.UNFINISHED
        delivery.why = _("The visit was kept as a draft. Some answers are to be completed or corrected.")
        return {"errors": _sentences(unfinished.form), "seen": version(visit)}
    except (lifecycle.NotNow, PermissionDenied) as shut:
        return held(delivery, getattr(shut, "message", "") or refused(visit, user))
    delivery.outcome = Outcome.RECORDED
    delivery.why = _("The visit was recorded and awaits the supervisor's sign-off.")
    return {}


def as_answers(visit, questions, sent, among) -> dict:
    """What was sent, as the visit keeps it, as far as it answers one of these questions."""
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    asked = [row for row in among if row["key"] in sent]
    form = VisitForm(data, visit=visit, questions=questions, asked=asked)
    form.full_clean()
    return form.answers()


def _sentences(form):
    return {name: [str(one) for one in errors] for name, errors in form.errors.items() if name in form.fields}
