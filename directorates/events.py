"""What happened to an account: who signed in from where, whose password or second step was changed, and by whom."""

import ipaddress
import logging

from django.conf import settings

from directorates.models import AccountEvent

log = logging.getLogger("fostercare.accounts")
Kind = AccountEvent.Kind


def note(officer, kind, *, request=None, by=None) -> AccountEvent:
    """Write one line of an account's history; the log gets the key of the account, never a name."""
    event = AccountEvent.objects.create(
        officer=officer, kind=kind, by=by, address=address(request), device=device(request) if request else ""
    )
    log.info("account %s: %s", officer.pk, kind)
    return event


def address(request) -> str | None:
    """Where a request comes from; behind our proxy (HTTPS) it is the last address that the proxy wrote down."""
    if request is None:
        return None
    found = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        found = request.META.get("HTTP_X_FORWARDED_FOR", found).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
]  # fmt: skip


def device(request) -> str:
    """A browser as people know it, «Chrome · Windows»; what it calls itself is not kept."""
    said = request.META.get("HTTP_USER_AGENT", "")
    found = [next((name for mark, name in names if mark in said), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found))
