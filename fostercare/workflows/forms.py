"""The forms of acts: most acts ask only for confirmation, some for a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.models import Assignment
from fostercare.workflows import lifecycle


class ConfirmForm(forms.Form):
    """What an act asks of the officer. A form of a procedure adds its facts as fields and returns them in `facts`."""

    why = forms.CharField(
        label=_("Reason or note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data=None, files=None, *, record, user, act, **kwargs):
        super().__init__(data, files, **kwargs)
        self.record, self.user = record, user
        if lifecycle.transitions(record)[act].custom.get("needs_reason") and "why" in self.fields:
            self.fields["why"].required = True
            self.fields["why"].label = _("Reason")

    def facts(self) -> dict:
        """Keyword arguments of the transition, `why` apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}


class TeamForm(forms.Form):
    """Who works on the case, a select for each role that sees only assigned cases."""

    def __init__(self, data=None, *, record, choices, **kwargs):
        super().__init__(data, **kwargs)
        self.record = record
        assigned = {assignment.role: assignment.officer_id for assignment in record.assignments.all()}
        for role, (label, officers) in choices.items():
            self.fields[role] = forms.ModelChoiceField(
                officers, label=label, required=False, initial=assigned.get(role), empty_label=_("nobody yet")
            )

    def save(self, by):
        """Write the changed assignments."""
        for role in self.changed_data:
            self.record.assignments.filter(role=role).delete()
            if officer := self.cleaned_data[role]:
                Assignment.objects.create(case=self.record.case, officer=officer, role=role, assigned_by=by)
