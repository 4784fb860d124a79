"""What a child's file learns after it was opened: what became known of the child, who its guardian of record is."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.guidebook.models import Case
from fostercare.records.models import Guardianship
from fostercare.workflows.cases import find
from fostercare.workflows.child_file.forms import CompleteForm, GuardianForm
from fostercare.workflows.sight import Sight


class _OnTheFile(View):
    """A form on a child's file, for who holds the right where the child is."""

    right = title = ""

    def dispatch(self, request, number):
        self.file = find(request.user, number)
        if self.file.kind != Case.Kind.CHILD_FILE:
            raise Http404
        access.require(request.user, self.right, self.file.directorate)
        return super().dispatch(request)

    def get(self, request):
        return self._page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        self.keep(form)
        messages.success(request, _("Saved."))
        return redirect("case", self.file.number)

    def _page(self, form):
        return render(
            self.request,
            "child_file/keeping.html",
            {
                "title": self.title,
                "form": form,
                "back": {"label": self.file.number, "url": reverse("case", args=[self.file.number])},
                "facts": [{"label": _("Home"), "value": self.file.child.home.name}],
                "submit_label": _("Save"),
            },
        )


class CompleteChild(_OnTheFile):
    """Number, health and whether the child can express a view; the name as registered is never written over."""

    right = "register_children"

    @property
    def title(self):
        return _("Complete the file")

    def form(self, data=None):
        opened = Sight(self.file, self.request.user).sealed(self.file.child)
        return CompleteForm(data, instance=self.file.child, opened=opened)

    def keep(self, form):
        form.save()


class RecordGuardian(_OnTheFile):
    """The State is the guardian: the Higher Committee, or whom it delegates by a decision."""

    right = "record_guardians"

    @property
    def title(self):
        return _("Record the guardian")

    def form(self, data=None):
        return GuardianForm(data, instance=Guardianship(child=self.file.child))

    def keep(self, form):
        form.save(by=self.request.user)
