"""A form that is sent too late is not lost: the answer carries what was typed, and sends it on after signing in."""

from django.contrib.auth import login
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django_htmx.http import HttpResponseClientRedirect

from fostercare.door import second_step
from fostercare.door.forms import SignInAgainForm

# Sets the name and password apart from whatever the form that was sent calls its fields.
PREFIX = "sign-in"


class SignInAgain(LoginRequiredMiddleware):
    """Nobody sees a page without signing in; a form sent after the session's end is kept in the sign-in page itself."""

    def handle_no_permission(self, request, view_func):
        if request.method != "POST" or not _typed(request):
            answer = super().handle_no_permission(request, view_func)
            return HttpResponseClientRedirect(answer.url) if request.htmx else answer
        if request.htmx:
            return _notice(request, _("The session has ended. What is typed stays here; saving asks to sign in."))
        return self._sign_in(request)

    def _sign_in(self, request):
        """Ask for the password; when it is right, let the form go on to the page it was meant for."""
        asked = f"{PREFIX}-username" in request.POST
        form = SignInAgainForm(request, request.POST if asked else None, prefix=PREFIX)
        if not (asked and form.is_valid()):
            return send_again(request, form)
        login(request, form.get_user())
        if form.with_code:
            second_step.passed(request)
        request.POST = _typed(request)
        return None


def page_expired(request, reason=""):
    """The page is older than the last signing in. What it sent may be sent again, if one of our own pages sent it."""
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    public = not getattr(request.resolver_match.func, "login_required", True)
    if public or not ours or not _typed(request):
        return csrf_failure(request, reason)
    if request.htmx:
        return _notice(request, _("This page has expired. What is typed stays on it; saving sends it again."))
    return send_again(request, None if request.user.is_authenticated else SignInAgainForm(request, prefix=PREFIX))


def _typed(request):
    """What the form held, without the sign-in that may have come along."""
    typed = request.POST.copy()
    for name in list(typed):
        if name == "csrfmiddlewaretoken" or name.startswith(f"{PREFIX}-"):
            del typed[name]
    return typed


def send_again(request, form, *, why="", status=200):
    """The page that holds what was typed and sends it once more; `why`, where it is neither age nor sign-in."""
    typed = [(name, value) for name, values in _typed(request).lists() for value in values]
    shown = {"form": form, "typed": typed, "files": request.FILES, "why": why}
    answer = render(request, "registration/send_again.html", shown, status=status)
    add_never_cache_headers(answer)
    return answer


def _notice(request, text):
    return render(request, "components/notice.html", {"tone": "late", "text": text})
