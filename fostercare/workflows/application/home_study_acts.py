"""The signatures under the social study, and its return: each a page of its own, because others rely on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from directorates import access
from directorates.roles import ROLES
from fostercare.guidebook import questions
from fostercare.workflows.application import home_study, home_study_signing
from fostercare.workflows.application.home_study_form import StudyForm
from fostercare.workflows.cases import find
from fostercare.workflows.lifecycle import NotNow


class SignForm(forms.Form):
    """A signature asks for nothing but the button."""


class SendBackForm(forms.Form):
    questions = forms.CharField(
        label=gettext_lazy("Questions to the social worker"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


def _may(right):
    return lambda user, application: access.allowed(user, right, application.directorate)


def _is(role):
    return lambda user, application: access.holds(user, role, application.directorate)


@dataclass(frozen=True)
class Signature:
    """A signature under the study, or its return."""

    title: str
    lead: str
    said: str  # when it was done
    do: Callable
    may: Callable[..., bool]
    why_not: Callable[..., str]
    form: type = SignForm
    main: bool = True


SIGNATURES = {
    "sign": Signature(
        title=gettext_lazy("Sign the study"),
        lead=gettext_lazy(
            "Signing prints the study, files it with the family's papers and answers the items of the home study. "
            "It can be changed afterwards only if the supervisor returns it."
        ),
        said=gettext_lazy("The study was signed and filed."),
        do=home_study_signing.sign,
        may=_may("study_families"),
        why_not=home_study_signing.why_not_sign,
    ),
    "cosign": Signature(
        title=gettext_lazy("Sign for the partner association"),
        lead=gettext_lazy("The signature says that the association took part in the visit or in the interviews."),
        said=gettext_lazy("The association's signature was recorded."),
        do=home_study_signing.cosign,
        may=_is(home_study_signing.PARTNER),
        why_not=home_study_signing.why_not_cosign,
    ),
    "approve": Signature(
        title=gettext_lazy("Approve the study"),
        lead=gettext_lazy("Approving also verifies the answers that the study gave to the guidebook's items."),
        said=gettext_lazy("The study was approved."),
        do=home_study_signing.approve,
        may=_may("approve_studies"),
        why_not=home_study_signing.why_not_approve,
    ),
    "return": Signature(
        title=gettext_lazy("Return the study with questions"),
        lead=gettext_lazy("The study is open to the social worker again, with everything that was written."),
        said=gettext_lazy("The study was returned to the social worker."),
        do=home_study_signing.send_back,
        may=_may("approve_studies"),
        why_not=home_study_signing.why_not_send_back,
        form=SendBackForm,
        main=False,
    ),
}


class SignaturePage(View):
    def dispatch(self, request, number, act):
        self.application = find(request.user, number)
        if act not in SIGNATURES or self.application.kind != "application":
            raise Http404
        self.signature = SIGNATURES[act]
        if not self.signature.may(request.user, self.application):
            raise PermissionDenied(act)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.signature.form())

    def post(self, request):
        form = self.signature.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            self.signature.do(self.application, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.message)
            return self._page(form)
        messages.success(request, self.signature.said)
        return redirect("home_study", self.application.number)

    def _page(self, form):
        study, address = home_study.study_of(self.application), reverse("home_study", args=[self.application.number])
        why_not = self.signature.why_not(self.application, study, self.request.user)
        return render(
            self.request,
            "application/home_study_act.html",
            {
                "title": self.signature.title,
                "lead": self.signature.lead,
                "form": form,
                "back": {"label": _("Social study of the family"), "url": address},
                "facts": _facts(self.application, study),
                "blocked": why_not and {"title": why_not, "obstacles": _gaps(self.application, study, address)},
                "submit_label": self.signature.title,
            },
        )


def offers(application, study, user) -> dict:
    """What this officer may do under the study now, and why something of it has to wait."""
    acts, waits = [], []
    for name, signature in SIGNATURES.items():
        if name == "sign" or not signature.may(user, application):
            continue
        if why_not := signature.why_not(application, study, user):
            waits.append(why_not)
        else:
            url = reverse("home_study_act", args=[application.number, name])
            acts.append({"label": signature.title, "url": url, "main": signature.main})
    return {"acts": acts, "waits": dict.fromkeys(waits)}


def signatures(study) -> list:
    """Who has signed and when, in the order of signing."""
    people = [("social_worker", "worker"), ("partner_ngo_worker", "partner"), ("social_supervisor", "supervisor")]
    return [
        {
            "role": ROLES[role].label,
            "at": study and getattr(study, f"{who}_signed_at"),
            "name": study and getattr(study, who),
        }
        for role, who in people
    ]


def _facts(application, study):
    form = StudyForm(application, study.answers if study else {})
    question = next((row for row in form.questions if row["key"] == "recommendation"), None)
    said = question and questions.said(question, form.data.get("recommendation"))
    facts = [{"label": _("Family"), "value": application.heading}]
    return [*facts, {"label": questions.label(question), "value": said}] if said else facts


def _gaps(application, study, address):
    """What is still to be answered before the worker signs, each with a link to its place."""
    if study and study.signed:
        return []
    form = StudyForm(application, study.answers if study else {}, complete=True)
    return [
        {"sentence": field.label, "detail": _wrong(form, field), "url": f"{address}#{field.auto_id}"}
        for field in form.missing()
    ]


def _wrong(form, field):
    """What has to be corrected; a mere gap speaks for itself."""
    return "" if form.has_error(field.name, "required") else field.errors[0]
