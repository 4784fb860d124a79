"""Appointing an officer: who, where, as what; a new account where there is none yet."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directorates import access
from directorates.models import Directorate, Officer
from directorates.roles import ROLES

MINISTRY = "ministry"


def places(user):
    """The places where this officer appoints, as choices: directorates, and the Ministry for a national right."""
    found = [(place.code, place.name) for place in access.directorates_where(user, "appoint_officers")]
    return [(MINISTRY, _("the Ministry")), *found] if access.allowed(user, "appoint_officers", None) else found


class AppointForm(forms.Form):
    """A role in a place; `places` are the choices the officer who appoints has."""

    place = forms.ChoiceField(label=_("Place"))
    role = forms.ChoiceField(label=_("Role"))
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("Where it is known beforehand; the role ends by itself after this day."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places
        national = any(code == MINISTRY for code, _name in places)
        local = [(key, role.label) for key, role in ROLES.items() if not role.national]
        ministry = [(key, role.label) for key, role in ROLES.items() if role.national and role.given]
        groups = [("", _("choose")), (_("In a directorate"), local), (_("In the Ministry"), ministry)]
        self.fields["role"].choices = groups if national else [("", _("choose")), *local]

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return until

    @property
    def directorate(self):
        code = self.cleaned_data["place"]
        return None if code == MINISTRY else Directorate.objects.get(code=code)


class ColleagueForm(AppointForm):
    """For somebody who has an account already."""

    username = forms.CharField(
        label=_("User name of the officer"), help_text=_("The name with which the officer signs in."), max_length=150
    )
    field_order = ["username", "place", "role", "until"]

    def clean_username(self):
        officer = Officer.objects.filter(username=self.cleaned_data["username"].strip()).first()
        if officer is None or officer.username == access.CLOCK:
            raise forms.ValidationError(_("No officer signs in with this name."))
        return officer

    def officer(self):
        return self.cleaned_data["username"]


class AccountForm(AppointForm, forms.ModelForm):
    """For somebody who signs in for the first time."""

    field_order = ["full_name", "username", "gender", "place", "role", "until"]

    class Meta:
        model = Officer
        fields = ["full_name", "username", "gender"]
        help_texts = {"username": _("Latin letters and digits; the officer signs in with it.")}
        widgets = {"gender": forms.RadioSelect}

    def clean_username(self):
        username = self.cleaned_data["username"]
        if username.lower() == access.CLOCK:
            raise forms.ValidationError(_("By this name the system itself acts; choose another one."))
        return username

    def officer(self):
        return self.save()
