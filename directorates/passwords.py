"""Passwords that are handed over: made by the system, seen once, replaced by the officer's own at the first sign-in."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

# Without the letters and digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 4, 4


def made() -> str:
    """A new password for something that is handed over, in groups that are easily read aloud (79 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def hand_over(officer) -> str:
    """Give the officer a temporary password and return it; it is stored nowhere as it is read."""
    password = made()
    officer.set_password(password)
    officer.temporary_password = True
    officer.temporary_until = timezone.now() + timedelta(hours=settings.TEMPORARY_PASSWORD_HOURS)
    officer.save()
    return password


class NotGuessable:
    """Refuses what anybody would try here: the product's and the ministry's words, the officer's names, a number known
    from papers, and a few signs again and again. Which signs a password is made of is nobody's business.
    """

    WORDS = re.compile(
        r"fostercare|foster|kafala|kafeel|tadamon|tadamun|moss|solidarity|ministry|egypt|masr|password"
        r"|كفالة|كافلة|كافل|أسرة|اسرة|أسر|بديلة|التضامن|تضامن|وزارة|الوزارة|مديرية|مصر|كلمة|المرور|السر"
    )
    LEAST = 6

    def validate(self, password, user=None):
        folded = password.casefold()
        left = self.WORDS.sub("", folded)
        for name in f"{user.username} {user.full_name}".casefold().split() if user else ():
            left = left.replace(name, "") if len(name) > 2 else left
        if _letters(left) < self.LEAST and (left != folded or folded.strip().isdecimal()):
            raise ValidationError(_("This password is easily guessed: a name or a number that others know."))
        if len(set(folded)) < self.LEAST:
            raise ValidationError(_("This password repeats too few signs."))

    def get_help_text(self):
        return _("Several words that have nothing to do with work are easy to remember and hard to guess.")


def _letters(text):
    return sum(sign.isalpha() for sign in text)


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
