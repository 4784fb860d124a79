"""Requests of data subjects: writing one down, the register, and what a request's page shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.templatetags.arabic import full_day
from fostercare.guidebook.models import Case
from fostercare.ledger.reading import opens
from fostercare.workflows.cases import PROCEDURES, Procedure, find, record_of, sees
from fostercare.workflows.data_request.changes import since_the_grant
from fostercare.workflows.data_request.correcting import CorrectChildForm, CorrectPersonForm
from fostercare.workflows.data_request.forms import (
    CarryOutForm,
    HandOverForm,
    IdentityForm,
    NumberForm,
    PrepareForm,
    ReceiveForm,
    ReplyForm,
    RequestFilter,
)
from fostercare.workflows.data_request.models import (
    CHANGES,
    IS_CARRIED_OUT,
    RESTRICTS,
    DataRequest,
    State,
    What,
    who_granted,
)
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_request.recipients import recipients
from fostercare.workflows.data_subjects import OF_PERSONS, subjects_of
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.sight import Sight
from fostercare.workflows.tabs import of_privacy
from fostercare.workflows.tones import badge

RECEIVES = "receive_data_requests"
OPEN = [State.RECEIVED, State.IN_HAND, State.PREPARED]


class NewRequest(View):
    """First the case, by its number; then who asks, and for what."""

    def dispatch(self, request):
        access.require_somewhere(request.user, RECEIVES)
        self.number = request.GET.get("case", "").strip()
        places = Case.objects.visible_to(request.user, RECEIVES)
        case = places.filter(number=self.number, kind__in=OF_PERSONS).first() if self.number else None
        self.about = case and record_of(case)
        return super().dispatch(request)

    def get(self, request):
        if self.about is None:
            return self._ask_number()
        return self._page(ReceiveForm(subjects=subjects_of(self.about)))

    def post(self, request):
        if self.about is None:
            return redirect(f"{reverse('data_request_new')}?{urlencode({'case': request.POST.get('case', '')})}")
        form = ReceiveForm(request.POST, subjects=subjects_of(self.about))
        if not form.is_valid():
            return self._page(form)
        try:
            made = receive(self.about.case, form.subject, by=request.user, **form.told())
        except ValidationError as error:
            form.add_error("what", error)
            return self._page(form)
        messages.success(request, _("The request was written down as %(number)s.") % {"number": made.number})
        return redirect("case", made.number)

    def _ask_number(self):
        form = NumberForm({"case": self.number} if self.number else None)
        if self.number:
            form.add_error("case", _("No application or child's file of your places has this number."))
        return self._render(form, _("Go on"))

    def _page(self, form):
        facts = [{"label": _("Case number"), "value": self.about.number, "ltr": True}]
        return self._render(form, _("Write the request down"), facts=facts)

    def _render(self, form, submit, **more):
        return render(
            self.request,
            "data_request/new.html",
            {
                "title": _("Request of a data subject"),
                "lead": _("Whoever's data are kept may see, correct and restrict them; each request has its time."),
                "form": form,
                "back": {"label": _("Requests"), "url": reverse("data_request_list")},
                "submit_label": submit,
                **more,
            },
        )


class Correct(View):
    """The data themselves, for whoever carries a granted correction or erasure out."""

    def dispatch(self, request, number):
        self.asked = find(request.user, number)
        if not isinstance(self.asked, DataRequest) or self.asked.what not in CHANGES:
            raise Http404
        if not corrects(request.user, self.asked):
            raise PermissionDenied(RECEIVES)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        form.carry_out(self.asked.about)
        messages.success(request, _("The data were changed; the page shows from what to what."))
        return redirect("case", self.asked.number)

    def _form(self, *data):
        subject, user = self.asked.subject, self.request.user
        owner = subject.child or subject.person
        about = record_of(self.asked.about)
        opened = Sight(about, user).sealed(owner)
        opens(self.request, about.number)
        if subject.is_child:
            return CorrectChildForm(*data, instance=owner, opened=opened)
        financial = access.allowed(user, "view_financial_data", about.directorate_id)
        return CorrectPersonForm(*data, instance=owner, opened=opened, financial=financial)

    def _page(self, form):
        lead = _("An optional line that is emptied is erased.") if self.asked.what == What.ERASURE else ""
        return render(
            self.request,
            "data_request/correct.html",
            {
                "title": _("Erase data") if self.asked.what == What.ERASURE else _("Correct the data"),
                "lead": lead,
                "form": form,
                "back": {"label": self.asked.number, "url": reverse("case", args=[self.asked.number])},
                "facts": [
                    {"label": _("Case number"), "value": self.asked.about.number, "ltr": True},
                    {"label": _("In the person's words"), "value": self.asked.text},
                    {"label": _("What the directorate proposes"), "value": self.asked.proposal},
                ],
                "submit_label": _("Save the change"),
            },
        )


def corrects(user, asked) -> bool:
    """May this officer change the data now? Who sees the file itself, and did not grant the request."""
    return bool(
        asked.is_to_be_carried_out
        and access.allowed(user, RECEIVES, asked.directorate_id)
        and not who_granted(asked, user)
        and sees(user, record_of(asked.about))
    )


def data_request_list(request):
    """The register, the latest first, with the day until which each is answered."""
    access.require_somewhere(request.user, "view_data_requests")
    places = access.directorates_where(request.user, "view_data_requests")
    narrowed = RequestFilter(request.GET, places=places)
    page = paged(request, narrowed.narrow(DataRequest.objects.visible_to(request.user).whole()), "-opened_on", "-pk")
    return render(
        request,
        "data_request/list.html",
        {
            "title": _("Requests of data subjects"),
            "tabs": of_privacy("data_request_list", request.user),
            "tools": _tools(request.user),
            "rows": [{"asked": one, "badge": badge(one), "due": one.state in OPEN and one.due_on} for one in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No request has been written down."),
        },
    )


def _tools(user):
    if not access.allowed_somewhere(user, RECEIVES):
        return []
    return [{"label": _("Write a request down"), "url": reverse("data_request_new"), "icon": "plus"}]


def road(asked, checklist):
    return straight(
        asked,
        [
            (State.RECEIVED.label, [State.RECEIVED]),
            (State.IN_HAND.label, [State.IN_HAND]),
            (State.PREPARED.label, [State.PREPARED]),
            (_("Answered"), [State.ANSWERED, State.REFUSED]),
            *([(_("Carrying it out"), [State.CARRIED_OUT])] if asked.what in IS_CARRIED_OUT else []),
            (State.DELIVERED.label, [State.DELIVERED]),
        ],
    )


def sections(asked, user, checklist):
    """What is asked, by whom, what was proposed and answered."""
    subject = asked.subject
    return {
        "title": asked.get_what_display(),
        "crumbs": [
            {"label": _("Requests"), "url": reverse("data_request_list")},
            {"label": asked.number, "ltr": True},
        ],
        "facts": [
            {"label": _("Case number"), "value": asked.number, "ltr": True},
            {"label": _("Directorate"), "value": asked.directorate},
            {"label": _("Who asks"), "value": subject.label, "ltr": subject.is_child},
            {"label": _("Asked on"), "value": full_day(asked.asked_on)},
            {"label": _("To be answered by"), "value": full_day(asked.due_on)},
        ],
        "opens_case": access.allowed(user, "view_cases", asked.directorate_id),
        "withdraws": asked.what == What.CONSENT,
        "restricts": asked.what in RESTRICTS and asked.granted,
        "accompanied": asked.what == What.OWN_FILE,
        **_carrying_out(asked, user),
    }


def _carrying_out(asked, user):
    """What a granted request leads to: where it is carried out, what changed since, who had the data and was told."""
    if not asked.granted or asked.what not in IS_CARRIED_OUT:
        return {}
    shown = access.allowed(user, RECEIVES, asked.directorate_id)
    financial = access.allowed(user, "view_financial_data", asked.directorate_id)
    return {
        "carried": True,
        "correct_url": reverse("data_request_correct", args=[asked.number])
        if asked.what in CHANGES and corrects(user, asked)
        else "",
        "erases": asked.what == What.ERASURE,
        "changes": since_the_grant(asked, shown=shown, financial=financial),
        "recipients": [{"went": one, "told": one.key in asked.told} for one in recipients(asked)],
    }


PROCEDURES["data_request"] = Procedure(
    model=DataRequest,
    forms={
        "verify_identity": IdentityForm,
        "prepare": PrepareForm,
        "carry_out": CarryOutForm,
        "answer": ReplyForm,
        "refuse": ReplyForm,
        "hand_over": HandOverForm,
    },
    template="data_request/page.html",
    road=road,
    sections=sections,
)
