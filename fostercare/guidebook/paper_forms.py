"""The form that files a paper, and says which items it satisfies."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fostercare.guidebook.checklist import Status
from fostercare.guidebook.forms import prefix_of
from fostercare.records.fields import DayField, DocumentFileField
from fostercare.records.models import Document

COUNTS = {
    "issued_on": gettext_lazy("This paper counts from its issue, so the day is needed."),
    "expires_on": gettext_lazy("This paper counts until it expires, so the day is needed."),
}


class PaperForm(forms.Form):
    """A paper to be filed: which one and whose, the scan, and what stands on it."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"))
    file = DocumentFileField(
        label=gettext_lazy("Scanned paper"), help_text=gettext_lazy("PDF, JPEG or PNG, at most 20 MB.")
    )
    number = forms.CharField(label=gettext_lazy("Number of the paper"), required=False, max_length=60)
    issuer = forms.CharField(label=gettext_lazy("Issuer"), required=False, max_length=120)
    issued_on = DayField(label=gettext_lazy("Issued on"), required=False, not_in_future=True)
    expires_on = DayField(label=gettext_lazy("Expires on"), required=False)

    def __init__(self, data=None, files=None, *, checklist, options, record, may_stay_empty=False, name="", **kwargs):
        """`options`: the papers that may be filed, each (code, adult or None)."""
        super().__init__(data, files, **kwargs)
        self.checklist, self.record, self.may_stay_empty = checklist, record, may_stay_empty
        self.name = name
        self.options = {f"{code}-{whose.pk}" if whose else code: (code, whose) for code, whose in options}
        labels = [(key, self._label(*option)) for key, option in self.options.items()]
        if len(labels) == 1:
            self.label = labels[0][1]
            self.fields["paper"].widget = forms.HiddenInput()
            self.fields["paper"].initial = labels[0][0]
        else:
            labels.insert(0, ("", _("choose a paper")))
        self.fields["paper"].choices = labels
        if len(self.options) == 1:
            self._say_what_counts(next(iter(self.options.values()))[0])
        if may_stay_empty:
            self.fields["file"].required = False
            self.fields["paper"].required = False

    @property
    def given(self):
        """Was a paper handed in?"""
        return self.is_valid() and bool(self.cleaned_data.get("file"))

    def clean(self):
        given = super().clean()
        file, key = given.get("file"), given.get("paper")
        typed = any(given.get(name) for name in ("number", "issuer", "issued_on", "expires_on"))
        if self.may_stay_empty and not file and not self.errors:
            if typed:
                self.add_error("file", _("Choose the file of the paper described here."))
            return given
        if key:
            self._refuse_gaps(*self.options[key], given)
        elif not self.errors:
            self.add_error("paper", _("Choose which paper this is."))
        if file and self.errors and "file" not in self.errors:
            self.add_error("file", _("Please choose the file once more: a browser does not keep it."))
        return given

    def save(self, by):
        """File the paper with the case."""
        given = self.cleaned_data
        code, whose = self.options[given["paper"]]
        seen = given["file"].examined
        return Document.objects.create(
            kind=code, person=whose, **self.record.concerns(),
            file=given["file"], content_type=seen.content_type, size=seen.size, sha256=seen.sha256, scan=seen.scanned,
            number=given["number"], issuer=given["issuer"], issued_on=given["issued_on"],
            expires_on=given["expires_on"], uploaded_by=by,
        )  # fmt: skip

    def _label(self, code, whose):
        label = self.checklist.book.document_label(code)
        return f"{label} · {whose.short_name}" if whose else label

    def _say_what_counts(self, code):
        """The day from or to which a paper counts is asked for from the start."""
        if name := self._counts_by(code):
            self.fields[name].help_text = COUNTS[name]
            self.fields[name].required = not self.may_stay_empty

    def _counts_by(self, code):
        """The day that says how long a paper counts: that of its issue, of its expiry, or none."""
        key, parameters = self.checklist.book.documents[code]["validity"], self.checklist.book.parameters
        if not key:
            return ""
        if parameters.unit(key) == "until_expiry":
            return "expires_on"
        return "" if parameters.value(key) is None else "issued_on"

    def _refuse_gaps(self, code, whose, given):
        name = self._counts_by(code)
        if name and name not in self.errors and not given.get(name):
            self.add_error(name, COUNTS[name])
        if given.get("issued_on") and given.get("expires_on") and given["expires_on"] < given["issued_on"]:
            self.add_error("expires_on", _("The paper cannot expire before it was issued."))
        if given.get("file") and self._on_file_already(code, whose, given["file"].examined.sha256):
            self.add_error("file", _("This very file is on file already."))

    def _on_file_already(self, code, whose, sha256):
        return self.record.documents().filter(kind=code, person=whose, sha256=sha256).exists()


class UploadForm(PaperForm):
    """A paper with the items it satisfies: ticked, since that is what it was brought for."""

    def __init__(self, data=None, files=None, *, satisfies, **kwargs):
        """`satisfies`: (line, part) of each item that is met once this paper is on file."""
        super().__init__(data, files, **kwargs)
        self.satisfies = {f"satisfies-{prefix_of(line.item, part.person)}": (line, part) for line, part in satisfies}
        for name, (line, part) in self.satisfies.items():
            label = _("This satisfies item %(code)s: %(title)s") % {"code": line.item.code, "title": line.item.title}
            if part.person:
                label = f"{label} · {part.person.short_name}"
            self.fields[name] = forms.BooleanField(
                label=label, required=False, initial=part.status not in (Status.NOT_MET, Status.EXEMPTION_ASKED)
            )

    @property
    def ticked(self):
        return [parts for name, parts in self.satisfies.items() if self.cleaned_data.get(name)]
