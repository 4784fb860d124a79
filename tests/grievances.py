"""Refused families and their grievances, walked by the acts and hands that lead there."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from fostercare.guidebook.checklist import Checklist
from fostercare.workflows.grievance import lodging
from fostercare.workflows.lifecycle import act
from tests.cases import again, an_application, satisfy
from tests.people import person
from tests.sittings import decide

REFUSAL = {"reasons": ["R12"], "text": "المسكن غير ملائم لاستقبال طفل."}


def a_refused_application(told=True):
    """Refused by Alexandria's committee; the family was notified today, unless it was not."""
    application = an_application(at="ready_for_committee")
    decide(application, "refuse", **REFUSAL)
    return notified(application) if told else again(application)


def notified(application):
    """The family received the decision today."""
    checklist = Checklist(again(application), timezone.localdate())
    line = checklist.line(checklist.book.by_code["CM-04"])
    satisfy(again(application), line, line.parts[0])
    return again(application)


def a_grievance(application=None, by="salma", lodged_on=None, at="lodged"):
    """The husband's grievance against the refusal: lodged, or studied and laid before the Higher Committee."""
    application = application or a_refused_application()
    grievance = lodging.lodge(
        lodging.contestable(application), by=person(by), lodged_by=application.household.adults[0],
        lodged_on=lodged_on or timezone.localdate(), grounds="انتقلنا إلى مسكن أوسع.",
    )  # fmt: skip
    if at == "with_higher_committee":
        act(again(grievance).admit, by=person("zaynab"))
        act(again(grievance).present, by=person("zaynab"), study="المسكن الجديد ملائم.")
    return again(grievance)


def days_later(days):
    """The clock of the program stands so many days ahead."""
    moment = timezone.now() + timedelta(days=days)
    return mock.patch.object(timezone, "now", lambda: moment)
