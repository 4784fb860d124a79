"""The phone's page, which holds no data; and the page of all phones in the field, on which a lost one is stopped."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directorates import access
from directorates.models import Appointment
from fostercare.workflows.follow_up.models import Visit
from fostercare.workflows.follow_up.phone.models import Phone, Taken
from fostercare.workflows.follow_up.phone.taking import RECORDS
from fostercare.workflows.follow_up.reach import WORKER

SCRIPTS = ["app", "clock", "day", "form", "lock", "pages", "pictures", "queue", "report", "server", "store", "wiping"]
SHEETS = ["css/tokens.css", "css/components.css", "css/phone.css"]
BOOTSTRAP = {True: "bootstrap/bootstrap.rtl.min.css", False: "bootstrap/bootstrap.min.css"}
WEIGHTS = ["Regular", "Medium", "SemiBold", "Bold"]
OTHERS = ["icons.svg", "caret.svg", "seal.svg", "phone-192.png"]
ASSIGNS = "assign_officers"


@require_safe
@login_not_required
def shell(request):
    """The same for everybody, and kept by the phone: whom it serves is asked by its script."""
    return render(request, "phone/shell.html")


@require_safe
def enter(request):
    """To the phone's page by way of signing in, with whatever that asks for."""
    return redirect("phone")


@require_safe
@login_not_required
def worker(request):
    """The script that answers for the network when there is none; from the site's root, so that it may."""
    kept = [
        *[f"js/phone/{name}.js" for name in SCRIPTS],
        *SHEETS,
        BOOTSTRAP[get_language_bidi()],
        *[f"fonts/IBMPlexSansArabic-{weight}.ttf" for weight in WEIGHTS],
        *OTHERS,
    ]
    kept = [static(name) for name in kept]
    # Another release is another worker: its files have other names.
    version = hashlib.sha256(" ".join(kept).encode()).hexdigest()[:12]
    context = {"kept": kept, "page": reverse("phone"), "static": settings.STATIC_URL, "version": version}
    return render(request, "phone/worker.js", context, content_type="text/javascript")


@require_safe
@login_not_required
def manifest(request):
    """What the phone needs to keep the page among its programs."""
    icons = [
        {"src": static(f"phone-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "id": reverse("phone"),
            "name": _("Follow-up visits"),
            "short_name": _("Visits"),
            "start_url": reverse("phone"),
            "scope": reverse("phone"),
            "display": "standalone",
            "dir": "rtl" if request.LANGUAGE_CODE == "ar" else "ltr",
            "lang": request.LANGUAGE_CODE,
            "background_color": "#f5f3ee",
            "theme_color": "#151d3b",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


def phones(request):
    """Which phones there are, what lies on them, when they were last seen; one's own, and those of one's workers."""
    if not access.allowed_somewhere(request.user, ASSIGNS):
        access.require_somewhere(request.user, RECORDS)
    rows = _within_reach(request.user).select_related("officer", "stopped_by")
    seen = Visit.objects.visible_to(request.user).values("pk")
    lying = Taken.objects.filter(until__gt=timezone.now(), visit__in=seen).select_related("visit__placement")
    return render(
        request,
        "phone/list.html",
        {
            "title": _("Phones in the field"),
            "rows": rows.prefetch_related(Prefetch("taken", lying, to_attr="lying")),
            "crumbs": [{"label": _("Follow-up"), "url": reverse("visit_list")}, {"label": _("Phones in the field")}],
        },
    )


@require_POST
def stop(request, pk):
    """A lost phone: its secret is gone for good, and it wipes itself when it next meets the server."""
    phone = _within_reach(request.user).filter(pk=pk, stopped_at=None).first()
    if phone is None:
        raise Http404
    Phone.objects.filter(pk=phone.pk).update(stopped_at=timezone.now(), stopped_by=request.user, secret="")
    messages.success(request, _("The phone was stopped. It is wiped as soon as it has a network."))
    return redirect("phone_list")


def _within_reach(user):
    """One's own phones; for who assigns officers, also those of the place's workers, of now and before."""
    places = access.directorates_where(user, ASSIGNS)
    workers = Appointment.objects.filter(directorate__in=places, role=WORKER).values("officer")
    return Phone.objects.filter(Q(officer__in=workers) | Q(officer=user.pk))
