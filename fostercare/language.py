"""Arabic first: only the officer's own choice changes the language, never what a browser was installed with."""

from django.middleware.locale import LocaleMiddleware


class ArabicFirst(LocaleMiddleware):
    def process_request(self, request):
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
