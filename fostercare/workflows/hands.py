"""Who had a hand in a case: what is asked where nobody may judge their own work or their own decision."""

from django.apps import apps

from fostercare.guidebook.models import Answer, Assignment
from fostercare.workflows.models import StateChange


def studied(record) -> set:
    """The officers (keys) who took part in the study of the family."""
    studies = filter(None, (getattr(case, "home_study", None) for case in record.chain()))
    return {hand for study in studies for hand in (study.worker_id, study.partner_id, study.supervisor_id)}


def worked(record, officers) -> set:
    """Those of the officers who worked on the case: acts, answers, assignments. A committee's acts are no such work."""
    cases = [case.pk for case in record.chain()]
    by_committees = {act for case in record.chain() for acts in case.DECIDED_BY.values() for act in acts.values()}
    acts = StateChange.objects.filter(case__in=cases, by__in=officers).exclude(act__in=by_committees - {None})
    answers = Answer.objects.filter(case__in=cases, authority="").exclude(item__stage="committee")
    return {
        *acts.values_list("by", flat=True),
        *answers.filter(answered_by__in=officers).values_list("answered_by", flat=True),
        *answers.filter(verified_by__in=officers).values_list("verified_by", flat=True),
        *Assignment.objects.filter(case__in=cases, officer__in=officers).values_list("officer", flat=True),
    }


def sat(items, officers) -> set:
    """Those of the officers who were in the room when a committee decided these items of its agendas."""
    members = apps.get_model("committee.Member").objects.filter(
        officer__in=officers,
        attendances__arrived_at__isnull=False,
        attendances__sitting__items__in=items.filter(resolution__number__isnull=False),
    )
    return set(members.values_list("officer", flat=True))
