"""By what a list of cases is narrowed: their state, and the place where the officer sees more than one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.models import Directorate


class CaseFilter(forms.Form):
    """What is not chosen narrows nothing, nor does a choice that does not exist."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )

    def __init__(self, data, *, states, places):
        super().__init__(data)
        self.fields["state"].choices = [("", _("all")), *states]
        self.fields["directorate"].queryset = places
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, cases):
        self.is_valid()
        return cases.filter(**{name: value for name, value in self.cleaned_data.items() if value})
