"""Printing from a case, and the papers that were printed."""

from csp.decorators import csp_exempt
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fostercare.guidebook import checklist_paper, papers
from fostercare.guidebook.models import Paper
from fostercare.workflows import letters
from fostercare.workflows.cases import find


@require_POST
def print_checklist(request, number):
    """Print the checklist as it stands now; what is shown is the kept paper, so reading it again prints nothing."""
    record = find(request.user, number)
    paper = checklist_paper.archive(record, timezone.localdate(), by=request.user)
    return redirect("paper", number, paper.pk)


@require_POST
def print_letter(request, number, code):
    """Issue a letter that an act calls for; issued once, it is only shown."""
    record = find(request.user, number)
    paper = letters.issue(record, code, by=request.user)
    return redirect("paper", number, paper.pk)


@never_cache
@csp_exempt()  # browsers' own readers of PDFs do not open under a policy; what is shown is of our making
def paper(request, number, pk):
    """A paper of the case, as it was printed. Its name is numbers only."""
    record = find(request.user, number)
    kept = get_object_or_404(Paper, pk=pk, case=record.case)
    letters.require_reading(request.user, record, kept.kind)
    if not kept.file:  # reduced with its case (workflows/retention)
        raise Http404
    return HttpResponse(
        papers.content(kept),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{number}-{kept.kind}.pdf"'},
    )
