"""When a refusal can be contested: the term runs from the day on which the family was notified of it."""

from fostercare.guidebook.book import book
from fostercare.workflows.calendar import working_day

NOTIFIED = "CM-04"


def notified_on(decision):
    """When the family received the decision, as the checklist says; None while it has not.

    What was answered before the decision speaks of an earlier one.
    """
    answer = decision.application.answers.filter(
        item__code=NOTIFIED, replaced_at=None, date__gte=decision.decided_on, answered_at__gte=decision.recorded_at
    ).first()
    return answer and answer.date


def contest_until(decision):
    """The last day for lodging a grievance; None where the term does not run yet, or the edition sets none."""
    notified, parameters = notified_on(decision), book(decision.application.edition).parameters
    last_day = notified and parameters.add(notified, "grievance_lodge")
    return last_day and working_day(last_day, parameters)
