"""Who works where: the officers of a place, appointing and releasing them, their passwords."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from directorates import access, events, passwords
from directorates.forms import MINISTRY, AccountForm, ColleagueForm, places
from directorates.keys import read_keys
from directorates.models import Appointment, Officer
from directorates.roles import INCOMPATIBLE, ROLES
from directorates.signals import password_renewed

NO_ROLE = "none"
MOST = 500


@require_safe
def officer_list(request):
    """The officers of one place and what each is there."""
    choices = _places(request.user)
    if access.allowed(request.user, "appoint_officers", None):
        choices = [*choices, (NO_ROLE, _("without a role"))]
    chosen = request.GET.get("place", choices[0][0])
    chosen = chosen if chosen in dict(choices) else choices[0][0]
    return render(
        request,
        "officers/list.html",
        {
            "title": _("Officers"),
            "places": choices if len(choices) > 1 else [],
            "place": chosen,
            "lead": dict(choices)[chosen],
            "rows": _without_a_role() if chosen == NO_ROLE else _officers_in(chosen),
            "tools": [
                {"label": _("Appoint an officer"), "url": reverse("appoint"), "icon": "plus"},
                {"label": _("Review of appointments"), "url": _review_of(chosen), "icon": "check"},
                *_system(request.user),
            ],
            "empty_sentence": _("Nobody works here yet."),
        },
    )


def _system(user):
    if not access.allowed(user, "run_system", None):
        return []
    return [{"label": _("State of the system"), "url": reverse("system"), "icon": "info"}]


def _places(user):
    choices = places(user)
    if not choices:
        raise PermissionDenied("appoint_officers")
    return choices


def _officers_in(code):
    """The officers of a directorate (or of the Ministry), each with the appointments there."""
    standing = Appointment.objects.standing().filter(**_here(code))
    standing = standing.select_related("officer").order_by("officer__full_name", "officer_id", "since")[:MOST]
    return [(officer, list(roles)) for officer, roles in groupby(standing, key=lambda appointment: appointment.officer)]


def _here(code):
    return {"directorate": None} if code == MINISTRY else {"directorate__code": code}


def _without_a_role():
    idle = Officer.objects.filter(is_active=True).exclude(appointments__in=Appointment.objects.filter(ended=None))
    return [(officer, []) for officer in idle.order_by("full_name", "pk")[:MOST]]


class Appoint(View):
    """Give an officer a role in a place; somebody new gets an account and a password that is shown once."""

    def dispatch(self, request):
        self.new = "new" in request.GET
        self.places = _places(request.user)
        return super().dispatch(request)

    def get(self, request):
        initial = {name: request.GET[name] for name in ("username", "place") if name in request.GET}
        return self._page(self._form(initial=initial))

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            with transaction.atomic():
                return self._appoint(request, form)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)

    def _appoint(self, request, form):
        access.require(request.user, "appoint_officers", form.directorate)
        officer = form.officer()
        returns = not officer.is_active
        officer.is_active = True
        role, until = form.cleaned_data["role"], form.cleaned_data["until"]
        access.appoint(officer, role, form.directorate, by=request.user, until=until)
        if returns:
            events.note(officer, events.Kind.RETURNED, request=request, by=request.user)
        if self.new or returns:
            return show_once(request, officer, passwords.hand_over(officer))
        messages.success(request, _("Appointed: %(name)s.") % {"name": officer})
        return redirect(_list_of(form.cleaned_data["place"]))

    def _form(self, *args, **kwargs):
        return (AccountForm if self.new else ColleagueForm)(*args, places=self.places, **kwargs)

    def _page(self, form):
        return render(
            self.request,
            "officers/appoint.html",
            {
                "title": _("Appoint an officer"),
                "form": form,
                "new": self.new,
                "back": {"url": reverse("officer_list"), "label": _("Officers")},
                "submit_label": _("Appoint"),
                "apart": roles_apart(),
            },
        )


class Release(View):
    """End an appointment, after asking once more."""

    def dispatch(self, request, pk):
        self.appointment = get_object_or_404(
            Appointment.objects.select_related("officer", "directorate").filter(ended=None), pk=pk
        )
        access.require(request.user, "appoint_officers", self.appointment.directorate)
        if self.appointment.officer_id == request.user.pk:
            raise PermissionDenied("nobody releases themselves")
        return super().dispatch(request)

    def get(self, request):
        place = self.appointment.directorate
        return render(
            request,
            "officers/release.html",
            {
                "title": _("End an appointment"),
                "appointment": self.appointment,
                "back": {"url": _list_of(place.code if place else MINISTRY), "label": _("Officers")},
                "facts": [
                    {"label": _("Officer"), "value": self.appointment.officer},
                    {"label": _("Role"), "value": ROLES[self.appointment.role].label},
                    {"label": _("Place"), "value": place or _("the Ministry")},
                ],
                "grave": True,
                "submit_label": _("End the appointment"),
            },
        )

    def post(self, request):
        access.release(self.appointment, by=request.user)
        messages.success(request, _("The appointment of %(name)s has ended.") % {"name": self.appointment.officer})
        place = self.appointment.directorate
        return redirect(_list_of(place.code if place else MINISTRY))


class Review(View):
    """The appointments of a place that nobody has looked at for a while: each is confirmed, or ended."""

    def dispatch(self, request):
        choices = dict(_places(request.user))
        self.place = request.GET.get("place", next(iter(choices)))
        self.place = self.place if self.place in choices else next(iter(choices))
        self.lead = choices[self.place]
        due = Appointment.objects.due_for_review().filter(**_here(self.place)).exclude(officer=request.user)
        self.due = due.select_related("officer").order_by("officer__full_name", "officer_id", "since")
        return super().dispatch(request)

    def get(self, request):
        return render(
            request,
            "officers/review.html",
            {
                "title": _("Review of appointments"),
                "lead": self.lead,
                "rows": self.due[:MOST],
                "crumbs": [
                    {"label": _("Officers"), "url": _list_of(self.place)},
                    {"label": _("Review of appointments")},
                ],
                "empty_sentence": _("Every appointment here was looked at in the last three months."),
            },
        )

    @transaction.atomic
    def post(self, request):
        for appointment in self.due.filter(pk__in=read_keys(request.POST.getlist("confirmed"))):
            access.confirm(appointment, by=request.user)
            events.note(appointment.officer, events.Kind.CONFIRMED, request=request, by=request.user)
        messages.success(request, _("The review was saved."))
        return redirect(_review_of(self.place))


class AboutOfficer(View):
    """What may be done with an officer's whole account, so the right is asked wherever the officer works."""

    def dispatch(self, request, username):
        self.officer = get_object_or_404(
            Officer.objects.exclude(username=access.CLOCK), username=username, is_active=True
        )
        held = list(self.officer.appointments.filter(ended=None).select_related("directorate"))
        for place in [appointment.directorate for appointment in held] or [None]:
            access.require(request.user, "appoint_officers", place)
        return self.about_oneself() if self.officer == request.user else super().dispatch(request)

    def about_oneself(self):
        raise PermissionDenied("nobody decides about themselves")


class Leave(AboutOfficer):
    """The officer leaves the service: everything ends at once."""

    def get(self, request):
        return render(
            request,
            "officers/leave.html",
            {
                "title": _("The officer leaves the service"),
                "officer": self.officer,
                "back": {"url": reverse("officer_list"), "label": _("Officers")},
                "facts": [{"label": _("Officer"), "value": self.officer}],
                "grave": True,
                "submit_label": _("Close the account"),
            },
        )

    @transaction.atomic
    def post(self, request):
        access.leave(self.officer, by=request.user)
        events.note(self.officer, events.Kind.LEFT, request=request, by=request.user)
        messages.success(request, _("The account of %(name)s was closed.") % {"name": self.officer})
        return redirect("officer_list")


class NewPassword(AboutOfficer):
    """A new temporary password for somebody who has forgotten theirs."""

    def about_oneself(self):
        return redirect("own_password")

    def get(self, request):
        return render(
            request,
            "officers/new_password.html",
            {
                "title": _("New temporary password"),
                "officer": self.officer,
                "back": {"url": reverse("officer_list"), "label": _("Officers")},
                "facts": [{"label": _("Officer"), "value": self.officer}],
                "submit_label": _("Make a new password"),
            },
        )

    @transaction.atomic
    def post(self, request):
        password = passwords.hand_over(self.officer)
        events.note(self.officer, events.Kind.PASSWORD_RENEWED, request=request, by=request.user)
        password_renewed.send(
            sender=Officer, officer=self.officer, without_second_step="without_second_step" in request.POST
        )
        return show_once(request, self.officer, password)


class OwnPassword(PasswordChangeView):
    """One's own password; after a temporary one nothing else is shown before."""

    template_name = "officers/own_password.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **context):
        return super().get_context_data(title=_("Your own password"), submit_label=_("Save"), **context)

    def form_valid(self, form):
        form.user.temporary_password, form.user.temporary_until = False, None
        events.note(form.user, events.Kind.PASSWORD_CHANGED, request=self.request)
        messages.success(self.request, _("The password was changed."))
        return super().form_valid(form)


def show_once(request, officer, password):
    """The page with a temporary password: an answer, not an address, so that nobody comes back to it."""
    shown = {"title": _("Temporary password"), "officer": officer, "password": password}
    answer = render(request, "officers/password.html", shown)
    add_never_cache_headers(answer)
    return answer


def roles_apart():
    """Which roles may not meet in one person, and why: pairs, or one role with many others."""
    by_reason = {}
    for pair, why in INCOMPATIBLE.items():
        by_reason.setdefault(str(why), []).append(pair)
    for why, pairs in by_reason.items():
        common = frozenset.intersection(*pairs)
        if len(pairs) > 2 and common:
            yield {"roles": [ROLES[key].label for key in common], "many": True, "why": why}
            continue
        for pair in pairs:
            yield {"roles": [ROLES[key].label for key in sorted(pair)], "many": False, "why": why}


def _review_of(code):
    return f"{reverse('appointment_review')}?place={code}"


def _list_of(code):
    return f"{reverse('officer_list')}?place={code}"
