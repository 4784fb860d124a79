"""The national ID number (الرقم القومي): fourteen digits C YYMMDD GG SSSS K.

C is the century, YYMMDD the day of birth, GG the governorate that registered the birth, SSSS a serial whose last digit
is odd for men, and K a check digit. How K is made was never published, so it only warns and never refuses anybody.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates.governorates import GOVERNORATES, Governorate
from fostercare.records.arabic import compact

LENGTH = 14
CENTURIES = {"2": 1900, "3": 2000}
WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class NationalID:
    number: str
    birth_date: date
    governorate_code: str
    sex: str
    check_digit_agrees: bool

    @classmethod
    def parse(cls, text: str) -> "NationalID":
        """Reads a number as people write it: digits of any script, parted by spaces or hyphens or not at all."""
        number = compact(text)
        if not number.isdecimal():
            raise ValidationError(_("A national ID number is written in digits only."), "letters")
        if len(number) != LENGTH:
            raise ValidationError(
                _("A national ID number has 14 digits; the number of digits entered is %(count)d."),
                "length",
                {"count": len(number)},
            )
        return cls(
            number=number,
            birth_date=_birth_date(number),
            governorate_code=_governorate_code(number),
            sex="male" if int(number[12]) % 2 else "female",
            check_digit_agrees=check_digit(number) == number[13],
        )

    def __str__(self):
        return self.number

    @property
    def governorate(self) -> Governorate:
        """Where the birth was registered, which says nothing of where the person lives."""
        return GOVERNORATES[self.governorate_code]

    def masked(self) -> str:
        return f"{self.number[:7]}•••••{self.number[12:]}"


def check_digit(number: str) -> str:
    """The check digit that belongs to the first thirteen digits."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False)) % 11
    return str(rest % 10)


def _birth_date(number):
    if number[0] not in CENTURIES:
        raise ValidationError(_("A national ID number begins with 2 or 3."), "century")
    try:
        birth_date = date(CENTURIES[number[0]] + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        raise ValidationError(_("Digits 2 to 7 of the national ID number are no date of birth."), "date") from None
    if birth_date > timezone.localdate():
        raise ValidationError(_("The date of birth in the national ID number lies in the future."), "future")
    return birth_date


def _governorate_code(number):
    if (code := number[7:9]) not in GOVERNORATES:
        raise ValidationError(
            _("Digits 8 and 9 of the national ID number (%(code)s) are no governorate's code."),
            "governorate",
            {"code": code},
        )
    return code
