"""The page on which a follow-up worker makes, renews or ends the private calendar, and the calendar itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directorates import access
from fostercare.workflows.follow_up import feed


class CalendarPage(View):
    """One's own calendar address; its secret is shown once, right after it was made."""

    def dispatch(self, request):
        access.require_somewhere(request.user, feed.RIGHT)
        return super().dispatch(request)

    def get(self, request):
        return self._page()

    def post(self, request):
        if request.POST.get("do") == "end":
            feed.end(request.user)
            messages.success(request, _("The calendar's address was ended."))
            return redirect("visit_calendar")
        secret = feed.renew(request.user)
        return self._page(settings.SITE_ADDRESS + reverse("visit_calendar_feed", args=[secret]))

    def _page(self, address=""):
        title = _("My visits in my own calendar")
        crumbs = [{"label": _("Follow-up"), "url": reverse("visit_list")}, {"label": title}]
        own = feed.of(self.request.user)
        return render(
            self.request,
            "follow_up/calendar.html",
            {
                "title": title,
                "crumbs": crumbs,
                "own": own,
                "address": address,
                # Opened as a page the file would be taken in once; by this name a calendar program follows it.
                "subscribe": "webcal:" + address.partition(":")[2],
            },
        )


@login_not_required
@never_cache
@require_safe
def calendar_feed(request, secret):
    """What a calendar program reads: whoever holds the secret, as long as it holds."""
    with translation.override(settings.LANGUAGE_CODE):
        found = feed.read(secret)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")
