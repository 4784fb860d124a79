"""Passwords that are handed over: made by the system, seen once, replaced by the officer's own at the first sign-in."""

import secrets

from django.shortcuts import redirect
from django.urls import reverse

# Without the letters and digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 4, 4


def hand_over(officer) -> str:
    """Give the officer a temporary password and return it; it is stored nowhere as it is read."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    officer.set_password(password)
    officer.temporary_password = True
    officer.save()
    return password


class OwnPasswordFirst:
    """Whoever signs in with a temporary password chooses their own before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        waits = request.user.is_authenticated and request.user.temporary_password
        if waits and getattr(view, "login_required", True) and request.path != reverse("own_password"):
            return redirect("own_password")
        return None
