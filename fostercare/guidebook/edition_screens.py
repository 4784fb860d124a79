"""The editions of the guidebook: read by everybody, drafted by an editor, put in force by somebody else."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from directorates import access
from fostercare.guidebook import edition_words as words
from fostercare.guidebook import publishing
from fostercare.guidebook.book import wording
from fostercare.guidebook.edition_changes import before, changes
from fostercare.guidebook.edition_forms import ItemForm, ParameterForm, PublishForm, TitlePageForm
from fostercare.guidebook.models import Edition, Item, Parameter

State = Edition.State
TONES = {State.DRAFT: "wait", State.IN_FORCE: "met", State.SUPERSEDED: "na"}
PAGES = {
    "edition": "guidebook/edition.html",
    "edition_figures": "guidebook/edition_figures.html",
    "edition_changes": "guidebook/edition_changes.html",
}
PARTS = {
    "edition": gettext_lazy("Items"),
    "edition_figures": gettext_lazy("Figures"),
    "edition_changes": gettext_lazy("What has changed"),
}


@require_safe
def edition_list(request):
    """All editions; a draft is for those who write or publish it."""
    editions = _readable(request.user).select_related("drafted_by", "published_by")
    return render(
        request,
        "guidebook/edition_list.html",
        {
            "title": _("Guidebook"),
            "tools": [{"label": _("Public holidays"), "url": reverse("holiday_list"), "icon": "cal"}],
            "rows": [(edition, _badge(edition)) for edition in editions],
            "empty_sentence": _("No edition has been installed yet."),
        },
    )


@require_safe
def edition(request, pk):
    """The items of an edition, stage by stage."""
    book = _edition(request.user, pk)
    items = list(book.items.all())
    stages = [
        {**stage, "label": wording(stage), "items": [_item(item, book) for item in items if item.stage == stage["key"]]}
        for stage in book.lists["stages"]
    ]
    return _part(request, book, "edition", {"stages": stages})


@require_safe
def edition_figures(request, pk):
    """The figures of an edition, each with its source or the admission that it has none."""
    book = _edition(request.user, pk)
    parameters = list(book.parameters.all())
    bare = [parameter for parameter in parameters if parameter.unsourced]
    only_bare = "unsourced" in request.GET
    rows = [
        {"row": row, "said": words.said(row, book), "sources": words.sources(row, book)}
        for row in (bare if only_bare else parameters)
    ]
    return _part(
        request, book, "edition_figures",
        {"rows": rows, "only_bare": only_bare, "bare": len(bare), "number_of_figures": len(parameters)},
    )  # fmt: skip


@require_safe
def edition_changes(request, pk):
    """What an edition says otherwise than the one before it."""
    book = _edition(request.user, pk)
    old = before(book)
    return _part(request, book, "edition_changes", {"old": old, "parts": changes(old, book) if old else []})


def _part(request, book, name, shown):
    drafted = book.state == State.DRAFT
    return render(
        request,
        PAGES[name],
        {
            "edition": book,
            "title": str(book),
            "lead": book.title,
            "badge": _badge(book),
            "crumbs": [{"label": _("Guidebook"), "url": reverse("edition_list")}, {"label": str(book)}],
            "tools": list(_tools(request.user, book)),
            "tabs": [
                {"label": label, "url": reverse(part, args=[book.pk]), "current": part == name}
                for part, label in PARTS.items()
            ],
            "may_edit": drafted and access.allowed(request.user, "draft_guidebook", None),
            **shown,
        },
    )


def _tools(user, book):
    """What this officer can do with the edition as a whole."""
    if book.state == State.IN_FORCE and access.allowed(user, "draft_guidebook", None):
        yield {"label": _("Draft the next edition"), "url": reverse("edition_draft", args=[book.pk]), "icon": "plus"}
    if book.state == State.DRAFT and access.allowed(user, "draft_guidebook", None):
        yield {"label": _("Edit the title page"), "url": reverse("edition_title", args=[book.pk]), "icon": "edit"}
    if book.state == State.DRAFT and access.allowed(user, "publish_guidebook", None):
        yield {"label": _("Put in force"), "url": reverse("edition_publish", args=[book.pk]), "icon": "check"}


def _item(item, book):
    return {
        "row": item,
        "hands": words.hands(item, book),
        "gates": words.gates(item),
        "papers": words.papers(item, book),
        "applies": words.applies(item, book),
        "basis": words.basis(item, book),
    }


def _badge(book):
    return {"label": book.get_state_display(), "tone": TONES[book.state]}


def _readable(user):
    works_on_drafts = access.allowed(user, "draft_guidebook", None) or access.allowed(user, "publish_guidebook", None)
    return Edition.objects.filter(Q() if works_on_drafts else ~Q(state=State.DRAFT))


def _edition(user, pk):
    return get_object_or_404(_readable(user), pk=pk)


class DraftNext(View):
    """The next edition begins as a copy of the one in force; there is one draft at a time."""

    def dispatch(self, request, pk):
        access.require(request.user, "draft_guidebook", None)
        self.source = get_object_or_404(Edition, pk=pk, state=State.IN_FORCE)
        if standing := Edition.objects.filter(state=State.DRAFT).first():
            messages.info(request, _("The next edition is being drafted already."))
            return redirect("edition", standing.pk)
        return super().dispatch(request)

    def get(self, request):
        return _step(
            request, "guidebook/edition_draft.html", self.source, None,
            title=_("Draft the next edition"), submit_label=_("Begin the draft"),
        )  # fmt: skip

    def post(self, request):
        draft = publishing.draft_from(self.source, by=request.user)
        messages.success(request, _("The draft has begun. It says what the edition in force says, until changed."))
        return redirect("edition", draft.pk)


class EditRow(View):
    """One row of a draft."""

    form_class = None
    back_to = "edition"

    def dispatch(self, request, pk, **named):
        access.require(request.user, "draft_guidebook", None)
        self.edition = get_object_or_404(Edition, pk=pk, state=State.DRAFT)
        self.row = self.find(**named)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.form_class(instance=self.row))

    def post(self, request):
        form = self.form_class(request.POST, instance=self.row)
        if not form.is_valid():
            return self._page(form)
        with transaction.atomic():
            # A publisher may have been faster; the draft is locked while a row of it is written.
            if not Edition.objects.select_for_update().filter(pk=self.edition.pk, state=State.DRAFT).exists():
                raise Http404
            form.save()
        messages.success(request, _("Saved: %(row)s.") % {"row": self.name()})
        return redirect(f"{reverse(self.back_to, args=[self.edition.pk])}#{self.anchor()}")

    def anchor(self):
        return ""

    def name(self):
        return str(self.row)

    def facts(self):
        return []

    def _page(self, form):
        return _step(
            self.request, "layout/step.html", self.edition, form,
            title=self.name(), submit_label=_("Save"), facts=self.facts(), back_to=self.back_to,
        )  # fmt: skip


class EditTitlePage(EditRow):
    form_class = TitlePageForm

    def find(self):
        return self.edition

    def name(self):
        return _("Title page")


class EditItem(EditRow):
    form_class = ItemForm

    def find(self, code):
        return get_object_or_404(Item, edition=self.edition, code=code)

    def anchor(self):
        return self.row.code

    def facts(self):
        return words.hands(self.row, self.edition)


class EditFigure(EditRow):
    form_class = ParameterForm
    back_to = "edition_figures"

    def find(self, key):
        return get_object_or_404(Parameter.objects.select_related("edition"), edition=self.edition, key=key)

    def anchor(self):
        return self.row.key

    def facts(self):
        quoting = Item.objects.filter(edition=self.edition, parameters__contains=[self.row.key])
        return [
            {"label": _("Value"), "value": words.said(self.row, self.edition)},
            *({"label": _("Read again: this item quotes it"), "value": str(item)} for item in quoting),
        ]


class Publish(View):
    """Put a draft in force: a page of its own, because every case opened from then on stands under it."""

    def dispatch(self, request, pk):
        access.require(request.user, "publish_guidebook", None)
        self.edition = get_object_or_404(Edition.objects.select_related("drafted_by"), pk=pk, state=State.DRAFT)
        self.blocked = None
        if self.edition.drafted_by_id == request.user.pk:
            why = _("Who drafted an edition does not publish it; a colleague has to.")
            self.blocked = {"title": why, "obstacles": []}
        return super().dispatch(request)

    def get(self, request):
        return self._page(PublishForm())

    def post(self, request):
        form = PublishForm(request.POST)
        if self.blocked:
            raise PermissionDenied("who drafts an edition does not publish it")
        if not form.is_valid():
            return self._page(form)
        try:
            publishing.publish(self.edition, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        messages.success(request, _("%(edition)s is in force.") % {"edition": self.edition})
        return redirect("edition", self.edition.pk)

    def _page(self, form):
        old = before(self.edition)
        return _step(
            self.request, "guidebook/edition_publish.html", self.edition, form,
            title=_("Put %(edition)s in force") % {"edition": self.edition}, submit_label=_("Put in force"),
            grave=True, blocked=self.blocked, old=old, parts=changes(old, self.edition) if old else [],
            bare=self.edition.parameters.filter(unsourced=True).count(),
            facts=[
                {"label": _("Drafted by"), "value": self.edition.drafted_by or "–"},
                {"label": _("In force now"), "value": old or "–"},
            ],
        )  # fmt: skip


def _step(request, template, book, form, *, back_to="edition", **shown):
    back = {"url": reverse(back_to, args=[book.pk]), "label": str(book)}
    return render(request, template, {"edition": book, "form": form, "back": back, **shown})
