"""What the acts on a transfer ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.models import Directorate, Officer
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.transfer.moving import WORKER


class NotifyForm(forms.ModelForm):
    """The family has said that it moves: where to, and when."""

    moves_on = DayField(label=gettext_lazy("The family moves on"))

    class Meta:
        model = Transfer
        fields = ["receiver", "moves_on", "district", "address"]

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        self.placement = placement
        self.fields["receiver"].queryset = Directorate.objects.exclude(pk=placement.directorate_id)
        self.fields["receiver"].empty_label = ""

    def clean(self):
        family = self.placement.match.application_id
        if Transfer.objects.under_way().filter(placement__match__application=family).exists():
            raise ValidationError(_("A transfer of this family is under way already."))
        return super().clean()


class ReportForm(ConfirmForm):
    """The closing report of the sender: what the receiver has to know on the first day."""

    report = forms.CharField(
        label=gettext_lazy("Closing report"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "How the child and the family are, what was agreed, what is open, what the receiving worker should look at."
        ),
    )
    why = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].initial = self.record.report


class AcceptForm(ConfirmForm):
    """Who follows the child from now on."""

    worker = forms.ModelChoiceField(
        Officer.objects.none(), label=gettext_lazy("Follow-up worker"), empty_label=gettext_lazy("choose")
    )
    field_order = ["worker", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = access.officers_with(WORKER, self.record.receiver)
