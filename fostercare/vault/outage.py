"""Something the product leans on is out of order: one plain page says what, that nothing was done, and what to do."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

logger = logging.getLogger(__name__)


class Outage(Exception):
    """Raised with the name of what is out of order."""


def failed(request):
    """The page of whatever was not foreseen (Django's handler500): an outage is told as such."""
    what = _what(sys.exc_info()[1])
    if what is None:
        return server_error(request)
    logger.error("out of order: %s", what)
    return told(what)


def told(what) -> HttpResponse:
    """Rendered without the request, so that nothing is asked of what may be dead."""
    page = render_to_string("503.html", {"sentence": _sentences()[what]})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})


def _what(exception):
    if isinstance(exception, Outage):
        return str(exception)
    return "database" if isinstance(exception, (OperationalError, InterfaceError)) else None


def _sentences():
    return {
        "database": _("The database does not answer, or was busy for too long."),
        "store": _("The store of papers cannot be reached, or it is full."),
        "keys": _("What was written cannot be opened: its key is missing. Tell the administrator."),
        "printing": _("The printing of papers is out of order."),
        "maintenance": _("The system is being maintained. Files can be read; nothing can be written until it is over."),
    }
