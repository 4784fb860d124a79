"""Egyptian mobile numbers: stored as +20 and ten digits, shown as people say them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fostercare.records.arabic import compact

MOBILE = re.compile(r"(?:(?:\+|00)?200?|0)?(1[0125]\d{8})")
STORED = re.compile(r"\+20(1\d{2})(\d{3})(\d{4})")


def egyptian_mobile(text: str) -> str:
    """A mobile number as it is written, in the country or from abroad, becomes +201xxxxxxxxx."""
    if found := MOBILE.fullmatch(compact(text)):
        return f"+20{found[1]}"
    raise ValidationError(_("An Egyptian mobile number has 11 digits and begins with 010, 011, 012 or 015."), "mobile")


def display(number: str) -> str:
    """0100 123 4567 for a stored mobile number; any other number as it stands."""
    return STORED.sub(r"0\1 \2 \3", number)
