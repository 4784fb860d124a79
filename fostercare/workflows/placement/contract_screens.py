"""The pages on which a contract and the hand-over are prepared, and what a placement's page shows of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import find
from fostercare.workflows.placement.contract_forms import AccountForm, HandOverForm, NamingForm, TermsForm
from fostercare.workflows.placement.contracting import ChildAccount, HandOverRecord, NamingDecision, Terms, of
from fostercare.workflows.placement.models import BEFORE_HAND_OVER, State


class _Part(View):
    """One part of the contract: shown filled as far as it is known, changed until the contract is signed."""

    form_class = model = None
    title, right, states = "", "prepare_contracts", (State.PREPARED,)

    def dispatch(self, request, number):
        self.placement = find(request.user, number)
        if self.placement.kind != Case.Kind.PLACEMENT:
            raise Http404
        access.require(request.user, self.right, self.placement.place_of("institution_officer"))
        if self.placement.state not in self.states:
            messages.error(request, _("This is not possible in the present state of the placement."))
            return redirect("case", number)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        form.save(by=request.user)
        messages.success(request, _("Saved."))
        return redirect("case", self.placement.number)

    def form(self, data=None):
        return self.form_class(data, instance=self.standing() or self.fresh(), placement=self.placement)

    def standing(self):
        return self.model.objects.filter(placement=self.placement.pk).first()

    def fresh(self):
        return self.model(placement=self.placement)

    def _page(self, form):
        return render(
            self.request,
            "placement/contract_part.html",
            {
                "title": self.title,
                "form": form,
                "back": {"label": self.placement.number, "url": reverse("case", args=[self.placement.number])},
                "facts": [{"label": _("Family"), "value": self.placement.heading}, *self.facts()],
                "submit_label": _("Save"),
            },
        )

    def facts(self):
        return []


class PartiesPage(_Part):
    form_class, model, title = TermsForm, Terms, gettext_lazy("Parties and delegates")


class AccountPage(_Part):
    form_class, model, title = AccountForm, ChildAccount, gettext_lazy("Child's account")

    def standing(self):
        return self.model.objects.filter(child=self.placement.child_id).first()

    def fresh(self):
        return self.model(child=self.placement.child)


class NamingPage(_Part):
    form_class, model, title = NamingForm, NamingDecision, gettext_lazy("Naming decision")

    def standing(self):
        return self.model.objects.filter(child=self.placement.child_id).first()

    def fresh(self):
        child = self.placement.child
        return self.model(child=child, placement=self.placement, name_registered=child.full_name)

    def facts(self):
        return [{"label": _("Name as registered"), "value": self.placement.child.full_name}]


class HandOverPage(_Part):
    form_class, model, title = HandOverForm, HandOverRecord, gettext_lazy("Condition and things handed over")
    right, states = "record_viewing_visits", tuple(BEFORE_HAND_OVER)


PARTS = [
    # name of the page, page, where it is kept, what is said of it
    ("contract_parties", PartiesPage, ("placement", "terms"), lambda kept: kept.signatory),
    (
        "contract_account", AccountPage, ("child", "account"),
        lambda kept: f"{kept.bank} {kept.masked}",
    ),
    ("contract_naming", NamingPage, ("child", "naming"), lambda kept: kept.get_element_display()),
    ("contract_hand_over", HandOverPage, ("placement", "hand_over_record"), lambda kept: ""),
]  # fmt: skip


def parts(placement, user) -> list[dict]:
    """The parts of the contract and the hand-over, each with what is known of it and where it is written."""
    return [_part(placement, user, *part) for part in PARTS]


def _part(placement, user, name, page, where, said):
    owner, attribute = where
    kept = of(placement if owner == "placement" else placement.child, attribute)
    place = placement.place_of("institution_officer")
    may = placement.state in page.states and access.allowed(user, page.right, place)
    return {
        "label": page.title,
        "kept": kept,
        "said": said(kept) if kept else "",
        "url": reverse(name, args=[placement.number]) if may else "",
    }
