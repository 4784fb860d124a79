"""What the acts on a placement ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm


class SignContractForm(ConfirmForm):
    """When the contract was signed; its number is given by the register."""

    signed_on = DayField(label=gettext_lazy("Contract signed on"), not_in_future=True)
    field_order = ["signed_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate()

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day < self.record.opened_on:
            raise ValidationError(_("The contract cannot have been signed before the match was accepted."))
        return day


class PrepareEndingForm(forms.Form):
    """How the placement will end: a kind of the edition, which says what has to be shown first."""

    ending_kind = forms.ChoiceField(label=gettext_lazy("Kind of ending"), widget=forms.RadioSelect)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, initial={"ending_kind": record.ending_kind}, **kwargs)
        self.fields["ending_kind"].choices = book(record.edition).choices("ending_kinds", key="key")


class EndForm(ConfirmForm):
    """The ending itself, of the kind for which it was prepared."""

    def clean(self):
        if not self.record.ending_kind:
            raise ValidationError(_("Choose the kind of ending first, on the page of the placement."))
        return super().clean()

    def facts(self):
        return {"ending_kind": self.record.ending_kind}


class ContractForm(forms.Form):
    """What is prepared before the contract is signed."""

    name_change_asked = forms.BooleanField(
        label=gettext_lazy("The family asks for a naming decision"), required=False,
        help_text=gettext_lazy("The contract then waits for the decision on the child's name."),
    )  # fmt: skip
