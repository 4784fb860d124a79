"""The floor of every page: session and user are read, nothing is shown."""

from django.http import HttpResponse


def empty(request):
    return HttpResponse(f"<!doctype html><title>{request.user.get_username()}</title>")
