"""Form fields for what officers type: they fold digits of any script, and say in one sentence what is wrong."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from fostercare.records import phones, uploads
from fostercare.records.arabic import arabic_key, fold_digits, without_marks
from fostercare.records.national_id import NationalID


class LeftToRight:
    """Numbers run from left to right in an Arabic page, and a telephone shows the keys they need."""

    inputmode = "numeric"

    def widget_attrs(self, widget):
        attrs = {"dir": "ltr", "inputmode": self.inputmode, "autocomplete": "off"}
        return super().widget_attrs(widget) | attrs


class NationalIDField(LeftToRight, forms.CharField):
    """Gives the fourteen digits; `NationalID.parse` says what they tell, and whether the check digit agrees."""

    def to_python(self, value):
        text = super().to_python(value)
        return NationalID.parse(text).number if text else text


class MobileField(LeftToRight, forms.CharField):
    """Gives +20…; shows and takes the number as people say it."""

    inputmode = "tel"
    widget = forms.TelInput

    def to_python(self, value):
        text = super().to_python(value)
        return phones.egyptian_mobile(text) if text else text

    def prepare_value(self, value):
        return phones.display(value) if isinstance(value, str) else value


class NameField(forms.CharField):
    """A name of so many parts at least, in letters of one script; a compound name counts as one part."""

    letters = None
    foreign_letters = None

    def __init__(self, *, parts, **kwargs):
        self.parts = parts
        super().__init__(**kwargs)

    def to_python(self, value):
        return " ".join(without_marks(super().to_python(value)).split())

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        if not self.letters.fullmatch(value):
            raise ValidationError(self.foreign_letters, "letters")
        if len(arabic_key(value).split()) < self.parts:
            raise ValidationError(
                _("Write the name as on the card; the least number of its parts is %(count)d."),
                "parts",
                {"count": self.parts},
            )


class ArabicNameField(NameField):
    """A name as on the national ID card: four parts at least, in Arabic letters."""

    letters = re.compile(r"[\u0621-\u063a\u0640-\u0652\u0670-\u06d3\ufb50-\ufdfb\ufe70-\ufefc ]+")
    foreign_letters = _("Write the name in Arabic letters and spaces only.")

    def __init__(self, *, parts=4, **kwargs):
        super().__init__(parts=parts, **kwargs)


class LatinNameField(LeftToRight, NameField):
    """A foreigner's name as in the passport: two parts at least, in Latin letters."""

    inputmode = "text"
    letters = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ.'’ -]+")
    foreign_letters = _("Write the name in Latin letters as in the passport.")

    def __init__(self, *, parts=2, **kwargs):
        super().__init__(parts=parts, **kwargs)


GROUPED = re.compile(r"[-+]?\d{1,3}([,٬]\d{3})+([.٫]\d*)?")


def plain_number(value):
    """A number as Python writes it: ١٢٬٥٠٠٫٧٥ and 12,500.75 become 12500.75. A comma that groups no thousands stays."""
    if not isinstance(value, str):
        return value
    text = without_marks(fold_digits(value)).strip().replace("\u2212", "-")
    if GROUPED.fullmatch(text):
        text = re.sub("[,٬]", "", text)
    return text.replace("٫", ".")


class FoldedIntegerField(LeftToRight, forms.IntegerField):
    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(plain_number(value))


class FoldedDecimalField(LeftToRight, forms.DecimalField):
    inputmode = "decimal"
    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(plain_number(value))


class HourField(forms.TimeField):
    """An hour of the day, in digits of any script."""

    widget = forms.TimeInput(format="%H:%M", attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write the hour as in 10:30.")}

    def to_python(self, value):
        return super().to_python(fold_digits(value).strip() if isinstance(value, str) else value)


class DayField(LeftToRight, forms.DateField):
    """A day as people write it, 7/3/2014, or as machines do, 2014-03-07.

    It is a text and not the browser's own date box, which on many machines here takes the month first.
    """

    input_formats = ["%Y/%m/%d", "%d/%m/%Y"]
    default_error_messages = {
        "invalid": _("Write the date as day, month and year, as in 7/3/2014."),
        "too_early": _("The date is before %(limit)s."),
        "too_late": _("The date is after %(limit)s."),
        "future": _("The date lies in the future."),
    }

    def __init__(self, *, not_before=date(1900, 1, 1), not_after=date(2100, 12, 31), not_in_future=False, **kwargs):
        self.not_before, self.not_after, self.not_in_future = not_before, not_after, not_in_future
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y"))
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"placeholder": _("day/month/year")}

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s.\-/\\\u060d\u2010-\u2015]+", "/", without_marks(fold_digits(value)).strip())
            value = re.sub(r"^(\d\d)(\d\d)(\d{4})$", r"\1/\2/\3", value)
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value < self.not_before:
            self._refuse("too_early", self.not_before)
        if self.not_in_future and value > timezone.localdate():
            self._refuse("future")
        if value > self.not_after:
            self._refuse("too_late", self.not_after)

    def _refuse(self, code, limit=None):
        raise ValidationError(self.error_messages[code], code, limit and {"limit": date_format(limit, "d/m/Y")})


class DocumentFileField(forms.FileField):
    """A scanned paper; the cleaned file carries what it is as `.examined`."""

    widget = forms.FileInput

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "application/pdf,image/jpeg,image/png"}

    def to_python(self, data):
        file = super().to_python(data)
        if file is not None:
            examined = uploads.examine(file)
            file = SimpleUploadedFile(file.name, examined.content, examined.content_type)
            file.examined = examined
        return file
