"""The sealed record of one child: that there is one and who opened it is shown, what it says only while it is open."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.workflows import lifecycle
from fostercare.workflows.cases import find
from fostercare.workflows.origins.forms import AskForm, EntryForm
from fostercare.workflows.origins.models import WAS_OPENED, Opening, OriginEntry, Reading
from fostercare.workflows.paging import paged
from fostercare.workflows.screens import ActPage
from fostercare.workflows.tones import badge

# Whoever has a part in an opening reads why it was asked for.
TAKES_PART = ["ask_openings", "approve_openings", "note_openings"]


def sealed_record(request, number):
    """How much is sealed, who may open it, who did."""
    file = _file(request.user, number)
    may = {action: access.allowed(request.user, action, file.directorate) for action in ["write_origins", *TAKES_PART]}
    openings = file.openings.select_related("asked_by", "approved_by").annotate(read=Count("readings"))
    entries = file.child.origin_entries.aggregate(count=Count("pk"))["count"]
    return render(
        request,
        "origins/record.html",
        {
            "title": _("Sealed record of origins"),
            "file": file,
            "entries": entries,
            "openings": [_row(opening, request.user) for opening in openings],
            "reads_reasons": any(may[action] for action in TAKES_PART),
            "may_write": may["write_origins"],
            "may_ask": may["ask_openings"] and entries,
            "crumbs": [
                {"label": _("Children"), "url": reverse("child_list")},
                {"label": file.number, "url": reverse("case", args=[file.number]), "ltr": True},
                {"label": _("Sealed record of origins")},
            ],
        },
    )


class _OnTheRecord(View):
    """A form on the sealed record of one child."""

    form_class, right, label, done = None, "", "", ""

    def dispatch(self, request, number):
        self.file = _file(request.user, number)
        access.require(request.user, self.right, self.file.directorate)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.form_class())

    def post(self, request):
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            self.keep(form.save(commit=False))
        except lifecycle.NotNow as not_now:
            form.add_error(None, not_now.message)
            return self._page(form)
        messages.success(request, self.done)
        return redirect("sealed_record", self.file.number)

    def _page(self, form):
        back = {"label": _("Sealed record of origins"), "url": _url(self.file)}
        facts = [{"label": _("Child's file"), "value": self.file.number, "ltr": True}]
        context = {"title": self.label, "form": form, "back": back, "facts": facts, "submit_label": self.label}
        return render(self.request, "origins/form.html", context)


class WriteEntry(_OnTheRecord):
    """Something that is known of the child's origins goes under the seal."""

    form_class, right = EntryForm, "write_origins"

    @property
    def label(self):
        return _("Write into the sealed record")

    @property
    def done(self):
        return _("Saved and sealed.")

    def keep(self, entry):
        entry.child, entry.written_by = self.file.child, self.request.user
        entry.save()


class AskOpening(_OnTheRecord):
    """One of the two says why the record has to be opened."""

    form_class, right = AskForm, "ask_openings"

    @property
    def label(self):
        return _("Ask for the record to be opened")

    @property
    def done(self):
        return _("A colleague of another role decides whether the record is opened.")

    def keep(self, opening):
        opening.child_file, opening.asked_by = self.file, self.request.user
        with transaction.atomic():
            try:
                with transaction.atomic():
                    opening.save()
            except IntegrityError:
                raise lifecycle.NotNow(_("An opening of this record has been asked for already.")) from None
            lifecycle.begin(opening, by=self.request.user)


class OpeningActPage(ActPage):
    """An act on an opening, on the page that every act has."""

    def find(self, pk):
        opening = _openings().filter(pk=pk).first()
        if opening is None:
            raise Http404
        find(self.request.user, opening.child_file.number)  # 404 for whoever does not see the child's file
        return opening

    def url(self):
        return _url(self.record.child_file)

    def forms(self):
        return {}

    def history(self):
        return self.record.past_acts()

    def facts(self):
        return [
            {"label": _("Child's file"), "value": self.record.child_file.number, "ltr": True},
            {"label": _("Asked by"), "value": self.record.asked_by},
            {"label": _("Why it has to be opened"), "value": self.record.reason},
        ]


@never_cache
def read_opened(request, pk):
    """What the record says, for the two who opened it, as long as it is open; every reading is kept."""
    opening = _openings().filter(pk=pk).first()
    if opening is None or not opening.is_open_to(request.user):
        raise Http404
    Reading.objects.create(opening=opening, by=request.user)
    return render(
        request,
        "origins/opened.html",
        {
            "title": _("Opened record of origins"),
            "opening": opening,
            "entries": OriginEntry.objects.filter(child=opening.child_file.child_id).select_related("written_by"),
            "crumbs": [
                {
                    "label": _("Sealed record of origins"),
                    "url": reverse("sealed_record", args=[opening.child_file.number]),
                },
                {"label": _("Opened record of origins")},
            ],
        },
    )


def opening_list(request):
    """The openings of the officer's places, for those who have to know of them: the newest first."""
    seen = [
        action for action in ("approve_openings", "note_openings") if access.allowed_somewhere(request.user, action)
    ]
    if not seen:
        access.require_somewhere(request.user, "note_openings")
    places = [place.pk for action in seen for place in access.directorates_where(request.user, action)]
    openings = _openings().filter(child_file__directorate__in=places).annotate(read=Count("readings"))
    page = paged(request, openings, "-pk")
    return render(
        request,
        "origins/openings.html",
        {
            "title": _("Openings of sealed records"),
            "rows": [_row(opening, request.user) for opening in page.rows],
            "pager": page,
            "crumbs": [
                {"label": _("Children"), "url": reverse("child_list")},
                {"label": _("Openings of sealed records")},
            ],
            "empty_sentence": _("No sealed record has been opened."),
        },
    )


def _openings():
    related = ["child_file__directorate", "child_file__edition", "child_file__child", "asked_by", "approved_by"]
    return Opening.objects.select_related(*related).defer("child_file__edition__lists")


def _row(opening, user):
    is_open = opening.state in WAS_OPENED and timezone.now() < opening.open_until
    return {
        "opening": opening,
        "badge": badge(opening)
        if is_open or opening.state not in WAS_OPENED
        else {"label": _("sealed again"), "tone": "na"},
        "read_url": reverse("read_opened", args=[opening.pk]) if opening.is_open_to(user) else "",
        "decides": opening.state == "asked" and access.allowed(user, "approve_openings", opening.directorate_id),
    }


def _url(file):
    return reverse("sealed_record", args=[file.number])


def _file(user, number):
    file = find(user, number)
    if file.kind != Case.Kind.CHILD_FILE:
        raise Http404
    return file
