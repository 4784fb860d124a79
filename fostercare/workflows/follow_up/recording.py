"""Recording a visit from its draft: judged as a whole, then through the door. The office and the phone do the same."""

from fostercare.workflows import lifecycle
from fostercare.workflows.follow_up.forms import VisitForm
from fostercare.workflows.follow_up.questions import DATE, SEEN_ALONE, as_day


class Unfinished(Exception):
    """Something is missing or cannot be read: `form` holds the sentences, field by field."""

    def __init__(self, form):
        super().__init__()
        self.form = form


def record(visit, questions, *, by):
    """Record the visit with the answers kept so far. Raises Unfinished, or whatever the door raises."""
    form = VisitForm.of_the_draft(visit, questions)
    if not form.is_valid():
        raise Unfinished(form)
    answers = {**visit.answers, **form.answers()}
    alone = {"seen": True, "not_seen": False}.get(answers.get(SEEN_ALONE))
    return lifecycle.act(visit.record, by=by, visited_on=as_day(answers[DATE]), answers=answers, seen_alone=alone)
