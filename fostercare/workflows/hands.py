"""Who had a hand in a case: what is asked where nobody may judge their own work or their own decision."""

from django.apps import apps

from fostercare.guidebook.models import Answer, Assignment
from fostercare.workflows.lifecycle import transitions
from fostercare.workflows.models import StateChange

# The stages of the guidebook in which a committee's and the hand-over panel's own minutes are answered.
OF_THE_BODIES = ["committee", "hand_over"]


def studied(record) -> set:
    """The officers (keys) who took part in the study of the family."""
    studies = filter(None, (getattr(case, "home_study", None) for case in record.chain()))
    return {hand for study in studies for hand in (study.worker_id, study.partner_id, study.supervisor_id)}


def worked(record, officers) -> set:
    """Those of the officers who worked on the case: acts, answers, assignments.

    What a committee decided is no such work, nor is what the hand-over of a brother or sister brought along on the
    family's file.
    """
    cases = [case.pk for case in record.chain()]
    no_work = {act for case in record.chain() for act in (*_decided(case), *_brought_along(case))}
    acts = StateChange.objects.filter(case__in=cases, by__in=officers).exclude(act__in=no_work)
    answers = Answer.objects.filter(case__in=cases, authority="").exclude(item__stage__in=OF_THE_BODIES)
    return {
        *acts.values_list("by", flat=True),
        *answers.filter(answered_by__in=officers).values_list("answered_by", flat=True),
        *answers.filter(verified_by__in=officers).values_list("verified_by", flat=True),
        *Assignment.objects.filter(case__in=cases, officer__in=officers).values_list("officer", flat=True),
    }


def _decided(case):
    """The acts by which a committee's decisions move the case."""
    return {act for acts in case.DECIDED_BY.values() for act in acts.values() if act}


def _brought_along(case):
    """The acts that a placement's own acts bring along on this case."""
    return {name for name, known in transitions(case).items() if known.custom.get("with") == "placement"}


def sat(items, officers) -> set:
    """Those of the officers who were in the room when a committee decided these items of its agendas."""
    members = apps.get_model("committee.Member").objects.filter(
        officer__in=officers,
        attendances__arrived_at__isnull=False,
        attendances__sitting__items__in=items.filter(resolution__number__isnull=False),
    )
    return set(members.values_list("officer", flat=True))
