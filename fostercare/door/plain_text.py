"""No address and no form holds a NUL sign: no keyboard types one, and the database refuses it deep inside a page."""

from django.core.exceptions import SuspiciousOperation

NUL = "\x00"


class PlainText:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        sent = [request.path, *_words(request.GET), *_words(request.POST)]
        if any(NUL in text for text in sent):
            raise SuspiciousOperation("a NUL sign in an address or a form")


def _words(sent):
    for name, values in sent.lists():
        yield name
        yield from values
