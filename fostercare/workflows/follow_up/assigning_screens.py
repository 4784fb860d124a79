"""The page on which a head confirms who follows whom."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from directorates import access
from directorates.wording import Number
from fostercare.workflows.follow_up.assigning import assign, proposals, workers_of
from fostercare.workflows.follow_up.workload import ASSIGNS
from fostercare.workflows.paging import SIZE, part


class ProposalForm(forms.Form):
    """A select for each child, with the proposed worker in it; the head may choose another, or nobody yet.

    Sent, it reads the children it was sent for; whoever was given away meanwhile is no longer among the proposed.
    """

    def __init__(self, data=None, *, proposed, staff):
        super().__init__(data)
        self.children = {}
        for proposal in proposed:
            name = f"child-{proposal.child.pk}"
            if data is not None and name not in data:
                continue
            workers = [
                worker for worker in staff.get(proposal.child.directorate_id, []) if worker.pk != _pk(proposal.now)
            ]
            none = _("stays with %(worker)s") % {"worker": proposal.now.officer} if proposal.now else _("nobody yet")
            self.fields[name] = forms.ChoiceField(
                label=proposal.child.heading, required=False,
                initial=proposal.worker and proposal.worker.officer_id,
                choices=[("", none), *((worker.officer_id, str(worker.officer)) for worker in workers)],
                widget=forms.Select(attrs={"aria-label": proposal.child.number, "class": "form-select"}),
            )  # fmt: skip
            self.children[name] = (proposal, {str(worker.officer_id): worker.officer for worker in workers})

    def rows(self):
        return [{"proposal": proposal, "field": self[name]} for name, (proposal, _workers) in self.children.items()]

    def now(self):
        """child → officer, of the children who would change from one worker to another."""
        return {proposal.child: proposal.now.officer for proposal, _ in self.children.values() if proposal.now}

    def chosen(self):
        """child → officer, of those for whom somebody was chosen."""
        return {
            proposal.child: workers[self.cleaned_data[name]]
            for name, (proposal, workers) in self.children.items()
            if self.cleaned_data.get(name)
        }


def _pk(worker):
    return worker and worker.pk


class ProposalPage(View):
    """For whoever assigns: every child without a worker, and what relieves the overloaded, to confirm or to change."""

    def dispatch(self, request):
        access.require_somewhere(request.user, ASSIGNS)
        self.places = access.directorates_where(request.user, ASSIGNS)
        return super().dispatch(request)

    def get(self, request):
        staff = workers_of(self.places, timezone.localdate())
        page = part(request, proposals(self.places, staff), size=SIZE)
        return self._page(ProposalForm(proposed=page.rows, staff=staff), page)

    def post(self, request):
        staff = workers_of(self.places, timezone.localdate())
        form = ProposalForm(request.POST, proposed=proposals(self.places, staff), staff=staff)
        if not form.is_valid():
            return self._page(form)
        given = assign(form.chosen(), by=request.user, now=form.now())
        messages.success(
            request,
            ngettext("%(n)s child was given to a worker.", "%(n)s children were given to workers.", given)
            % {"n": Number(given)},
        )
        return redirect(request.get_full_path() if "more" in request.POST else "follow_up_workload")

    def _page(self, form, page=None):
        places = {place.pk: place for place in self.places}
        title = _("Who follows whom: a proposal")
        return render(
            self.request,
            "follow_up/proposal.html",
            {
                "title": title,
                "lead": _(
                    "Children whom nobody in office follows, and who could; and children of overloaded workers who "
                    "could change to a colleague. It counts once it is confirmed."
                ),
                "form": form,
                "rows": [{**row, "place": places[row["proposal"].child.directorate_id]} for row in form.rows()],
                "pager": page,
                "crumbs": [
                    {"label": _("Workload of the follow-up workers"), "url": reverse("follow_up_workload")},
                    {"label": title},
                ],
                "empty_sentence": _("Every child with a family has a follow-up worker."),
            },
        )
