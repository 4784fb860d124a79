"""The pages of the door: signing in, the second step, and what an officer sees of their own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from directorates import events
from directorates.events import Kind
from fostercare.door import lockout, mailing, second_step, sessions, single_sign_on
from fostercare.door.forms import CodeForm, MailForm, PasswordForm, SetUpForm, SignInForm

EVENTS = 20


class SignIn(auth.LoginView):
    """Name and password."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **context):
        return super().get_context_data(sign_on=settings.OIDC.get("name"), **context)

    def form_valid(self, form):
        answer = super().form_valid(form)
        lockout.remember(answer, form.get_user())
        return answer


class SecondStep(View):
    """The code, after the password and before anything else."""

    def dispatch(self, request):
        if request.session.get(second_step.STEP) != second_step.DUE:
            return redirect("home")
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            events.note(request.user, Kind.CODE_REFUSED, request=request)
            return self._page(form)
        return redirect(second_step.passed(request))

    def _form(self, *data):
        officer = self.request.user
        return CodeForm(
            *data,
            check=lambda code: second_step.right(self.request, officer, code),
            shut=lambda: second_step.shut_until(officer),
        )

    def _page(self, form):
        return render(self.request, "door/second_step.html", {"title": _("The second step"), "form": form})


class SetSecondStep(View):
    """Setting the second step up: a picture for the app, its first code, then the recovery codes."""

    def dispatch(self, request):
        if request.session.get(second_step.STEP) is not None or second_step.device_of(request.user):
            return redirect("account")
        self.device = second_step.drafted(request.user)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        second_step.passed(request)
        sessions.end(request.user, except_for=request.session.session_key)
        events.note(request.user, Kind.STEP_SET, request=request)
        return show_codes(request)

    def _form(self, *data):
        return SetUpForm(*data, request=self.request, check=lambda code: second_step.confirm(self.device, code))

    def _page(self, form):
        answer = render(
            self.request,
            "door/second_step_set.html",
            {
                "title": _("Set up the second step"),
                "form": form,
                "needed": second_step.needs(self.request.user),
                "picture": second_step.picture(self.device),
                "key": second_step.key_in_letters(self.device),
                "submit_label": _("Confirm"),
                "back": None if second_step.needs(self.request.user) else _to_account(),
            },
        )
        add_never_cache_headers(answer)
        return answer


class WithCode(View):
    """Something about the second step that wants its code once more."""

    def dispatch(self, request):
        if request.session.get(second_step.STEP) != second_step.PASSED:
            raise Http404
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form())

    def post(self, request):
        form = self._form(request.POST)
        return self.done(request) if form.is_valid() else self._page(form)

    def _form(self, *data):
        officer = self.request.user
        return CodeForm(
            *data,
            check=lambda code: second_step.right(self.request, officer, code),
            shut=lambda: second_step.shut_until(officer),
        )

    def _page(self, form):
        shown = {"title": self.title(), "lead": self.lead(), "form": form, "back": _to_account()}
        return render(self.request, "layout/step.html", shown | {"submit_label": self.title()})


class NewCodes(WithCode):
    """Ten new recovery codes in place of the old ones."""

    def title(self):
        return _("New recovery codes")

    def lead(self):
        return _("The present recovery codes stop working.")

    def done(self, request):
        events.note(request.user, Kind.CODES_RENEWED, request=request)
        return show_codes(request)


class RemoveSecondStep(WithCode):
    """No second step any more, for whoever does not need one; or another phone."""

    def title(self):
        return _("Remove the second step")

    def lead(self):
        if second_step.needs(self.request.user):
            return _("Your role needs a second step: a new phone is set up right after.")
        return _("From then on the password alone is asked.")

    def done(self, request):
        second_step.remove(request.user)
        del request.session[second_step.STEP]
        sessions.end(request.user, except_for=request.session.session_key)
        events.note(request.user, Kind.STEP_REMOVED, request=request)
        messages.success(request, _("The second step was removed."))
        return redirect("account")


def show_codes(request):
    """The page with new recovery codes: an answer, not an address, so that nobody comes back to it."""
    shown = {"title": _("Recovery codes"), "codes": second_step.new_codes(request.user)}
    answer = render(request, "door/codes.html", shown)
    add_never_cache_headers(answer)
    return answer


@require_safe
def account(request):
    """One's own account: password, second step, where one is signed in, what happened."""
    return render(
        request,
        "door/account.html",
        {
            "title": _("My account"),
            "facts": [
                {"label": _("Name"), "value": request.user},
                {"label": _("User name"), "value": request.user.username, "ltr": True},
            ],
            "sign_on": settings.OIDC.get("name"),
            "is_linked": bool(single_sign_on.link_of(request.user)),
            "writes_mail": bool(settings.MAIL),
            "has_second_step": second_step.device_of(request.user) is not None,
            "needs_second_step": second_step.needs(request.user),
            "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
            "seats": sessions.seats(request.user, request.session.session_key),
            "events": request.user.events.select_related("by")[:EVENTS],
        },
    )


class WithPassword(View):
    """Something about the account that wants its password once more."""

    form_class = PasswordForm

    def get(self, request):
        return self._page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        self.done(request, form)
        return redirect("account")

    def form(self, *data):
        return self.form_class(*data, request=self.request)

    def _page(self, form):
        shown = {"title": self.title(), "lead": self.lead(), "form": form, "back": _to_account()}
        return render(self.request, "layout/step.html", shown | {"submit_label": self.title()})


class EndSessions(WithPassword):
    """End one of one's own sessions (`?session=`), or all but this."""

    @property
    def keys(self):
        return {self.request.GET["session"]} if self.request.GET.get("session") else None

    def title(self):
        return _("Sign out there") if self.keys else _("Sign out everywhere else")

    def lead(self):
        return _("What is being typed there and was not saved is lost.")

    def done(self, request, form):
        if ended := sessions.end(request.user, self.keys, except_for=request.session.session_key):
            events.note(request.user, Kind.SESSIONS_ENDED, request=request)
            messages.success(request, _("Signed out there.") if ended == 1 else _("Signed out everywhere else."))


class MailAddress(WithPassword):
    """Where the officer is written to; that it was changed is written to the old address as well."""

    form_class = MailForm

    def dispatch(self, request):
        if not settings.MAIL:
            raise Http404
        return super().dispatch(request)

    def form(self, *data):
        return MailForm(*data, request=self.request, initial={"email": self.request.user.email})

    def title(self):
        return _("Change the address")

    def lead(self):
        return _("Mail tells what happened to this account, and which cases are due: by number, never a name.")

    @transaction.atomic
    def done(self, request, form):
        before, request.user.email = request.user.email, form.cleaned_data["email"]
        request.user.save(update_fields=["email"])
        event = events.note(request.user, Kind.MAIL_CHANGED, request=request)
        if before and before != request.user.email:
            mailing.tell(event, before)
        messages.success(request, _("Saved."))


def _to_account():
    return {"label": _("My account"), "url": reverse("account")}
