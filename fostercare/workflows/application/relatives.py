"""A relative asks for a child whose placement ends: the request is registered from the ending, as one of kin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directorates import access
from directorates.roles import ACTIONS
from fostercare.guidebook.models import Case
from fostercare.workflows.application.models import RegistrationDraft
from fostercare.workflows.cases import find

RIGHT = "register_applications"
RELATIVE = "relative"


@require_POST
def register_a_relative(request, number):
    """A draft for the relative, with what the ending knows: kin, and the child's own age and sex."""
    placement = find(request.user, number)
    ending = placement.ending if placement.kind == Case.Kind.PLACEMENT else None
    if ending is None or ending.next_care != RELATIVE:
        raise Http404
    directorate = access.directorates_where(request.user, RIGHT).first()
    if directorate is None:
        raise PermissionDenied(ACTIONS[RIGHT])
    mine = RegistrationDraft.objects.filter(officer=request.user, application=None, follows=ending)
    draft = mine.first() or RegistrationDraft.objects.create(
        officer=request.user, directorate=directorate, follows=ending, data=_known(placement, ending)
    )
    messages.success(request, _("A registration was begun for the relative; what the ending knows is filled in."))
    return redirect("registration", draft.pk, "family")


def _known(placement, ending):
    age = (timezone.localdate() - placement.child.birth_date).days // 365
    words = _("Asks for the child of file %(number)s after the ending of placement %(placement)s.") % {
        "number": placement.match.child_file.number, "placement": placement.number,
    }  # fmt: skip
    typed = {
        "children_asked": ["1"], "child_sex": [placement.child.sex], "child_age_from": [str(age)],
        "child_age_to": [str(min(age + 1, 17))], "kin": ["on"], "wishes": [f"{words} {ending.next_care_note}".strip()],
    }  # fmt: skip
    return {"wishes": {"typed": typed, "sent": False}}
