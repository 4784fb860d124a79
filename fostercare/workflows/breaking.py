"""Break-glass: in an emergency what is hidden opens with a reason, for a short time, and those who answer are told.

Papers, answers, results and sealed records of a class open alike; a child's origins open by two people, and not here.

What was broken stands in the ledger as everything does; here it waits until somebody who answers for the file has read
the reason.
"""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from directorates import access
from directorates.roles import ACTIONS
from directorates.wording import digits
from fostercare.guidebook.book import wording
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.models import BreakGlass
from fostercare.workflows.sight import ORIGINS, Sight

# The cases on which papers and answers stand.
HOLDS_ANSWERS = (Case.Kind.APPLICATION, Case.Kind.CHILD_FILE, Case.Kind.MATCH, Case.Kind.PLACEMENT)


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why it cannot wait"),
        help_text=gettext_lazy("At least twenty letters. It is read by the head, the directorate and the Ministry."),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=20,
        max_length=1000,
    )


class BreakPage(View):
    """Asks for the reason, opens one class of this case for a while."""

    def dispatch(self, request, number, **what):
        self.record = find(request.user, number)
        access.require(request.user, "break_glass", self.record.directorate)
        self.sight = Sight(self.record, request.user)
        self.right = self.meant(**what)
        return super().dispatch(request)

    def meant(self, **what):
        """The right that is stood in for; what it opens is kept for the page. Raises Http404."""
        raise NotImplementedError

    def get(self, request):
        return self._page(ReasonForm())

    def post(self, request):
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        until = timezone.now() + timedelta(minutes=settings.BREAK_GLASS_MINUTES)
        BreakGlass.objects.create(
            case=self.record.case, officer=request.user, right=self.right,
            why=form.cleaned_data["why"], until=until,
        )  # fmt: skip
        messages.warning(
            request,
            _("Open for %(minutes)s minutes. The head, the directorate and the Ministry have been told.")
            % {"minutes": digits(settings.BREAK_GLASS_MINUTES)},
        )
        return redirect(self.back, self.record.number)

    def _page(self, form):
        number = self.record.number
        return render(
            self.request,
            "cases/break_glass.html",
            {
                "title": self.title,
                "lead": self.lead,
                "form": form,
                "back": {"label": number, "url": reverse(self.back, args=[number])},
                "facts": [*self.facts(), {"label": _("Right"), "value": ACTIONS[self.right]}],
                "submit_label": _("Open it and tell them"),
                "grave": True,
            },
        )


class BreakPaper(BreakPage):
    """The papers of a paper's class."""

    back, title, lead = "documents", gettext_lazy("Open a hidden paper in an emergency"), ""

    def meant(self, pk):
        self.paper = get_object_or_404(self.record.documents(), pk=pk)
        return self.sight.right_of(self.paper.kind)

    def facts(self):
        return [
            {"label": _("Paper"), "value": self.sight.book.document_label(self.paper.kind)},
            {"label": _("Class"), "value": self.sight.class_of(self.paper.kind)},
        ]


class BreakClass(BreakPage):
    """What stands of this family or this child in a class of the edition: sealed records, answers, results."""

    back, title = "case", gettext_lazy("Open hidden data in an emergency")

    @property
    def lead(self):
        if self.record.kind != Case.Kind.CHILD_FILE:
            return ""
        return _("A child's origins do not open here: two people open them, from the sealed record itself.")

    def meant(self, key):
        known = (row for row in self.sight.book.rows("sensitivity_classes") if row["right"] and row["key"] != ORIGINS)
        self.row = next((row for row in known if row["key"] == key), None)
        if self.row is None or self.record.kind not in HOLDS_ANSWERS:
            raise Http404
        return self.row["right"]

    def facts(self):
        return [{"label": _("Class"), "value": wording(self.row)}]


def told_to(user):
    """What was broken in the places of which this officer answers and nobody has read yet, the latest first."""
    places = {place for action, place in access.rights(user).actions if action == "view_openings"}
    waiting = BreakGlass.objects.filter(read_at=None).exclude(officer=user).select_related("case", "officer")
    if access.NATIONAL not in places:
        waiting = waiting.filter(case__directorate__in=places)
    return waiting if places else waiting.none()


def rows(user):
    return [{"broken": one, "right": ACTIONS[one.right]} for one in told_to(user)[:50]]


@require_POST
def read(request, pk):
    """Whoever answers for the file has read the reason."""
    broken = told_to(request.user).filter(pk=pk).first()
    if broken is None:
        raise Http404
    broken.read_at, broken.read_by = timezone.now(), request.user
    broken.save(update_fields=["read_at", "read_by"])
    messages.success(request, _("Noted: you have read why it was opened."))
    return redirect("escalated")
