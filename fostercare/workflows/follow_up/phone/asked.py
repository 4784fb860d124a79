"""What the phone's script asks of the server: JSON to answer with, and never a page in its place."""

import json
import re
import uuid
from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directorates import access
from directorates.keys import read_key, read_keys
from fostercare.guidebook.book import book
from fostercare.ledger.reading import opens
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Phone, Taken
from fostercare.workflows.follow_up.phone.pictures import send_picture
from fostercare.workflows.follow_up.phone.receiving import Unknown, send_visit, visit_for
from fostercare.workflows.follow_up.phone.taking import RECORDS, ahead, card
from fostercare.workflows.follow_up.phone.taking import take as taken_along

MOST_BYTES = 256 * 1024  # of one visit's answers
YEARS = range(1970, 2101)  # however wrong a phone's clock goes; years beyond break what shows them
SURROGATES = re.compile(r"[\ud800-\udfff]")


class Unreadable(Exception):
    """What was sent is no request of ours."""


def answering(view):
    """No right is 403, not found 404, unreadable 400: each with a sentence. Who is not signed in never comes this far;
    the page that is sent instead tells the script so."""

    @never_cache
    @wraps(view)
    def asked(request, *args, **kwargs):
        try:
            return JsonResponse(view(request, *args, **kwargs))
        except Unreadable:
            return _said(400, _("What was sent cannot be read."))
        except ValidationError as refused:
            return _said(422, " ".join(refused.messages))
        except PermissionDenied:
            return _said(403, _("Visits are taken along by follow-up workers only."))
        except Unknown:
            return _said(404, _("This visit is not among yours."))

    return asked


@require_safe
@answering
def hello(request):
    """Who is signed in, what time it is, and the visits of the coming days; a token for what is sent later."""
    may = access.allowed_somewhere(request.user, RECORDS)
    return {
        "officer": request.user.pk,
        "now": timezone.now().isoformat(),
        "csrf": get_token(request),
        "may": may,
        "visits": [card(visit) for visit in ahead(request.user)] if may else [],
    }


@require_POST
@answering
def key(request):
    """The secret of this phone, for the officer who began it; a new phone is begun by who records visits."""
    if request.POST.get("phone"):
        phone = the_phone(request)
    else:
        access.require_somewhere(request.user, RECORDS)
        phone = Phone.objects.create(officer=request.user, name=_called(request))
    return {"phone": str(phone.key), "secret": phone.secret, "stopped": bool(phone.stopped_at)}


@require_POST
@answering
def take(request):
    """The forms of the chosen visits."""
    access.require_somewhere(request.user, RECORDS)
    chosen = read_keys(request.POST.getlist("visit"))
    packed = taken_along(the_phone(request, working=True), request.user, chosen)
    opens(
        request, *Visit.objects.filter(pk__in=[one["id"] for one in packed]).values_list("placement__number", flat=True)
    )
    return {"visits": packed}


@require_POST
@answering
def drop(request):
    """The phone no longer holds these visits (all, where none is named)."""
    rows = Taken.objects.filter(phone=the_phone(request))
    if named := read_keys(request.POST.getlist("visit")):
        rows = rows.filter(visit__in=named)
    rows.filter(until__gt=timezone.now()).update(until=timezone.now())
    return {}


@require_POST
@answering
def send(request):
    """A finished visit, or one picture of it."""
    phone, key = the_phone(request, working=True), as_key(request.POST.get("key"))
    visit = visit_for(request.user, read_key(request.POST.get("visit")))
    typed_at = as_moment(request.POST.get("typed_at", ""))
    if file := request.FILES.get("picture"):
        question = _picture_question(visit, request.POST.get("question"))
        consent = request.POST.get("consent") == "yes"
        return send_picture(phone, request.user, key, visit, question, consent, file, typed_at)
    answers, seen = the_answers(request.POST.get("answers", "")), request.POST.get("seen", "")
    return send_visit(phone, request.user, key, visit, answers, seen, typed_at)


def _said(status, sentence):
    return JsonResponse({"said": sentence}, status=status)


def the_phone(request, working=False):
    """The phone that asks; another officer's, or one that was stopped where it must be working, is none:
    raises Unknown."""
    rows = Phone.objects.filter(officer=request.user, key=as_key(request.POST.get("phone")))
    phone = rows.filter(stopped_at=None).first() if working else rows.first()
    if phone is None:
        raise Unknown
    Phone.objects.filter(pk=phone.pk).update(seen_at=timezone.now())
    return phone


def as_key(text):
    """The key that a phone made. Raises Unreadable."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise Unreadable from None


def as_moment(text):
    """An aware moment; None where there is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or moment.year not in YEARS:
        return None
    return moment


def the_answers(text):
    """Question → text, or texts where several were ticked. Raises Unreadable."""
    try:
        given = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not all(_is_text(key) and _is_answer(value) for key, value in given.items()):
        raise Unreadable
    return given


def _is_answer(value):
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_text(value):
    """What the database can keep: JSON may name signs that no text holds, such as NUL or half a letter."""
    return isinstance(value, str) and "\x00" not in value and not SURROGATES.search(value)


def _picture_question(visit, key):
    for row in book(visit.edition).rows("visit_questions"):
        if row["key"] == key and row["kind"] in ("photo", "signature"):
            return row
    raise Unreadable


def _called(request):
    """What the browser says it is, as far as it helps to tell two phones apart."""
    agent = request.headers.get("User-Agent", "")
    system = next((name for name in ("Android", "iPhone", "iPad", "Windows", "Linux") if name in agent), "")
    browser = next((name for name in ("Edg", "SamsungBrowser", "Firefox", "Chrome", "Safari") if name in agent), "")
    return " · ".join(filter(None, [system, browser]))
