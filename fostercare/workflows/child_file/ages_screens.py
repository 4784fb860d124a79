"""The children who reach an age that matters soon: a list for each such age."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from directorates import access
from directorates.wording import day
from fostercare.workflows.child_file.ages import ages, counted
from fostercare.workflows.child_file.models import ChildFile, ChildFileQuerySet
from fostercare.workflows.paging import paged
from fostercare.workflows.tones import badge

VIEW = ChildFileQuerySet.view_action


def coming_ages(request):
    """Who comes first stands first. A child is called by the file's number here, never by name."""
    if not access.allowed_somewhere(request.user, VIEW):
        raise PermissionDenied(VIEW)
    known, files = ages(), ChildFile.objects.visible_to(request.user)
    current = known.get(request.GET.get("age")) or next(iter(known.values()), None)
    near = files.whole().filter(current.near) if current else files.none()
    page = paged(request, near, "child__birth_date", "pk")
    return render(
        request,
        "child_file/ages.html",
        {
            "title": _("Coming ages"),
            "lead": _lead(current),
            "crumbs": [{"label": _("Children"), "url": reverse("child_list")}],
            "tabs": _tabs(known, current, counted(files, known) if known else {}),
            "rows": [{"file": file, "badge": badge(file), "on": current.reached_on(file.child)} for file in page.rows],
            "pager": page,
            "empty_sentence": _("No child reaches this age within that time."),
        },
    )


def _lead(current):
    if current is None:
        return _("The guidebook in force names no age.")
    return _("Children who reach an age that matters by %(last)s; who comes first stands first.") % {
        "last": day(current.last, current.first)
    }


def _tabs(known, current, near):
    return [
        {"label": age.label, "url": f"?age={key}", "count": near[key], "current": age is current}
        for key, age in known.items()
    ]
