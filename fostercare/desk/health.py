"""Is everything in order? For the machine that watches, a word each; for the administrator, a page."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directorates import access
from directorates.wording import digits, full_day
from fostercare.door import mailing
from fostercare.ledger import roles, sealing
from fostercare.ledger.models import Entry, Seal
from fostercare.vault import scanning
from fostercare.vault.models import Backup, Pause
from fostercare.vault.outage import Outage
from fostercare.workflows.committee.models import Pack

CLOCK_SECONDS = 2
KEPT_SECONDS = 10  # however often it is asked
RUN_LATE = timedelta(minutes=45)
DISK_LEAST = 0.05
OK, LATE, DOWN = "ok", "late", "down"


@dataclass
class Sign:
    """One thing that has to be in order. `late` hurts and can wait for the morning, `down` cannot."""

    name: str
    state: str
    said: str = ""

    @property
    def label(self):
        return LABELS[self.name]

    @property
    def tone(self):
        return {OK: "met", LATE: "late", DOWN: "expired"}[self.state]

    @property
    def word(self):
        return {OK: _("in order"), LATE: _("needs a look"), DOWN: _("out of order")}[self.state]


LABELS = {
    "database": gettext_lazy("Database"),
    "clock": gettext_lazy("Clock of the server"),
    "files": gettext_lazy("Store of papers"),
    "runs": gettext_lazy("Runs every quarter of an hour"),
    "queue": gettext_lazy("Packs being made"),
    "backup": gettext_lazy("Last backup"),
    "rights": gettext_lazy("Rights in the database"),
    "mail": gettext_lazy("Mail"),
    "scanner": gettext_lazy("Virus scanner"),
}


@login_not_required
@never_cache
@require_safe
def health(request):
    """Words only: no name, no version, no figure. 503 where nobody can work."""
    words = cache.get_or_set("health", lambda: {sign.name: sign.state for sign in signs()}, KEPT_SECONDS)
    return JsonResponse(words, status=503 if DOWN in words.values() else 200)


class SystemPage(View):
    """The same in sentences, the chain's anchor, and the switch to reading only."""

    def dispatch(self, request):
        access.require(request.user, "run_system", None)
        return super().dispatch(request)

    def get(self, request):
        return render(
            request,
            "desk/system.html",
            {
                "title": _("State of the system"),
                "signs": signs(),
                "pause": Pause.now(),
                "anchor": sealing.newest_anchor(),
            },
        )

    def post(self, request):
        if request.POST.get("pause") == "on":
            told = {"why": request.POST.get("why", "")[:200], "by": request.user}
            Pause.objects.get_or_create(ended=None, defaults=told)
            messages.success(request, _("From now on files are read and nothing is written."))
        else:
            Pause.objects.filter(ended=None).update(ended=timezone.now())
            messages.success(request, _("Work goes on: everything can be written again."))
        return redirect("system")


def signs() -> list[Sign]:
    database = _database()
    if database.state == DOWN:
        return [database, _files()]
    return [database, _clock(), _files(), _runs(), _queue(), _backup(), _rights(), *_scanner(), *_mail()]


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Sign("database", DOWN)
    return Sign("database", OK)


def _clock():
    """The web machine's clock against the database's: deadlines and seals rest on both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    return Sign("clock", OK if apart < CLOCK_SECONDS else LATE, full_day(timezone.localdate()))


def _files():
    try:
        name = default_storage.save("health/probe", ContentFile(b"probe"))
        whole = default_storage.open(name).read() == b"probe"
        default_storage.delete(name)
        disk = shutil.disk_usage(default_storage.location)
    except (Outage, OSError):
        return Sign("files", DOWN)
    free = disk.free / disk.total
    said = _("%(share)s %% of the disk is free") % {"share": digits(round(100 * free))}
    return Sign("files", DOWN if not whole else LATE if free < DISK_LEAST else OK, said)


def _runs():
    """Whatever is older than three runs should have been sealed by one of them."""
    sealed = Seal.objects.order_by("-pk").values_list("entries", flat=True).first()
    waiting = Entry.objects.filter(pk__gt=sealed[-1] if sealed else 0).order_by("pk").only("at").first()
    late = waiting is not None and timezone.now() - waiting.at > RUN_LATE
    return Sign("runs", LATE if late else OK, _("`manage.py clocks` has not run lately.") if late else "")


def _queue():
    waiting = Pack.objects.unready()
    late = waiting.filter(asked_at__lt=timezone.now() - RUN_LATE).exists()
    return Sign("queue", LATE if late else OK, digits(waiting.count()))


def _backup():
    last = Backup.objects.first()
    late = last is None or timezone.now() - last.at > timedelta(hours=settings.BACKUP_HOURS)
    return Sign("backup", LATE if late else OK, full_day(timezone.localdate(last.at)) if last else _("none yet"))


def _rights():
    """A role that owns tables could take the guards of the history away."""
    late = roles.owns_tables()
    return Sign("rights", LATE if late else OK, _("The system works as the owner of its tables.") if late else "")


def _mail():
    if not settings.MAIL:
        return []
    oldest = mailing.oldest_waiting()
    late = oldest is not None and timezone.now() - oldest > RUN_LATE
    return [Sign("mail", LATE if late else OK, _("Mails wait: the mail server does not take them.") if late else "")]


def _scanner():
    if not settings.CLAMD:
        return []
    try:
        scanning.scan(b"probe")
    except scanning.ScannerDown:
        return [Sign("scanner", LATE, _("New papers stay locked until it answers."))]
    return [Sign("scanner", OK)]
