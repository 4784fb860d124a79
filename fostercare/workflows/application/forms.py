"""What the acts on an application ask: mostly what a committee decided, as its minutes say it."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.book import book
from fostercare.records.fields import DayField
from fostercare.workflows.forms import ConfirmForm


def words(label, *, required=False, rows=4, **more):
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class DecisionForm(ConfirmForm):
    """What a committee decided and when; a form with a coded list asks for the reasons too."""

    why = None
    coded_reasons = ""
    decided_on = DayField(
        label=_("Date of the sitting"), not_in_future=True, help_text=_("Day, month and year, as in 7/3/2026.")
    )
    text = words(_("The decision in words"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate()
        if self.coded_reasons:
            self.fields["reasons"] = forms.MultipleChoiceField(
                label=_("Reasons"),
                choices=book(self.record.edition).choices(self.coded_reasons),
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields(["decided_on", "reasons", "text"])

    def clean(self):
        cleaned = super().clean()
        decided_on = cleaned.get("decided_on")
        if decided_on and decided_on < self.record.opened_on:
            self.add_error("decided_on", _("The sitting is before the day of the request."))
        if any(code.endswith("99") for code in cleaned.get("reasons", ())) and not cleaned.get("text"):
            self.add_error("text", _("Another reason is to be stated in full."))
        cleaned["why"] = cleaned.get("text", "")
        return cleaned


class ApproveForm(DecisionForm):
    conditions = words(
        _("Conditions"), help_text=_("Only where the approval depends on them; each on a line of its own.")
    )


class RefuseForm(DecisionForm):
    """A refusal is reasoned: coded, and in words that the letter to the family quotes."""

    coded_reasons = "refusal_reasons"
    text = words(_("Reasons in words"), required=True, help_text=_("The letter to the family quotes them."))


class PostponeForm(DecisionForm):
    """A postponement says why and until when; the edition sets the longest."""

    coded_reasons = "postponement_reasons"
    until = DayField(label=_("Postponed until"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parameters = book(self.record.edition).parameters
        self.order_fields(["decided_on", "reasons", "until", "text"])

    def clean(self):
        cleaned = super().clean()
        decided_on, until = cleaned.get("decided_on"), cleaned.get("until")
        if decided_on and until:
            self._judge(decided_on, until)
        return cleaned

    def _judge(self, decided_on, until):
        latest = self.parameters.add(decided_on, "postponement_max")
        if until <= decided_on:
            self.add_error("until", _("The end of the postponement is after the sitting."))
        elif latest and until > latest:
            day = date_format(latest, "d/m/Y")
            self.add_error("until", _("A postponement may last until %(day)s at the latest.") % {"day": day})


class ReferForm(DecisionForm):
    coded_reasons = "referral_reasons"


class ReturnForm(DecisionForm):
    text = words(_("What is to be completed or examined"), required=True)


FORMS = {
    "recommend": ApproveForm,
    "approve_locally": DecisionForm,
    "refuse": RefuseForm,
    "postpone": PostponeForm,
    "refer": ReferForm,
    "approve": ApproveForm,
    "refuse_finally": RefuseForm,
    "defer": PostponeForm,
    "return_from_higher": ReturnForm,
    "revoke": RefuseForm,
}
