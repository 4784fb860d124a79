"""What is asked for a contract: its parties, the child's account, the naming decision, and the hand-over."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import number
from fostercare.guidebook.book import book
from fostercare.records.arabic import compact
from fostercare.records.fields import ArabicNameField, DayField
from fostercare.workflows.placement import naming
from fostercare.workflows.placement.contracting import ChildAccount, HandOverRecord, NamingDecision, Terms

DEPOSIT = "child_account_deposit"
# What the contracts of a department have in common is carried on from the last one.
CARRIED_ON = ["signatory", "capacity", "delegation", "court_seat"]


class _Kept(forms.ModelForm):
    """Something that stands beside a placement, written by an officer."""

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.placement = placement

    def save(self, by):
        kept = super().save(commit=False)
        kept.recorded_by = by
        kept.save()
        return kept


class TermsForm(_Kept):
    class Meta:
        model = Terms
        fields = [
            "signatory", "capacity", "delegation", "directorate_delegate", "home_delegate", "back_up_carer",
            "court_seat", "copies",
        ]  # fmt: skip
        labels = {
            "signatory": gettext_lazy("Who signs for the Ministry"),
            "capacity": gettext_lazy("In what capacity"),
            "delegation": gettext_lazy("Decision that delegates the signature"),
            "directorate_delegate": gettext_lazy("Delegate of the directorate"),
            "home_delegate": gettext_lazy("Delegate of the home"),
            "back_up_carer": gettext_lazy("Back-up carer named by the family"),
            "court_seat": gettext_lazy("Seat of the courts"),
            "copies": gettext_lazy("Copies of the contract"),
        }
        help_texts = {"court_seat": gettext_lazy("Such as «Alexandria»: the contract says «the courts of …».")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = Terms.objects.order_by("-recorded_at").first() if self.instance.pk is None else None
        for name in CARRIED_ON if last else ():
            self.initial[name] = getattr(last, name)


class AccountForm(_Kept):
    deposited_on = DayField(label=gettext_lazy("Deposited on"), not_in_future=True)

    class Meta:
        model = ChildAccount
        fields = ["bank", "number", "deposit", "deposited_on", "receipt"]
        labels = {
            "bank": gettext_lazy("Bank"),
            "number": gettext_lazy("Account number"),
            "deposit": gettext_lazy("Deposit (EGP)"),
            "receipt": gettext_lazy("Number of the receipt"),
        }
        help_texts = {"number": gettext_lazy("Shown by its last four digits from then on.")}
        widgets = {"number": forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})}

    def clean_number(self):
        digits = compact(self.cleaned_data["number"])
        if not digits.isalnum() or not digits.isascii() or len(digits) < 6:
            raise ValidationError(_("Write the account number in digits, six at least."))
        return digits.upper()

    def clean_deposit(self):
        amount, least = self.cleaned_data["deposit"], book(self.placement.edition).parameters.value(DEPOSIT)
        if least is not None and amount < least:
            raise ValidationError(_("At least %(least)s EGP are deposited.") % {"least": number(least)})
        return amount


class NamingForm(_Kept):
    """One element only, by the rules of `naming`."""

    element = forms.ChoiceField(
        label=gettext_lazy("Element that changes"), choices=naming.Element.choices, widget=forms.RadioSelect
    )
    parents_known = forms.BooleanField(label=gettext_lazy("The birth parents are known"), required=False)
    name_after = ArabicNameField(
        label=gettext_lazy("The child's name after the decision"), parts=2, required=False,
        help_text=gettext_lazy("Left empty where only the mother's field changes."),
    )  # fmt: skip
    decided_on = DayField(label=gettext_lazy("Date of the decision"), not_in_future=True)
    field_order = ["element", "parents_known", "name_after", "number", "decided_on", "original_held_by"]

    class Meta:
        model = NamingDecision
        fields = ["element", "name_after", "number", "decided_on", "original_held_by"]
        labels = {
            "number": gettext_lazy("Number of the decision"),
            "original_held_by": gettext_lazy("Who holds the original record"),
        }

    def clean(self):
        cleaned = super().clean()
        element, carers = cleaned.get("element"), self.placement.match.application.household.adults
        registered = self.placement.child.full_name
        if element == naming.Element.MOTHER:
            cleaned["name_after"] = registered
            mother = next((person for person in carers if person.sex == "female"), None)
            if mother is None:
                self.add_error("element", _("There is no foster mother in this family."))
            else:
                self.instance.mother_name = naming.FIRST_NAME.match(mother.full_name)[0]
        elif element and not cleaned.get("name_after") and "name_after" not in self.errors:
            self.add_error("name_after", _("Write the name as it will be."))
        elif element and cleaned.get("name_after"):
            known = cleaned.get("parents_known", False)
            if why := naming.problem(element, registered, cleaned["name_after"], carers, known):
                self.add_error("name_after", why)
        return cleaned


class HandOverForm(_Kept):
    class Meta:
        model = HandOverRecord
        fields = ["condition", *[name for name, _label in HandOverRecord.THINGS], "not_handed_over", "child_view"]
        labels = {
            "condition": gettext_lazy("The child's condition"),
            "birth_certificate": gettext_lazy("Birth certificate"),
            "vaccinations": gettext_lazy("Vaccination card"),
            "health_file": gettext_lazy("Health file"),
            "medicines": gettext_lazy("Medicines"),
            "belongings": gettext_lazy("The child's belongings"),
            "not_handed_over": gettext_lazy("What is not handed over, why, and until when"),
            "child_view": gettext_lazy("What the child says"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("condition", "not_handed_over", "child_view")}

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("birth_certificate") and cleaned.get("health_file")) and not cleaned.get("not_handed_over"):
            self.add_error("not_handed_over", _("Say why the birth certificate or the health file is missing."))
        return cleaned
