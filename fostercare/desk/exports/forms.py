"""What an officer says to take a list out of the system: why, which cases, which columns."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.models import Directorate
from fostercare.desk.exports.making import columns_for, places
from fostercare.records.fields import DayField

SHORTEST_REASON = 20


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason: what the list is for, and who reads it"),
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text=gettext_lazy("It stands over the list, and on every case under “who opened this file”."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )
    day_from = DayField(label=gettext_lazy("From"), required=False)
    day_to = DayField(label=gettext_lazy("Until"), required=False)
    columns = forms.MultipleChoiceField(label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *data, user, listing, **kwargs):
        super().__init__(*data, **kwargs)
        self.offered = {column.key: column for column in columns_for(user, listing)}
        here = places(user, listing)
        self.fields["state"].choices = [("", _("all")), *listing.states]
        self.fields["directorate"].queryset = here
        if len(here[:2]) < 2:
            del self.fields["directorate"]
        self.fields["columns"].choices = [(column.key, column.label) for column in self.offered.values()]
        self.fields["columns"].initial = [column.key for column in self.offered.values() if not column.right]

    def clean_columns(self):
        """In the order of the list, whatever order they were sent in."""
        return [column for key, column in self.offered.items() if key in self.cleaned_data["columns"]]
