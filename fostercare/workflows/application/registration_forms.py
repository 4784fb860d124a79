"""The steps of a registration as forms. Each judges what was typed and fills a record that is not saved yet."""

import re
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates import access
from fostercare.records import nationalities
from fostercare.records.arabic import compact
from fostercare.records.fields import (
    ArabicNameField,
    DayField,
    FoldedDecimalField,
    FoldedIntegerField,
    LatinNameField,
    MobileField,
    NationalIDField,
)
from fostercare.records.models import Household, Person, Religion, Sex
from fostercare.records.national_id import NationalID
from fostercare.workflows.application.models import Application

GROWN_UP = 18
ROWS = 30
Kind, Role, CivilStatus = Household.Kind, Person.Role, Person.CivilStatus


def between(least, most):
    return [MinValueValidator(least), MaxValueValidator(most)]


def card_of(text) -> NationalID | None:
    """What a national ID number tells; nothing while it is not whole."""
    try:
        return NationalID.parse(text or "")
    except ValidationError:
        return None


class PhoneAbroadField(MobileField):
    """A mobile of Egypt, or a number of another country with its country code."""

    number = re.compile(r"(?:\+|00)(\d{7,15})")

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            if found := self.number.fullmatch(compact(value)):
                return f"+{found[1]}"
            raise ValidationError(_("Write a number abroad with its country code, as in +966 50 123 4567.")) from None


@dataclass(frozen=True)
class Group:
    """Fields that stand together. By its name the style sheet shows a group only while it applies."""

    fields: tuple
    legend: str = ""
    name: str = ""


class StepForm(forms.ModelForm):
    """A step, or a row of one. While it is not judged it shows what was typed and says nothing about it."""

    groups = ()
    must = ()

    def __init__(self, typed=None, *, registration, judged=True, **kwargs):
        if typed is not None and not judged:
            kwargs["initial"] = self._as_typed(typed, kwargs.get("prefix"))
            typed = None
        super().__init__(typed, **kwargs)
        self.registration = registration
        for name in self.must:
            self.fields[name].required = True
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [choice for choice in field.choices if choice not in BLANK_CHOICE_DASH]

    def grouped(self):
        """The groups that have fields here, each with them."""
        for group in self.groups:
            if fields := [self[name] for name in group.fields if name in self.fields]:
                yield group, fields

    def validate_constraints(self):
        """The forms say it in better sentences, and the database asks again."""

    def does_not_apply(self, *names):
        """What stands in fields that are not asked is neither judged nor kept in the record."""
        for name in names:
            field = self.fields[name]
            field.required = False
            self.errors.pop(name, None)
            self.cleaned_data[name] = getattr(field, "empty_value", None)

    @classmethod
    def _as_typed(cls, typed, prefix):
        return {
            name: field.widget.value_from_datadict(typed, {}, f"{prefix}-{name}" if prefix else name)
            for name, field in cls.base_fields.items()
        }


class FamilyForm(StepForm):
    """Who asks, through which channel, and at which directorate."""

    married_on = DayField(
        label=_("Date of marriage"),
        not_in_future=True,
        error_messages={"required": _("The date of the marriage is needed for a couple.")},
        help_text=_(
            "Day, month and year, as in 7/3/2014. A short marriage is no refusal: an exemption can be asked for."
        ),
    )
    channel = forms.ChoiceField(
        label=_("How the request arrived"),
        choices=Application.Channel.choices,
        initial=Application.Channel.COUNTER,
        widget=forms.RadioSelect,
    )

    groups = (
        Group(("kind",)),
        Group(("married_on",), name="when-couple"),
        Group(("lives_abroad", "channel", "directorate")),
    )

    class Meta:
        model = Household
        fields = ["kind", "married_on", "lives_abroad", "directorate"]
        widgets = {"kind": forms.RadioSelect}
        labels = {
            "kind": _("Who asks to foster"),
            "lives_abroad": _("The family lives abroad"),
            "directorate": _("Directorate that registers the request"),
        }

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, registration=registration, instance=registration.household, **kwargs)
        self.fields["directorate"].queryset = access.directorates_where(registration.officer, "register_applications")
        self.fields["directorate"].empty_label = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") != Kind.COUPLE:
            self.does_not_apply("married_on")
        self.registration.application.channel = cleaned.get("channel") or Application.Channel.COUNTER
        return cleaned


class PersonForm(StepForm):
    """An applicant by national ID, or by passport; sex and birth date are read from the ID."""

    role = None

    papers = forms.ChoiceField(
        label=_("Identity paper"),
        choices=[
            ("national_id", _("National ID card (Egyptian)")),
            ("passport", _("Passport (not Egyptian)")),
        ],
        initial="national_id",
        widget=forms.RadioSelect,
    )
    full_name = ArabicNameField(
        label=_("Name as on the national ID card"),
        max_length=120,
        help_text=_("Four parts at least; then the family name, if there is one."),
    )
    national_id = NationalIDField(
        label=_("National ID"),
        help_text=_("14 digits, in Arabic or Latin figures. Birth date and sex are read from it."),
    )
    national_id_note = forms.CharField(
        label=_("Why the number is accepted"),
        max_length=120,
        help_text=_("The last digit does not agree with the others. This is only a warning."),
        error_messages={
            "required": _(
                "The last digit does not agree with the others. Compare the number with the card; if the card shows "
                "this very number, say so here in a few words."
            )
        },
    )
    latin_name = LatinNameField(label=_("Name as in the passport"), max_length=120)
    passport = forms.CharField(label=_("Passport number"), max_length=20, widget=forms.TextInput(attrs={"dir": "ltr"}))
    nationality = forms.ChoiceField(label=_("Nationality"), choices=[("", _("Choose")), *nationalities.FOREIGN.items()])
    birth_date = DayField(
        label=_("Date of birth"),
        not_in_future=True,
        help_text=_("Day, month and year, as in 7/3/1985."),
    )
    phone = MobileField(label=_("Mobile"))
    religion = forms.ChoiceField(label=_("Religion"), choices=Religion.choices, widget=forms.RadioSelect)
    health_notes = forms.CharField(
        label=_("Health notes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Chronic illness or disability, and what the family itself says of it."),
    )
    monthly_income = FoldedDecimalField(
        label=_("Net monthly income (EGP)"),
        max_digits=10,
        decimal_places=2,
        min_value=0,
        error_messages={"required": _("Write the net income of a month.")},
    )

    BY_CARD = ("full_name", "national_id", "national_id_note")
    BY_PASSPORT = ("latin_name", "passport", "nationality", "birth_date", "sex")
    groups = (
        Group(("papers",)),
        Group(BY_CARD, name="when-card"),
        Group(BY_PASSPORT, name="when-passport"),
        Group(("phone", "religion", "civil_status"), legend=_("About the person")),
        Group(("education", "occupation", "income_kind", "monthly_income"), legend=_("Education and income")),
        Group(("health_notes",), legend=_("Health")),
    )
    must = ("education", "income_kind", "sex")

    class Meta:
        model = Person
        fields = [
            "full_name", "national_id", "national_id_note", "passport", "nationality", "sex", "birth_date", "phone",
            "religion", "civil_status", "education", "occupation", "income_kind", "monthly_income", "health_notes",
        ]  # fmt: skip
        widgets = {
            **dict.fromkeys(["sex", "civil_status", "education", "income_kind"], forms.RadioSelect),
        }

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, registration=registration, instance=registration.person(self.role), **kwargs)
        if registration.household.lives_abroad:
            self.fields["phone"] = PhoneAbroadField(label=_("Mobile"))
        self._ask_civil_status()
        if self.card is None or self.card.check_digit_agrees:
            del self.fields["national_id_note"]

    def _ask_civil_status(self):
        """A couple is married; whoever is alone is not."""
        if self.registration.couple:
            del self.fields["civil_status"]
            self.instance.civil_status = CivilStatus.MARRIED
            return
        field = self.fields["civil_status"]
        field.required = True
        field.choices = [choice for choice in field.choices if choice[0] != CivilStatus.MARRIED]

    @property
    def card(self):
        """What the number tells, as it stands now; nothing for a passport."""
        return card_of(self["national_id"].value()) if self["papers"].value() == "national_id" else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("papers") == "passport":
            self._read_passport(cleaned)
        else:
            self._read_card(cleaned)
        self._ask_income(cleaned)
        self._compare_with_the_family(cleaned)
        told = {"religion": cleaned.get("religion", ""), "health": cleaned.get("health_notes", "")}
        self.registration.told[self.role] = told
        return cleaned

    def _read_card(self, cleaned):
        self.does_not_apply(*self.BY_PASSPORT)
        cleaned["nationality"] = nationalities.EGYPT
        if self.card:
            cleaned["sex"], cleaned["birth_date"] = self.card.sex, self.card.birth_date

    def _read_passport(self, cleaned):
        self.does_not_apply("full_name", "national_id")
        cleaned["full_name"] = cleaned.get("latin_name", "")

    def _ask_income(self, cleaned):
        if cleaned.get("income_kind") == Person.IncomeKind.NONE:
            self.does_not_apply("monthly_income")

    def _compare_with_the_family(self, cleaned):
        born, married = cleaned.get("birth_date"), self.registration.household.married_on
        if born and married and born >= married:
            self._blame_identity("birth_date", _("By this birth date the person was not born at the marriage."))

    def _blame_identity(self, name, message):
        """An error of what was read from the ID stands beside the ID."""
        self.add_error("national_id" if self.card else name, message)


class ApplicantForm(PersonForm):
    role = Role.APPLICANT
    ALONE = {
        Kind.WOMAN_ALONE: (Sex.FEMALE, _("The request is of a woman alone, but this person is a man.")),
        Kind.MAN_ALONE: (Sex.MALE, _("The request is of a man alone, but this person is a woman.")),
    }

    def _compare_with_the_family(self, cleaned):
        super()._compare_with_the_family(cleaned)
        expected, message = self.ALONE.get(self.registration.household.kind, (None, ""))
        if expected and cleaned.get("sex") and cleaned["sex"] != expected:
            self._blame_identity("sex", message)


class SpouseForm(PersonForm):
    role = Role.SPOUSE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False

    def _compare_with_the_family(self, cleaned):
        super()._compare_with_the_family(cleaned)
        applicant = self.registration.person(Role.APPLICANT)
        if applicant.national_id and cleaned.get("national_id") == applicant.national_id:
            self.add_error("national_id", _("This is the applicant's own number."))
        elif applicant.sex and cleaned.get("sex") == applicant.sex:
            self._blame_identity("sex", _("The spouse is of the same sex as the applicant; compare both cards."))


class RowForm(StepForm):
    """Another member of the household: with a national ID the rest is read from it."""

    role = None
    full_name = ArabicNameField(parts=2, label=_("Name"), max_length=120)
    national_id = NationalIDField(label=_("National ID"), required=False)
    birth_date = DayField(
        label=_("Date of birth"),
        not_in_future=True,
        help_text=_("Only without a national ID."),
        error_messages={"required": _("Write the date of birth or the national ID.")},
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the sex or write the national ID.")},
    )

    def __init__(self, *args, members, key, **kwargs):
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.members, self.key = members, key

    def has_changed(self):
        """A row in which nothing was written is passed over, whatever its box says."""
        return bool(set(self.changed_data) - {"dependent"})

    def clean(self):
        cleaned = super().clean()
        if card := card_of(cleaned.get("national_id")):
            self._read(card, cleaned)
        elif "national_id" in self.errors:
            self.does_not_apply("birth_date", "sex")
        self._compare_with_the_family(cleaned)
        return cleaned

    def _read(self, card, cleaned):
        """The card says both; what was written besides has to agree with it."""
        born, sex = cleaned.get("birth_date"), cleaned.get("sex")
        self.does_not_apply("birth_date", "sex")
        if born and born != card.birth_date:
            self.add_error("birth_date", _("This is not the birth date in the national ID."))
        if sex and sex != card.sex:
            self.add_error("sex", _("This is not the sex in the national ID."))
        cleaned["birth_date"], cleaned["sex"] = card.birth_date, card.sex

    def _compare_with_the_family(self, cleaned):
        number = cleaned.get("national_id")
        if number and number in self.members.numbers_before(self):
            self.add_error("national_id", _("Another member of this family was entered with this number."))


class OwnChildForm(RowForm):
    role = Role.OWN_CHILD

    class Meta:
        model = Person
        fields = ["full_name", "national_id", "birth_date", "sex", "dependent"]
        labels = {"dependent": _("Still depends on the family")}

    def _compare_with_the_family(self, cleaned):
        super()._compare_with_the_family(cleaned)
        births = [person.birth_date for person in self.registration.applicants if person.birth_date]
        if births and cleaned.get("birth_date") and cleaned["birth_date"] <= min(births):
            name = "national_id" if cleaned.get("national_id") else "birth_date"
            self.add_error(name, _("By this birth date the child is older than the parents."))


class OtherAdultForm(RowForm):
    role = Role.OTHER_ADULT

    class Meta:
        model = Person
        fields = ["full_name", "national_id", "birth_date", "sex", "occupation"]

    def _compare_with_the_family(self, cleaned):
        super()._compare_with_the_family(cleaned)
        born = cleaned.get("birth_date")
        if born and born > timezone.localdate() - relativedelta(years=GROWN_UP):
            name = "national_id" if cleaned.get("national_id") else "birth_date"
            self.add_error(name, _("Only people of 18 and over are entered here."))


class MembersForm:
    """Own children and other adults of the home: two lists of rows that are shown and judged like one form.

    Under the name of its list each row leaves its own number, so that rows come and go without being renumbered.
    """

    LISTS = {"child": OwnChildForm, "adult": OtherAdultForm}
    FRESH = {"child": {"dependent": ["on"]}, "adult": {}}

    def __init__(self, typed=None, *, registration, judged=True):
        self.registration, self.is_bound = registration, typed is not None and judged
        self.lists = {
            name: [
                form(typed, registration=registration, judged=judged, members=self, key=key, prefix=f"{name}-{key}")
                for key in row_keys(typed, name)
            ]
            for name, form in self.LISTS.items()
        }

    @property
    def rows(self):
        return [row for rows in self.lists.values() for row in rows]

    def people(self):
        """Whom the rows hold; an empty row is passed over."""
        for row in self.rows:
            if row.is_bound and row.has_changed():
                row.instance.role = row.role
                yield row.instance

    def numbers_before(self, row):
        """The national IDs of the applicants and of the rows that come before this one."""
        before = self.rows[: self.rows.index(row)]
        return {person.national_id for person in [*self.registration.applicants, *(each.instance for each in before)]}

    def is_valid(self):
        return self.is_bound and not self.errors

    @property
    def errors(self):
        return {f"{row.prefix}-{name}": errors for row in self.rows for name, errors in row.errors.items()}

    def visible_fields(self):
        return [field for row in self.rows for field in row.visible_fields()]

    def get_context(self):
        return {"errors": [error for row in self.rows for error in row.non_field_errors()]}


def row_keys(typed, name):
    """The rows of a list, in their order."""
    keys = typed.getlist(name) if typed else []
    return [key for key in dict.fromkeys(keys) if re.fullmatch(r"\d{1,4}", key, re.ASCII)][:ROWS]


class DwellingForm(StepForm):
    """Where and how the family lives."""

    rooms = FoldedIntegerField(label=_("Rooms"), validators=between(1, 60))

    groups = (
        Group(("district", "address", "landmark"), legend=_("Where it is")),
        Group(("tenure", "rooms", "dwelling_notes"), legend=_("What it is like")),
    )

    class Meta:
        model = Household
        fields = ["district", "address", "landmark", "tenure", "rooms", "dwelling_notes"]
        widgets = {"tenure": forms.RadioSelect, "dwelling_notes": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"landmark": _("Whatever helps to find the house.")}

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, registration=registration, instance=registration.household, **kwargs)


class WishesForm(StepForm):
    """Which child the family hopes for, and in its own words."""

    children_asked = FoldedIntegerField(label=_("How many children"), initial=1, validators=between(1, 10))
    child_age_from = FoldedIntegerField(label=_("Youngest age (years)"), initial=0, validators=between(0, 17))
    child_age_to = FoldedIntegerField(label=_("Oldest age (years)"), initial=6, validators=between(0, 17))
    child_sex = forms.ChoiceField(
        label=_("Sex of the child"),
        required=False,
        choices=[("", _("either")), *Sex.choices],
        widget=forms.RadioSelect,
    )

    groups = (
        Group(("children_asked", "child_sex", "child_age_from", "child_age_to")),
        Group(("siblings_welcome", "special_needs_welcome", "kin")),
        Group(("wishes",)),
    )

    class Meta:
        model = Application
        fields = [
            "children_asked", "child_sex", "child_age_from", "child_age_to",
            "siblings_welcome", "special_needs_welcome", "kin", "wishes",
        ]  # fmt: skip
        widgets = {"wishes": forms.Textarea(attrs={"rows": 4})}
        labels = {"kin": _("The family is related to the child it asks for")}

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, registration=registration, instance=registration.application, **kwargs)

    def clean(self):
        cleaned = super().clean()
        youngest, oldest = cleaned.get("child_age_from"), cleaned.get("child_age_to")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("child_age_to", _("The oldest age is below the youngest."))
        return cleaned
