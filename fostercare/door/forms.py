"""What is typed at the door: name and password, a code."""

from math import ceil

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directorates.wording import Number
from fostercare.door import lockout, second_step

CODE = {"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}


class CodeField(forms.CharField):
    """A code of the app, or a recovery code; digits of any script."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs=CODE), **kwargs)

    def to_python(self, value):
        return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in super().to_python(value))


def has_expired(officer) -> bool:
    """Was the temporary password not replaced in time?"""
    return bool(officer.temporary_password and officer.temporary_until and officer.temporary_until < timezone.now())


def may_sign_in(officer) -> bool:
    """Is the account open at all, whatever proves who somebody is?"""
    return officer.is_active and not has_expired(officer)


class SignInForm(AuthenticationForm):
    """Name and password, unless the door is shut for a while after wrong ones."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy("The user name or the password is not right."),
        "expired": gettext_lazy("This temporary password has expired. Ask for a new one."),
    }

    def clean(self):
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password") and (shut := lockout.knock(self.request, name)):
            raise shut_message(shut)
        cleaned = super().clean()
        if self.user_cache:
            lockout.opened(self.request, self.user_cache.username)
        return cleaned

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if has_expired(user):
            raise ValidationError(self.error_messages["expired"], code="expired")


class SignInAgainForm(SignInForm):
    """Signing in above a form that came too late: the code is asked on the same page."""

    code = CodeField(
        label=gettext_lazy("Code of the second step"),
        help_text=gettext_lazy("Only where a second step is set up."),
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        self.with_code = bool(self.user_cache and second_step.device_of(self.user_cache))
        if self.with_code and not second_step.right(self.request, self.user_cache, cleaned.get("code", "")):
            self.add_error("code", _("This code is not right. Take the one the app shows now."))
        return cleaned


class CodeForm(forms.Form):
    """The code of the second step: `check` says whether it is right, `shut` until when no code is taken."""

    code = CodeField(label=gettext_lazy("Code of the app"))

    def __init__(self, *args, check, shut=lambda: None, **kwargs):
        super().__init__(*args, **kwargs)
        self.check, self.shut = check, shut
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self):
        if shut := self.shut():
            raise shut_message(shut)
        if not self.check(self.cleaned_data["code"]):
            raise ValidationError(_("This code is not right. Take the one the app shows now."))
        return self.cleaned_data["code"]


class PasswordForm(forms.Form):
    """The password once more: a session left open is not enough to change who can get in."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        officer = self.request.user
        if shut := lockout.knock(self.request, officer.username):
            raise shut_message(shut)
        if not officer.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password."))
        lockout.opened(self.request, officer.username)
        return self.cleaned_data["password"]


class MailForm(PasswordForm):
    """Where an officer is written to."""

    email = forms.EmailField(
        label=gettext_lazy("Address for mail"),
        help_text=gettext_lazy("Of the service, read by nobody else. Left empty, nothing is sent."),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    field_order = ["email", "password"]


class LinkForm(PasswordForm):
    """The password, and the code of whoever has a second step."""

    code = CodeField(label=gettext_lazy("Code of the app"))

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        if not second_step.device_of(request.user):
            del self.fields["code"]

    def clean_code(self):
        officer, code = self.request.user, self.cleaned_data["code"]
        if shut := second_step.shut_until(officer):
            raise shut_message(shut)
        if "password" in self.cleaned_data and not second_step.right(self.request, officer, code):
            raise ValidationError(_("This code is not right. Take the one the app shows now."))
        return code


class SetUpForm(PasswordForm, CodeForm):
    """The first code of the phone that is being bound to an account."""

    field_order = ["password", "code"]

    def clean_code(self):
        return super().clean_code() if "password" in self.cleaned_data else self.cleaned_data["code"]


def shut_message(until):
    """Until when the door is shut, in minutes: the same words for every name."""
    minutes = max(1, ceil((until - timezone.now()).total_seconds() / 60))
    words = ngettext(
        "Too many wrong attempts. Try again in %(n)s minute.", "Too many wrong attempts. Try again in %(n)s minutes.",
        minutes,
    )  # fmt: skip
    return ValidationError(words % {"n": Number(minutes)}, code="shut")
