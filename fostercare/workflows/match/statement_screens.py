"""What family, home and child say of a match: shown side by side, written down by whoever heard it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.match.forms import StatementForm
from fostercare.workflows.match.models import Side, State
from fostercare.workflows.match.statements import said, sides_of

# Whoever records the visits hears family and home; a child is heard by who follows it.
HEARS = {Side.FAMILY: "record_viewing_visits", Side.HOME: "record_viewing_visits", Side.CHILD: "hear_children"}


def statements(match, user) -> list[dict]:
    """Each side that has a say, with what it last said, for an officer who may read it."""
    standing = said(match)
    reads_words = _allowed(user, "view_child_words", match)
    return [
        {
            "label": side.label,
            "said": standing.get(side),
            "hidden": side == Side.CHILD and not reads_words,
            "url": _url(match, side, user),
        }
        for side in sides_of(match)
    ]


class AddStatement(View):
    """One side is asked; what it says is kept, and counts until it says something else."""

    def dispatch(self, request, number, side):
        self.match = find(request.user, number)
        if self.match.kind != Case.Kind.MATCH or side not in sides_of(self.match):
            raise Http404
        self.side = Side(side)
        if not _allowed(request.user, HEARS[self.side], self.match):
            raise PermissionDenied(HEARS[self.side])
        if self.match.state != State.VIEWING:
            messages.error(request, _("Family, home and child are asked while the viewing letter is in force."))
            return redirect("case", number)
        return super().dispatch(request)

    def get(self, request):
        return self._page(StatementForm(match=self.match, side=self.side))

    def post(self, request):
        form = StatementForm(request.POST, match=self.match, side=self.side)
        if not form.is_valid():
            return self._page(form)
        form.save(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("case", self.match.number)

    def _page(self, form):
        return render(
            self.request,
            "match/statement.html",
            {
                "title": _("What they say: %(who)s") % {"who": self.side.label},
                "form": form,
                "back": {"label": self.match.number, "url": reverse("case", args=[self.match.number])},
                "facts": [
                    {"label": _("Family"), "value": self.match.heading},
                    {"label": _("Child's file"), "value": self.match.child_file.number, "ltr": True},
                ],
                "submit_label": _("Save"),
            },
        )


def _url(match, side, user):
    possible = match.state == State.VIEWING and _allowed(user, HEARS[side], match)
    return reverse("match_statement", args=[match.number, side.value]) if possible else ""


def _allowed(user, action, match):
    """A right is asked where the family lives and where the child does: the home may be in another governorate."""
    return any(access.allowed(user, action, place) for place in {match.directorate_id, match.child_file.directorate_id})
