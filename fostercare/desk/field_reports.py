"""An incident that was reported on a phone arrives: the phone is known to one procedure, the incident to another."""

from django.views.decorators.http import require_POST

from directorates.keys import read_key
from fostercare.workflows.follow_up.phone.asked import answering, as_key, as_moment, the_answers, the_phone
from fostercare.workflows.follow_up.phone.receiving import visit_for
from fostercare.workflows.incident import field


@require_POST
@answering
def from_a_phone(request):
    """A report, with what the phone's clock said; about the child of one of the officer's visits, or about a number.

    Who took a visit along may report on its child, also after having been moved: danger is not to wait for rights.
    """
    given = request.POST
    the_phone(request, working=True)
    key, answers = as_key(given.get("key")), the_answers(given.get("answers", ""))
    about = read_key(given.get("visit"))
    visit = visit_for(request.user, about) if about is not None else None
    reading = field.Reading(*[as_moment(given.get(name, "")) for name in ("typed_at", "sent_at", "met_at", "met_by")])
    found_there = given.get("found") == "yes"
    return field.take_in(key, answers, by=request.user, visit=visit, found_there=found_there, reading=reading)
