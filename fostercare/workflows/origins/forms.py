"""What is written into a sealed record, and why it has to be opened."""

from django import forms
from django.utils.translation import gettext_lazy

from fostercare.workflows.origins.models import Opening, OriginEntry


class EntryForm(forms.ModelForm):
    class Meta:
        model = OriginEntry
        fields = ["text"]
        labels = {"text": gettext_lazy("What is known of the child's origins")}
        help_texts = {
            "text": gettext_lazy("It is sealed when it is saved: reading it again takes an opening by two people.")
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class AskForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ["reason"]
        labels = {"reason": gettext_lazy("Why the record has to be opened")}
        help_texts = {
            "reason": gettext_lazy("A colleague of another role reads this and decides; the Ministry is told.")
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
