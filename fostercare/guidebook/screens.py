"""The public check of a printed paper. It says whether the paper is ours and since when, and names nobody."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fostercare.guidebook import papers


class CodeForm(forms.Form):
    """The code as it is typed from a paper."""

    code = forms.CharField(
        label=gettext_lazy("Verification code"),
        help_text=gettext_lazy("It stands at the head of the paper, beside the square picture."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        if code := papers.read_code(self.cleaned_data["code"]):
            return papers.spaced(code)
        raise ValidationError(_("A verification code has twelve letters and digits, in three groups of four."))


@login_not_required
@never_cache
@require_safe
def verify_paper(request, code):
    """What the picture on a paper opens."""
    return _page(request, CodeForm(initial={"code": code}), papers.check(code))


@login_not_required
@never_cache
@require_safe
def verify(request):
    """The same for a code that is typed."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    return redirect("verify_paper", form.cleaned_data["code"]) if form.is_valid() else _page(request, form)


def _page(request, form, finding=None):
    return render(
        request, "guidebook/verify.html", {"title": _("Check a printed paper"), "form": form, "finding": finding}
    )
