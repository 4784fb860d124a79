"""What the page of a case shows of consents: each person in a line, and what follows where one was withdrawn."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from directorates import access
from fostercare.workflows.consent.saying import lines_of
from fostercare.workflows.tones import badge as tone

# From what asks for something to what asks for nothing.
WORDS = {
    "withdrawn": (gettext_lazy("consent withdrawn"), "late"),
    "missing": (gettext_lazy("consent not asked for yet"), "soon"),
    "outdated": (gettext_lazy("to be asked again"), "soon"),
    "refused": (gettext_lazy("does not consent"), "na"),
    "given": (gettext_lazy("consents"), "met"),
}


def badge_of(state) -> dict:
    label, tone = WORDS[state]
    return {"label": label, "tone": tone}


def box(record, user):
    """People with the gravest state of their lines, what was withdrawn, what is asked about the data of the case.

    None where a case holds nobody's data by itself.
    """
    lines = lines_of(record)
    if not lines:
        return None
    people = {}
    for line in lines:
        people.setdefault(line.subject.code, (line.subject, []))[1].append(line.state)
    return {
        "url": reverse("consents", args=[record.number]),
        "people": [
            {"subject": subject, "badge": badge_of(next(state for state in WORDS if state in states))}
            for subject, states in people.values()
        ],
        "withdrawn": [line for line in lines if line.state == "withdrawn"],
        **_requests(record, user),
    }


def _requests(record, user):
    """What the persons ask about their data, for who reads requests; a restricted processing is shown to all."""
    asked = list(record.case.data_requests.all())
    reads = access.allowed(user, "view_data_requests", record.directorate_id)
    receives = access.allowed(user, "receive_data_requests", record.directorate_id)
    return {
        "requests": [{"asked": one, "badge": tone(one)} for one in asked] if reads else [],
        "request_url": f"{reverse('data_request_new')}?{urlencode({'case': record.number})}" if receives else "",
        "restricted": any(one.granted and one.what in ("restriction", "objection") for one in asked),
    }
