"""What is asked when a child is registered, and by what the register is narrowed."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directorates.models import Directorate
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import in_force
from fostercare.records.arabic import fold_digits
from fostercare.records.fields import ArabicNameField, DayField, NationalIDField
from fostercare.records.models import Child, Guardianship, Home, Religion, Sex
from fostercare.records.national_id import NationalID
from fostercare.records.sealed import keep
from fostercare.workflows import lifecycle
from fostercare.workflows.child_file import siblings
from fostercare.workflows.child_file.models import ChildFile, Outcome, State
from fostercare.workflows.forms import ConfirmForm

# The groups in which families ask for children: (key, label, from years, under years).
AGES = [
    ("infant", gettext_lazy("under one year"), 0, 1),
    ("toddler", gettext_lazy("one to under three"), 1, 3),
    ("nursery", gettext_lazy("three to under six"), 3, 6),
    ("school", gettext_lazy("six to under twelve"), 6, 12),
    ("older", gettext_lazy("twelve and older"), 12, 99),
]


class ChildFilter(forms.Form):
    """Narrows the register; what is not chosen narrows nothing."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    home = forms.ModelChoiceField(
        Home.objects.none(), label=gettext_lazy("Home"), required=False, empty_label=gettext_lazy("all")
    )
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        everything = [("", _("all"))]
        homes = Home.objects.visible_to(user)
        places = Directorate.objects.filter(homes__in=homes).distinct()
        self.fields["state"].choices = everything + State.choices
        self.fields["sex"].choices = everything + Sex.choices
        self.fields["age"].choices = everything + [(key, label) for key, label, *_years in AGES]
        self.fields["home"].queryset = homes
        self.fields["directorate"].queryset = places
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, files):
        """The files that match what was chosen; a choice that does not exist narrows nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if age := chosen.pop("age", None):
            files = files.filter(child__birth_date__range=_births(age))
        columns = {"state": "state", "sex": "child__sex", "home": "child__home", "directorate": "directorate"}
        return files.filter(**{columns[name]: value for name, value in chosen.items()})


def _births(age):
    """Between which days a child of the age group was born."""
    today = timezone.localdate()
    _key, _label, youngest, under = next(group for group in AGES if group[0] == age)
    return today - relativedelta(years=under, days=-1), today - relativedelta(years=youngest)


class ChildForm(forms.ModelForm):
    """A child who came into a home: who it is, where it lives, on what basis it is in care."""

    full_name = ArabicNameField(label=pgettext_lazy("child", "Name as in the birth certificate"), parts=2)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = DayField(label=gettext_lazy("Date of birth"), not_in_future=True)
    religion = forms.ChoiceField(label=gettext_lazy("Religion"), choices=Religion.choices, widget=forms.RadioSelect)
    health_notes = forms.CharField(
        label=gettext_lazy("Health and development"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    national_id = NationalIDField(label=gettext_lazy("National ID"), required=False)
    admitted_on = DayField(label=gettext_lazy("Admitted to the home on"), not_in_future=True)
    can_express_view = forms.TypedChoiceField(
        label=gettext_lazy("Can the child express a view?"),
        choices=[("", gettext_lazy("not judged yet")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda text: text == "yes", empty_value=None, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    sibling = forms.CharField(
        label=gettext_lazy("File number of a brother or sister in care"), required=False,
        help_text=gettext_lazy("Brothers and sisters are kept together."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = Child
        fields = [
            "full_name", "sex", "birth_date", "birth_date_estimated", "religion", "national_id", "home", "admitted_on",
            "legal_basis", "sibling", "can_express_view", "health_notes",
        ]  # fmt: skip
        labels = {
            "birth_date_estimated": gettext_lazy("The date of birth is estimated"),
            "home": gettext_lazy("Home"),
            "legal_basis": gettext_lazy("Legal basis of the care"),
        }
        help_texts = {"legal_basis": gettext_lazy("The prosecution's order, its number and date, or another basis.")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        homes = Home.objects.visible_to(user, "register_children")
        self.fields["home"].queryset = homes
        if len(homes[:2]) == 1:
            self.fields["home"].initial = homes[0]

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        grown_up_on = book(in_force()).parameters.add(born, "child_max_age")
        if grown_up_on and grown_up_on <= timezone.localdate():
            raise ValidationError(_("A person of this age is no child any more; a file is opened for children only."))
        return born

    def clean_national_id(self):
        number = self.cleaned_data["national_id"]
        if number and Child.objects.filter(national_id=number).exists():
            raise ValidationError(_("A child with this national ID has a file already."))
        return number

    def clean_sibling(self):
        number = self.cleaned_data["sibling"]
        return sibling_of(number, self.user) if number.strip() else None

    def clean(self):
        cleaned = super().clean()
        self._agree_with_national_id(cleaned)
        born, admitted = cleaned.get("birth_date"), cleaned.get("admitted_on")
        if born and admitted and admitted < born:
            self.add_error("admitted_on", _("The child cannot have been admitted before the date of birth."))
        return cleaned

    def _agree_with_national_id(self, cleaned):
        if not cleaned.get("national_id"):
            return
        told = NationalID.parse(cleaned["national_id"])
        if cleaned.get("birth_date") and told.birth_date != cleaned["birth_date"]:
            self.add_error("birth_date", _("The national ID says another date of birth."))
        if cleaned.get("sex") and told.sex != cleaned["sex"]:
            self.add_error("sex", _("The national ID says another sex."))

    @transaction.atomic
    def register(self):
        """Write the child down and open its file, which is called by its home and never by the child's name."""
        child = self.save(commit=False)
        if sibling := self.cleaned_data["sibling"]:
            siblings.unite(child, sibling.child)
        child.save()
        keep((child, {"religion": self.cleaned_data["religion"], "health": self.cleaned_data["health_notes"]}))
        Guardianship.objects.create(
            child=child, guardian=Guardianship.Guardian.HIGHER_COMMITTEE, since=child.admitted_on, recorded_by=self.user
        )
        file = ChildFile(child=child, directorate=child.home.directorate, edition=in_force(), heading=child.home.name)
        return lifecycle.begin(file.open(), by=self.user)


class CompleteForm(forms.ModelForm):
    """What becomes known of a child later. The name as registered is never written over."""

    can_express_view = ChildForm.base_fields["can_express_view"]
    health_notes = ChildForm.base_fields["health_notes"]

    class Meta:
        model = Child
        fields = ["national_id", "can_express_view", "health_notes"]
        field_classes = {"national_id": NationalIDField}

    def __init__(self, *args, opened, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["national_id"].required = False
        value = self.instance.can_express_view
        self.initial["can_express_view"] = "" if value is None else ("yes" if value else "no")
        if self.instance.national_id:
            del self.fields["national_id"]
        self.initial["health_notes"] = opened.of(self.instance).get("health", "")
        if "health" not in opened.classes:
            del self.fields["health_notes"]

    def clean_national_id(self):
        number = self.cleaned_data["national_id"]
        if not number:
            return ""
        if Child.objects.filter(national_id=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A child with this national ID has a file already."))
        told = NationalID.parse(number)
        if told.sex != self.instance.sex:
            raise ValidationError(_("The national ID says another sex."))
        if told.birth_date != self.instance.birth_date and not self.instance.birth_date_estimated:
            raise ValidationError(_("The national ID says another date of birth."))
        return number

    @transaction.atomic
    def save(self):
        child = super().save()
        if "health_notes" in self.changed_data:
            keep((child, {"health": self.cleaned_data["health_notes"]}))
        return child


class GuardianForm(forms.ModelForm):
    """Who is the guardian from a day on; who was until then is kept with the days."""

    guardian = forms.ChoiceField(
        label=gettext_lazy("Guardian of record"), choices=Guardianship.Guardian.choices, widget=forms.RadioSelect
    )
    since = DayField(label=gettext_lazy("From"), not_in_future=True)

    class Meta:
        model = Guardianship
        fields = ["guardian", "delegate", "reference", "since"]
        labels = {
            "delegate": gettext_lazy("Delegate, by post"),
            "reference": gettext_lazy("Number of the decision"),
        }
        help_texts = {"delegate": gettext_lazy("Such as the head of the directorate; no person's name is needed.")}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("guardian") == Guardianship.Guardian.DELEGATE:
            for name in ("delegate", "reference"):
                if not cleaned.get(name):
                    self.add_error(name, _("A delegation names the post and the decision."))
        else:
            cleaned["delegate"] = ""
        standing = self.instance.child.guardianships.filter(until=None).first()
        if standing and cleaned.get("since") and cleaned["since"] <= standing.since:
            self.add_error("since", _("The guardian so far was recorded from a later day."))
        return cleaned

    @transaction.atomic
    def save(self, by):
        guardianship = super().save(commit=False)
        guardianship.recorded_by = by
        before = guardianship.since - timedelta(days=1)
        guardianship.child.guardianships.filter(until=None).update(until=before)
        guardianship.save()
        return guardianship


class SiblingForm(ConfirmForm):
    """A brother or sister of whom one learned later, by the file's number."""

    sibling = forms.CharField(
        label=gettext_lazy("File number of a brother or sister in care"),
        help_text=gettext_lazy("Brothers and sisters are kept together."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["sibling", "why"]

    def clean_sibling(self):
        file = sibling_of(self.cleaned_data["sibling"], self.user)
        if file.pk == self.record.pk:
            raise ValidationError(_("This is the child's own file."))
        group = self.record.child.sibling_group_id
        if group and file.child.sibling_group_id == group:
            raise ValidationError(_("This brother or sister is recorded already."))
        return file


class MoveHomeForm(ConfirmForm):
    """The home that takes the child in, and since when the child is there."""

    home = forms.ModelChoiceField(
        Home.objects.none(), label=gettext_lazy("Home that takes the child in"), empty_label=""
    )  # fmt: skip
    moved_on = DayField(label=gettext_lazy("Moved on"), not_in_future=True)
    field_order = ["home", "moved_on", "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Home.objects.exclude(pk=self.record.child.home_id)
        self.fields["home"].queryset = others.select_related("directorate").order_by("directorate__code", "name")
        self.fields["moved_on"].initial = timezone.localdate()


class AskAccessForm(ConfirmForm):
    """Since when the young person asks, and who goes through the file with them."""

    asked_on = DayField(label=gettext_lazy("Asked on"), not_in_future=True)
    companion = forms.CharField(
        label=gettext_lazy("Who accompanies the young person"), max_length=120,
        help_text=gettext_lazy("A specialist whom the young person trusts; nobody reads such a file alone."),
    )  # fmt: skip
    field_order = ["asked_on", "companion", "why"]


class AccessForm(ConfirmForm):
    """What of the file was gone through, and what the young person took along."""

    shown_on = DayField(label=gettext_lazy("Shown on"), not_in_future=True)
    shown = forms.CharField(
        label=gettext_lazy("What was shown"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    given = forms.CharField(
        label=gettext_lazy("What was given: copies, pictures, belongings"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    field_order = ["shown_on", "shown", "given", "why"]


class OutcomeForm(ConfirmForm):
    """What became of the search. What was tried stands in the report alone, which few may read."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome of the family tracing"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    why = None


def sibling_of(typed, user) -> ChildFile:
    """The file with the number that was typed, among those that the officer may see."""
    number = fold_digits(typed).strip().upper()
    file = ChildFile.objects.visible_to(user).whole().filter(number=number).first()
    if file is None:
        raise ValidationError(_("There is no child's file with this number among those you may see."))
    return file
