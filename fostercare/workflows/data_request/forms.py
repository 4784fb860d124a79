"""What a request and the acts on it ask for."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.templatetags.arabic import full_day
from fostercare.records.fields import DayField
from fostercare.workflows.data_request.models import DataRequest, Way, What
from fostercare.workflows.data_request.recipients import recipients
from fostercare.workflows.filters import CaseFilter
from fostercare.workflows.forms import ConfirmForm


def area(rows=5):
    return forms.Textarea(attrs={"rows": rows})


class NumberForm(forms.Form):
    """About which case: its number is all that is typed."""

    case = forms.CharField(
        label=gettext_lazy("Number of the application or of the child's file"), max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip


class ReceiveForm(forms.Form):
    whose = forms.ChoiceField(label=gettext_lazy("Who asks, about the own data"), widget=forms.RadioSelect)
    what = forms.ChoiceField(label=gettext_lazy("What is asked for"), choices=What.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=gettext_lazy("The request in the person's words"), max_length=4000, widget=area())
    asked_on = DayField(
        label=gettext_lazy("Asked on"), not_in_future=True,
        help_text=gettext_lazy("The time to answer runs from this day."),
    )  # fmt: skip
    way = forms.ChoiceField(label=gettext_lazy("How it came"), choices=Way.choices, widget=forms.RadioSelect)
    through = forms.CharField(
        label=gettext_lazy("Representative or guardian, with the deed"), required=False, max_length=200
    )

    def __init__(self, data=None, *, subjects):
        super().__init__(data, initial={"asked_on": timezone.localdate(), "way": Way.COUNTER})
        self.subjects = {subject.code: subject for subject in subjects}
        self.fields["whose"].choices = [(code, _name(one)) for code, one in self.subjects.items()]
        self.fields["whose"].initial = next(iter(self.subjects)) if len(self.subjects) == 1 else None

    def told(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("what", "text", "asked_on", "way", "through")}

    @property
    def subject(self):
        return self.subjects[self.cleaned_data["whose"]]


def _name(subject):
    return _("the child of this file") if subject.is_child else subject.person.full_name


class IdentityForm(ConfirmForm):
    identity = forms.CharField(
        label=gettext_lazy("How the identity was verified"), max_length=200,
        help_text=gettext_lazy("The document that was shown, and the deed of a representative."),
    )  # fmt: skip
    field_order = ["identity"]


class PrepareForm(ConfirmForm):
    proposal = forms.CharField(
        label=gettext_lazy("What the directorate proposes, and what was done already"), max_length=4000, widget=area()
    )
    field_order = ["proposal"]


class ReplyForm(ConfirmForm):
    """The words that the letter carries."""

    reply = forms.CharField(
        label=gettext_lazy("The answer, as the letter says it"), max_length=4000, widget=area(),
        help_text=gettext_lazy("No other person is named in it."),
    )  # fmt: skip
    field_order = ["reply"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply"].initial = self.record.proposal


class CarryOutForm(ConfirmForm):
    """What was done, and which of those to whom the data had gone were told of it."""

    done = forms.CharField(
        label=gettext_lazy("What was carried out"), max_length=2000, widget=area(3),
        help_text=gettext_lazy("In a few words; what changed of the person's data the page shows by itself."),
    )  # fmt: skip
    told = forms.MultipleChoiceField(
        label=gettext_lazy("Recipients who were told of it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    untold = forms.CharField(
        label=gettext_lazy("Why a recipient was not told"), required=False, max_length=300,
        help_text=gettext_lazy("Where not all of them were."),
    )  # fmt: skip
    told_others = forms.CharField(label=gettext_lazy("Others who were told"), required=False, max_length=300)
    field_order = ["done", "told", "untold", "told_others"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        self.went = recipients(self.record)
        self.fields["told"].choices = [(one.key, f"{one.label} · {one.to} · {full_day(one.at)}") for one in self.went]
        if not self.went:
            del self.fields["told"], self.fields["untold"]

    def clean(self):
        cleaned = super().clean()
        if len(cleaned.get("told", ())) < len(self.went) and not cleaned.get("untold"):
            self.add_error("untold", _("Not all recipients were told; please write why."))
        return cleaned

    def facts(self):
        return {"told": [], **super().facts()}


class HandOverForm(ConfirmForm):
    delivered_on = DayField(label=gettext_lazy("Handed over on"), not_in_future=True)
    delivered_how = forms.CharField(label=gettext_lazy("How it was handed over"), max_length=200)
    accompanied_by = forms.CharField(label=gettext_lazy("Who was beside the young person"), max_length=200)
    field_order = ["delivered_on", "delivered_how", "accompanied_by"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delivered_on"].initial = timezone.localdate()
        if self.record.what != What.OWN_FILE or not self.record.granted:
            del self.fields["accompanied_by"]


class RequestFilter(CaseFilter):
    """Also by what is asked for."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is asked for"), required=False, choices=[("", gettext_lazy("all")), *What.choices]
    )

    def __init__(self, data, *, places):
        super().__init__(data, states=DataRequest._meta.get_field("state").choices, places=places)
