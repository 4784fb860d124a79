"""Lists leave the system: asking for one, its password (shown once), fetching it, and who took which."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from directorates import access
from fostercare import spreadsheets
from fostercare.desk.exports.forms import ExportForm
from fostercare.desk.exports.listings import LISTINGS
from fostercare.desk.exports.making import make, may_fetch, places
from fostercare.desk.exports.models import OVERSEES, TAKES, Export, fetch
from fostercare.workflows.paging import paged


class AskForExport(View):
    """A reason, the cases, the columns; then the file, and the password that opens it."""

    def dispatch(self, request, key):
        if key not in LISTINGS:
            raise Http404
        self.key, self.listing = key, LISTINGS[key]
        if not places(request.user, self.listing).exists():
            raise PermissionDenied(TAKES)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self._form(initial={"state": request.GET.get("state", "")}))

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            export, password = make(request.user, self.key, self.listing, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        return render(
            request,
            "exports/made.html",
            {"title": _("The list is ready"), "export": export, "label": self.listing.label, "password": password},
        )

    def _form(self, *data, **kwargs):
        return ExportForm(*data, user=self.request.user, listing=self.listing, **kwargs)

    def _page(self, form):
        return render(
            self.request,
            "exports/ask.html",
            {
                "title": _("Take a list out: %(list)s") % {"list": self.listing.label},
                "lead": _(
                    "The file is locked with a password that is shown once. Whoever answers for these cases sees that "
                    "it was made, and why."
                ),
                "form": form,
                "back": {"label": self.listing.label, "url": reverse(self.listing.page)},
                "submit_label": _("Make the list"),
            },
        )


@require_safe
def export_list(request):
    """Who took which list out, and why: one's own, and those that hold files one answers for."""
    if not any(access.allowed_somewhere(request.user, right) for right in (TAKES, OVERSEES)):
        raise PermissionDenied(TAKES)
    exports = Export.objects.seen_by(request.user).select_related("officer").prefetch_related("directorates")
    page = paged(request, exports, "-at", "-pk")
    return render(
        request,
        "exports/list.html",
        {
            "title": _("Lists that were taken out"),
            "lead": _("The files are deleted when their time is over; that they were made stays written down."),
            "rows": [_row(export, request.user) for export in page.rows],
            "pager": page,
            "empty_sentence": _("No list was taken out."),
        },
    )


def _row(export, user):
    listing = LISTINGS[export.listing]
    return {
        "export": export,
        "label": listing.label,
        "columns": [column.label for column in listing.columns if column.key in export.columns],
        "may_fetch": export.officer_id == user.pk and not export.over,
    }


@require_POST
def export_file(request, pk):
    """The locked file, to the officer who made it, a few times and for a few hours."""
    export = Export.objects.open_to(request.user).filter(pk=pk).first()
    if export is None:
        raise Http404
    if not may_fetch(request.user, export):
        raise PermissionDenied(TAKES)
    export = fetch(pk, request.user)
    if export is None:
        raise Http404
    name = f"{export.listing}-{export.at:%Y-%m-%d}-{export.pk}.xlsx"
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=name, content_type=spreadsheets.XLSX)
