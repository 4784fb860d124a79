"""The person's own data as a form, for whoever carries a granted correction or erasure out.

What the person may empty is erased by emptying it. The name of a child as registered is never written over: a decision
gives another beside it.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.models import Case
from fostercare.records.fields import (
    ArabicNameField,
    DayField,
    FoldedDecimalField,
    FoldedIntegerField,
    LatinNameField,
    MobileField,
    NationalIDField,
)
from fostercare.records.models import Child, Household, Person, Religion
from fostercare.records.national_id import NationalID
from fostercare.records.sealed import CLASSES, keep
from fostercare.workflows.data_request.file_of import of_household

OF_DWELLING = ["district", "address", "landmark", "tenure", "rooms", "married_on"]
FINANCIAL = ["income_kind", "monthly_income"]
# Without them no application stands: of an applicant they are corrected and not erased.
MUST = ["national_id", "education", "income_kind"]


class CorrectForm(forms.ModelForm):
    """What stands of the person, as far as the officer may read it; only what was changed is written."""

    religion = forms.ChoiceField(label=gettext_lazy("Religion"), choices=Religion.choices, widget=forms.RadioSelect)
    health = forms.CharField(
        label=gettext_lazy("Health"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, opened, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = opened.of(self.instance)
        for key in CLASSES:
            self.initial[key] = self.told.get(key, "")
            if key not in opened.classes:
                del self.fields[key]
        if "religion" in self.fields and not self.told.get("religion"):
            del self.fields["religion"]

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("national_id")
        if number and "national_id" in self.changed_data:
            self._agree(NationalID.parse(number), cleaned)
            self._is_nobody_else_s(number)
        if not self.changed_data:
            raise ValidationError(_("Nothing was changed."))
        return cleaned

    def _agree(self, card, cleaned):
        for name, sentence in (
            ("birth_date", _("The national ID says another date of birth.")),
            ("sex", _("The national ID says another sex.")),
        ):
            if cleaned.get(name) and cleaned[name] != getattr(card, name):
                self.add_error(name, sentence)

    def _is_nobody_else_s(self, number):
        others = type(self.instance).objects.filter(national_id=number).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("national_id", _("Somebody else was entered with this number."))

    @transaction.atomic
    def carry_out(self, about):
        """Write it down, on a case that is held meanwhile."""
        Case.objects.hold(about.pk)
        own = [name for name in self.changed_data if name in self._meta.fields]
        if own:
            self.instance.save(update_fields=own)
        keep((self.instance, {key: self.cleaned_data[key] for key in CLASSES if key in self.changed_data}))


class CorrectPersonForm(CorrectForm):
    """An adult of a household, and (for the applicants) where they live."""

    birth_date = DayField(label=gettext_lazy("Date of birth"), not_in_future=True)
    national_id = NationalIDField(label=gettext_lazy("National ID"), required=False)
    phone = MobileField(label=gettext_lazy("Mobile"), required=False)
    monthly_income = FoldedDecimalField(
        label=gettext_lazy("Net monthly income (EGP)"), max_digits=10, decimal_places=2, min_value=0, required=False
    )
    married_on = DayField(label=gettext_lazy("Date of marriage"), not_in_future=True)
    rooms = FoldedIntegerField(label=gettext_lazy("Rooms"), min_value=1, max_value=60)

    class Meta:
        model = Person
        fields = [
            "full_name", "national_id", "passport", "sex", "birth_date", "phone", "education", "occupation",
            *FINANCIAL,
        ]  # fmt: skip

    def __init__(self, *args, financial, **kwargs):
        super().__init__(*args, **kwargs)
        person = self.instance
        name = LatinNameField if person.passport else ArabicNameField
        parts = 2 if person.passport or person.role not in Person.APPLICANTS else 4
        self.fields["full_name"] = name(label=gettext_lazy("Name as on the paper"), parts=parts, max_length=120)
        if person.phone and not person.phone.startswith("+20"):
            self.fields["phone"] = forms.CharField(label=gettext_lazy("Mobile"), max_length=20, required=False)
        self.fields["sex"].widget = forms.RadioSelect(choices=Person._meta.get_field("sex").choices)
        for name in ["passport" if person.national_id else "national_id", *([] if financial else FINANCIAL)]:
            del self.fields[name]
        for name in MUST:
            if name in self.fields and person.role in Person.APPLICANTS:
                self.fields[name].required = True
        self._ask_of_the_dwelling()

    def _ask_of_the_dwelling(self):
        household = self.instance.household
        shared = forms.fields_for_model(Household, [name for name in OF_DWELLING if name not in self.base_fields])
        asked = OF_DWELLING if self.instance.role in Person.APPLICANTS else []
        for name in OF_DWELLING:
            field = self.fields.pop(name, None) or shared[name]
            if name in asked and (name != "married_on" or household.married_on):
                self.fields[name] = field
                self.initial[name] = getattr(household, name)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("income_kind") == Person.IncomeKind.NONE:
            cleaned["monthly_income"] = None
        born, married = cleaned.get("birth_date"), cleaned.get("married_on") or self.instance.household.married_on
        if born and married and self.instance.role in Person.APPLICANTS and born >= married:
            self.add_error("birth_date", _("By this birth date the person was not born at the marriage."))
        return cleaned

    @transaction.atomic
    def carry_out(self, about):
        super().carry_out(about)
        household = Household.objects.get(pk=self.instance.household_id)
        shared = [name for name in self.changed_data if name in OF_DWELLING]
        for name in shared:
            setattr(household, name, self.cleaned_data[name])
        if shared:
            household.save(update_fields=shared)
        if "full_name" in self.changed_data:
            Case.objects.filter(of_household(household)).update(heading=household.name)


class CorrectChildForm(CorrectForm):
    """A child of a file, but for the name as registered."""

    birth_date = DayField(label=gettext_lazy("Date of birth"), not_in_future=True)
    national_id = NationalIDField(label=gettext_lazy("National ID"), required=False)
    admitted_on = DayField(label=gettext_lazy("Admitted to the home on"), not_in_future=True)

    class Meta:
        model = Child
        fields = ["national_id", "sex", "birth_date", "birth_date_estimated", "admitted_on"]
        widgets = {"sex": forms.RadioSelect}

    def clean(self):
        cleaned = super().clean()
        born, admitted = cleaned.get("birth_date"), cleaned.get("admitted_on")
        if born and admitted and admitted < born:
            self.add_error("admitted_on", _("The child cannot have been admitted before the date of birth."))
        return cleaned
