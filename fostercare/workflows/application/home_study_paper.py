"""The social study on paper (D31). Whoever sees the case may open it, so answers for some eyes only are not printed."""

import hashlib
import json

from django.utils import timezone
from django.utils.translation import gettext as _

from directorates.roles import ROLES
from fostercare import printing
from fostercare.guidebook import papers, questions
from fostercare.workflows.application.home_study_form import StudyForm

KIND = "D31"


def archive(study, by):
    """Print the study as it stands; an earlier print is marked as replaced."""
    return papers.archive(study.application.case, KIND, lambda paper: _pdf(study, paper), by)


def _pdf(study, paper) -> bytes:
    application = study.application
    form = StudyForm(application, study.answers)
    frame = {
        **papers.stamp(paper),
        "title": form.book.document_label(KIND),
        "directorate": application.directorate.name,
        "number_label": _("Case"),
        "number": application.number,
        "study": study,
        "application": application,
        "sections": sections(form, study.answers, hidden=_restricted),
        "seal": digest(study.answers),
        "hands": _hands(study),
    }
    return printing.pdf("print/home_study.html", frame)


def sections(form, answers, hidden):
    """The study to be read: sections of questions with their answers in words; `hidden` says which stay unread."""
    told = []
    for section in form.sections:
        rows = [
            {
                "label": questions.label(row),
                "hidden": hidden(row, form.book),
                "said": questions.said(row, answers.get(row["key"])),
            }
            for row in form.questions
            if row["section"] == section["key"]
        ]
        told.append({**section, "rows": rows})
    return told


def digest(answers) -> str:
    """Binds the paper to all answers, those included that it does not show."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _restricted(question, book):
    return bool(questions.right_to_read(question, book))


def _hands(study):
    """Who signed, in what capacity, when."""
    signed = [
        ("social_worker", study.worker, study.worker_signed_at),
        ("partner_ngo_worker", study.partner, study.partner_signed_at),
        ("social_supervisor", study.supervisor, study.supervisor_signed_at),
    ]
    return [
        {"capacity": ROLES[role].label, "name": officer if at else "", "at": at and timezone.localtime(at)}
        for role, officer, at in signed
    ]
