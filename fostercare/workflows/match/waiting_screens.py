"""The families that wait, in their order; and how one of them came to its place."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from directorates import access
from directorates.wording import digits
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.match import waiting_order
from fostercare.workflows.match.models import Match, WaitingSpell
from fostercare.workflows.paging import paged


def waiting_list(request):
    """Who waits, directorate by directorate, the longest approved first."""
    access.require_somewhere(request.user, "view_cases")
    applications = Match._meta.get_field("application").related_model.objects.visible_to(request.user)
    spells = WaitingSpell.objects.filter(application__in=applications.values("pk")).select_related(
        "application", "directorate"
    )
    page = paged(request, waiting_order.with_places(spells), "directorate_id", "since", "application_id")
    return render(
        request,
        "match/waiting.html",
        {
            "title": _("Families that wait"),
            "lead": _("In the order of their approval, directorate by directorate."),
            "rows": page.rows,
            "pager": page,
            "crumbs": [{"label": _("Matches"), "url": reverse("match_list")}, {"label": _("Families that wait")}],
            "empty_sentence": _("No approved and cleared family waits for a child now."),
        },
    )


def waiting_place(request, number):
    """One family's place, and each move of it with its reason; of the other families nothing but that they moved."""
    application = find(request.user, number)
    if application.kind != Case.Kind.APPLICATION:
        raise Http404
    standing = waiting_order.with_places(WaitingSpell.objects.filter(application=application.pk)).first()
    of_the_place = WaitingSpell.objects.filter(directorate=application.directorate_id, ended_at=None)
    return render(
        request,
        "match/place.html",
        {
            "title": _("Place in the waiting order"),
            "application": application,
            "standing": standing,
            "waiting": of_the_place.count(),
            "moves": [_in_words(move) for move in waiting_order.moves(application)],
            "back": {"label": application.number, "url": reverse("case", args=[application.number])},
            "crumbs": [
                {"label": application.number, "url": reverse("case", args=[application.number]), "ltr": True},
                {"label": _("Place in the waiting order")},
            ],
        },
    )


def _in_words(move):
    """A move as components/timeline.html shows it."""
    cause = WaitingSpell.Cause(move.cause).label
    if move.before is None:
        title = _("Waits for a child, at place %(place)s") % {"place": digits(move.after)}
    elif move.after is None:
        title = _("No longer waits; the place was %(place)s") % {"place": digits(move.before)}
    else:
        title = _("From place %(before)s to place %(after)s") % {
            "before": digits(move.before),
            "after": digits(move.after),
        }
        cause = _("A family before it: %(why)s.") % {"why": cause}
    return {"when": move.at, "title": title, "why": cause, "act": move.own}
