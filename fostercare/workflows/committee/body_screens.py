"""Committees and who sits on them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.keys import read_key
from fostercare.workflows.committee import bodies
from fostercare.workflows.committee.forms import BodyForm, SeatForm
from fostercare.workflows.committee.models import Body


def appoints(user, body):
    return access.allowed(user, "appoint_officers", body.directorate_id)


def known_to(user) -> list[Body]:
    """The bodies whose members the officer may read: those prepared, chaired, sat on or appointed to."""
    found = Body.objects.select_related("directorate").prefetch_related("members")
    rights = ("manage_sittings", "chair_sittings", "vote")
    return [body for body in found if appoints(user, body) or any(body.allows(user, right) for right in rights)]


class BodyList(View):
    """The committees; one that is missing is set up here."""

    def get(self, request):
        return self._page(BodyForm(user=request.user))

    def post(self, request):
        form = BodyForm(request.POST, user=request.user)
        return redirect("body", form.save().pk) if form.is_valid() else self._page(form)

    def _page(self, form):
        rows, missing = known_to(self.request.user), form.fields["body"].choices
        if not rows and not missing:
            raise PermissionDenied("no body")
        today = timezone.localdate()
        return render(
            self.request,
            "committee/bodies.html",
            {
                "title": _("Committees and members"),
                "crumbs": [{"label": _("Sittings"), "url": reverse("sitting_list")}, {"label": _("Committees")}],
                "rows": [{"body": body, "members": _seated(body, today)} for body in rows],
                "form": form if missing else None,
            },
        )


class BodyPage(View):
    """Who sits on a body; seats are given and ended by who appoints officers there."""

    def dispatch(self, request, pk):
        self.body = get_object_or_404(Body.objects.select_related("directorate"), pk=pk)
        if self.body not in known_to(request.user):
            raise Http404
        return super().dispatch(request)

    def get(self, request):
        return self._page(SeatForm(body=self.body))

    def post(self, request):
        if "unseat" in request.POST:
            return self._unseat(request.POST["unseat"])
        form = SeatForm(request.POST, body=self.body)
        if not form.is_valid():
            return self._page(form)
        given = form.cleaned_data
        try:
            bodies.seat(
                self.body, given["officer"], given["capacity"], by=request.user, stands_for=given["stands_for"],
                represents=given["represents"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._page(form)
        messages.success(request, _("%(officer)s sits on the committee.") % {"officer": given["officer"].full_name})
        return redirect("body", self.body.pk)

    def _unseat(self, key):
        member = get_object_or_404(self.body.members.filter(until=None), pk=read_key(key))
        bodies.unseat(member, by=self.request.user)
        messages.success(self.request, _("The term has ended."))
        return redirect("body", self.body.pk)

    def _page(self, form):
        may = appoints(self.request.user, self.body)
        members = self.body.members.on(timezone.localdate()).select_related("officer", "stands_for__officer")
        return render(
            self.request,
            "committee/body.html",
            {
                "title": self.body.name,
                "crumbs": [
                    {"label": _("Sittings"), "url": reverse("sitting_list")},
                    {"label": _("Committees"), "url": reverse("body_list")},
                    {"label": self.body.name},
                ],
                "members": members,
                "form": form if may else None,
            },
        )


def _seated(body, day):
    return [member for member in body.members.all() if member.since <= day and (not member.until or member.until > day)]
