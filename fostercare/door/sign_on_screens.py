"""Single sign-on: to the provider and back, linking one's account to it, and taking the link away."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directorates import events
from directorates.events import Kind
from fostercare.door import lockout, single_sign_on
from fostercare.door.forms import LinkForm, may_sign_in
from fostercare.door.screens import WithPassword

MEANT = "meant after single sign-on"  # in the session: the page that was asked for
ACCOUNT_BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@require_safe
def sign_on(request):
    """To the provider. By a link and not by a form, whose answer the content policy would not let go elsewhere."""
    _only_where_configured()
    request.session[MEANT] = request.GET.get("next", "")
    try:
        return single_sign_on.leave_for_provider(request)
    except single_sign_on.Refused as refused:
        events.log.warning("single sign-on out of reach: %s", refused)
        messages.error(request, _("The single sign-on does not answer now. Sign in with name and password."))
        return redirect("login")


@login_not_required
@never_cache
@require_safe
def sign_on_back(request):
    """Back from the provider: signed in, or linked where that was asked for."""
    _only_where_configured()
    linking = single_sign_on.is_linking(request)
    try:
        subject = single_sign_on.subject_of(request)
    except single_sign_on.Refused as refused:
        events.log.warning("single sign-on refused: %s", refused)
        messages.error(request, _("The single sign-on was not completed. Try again, or sign in with the password."))
        return redirect("account" if linking else "login")
    return _link(request, subject) if linking else _sign_in(request, subject)


def _sign_in(request, subject):
    officer = single_sign_on.officer_of(subject)
    if officer is None or not may_sign_in(officer):
        events.log.warning("single sign-on by a subject that opens no account")
        messages.error(
            request,
            _("No account is linked with this identity. Sign in with the password, and link it under “My account”."),
        )
        return redirect("login")
    meant = request.session.pop(MEANT, "")
    login(request, officer, backend=ACCOUNT_BACKEND)
    ours = url_has_allowed_host_and_scheme(meant, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(meant if ours else "home")
    lockout.remember(answer, officer)
    return answer


def _link(request, subject):
    if single_sign_on.link_of(request.user) or not single_sign_on.link(request.user, subject):
        messages.error(request, _("This identity, or this account, is linked already."))
        return redirect("account")
    events.note(request.user, Kind.LINKED, request=request)
    messages.success(request, _("From now on this account also opens by single sign-on."))
    return redirect("account")


class LinkSignOn(WithPassword):
    """Password and code, then to the provider; what comes back is linked to the account."""

    form_class = LinkForm

    def dispatch(self, request):
        _only_where_configured()
        if single_sign_on.link_of(request.user):
            return redirect("account")
        return super().dispatch(request)

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        single_sign_on.begin_linking(request)
        answer = render(request, "door/link.html", {"title": self.title(), "name": settings.OIDC["name"]})
        add_never_cache_headers(answer)
        return answer

    def title(self):
        return _("Link for single sign-on")

    def lead(self):
        return _(
            "Whoever signs in there as you then opens this account. The code of the second step is asked as before."
        )


class UnlinkSignOn(WithPassword):
    """The password alone opens the account again."""

    def dispatch(self, request):
        _only_where_configured()
        return super().dispatch(request)

    def title(self):
        return _("Remove the link")

    def lead(self):
        return _("The account then opens with name and password only.")

    def done(self, request, form):
        if single_sign_on.unlink(request.user):
            events.note(request.user, Kind.UNLINKED, request=request)
            messages.success(request, _("The link was removed."))


def _only_where_configured():
    if not single_sign_on.configured():
        raise Http404
