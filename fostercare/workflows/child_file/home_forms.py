"""The register of homes: what is asked of one, and by what the list is narrowed."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates import access
from directorates.models import Directorate
from directorates.wording import digits
from fostercare.records.fields import DayField
from fostercare.records.models import Home, HomePlaces, Sex

# The ages by which homes are licensed: (from, under) in years.
AGES = [(0, 2), (2, 6), (6, 12), (12, 18)]
SOON = timedelta(days=60)


class HomeFilter(forms.Form):
    """Narrows the register; what is not chosen narrows nothing."""

    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label=gettext_lazy("Directorate"), required=False, empty_label=gettext_lazy("all")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), required=False)
    room = forms.ChoiceField(label=gettext_lazy("Places"), required=False)

    LICENCES = [
        ("soon", gettext_lazy("ends within sixty days")),
        ("expired", gettext_lazy("licence expired")),
        *Home.Licence.choices,
    ]

    def __init__(self, data, *, user):
        super().__init__(data)
        everything = [("", _("all"))]
        places = Directorate.objects.filter(homes__in=Home.objects.visible_to(user)).distinct()
        self.fields["directorate"].queryset = places
        self.fields["kind"].choices = everything + Home.Kind.choices
        self.fields["licence"].choices = everything + self.LICENCES
        self.fields["room"].choices = [*everything, ("free", _("with free places")), ("full", _("full or over"))]
        if len(places[:2]) < 2:
            del self.fields["directorate"]

    def narrow(self, homes):
        """The homes (with .children_now) that match what was chosen."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        today = timezone.localdate()
        narrowing = {
            "licence": {
                "soon": Q(licence_until__range=(today, today + SOON)),
                "expired": Q(licence_until__lt=today),
                **{state: Q(licence_state=state) for state in Home.Licence.values},
            },
            "room": {"free": Q(children_now__lt=F("capacity")), "full": Q(children_now__gte=F("capacity"))},
        }
        for name, value in chosen.items():
            homes = homes.filter(narrowing[name][value] if name in narrowing else Q(**{name: value}))
        return homes


class HomeForm(forms.ModelForm):
    """A home of the register, with its places by age and sex."""

    licence_from = DayField(label=gettext_lazy("Licensed from"), required=False)
    licence_until = DayField(label=gettext_lazy("Licensed until"), required=False)

    class Meta:
        model = Home
        fields = [
            "directorate", "name", "kind", "address", "phone", "licence_state", "licence_number", "licence_from",
            "licence_until", "capacity",
        ]  # fmt: skip
        labels = {
            "directorate": gettext_lazy("Directorate"), "name": gettext_lazy("Name"), "kind": gettext_lazy("Kind"),
            "address": gettext_lazy("Address"), "phone": gettext_lazy("Telephone"),
            "licence_state": gettext_lazy("State of the licence"), "licence_number": gettext_lazy("Licence number"),
            "capacity": gettext_lazy("Places in all"),
        }  # fmt: skip
        widgets = {"kind": forms.RadioSelect, "licence_state": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = access.directorates_where(user, "keep_homes")
        self.fields["directorate"].queryset = mine
        if len(mine[:2]) == 1:
            self.fields["directorate"].initial = mine[0]
        if self.instance.pk:
            del self.fields["directorate"]
        for name in ("kind", "licence_state"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        self._places_by_age()

    def _places_by_age(self):
        known = {(row.sex, row.age_from): row.places for row in self.instance.places.all()} if self.instance.pk else {}
        for youngest, under in AGES:
            for sex, label in _SEXES:
                self.fields[f"places_{sex}_{youngest}"] = forms.IntegerField(
                    label=label % {"from": digits(youngest), "under": digits(under)}, required=False, min_value=0,
                    max_value=999, initial=known.get((sex, youngest)),
                )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("licence_from"), cleaned.get("licence_until")
        if first and last and last < first:
            self.add_error("licence_until", _("The licence cannot end before it begins."))
        by_age, capacity = sum(self._numbers().values()), cleaned.get("capacity")
        if capacity is not None and by_age > capacity:
            raise ValidationError(
                _("The places by age come to %(sum)s, which is more than the places in all.") % {"sum": digits(by_age)}
            )
        return cleaned

    def _numbers(self):
        given = {
            (sex, youngest): self.cleaned_data.get(f"places_{sex}_{youngest}") for youngest, _u in AGES for sex in Sex
        }
        return {key: number for key, number in given.items() if number}

    @transaction.atomic
    def save(self):
        home = super().save()
        home.places.all().delete()
        under = dict(AGES)
        HomePlaces.objects.bulk_create(
            HomePlaces(home=home, sex=sex, age_from=youngest, age_under=under[youngest], places=number)
            for (sex, youngest), number in self._numbers().items()
        )
        return home


_SEXES = [
    ("male", gettext_lazy("Places for boys from %(from)s to under %(under)s years")),
    ("female", gettext_lazy("Places for girls from %(from)s to under %(under)s years")),
]
