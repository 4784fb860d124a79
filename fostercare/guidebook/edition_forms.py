"""Editing a draft, row by row: the title page, a figure with its source, the texts of an item."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from directorates.keys import LONGEST
from fostercare.guidebook.edition_words import choices
from fostercare.guidebook.models import Edition, Item, Parameter
from fostercare.records.arabic import fold_digits
from fostercare.records.fields import FoldedDecimalField, FoldedIntegerField

ARABIC = re.compile(r"[\u0600-\u06ff]")
WHOLE = {
    "hours", "days", "working_days", "months", "years", "lunar_years", "children", "visits", "families", "times",
    "persons", "partners", "egp", "egp_per_month",
}  # fmt: skip
SHORT = forms.Textarea(attrs={"rows": 3})


class BothLanguages(forms.ModelForm):
    """Arabic fields hold Arabic; English ones stand from the other side and hold none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._fields("en"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "lang": "en"}

    def clean(self):
        for name in self._fields("ar"):
            if self.cleaned_data.get(name) and not ARABIC.search(self.cleaned_data[name]):
                self.add_error(name, _("This text is to be written in Arabic."))
        for name in self._fields("en"):
            if ARABIC.search(self.cleaned_data.get(name) or ""):
                self.add_error(name, _("This text is to be written in English."))
        return self.cleaned_data

    def _fields(self, language):
        return [name for name in self.fields if name == language or name.endswith(f"_{language}")]


class TitlePageForm(BothLanguages):
    class Meta:
        model = Edition
        fields = ["title_ar", "title_en", "note_ar", "note_en"]


class ItemForm(BothLanguages):
    """The texts of an item; what it asks, of whom and before which acts stays as it is."""

    class Meta:
        model = Item
        fields = ["title_ar", "help_ar", "title_en", "help_en", "note"]
        labels = {"note": _("Note")}
        widgets = dict.fromkeys(["help_ar", "help_en", "note"], SHORT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["help_en"].required = True


class ParameterForm(BothLanguages):
    """A figure: its value as its unit asks, and either a source or the admission that there is none."""

    class Meta:
        model = Parameter
        fields = ["ar", "en", "source", "unsourced", "note"]
        labels = {"note": _("Note")}
        widgets = {"source": SHORT, "note": SHORT}
        help_texts = {"source": _("A law with its article, a decision with its number, or an address.")}

    field_order = ["value", "source", "unsourced", "note", "ar", "en"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].required = self.fields["note"].required = False
        if field := value_field(self.instance):
            self.fields["value"] = field
            self.initial["value"] = field.shown(self.instance.value) if hasattr(field, "shown") else self.instance.value
            self.order_fields(self.field_order)

    def clean(self):
        super().clean()
        if bool(self.cleaned_data.get("source")) == self.cleaned_data.get("unsourced"):
            self.add_error("source", _("Either a source is named, or the figure is marked as awaiting confirmation."))
        return self.cleaned_data

    def save(self):
        """Keep the row; items whose exemption this authority grants follow it."""
        row = self.instance
        if "value" in self.fields:
            row.value = plain(self.cleaned_data["value"])
        row.origin = (row.origin or "proposal") if row.unsourced else ""
        row.save()
        if row.unit == "authority":
            named = Item.objects.filter(edition=row.edition, parameters__contains=[row.key]).exclude(exempted_by="")
            named.update(exempted_by=row.value)
        return row


class PublishForm(forms.Form):
    """Putting an edition in force asks for a second look first."""

    read = forms.BooleanField(label=_("What changes was read and is to be in force from now on."))


class NumbersField(forms.CharField):
    """Several whole numbers, parted by commas or blanks."""

    def shown(self, values):
        return ", ".join(map(str, values or []))

    def clean(self, value):
        text = fold_digits(super().clean(value))
        if not re.fullmatch(r"[\d\s,،]*", text):
            raise forms.ValidationError(_("Whole numbers are expected here, parted by commas."))
        parts = re.findall(r"\d+", text)
        if any(len(part) > LONGEST for part in parts):
            raise forms.ValidationError(_("Whole numbers are expected here, parted by commas."))
        return list(map(int, parts))


def value_field(parameter):
    """The field of a figure, by its unit; None for a figure that has no value of its own."""
    label, known = _("Value"), choices(parameter.unit, parameter.edition)
    if parameter.unit == "until_expiry":
        return None
    if parameter.unit == "weekdays":
        return forms.MultipleChoiceField(label=label, choices=known.items(), widget=forms.CheckboxSelectMultiple)
    if parameter.unit == "yes_no":
        return forms.TypedChoiceField(
            label=label, choices=known.items(), coerce=lambda value: value == "True", widget=forms.RadioSelect
        )
    if known:
        return forms.ChoiceField(label=label, choices=known.items())
    if isinstance(parameter.value, list):
        return NumbersField(label=label)
    if parameter.unit in WHOLE:
        return FoldedIntegerField(label=label, min_value=0, required=False, help_text=_("Empty: not set yet."))
    if parameter.unit in ("percent", "share"):
        most = 100 if parameter.unit == "percent" else 1
        return FoldedDecimalField(label=label, min_value=0, max_value=most, required=False)
    return forms.CharField(label=label, max_length=60)


def plain(value):
    """The value as JSON keeps it."""
    return float(value) if hasattr(value, "as_tuple") else value
