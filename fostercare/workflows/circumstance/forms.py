"""What the report of a change and its reassessment ask for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.circumstance.models import Conclusion
from fostercare.workflows.forms import ConfirmForm


class ReportForm(forms.Form):
    """What changed, and since when."""

    kind = forms.ChoiceField(label=gettext_lazy("What changed"), widget=forms.RadioSelect)
    happened_on = DayField(label=gettext_lazy("Happened on"), not_in_future=True)
    certificate = forms.CharField(
        label=gettext_lazy("Number of the death certificate"), max_length=40, required=False,
        help_text=gettext_lazy("Where a carer died: from then on no paper and no list addresses the deceased."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("What is known of it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = book(placement.edition).choices("family_events", key="key")
        self.fields["happened_on"].initial = timezone.localdate()
        self.deaths = {row["key"] for row in book(placement.edition).rows("family_events") if row.get("died")}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in self.deaths and not cleaned.get("certificate"):
            self.add_error("certificate", _("A death is recorded with the number of its certificate."))
        return cleaned


class ConcludeForm(ConfirmForm):
    """What follows from the reassessment; where the edition asks for the committee, nobody else decides."""

    conclusion = forms.ChoiceField(label=gettext_lazy("Conclusion"), widget=forms.RadioSelect)
    field_order = ["conclusion", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        only_committee = self.record.rule.get("before_committee")
        self.fields["conclusion"].choices = [
            choice for choice in Conclusion.choices if not only_committee or choice[0] == Conclusion.COMMITTEE
        ]

    def facts(self):
        return super().facts() | {"text": self.cleaned_data["why"]}
