"""Requests of data subjects: writing one down, the register, and what a request's page shows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.templatetags.arabic import full_day
from fostercare.guidebook.models import Case
from fostercare.workflows.cases import PROCEDURES, Procedure, record_of
from fostercare.workflows.data_request.forms import (
    HandOverForm,
    IdentityForm,
    NumberForm,
    PrepareForm,
    ReceiveForm,
    ReplyForm,
    RequestFilter,
)
from fostercare.workflows.data_request.models import RESTRICTS, DataRequest, State, What
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_subjects import OF_PERSONS, subjects_of
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
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
    }


PROCEDURES["data_request"] = Procedure(
    model=DataRequest,
    forms={
        "verify_identity": IdentityForm,
        "prepare": PrepareForm,
        "answer": ReplyForm,
        "refuse": ReplyForm,
        "hand_over": HandOverForm,
    },
    template="data_request/page.html",
    road=road,
    sections=sections,
)
