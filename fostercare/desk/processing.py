"""The register of processing, for the Ministry, directorates and the data-protection officer: page and paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directorates import access
from fostercare import printing
from fostercare.guidebook import papers
from fostercare.guidebook.book import book
from fostercare.guidebook.processing import activities, measures
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.tabs import of_privacy

SIGNED_BY = ("data_protection_officer", "foster_families_head")


@require_safe
def register(request):
    """What is kept, why, who reads it, how long: by the edition in force and the table of rights."""
    access.require_somewhere(request.user, "view_privacy")
    return render(
        request,
        "privacy/processing.html",
        {
            "title": _("Register of processing"),
            "lead": _("It follows from the edition in force and the table of rights; nothing here is typed twice."),
            "tabs": of_privacy("processing_register", request.user),
            "tools": [{"label": _("Print"), "url": reverse("processing_register_pdf"), "icon": "print"}],
            **_register(),
        },
    )


@require_safe
def register_pdf(request):
    """The register on the Ministry's paper."""
    access.require_somewhere(request.user, "view_privacy")
    with translation.override(printing.LANGUAGE):
        facts = {
            "title": _("Register of processing"),
            "printed_at": timezone.now(),
            "printed_by": request.user,
            "signatures": papers.signature_boxes(request.user, None, *SIGNED_BY),
            "edition": in_force(),
            **_register(),
        }
        content = printing.pdf("print/processing.html", facts)
    disposition = 'inline; filename="register-of-processing.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _register():
    kept = book(in_force())
    return {"activities": activities(kept), "measures": measures(kept)}
