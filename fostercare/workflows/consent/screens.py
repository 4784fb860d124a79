"""Consents: of one case, recording them, withdrawing one, and the register of a directorate and the Ministry."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directorates import access
from fostercare import printing
from fostercare.guidebook.book import book, wording
from fostercare.guidebook.processing import kept_for
from fostercare.guidebook.publishing import in_force
from fostercare.workflows.cases import find
from fostercare.workflows.consent import recording
from fostercare.workflows.consent.box import badge_of
from fostercare.workflows.consent.forms import RecordForm, RegisterFilter, WithdrawForm
from fostercare.workflows.consent.models import Consent
from fostercare.workflows.consent.saying import Line, lines_of, texts, title_of
from fostercare.workflows.data_subjects import subjects_of
from fostercare.workflows.paging import paged
from fostercare.workflows.sight import Sight
from fostercare.workflows.tabs import of_privacy


def consents_page(request, number):
    """What each person of a case said to each text, and what follows where a consent was withdrawn."""
    record = _record(request.user, number)
    sight = Sight(record, request.user)
    people = {}
    for line in lines_of(record):
        people.setdefault(line.subject.code, {"subject": line.subject, "lines": [], "url": ""})
        people[line.subject.code]["lines"].append(_told(line, sight))
    for row in people.values():
        if access.allowed(request.user, recording.right_for(row["subject"]), record.directorate):
            row["url"] = reverse("consent_record", args=[number, row["subject"].code])
    return render(
        request,
        "consent/page.html",
        {
            "title": _("Consents to the processing of data"),
            "lead": _("Each adult consents for oneself; for a child, the guardian of record."),
            "crumbs": [
                {"label": number, "url": reverse("case", args=[number]), "ltr": True},
                {"label": _("Consents")},
            ],
            "tools": _tools(record, any(row["url"] for row in people.values())),
            "record": record,
            "people": list(people.values()),
            "history": _history(record),
        },
    )


def _tools(record, may):
    url = reverse("consent_form", args=[record.number])
    return [{"label": _("Print the form"), "url": url, "icon": "print"}] if may else []


@require_safe
@never_cache
@csp_exempt()  # browsers' own readers of PDFs do not open under a policy; what is shown is of our making
def consent_form(request, number):
    """The texts in force on paper, for each person of the case to sign (LT-20)."""
    record = _record(request.user, number)
    subjects = subjects_of(record)
    access.require(request.user, recording.right_for(subjects[0]), record.directorate)
    with translation.override(printing.LANGUAGE):
        kept = book(in_force())
        rule = "child_of_age" if subjects[0].is_child else "refused_application"
        facts = {
            "title": kept.label("printed_forms", "LT-20"),
            "directorate": record.directorate.name,
            "number_label": _("Case"),
            "number": number,
            "printed_at": timezone.now(),
            "printed_by": request.user,
            "record": record,
            "people": [{"subject": one, "texts": [_printed(row) for row in texts(one.is_child)]} for one in subjects],
            "kept_for": kept_for(kept, rule),
            "officer": access.officers_with("data_protection_officer", None).order_by("pk").first(),
        }
        content = printing.pdf("print/LT-20.html", facts)
    disposition = f'inline; filename="{number}-LT-20.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _printed(row):
    return {"title": title_of(row), "text": wording(row), "version": row["version"]}


def _told(line, sight):
    return {
        "line": line,
        "badge": badge_of(line.state),
        "paper": line.consent and line.consent.paper and sight.link(line.consent.paper),
    }


def _history(record):
    """What was said before the words that stand now."""
    rows = {line.row["key"]: line.row for line in lines_of(record)}
    earlier = record.consents.exclude(superseded_at=None).select_related("person", "recorded_by", "child__file")
    return [{"consent": consent, "title": title_of(rows[consent.text])} for consent in earlier if consent.text in rows]


class _OnTheCase(View):
    """A form about one person of a case, for who may record that person's consents."""

    def dispatch(self, request, number, **address):
        self.record = _record(request.user, number)
        self.subject = self.whose(**address)
        access.require(request.user, recording.right_for(self.subject), self.record.directorate)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.form())

    def post(self, request):
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        try:
            self.keep(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        messages.success(request, _("Saved."))
        return redirect("consents", self.record.number)

    def _page(self, form):
        number = self.record.number
        return render(
            self.request,
            "consent/form.html",
            {
                "title": self.title(),
                "lead": self.lead(),
                "form": form,
                "back": {"label": _("Consents"), "url": reverse("consents", args=[number])},
                "facts": [{"label": _("Case number"), "value": number, "ltr": True}, *self.facts()],
                "submit_label": self.title(),
            },
        )


class RecordConsents(_OnTheCase):
    """What one person said, text by text."""

    def whose(self, code):
        return _subject(self.record, code)

    def title(self):
        return _("Record consents")

    def lead(self):
        return _("Each text is read to the person, or by the person, before the answer is marked.")

    def facts(self):
        if not self.subject.is_child:
            return [{"label": _("Whose consents"), "value": self.subject.person.full_name}]
        guardian = self.subject.guardianship
        shown = guardian.delegate or guardian.get_guardian_display() if guardian else _("not entered")
        return [{"label": _("Guardian of record"), "value": shown}]

    def form(self, *sent):
        lines = [line for line in lines_of(self.record) if line.subject.code == self.subject.code]
        return RecordForm(*sent, lines=lines)

    def keep(self, form):
        given = form.cleaned_data
        recording.record(
            self.record, self.subject, form.said(), by=self.request.user,
            given_on=given["given_on"], way=given["way"], scan=given["scan"],
        )  # fmt: skip


class WithdrawConsent(_OnTheCase):
    """A consent is taken back; the page says beforehand what follows."""

    def whose(self, pk):
        lines = [line for line in lines_of(self.record) if line.consent and line.consent.pk == pk]
        if not lines or lines[0].state not in ("given", "outdated"):
            raise Http404
        self.line, self.consent = lines[0], lines[0].consent
        return self.line.subject

    def title(self):
        return _("Withdraw the consent")

    def lead(self):
        return self.line.follows

    def facts(self):
        return [
            {"label": _("Whose consents"), "value": self.subject.label, "ltr": self.subject.is_child},
            {"label": _("Text"), "value": self.line.title},
        ]

    def form(self, *sent):
        return WithdrawForm(*sent, consent=self.consent)

    def keep(self, form):
        given = form.cleaned_data
        recording.withdraw(
            self.record, self.consent, self.subject, self.line.row, by=self.request.user,
            withdrawn_on=given["withdrawn_on"], way=given["way"], note=given["note"],
        )  # fmt: skip


def consent_list(request):
    """The register: what stands, by text, state and place; who has to be asked again after a new wording."""
    access.require_somewhere(request.user, "view_privacy")
    narrowed = RegisterFilter(request.GET, user=request.user)
    rows = {row["key"]: row for row in narrowed.rows}
    standing = Consent.objects.visible_to(request.user).standing().select_related("case", "recorded_by")
    page = paged(request, narrowed.narrow(standing), "-pk")
    return render(
        request,
        "consent/list.html",
        {
            "title": _("Register of consents"),
            "tabs": of_privacy("consent_list", request.user),
            "opens": access.allowed_somewhere(request.user, "view_cases"),
            "rows": [_row(consent, rows) for consent in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "empty_sentence": _("No consent has been recorded here. Consents are recorded on the page of the case."),
        },
    )


def _row(consent, rows):
    row = rows.get(consent.text)
    line = Line(None, row or {"version": consent.version}, consent)
    return {"consent": consent, "title": title_of(row) if row else consent.text, "badge": badge_of(line.state)}


def _record(user, number):
    record = find(user, number)
    if not subjects_of(record):
        raise Http404
    return record


def _subject(record, code):
    found = next((one for one in subjects_of(record) if one.code == code), None)
    if found is None:
        raise Http404
    return found
