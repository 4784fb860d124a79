"""What the pages of one sitting have in common: who looks on, and how a refusal is said."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from directorates.keys import read_key
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.committee import presence
from fostercare.workflows.committee.conflicts import Recusal
from fostercare.workflows.committee.models import Body, Member, State
from fostercare.workflows.offers import in_words


@dataclass
class Hands:
    """What an officer may do at the sittings of a body."""

    manages: bool
    chairs: bool
    seat: Member | None

    @classmethod
    def of(cls, user, sitting):
        body = sitting.body
        seats = body.members.on(sitting.held_on).filter(officer=user).select_related("officer", "stands_for")
        return cls(body.allows(user, "manage_sittings"), body.allows(user, "chair_sittings"), seats.first())

    @property
    def any(self):
        return bool(self.manages or self.chairs or self.seat)


def bodies_with(user, *actions) -> list[Body]:
    """The bodies at which the officer may do one of these."""
    bodies = Body.objects.select_related("directorate")
    return [body for body in bodies if any(body.allows(user, action) for action in actions)]


def refuse_unpublished(sitting, hands):
    """Until its agenda is published a sitting exists only for who prepares it."""
    if sitting.state == State.PLANNED and not hands.manages:
        raise Http404


class SittingPage(View):
    """A page of one sitting: what is sent is done by the core, and what the core refuses is said on the page.

    `works`: what the page's buttons are called → the method that does it and says whether it was done.
    """

    template = ""
    works: dict = {}

    def dispatch(self, request, number, **address):
        self.sitting = find(request.user, number)
        if self.sitting.kind != Case.Kind.SITTING:
            raise Http404
        self.hands = Hands.of(request.user, self.sitting)
        refuse_unpublished(self.sitting, self.hands)
        if not self.hands.any:
            raise PermissionDenied("only who prepares, chairs or sits")
        self.refusals, self.obstacles = [], []
        self.begin(**address)
        return super().dispatch(request)

    def begin(self):
        """Read what the page is about."""

    def context(self) -> dict:
        raise NotImplementedError

    def get(self, request):
        return self.page()

    def post(self, request):
        work = self.works.get(request.POST.get("do"))
        if work is None:
            raise Http404
        return redirect(self.onwards()) if getattr(self, work)() else self.page()

    def onwards(self):
        """Where the page goes when something was done."""
        return self.request.path

    def attempt(self, work, *args, **facts) -> bool:
        """Do a work of the core; its refusal is kept for the page."""
        try:
            work(*args, by=self.request.user, **facts)
        except ValidationError as error:
            self.refusals = error.messages
            self.obstacles = [in_words(obstacle) for obstacle in getattr(error, "obstacles", [])]
        return not self.refusals

    def posted(self, rows, name):
        """The row that a button names by its key; one that is not among these does not exist."""
        return get_object_or_404(rows, pk=read_key(self.request.POST.get(name)))

    def page(self):
        usual = {
            "sitting": self.sitting,
            "hands": self.hands,
            "refusals": self.refusals,
            "obstacles": self.obstacles,
            "back": {"label": f"{self.sitting.body.name} · {self.sitting.number}", "url": self.home},
        }
        return render(self.request, self.template, usual | self.context())

    @property
    def home(self):
        return reverse("case", args=[self.sitting.number])

    # The chair's word on what the system proposed, asked for on two pages

    def accept(self):
        return self.attempt(presence.decide, self._recusal(), accept=True)

    def set_aside(self):
        return self.attempt(presence.decide, self._recusal(), accept=False, why=self.request.POST.get("why", ""))

    def _recusal(self):
        recusals = Recusal.objects.select_related("item__sitting", "member__officer")
        return self.posted(recusals.filter(item__sitting=self.sitting), "recusal")
