"""While a pause is on, files are read and nothing is written; signing in and out, and ending the pause, go on."""

from django.conf import settings

from fostercare.vault import outage
from fostercare.vault.models import Pause

READS = {"GET", "HEAD", "OPTIONS"}


class ReadOnly:
    """Middleware: refuses whatever writes, before anything of it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name
        if request.method in READS or name in settings.WRITTEN_IN_A_PAUSE or Pause.now() is None:
            return None
        return outage.told("maintenance")
