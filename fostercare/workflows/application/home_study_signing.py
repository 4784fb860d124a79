"""The signatures under the social study: the worker's, the partner association's, the supervisor's, or its return.

The worker's signature prints the study, files it as a paper and answers the guidebook's items of the home study from
it; the association answers its own item; the supervisor's approval verifies all of these answers.
"""

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directorates import access
from fostercare.guidebook import answering, papers
from fostercare.guidebook.book import book
from fostercare.guidebook.checklist import Checklist
from fostercare.guidebook.models import Answer
from fostercare.records.models import Document
from fostercare.workflows.application import home_study_paper
from fostercare.workflows.application.home_study import is_open, locked
from fostercare.workflows.application.home_study_form import HOME_IS_SAFE, SEEN_ALONE, VISITED_ON, StudyForm
from fostercare.workflows.application.models import State
from fostercare.workflows.lifecycle import NotNow

PARTNER = "partner_ngo_worker"
BY_PARTNER = "HS-05"
APPROVED_WITH_IT = ["HS-01", "HS-02", "HS-03", "HS-04", BY_PARTNER, "HS-07"]


@transaction.atomic
def sign(application, *, by):
    """The worker signs: the study is printed, filed, and answers the guidebook's items of the home study."""
    access.require(by, "study_families", application.directorate)
    study = locked(application)
    if why := why_not_sign(application, study, by):
        raise NotNow(why)
    form = _complete(application, study)
    form.full_clean()
    given = form.cleaned_data
    study.worker, study.worker_signed_at = by, timezone.now()
    study.visited_on, study.returned_note = given[VISITED_ON], ""
    study.save()
    document = _file(study, by)
    for code, values in _answers(given).items():
        _answer(application, code, document, by, **values)


@transaction.atomic
def cosign(application, *, by):
    """The partner association's worker signs that the association took part."""
    if not access.holds(by, PARTNER, application.directorate):
        raise PermissionDenied(BY_PARTNER)
    study = locked(application)
    if why := why_not_cosign(application, study, by):
        raise NotNow(why)
    study.partner, study.partner_signed_at = by, timezone.now()
    study.save()
    _answer(application, BY_PARTNER, _file(study, by), by, signed=True)


@transaction.atomic
def approve(application, *, by):
    """The supervisor approves the study, and with it verifies the answers it gave."""
    access.require(by, "approve_studies", application.directorate)
    study = locked(application)
    if why := why_not_approve(application, study, by):
        raise NotNow(why)
    study.supervisor, study.supervisor_signed_at = by, timezone.now()
    study.save()
    _file(study, by)
    given = Answer.objects.filter(
        case=application.case, item__code__in=APPROVED_WITH_IT, replaced_at=None, verified_by=None
    ).exclude(item__verified_by="")
    for answer in given.select_related("item"):
        answering.verify(application, answer, by=by)


@transaction.atomic
def send_back(application, *, by, questions):
    """The supervisor returns the study with questions: it is open again, and nothing of it is lost."""
    access.require(by, "approve_studies", application.directorate)
    study = locked(application)
    if why := why_not_send_back(application, study, by):
        raise NotNow(why)
    study.worker_signed_at = study.partner = study.partner_signed_at = None
    study.returned_note = questions
    study.save()


def why_not_sign(application, study, by) -> str:
    """Why the worker cannot sign now; empty when it is possible."""
    if not is_open(application, study):
        return _("This study cannot be signed now: it is signed already, or the family is not under study.")
    if not study or not _complete(application, study).is_valid():
        return _("The study cannot be signed yet, because these questions are open:")
    return ""


def why_not_cosign(application, study, by) -> str:
    if not study or not study.signed or application.state != State.REGISTERED:
        return _("The study waits for the social worker's signature.")
    if study.partner_signed_at:
        return _("The partner association has signed.")
    if study.worker_id == by.pk:
        return _("You wrote this study yourself; a colleague has to sign here.")
    return ""


def why_not_send_back(application, study, by) -> str:
    if not study or not study.signed or application.state != State.REGISTERED:
        return _("The study waits for the social worker's signature.")
    if study.supervisor_signed_at:
        return _("The study has been approved.")
    if by.pk in (study.worker_id, study.partner_id):
        return _("You wrote this study yourself; a colleague has to sign here.")
    return ""


def why_not_approve(application, study, by) -> str:
    if why := why_not_send_back(application, study, by):
        return why
    return "" if study.partner_signed_at else _("The study waits for the partner association's signature.")


def _complete(application, study):
    """The study as the form reads it when nothing may be missing."""
    return StudyForm(application, study.answers, complete=True)


def _answers(given) -> dict:
    """What the signed study says to the guidebook's items. What the worker found wanting is answered as not met."""
    met, not_met = Answer.State.MET, Answer.State.NOT_MET
    alone, safe = given.get(SEEN_ALONE) != "no", given[HOME_IS_SAFE] == "yes"
    return {
        "HS-01": {"state": met if alone else not_met, "date": given[VISITED_ON]},
        "HS-02": {"yes_no": True},
        "HS-03": {"state": met if safe else not_met, "yes_no": safe},
        "HS-04": {},
        "HS-07": {"signed": True},
    }


def _answer(application, code, document, by, state=Answer.State.MET, **values):
    item = book(application.edition).by_code[code]
    if Checklist(application, timezone.localdate()).line(item).applies:
        answering.answer(application, item, by=by, state=state, documents=[document], **values)


def _file(study, by) -> Document:
    """Print the study as it stands and file it with the household's papers."""
    application, paper = study.application, home_study_paper.archive(study, by)
    content = papers.content(paper)
    return Document.objects.create(
        kind=home_study_paper.KIND, **application.concerns(), file=ContentFile(content, name="paper.pdf"),
        content_type="application/pdf", size=len(content), sha256=paper.sha256, number=papers.spaced(paper.code),
        issuer=application.directorate.name_ar, issued_on=timezone.localdate(), uploaded_by=by,
    )  # fmt: skip
