"""The file moves: everything of the family that is followed up changes hands on one day, in one transaction."""

from django.apps import apps
from django.db.models import Q

from fostercare.guidebook.models import Assignment, Case
from fostercare.workflows import waiting

# Not while a removal or an ending is being decided: who began that brings it to its end.
MOVES_IN = ["transition", "stable", "under_watch"]
WORKER = "case_worker"


def move(transfer) -> None:
    """All cases of the family go to the receiver, its incidents and journeys too, with open tasks and the household.

    The follow-up worker whom the receiver named takes over; everybody else's assignment ends with their directorate.
    """
    application = transfer.placement.match.application
    placements = list(_living_there(application))
    beside = Q(as_incident__placement__in=placements) | Q(as_travel__placement__in=placements)
    followed = [*placements, *Case.objects.filter(beside)]
    cases = [application.pk, *(placement.match_id for placement in placements), *(case.pk for case in followed)]
    Case.objects.filter(pk__in=cases).update(directorate=transfer.receiver)
    for placement in placements:
        placement.answer_for(transfer.receiver, since=transfer.moved_on)
    waiting.move(cases, transfer.receiver)
    _change_the_team(cases, followed, transfer)
    household = application.household
    household.directorate, household.district, household.address = (
        transfer.receiver, transfer.district, transfer.address,
    )  # fmt: skip
    household.save(update_fields=["directorate", "district", "address"])
    transfer.placement.directorate = transfer.receiver


def _living_there(application):
    """All children who live with the family: brothers and sisters are not parted by a file."""
    placements = apps.get_model("placement.Placement").objects
    return placements.filter(match__application=application, handed_over_on__isnull=False, ended_on=None)


def _change_the_team(cases, followed, transfer):
    Assignment.objects.filter(case__in=cases).delete()
    Assignment.objects.bulk_create(
        Assignment(case_id=case.pk, officer=transfer.worker, role=WORKER) for case in followed
    )
