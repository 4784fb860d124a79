"""The register of children: the list, a new file; and what a child's file shows of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from directorates.templatetags.arabic import day
from fostercare.records.models import Home
from fostercare.records.sealed import CLASSES
from fostercare.workflows import exporting
from fostercare.workflows.cases import PROCEDURES, Procedure
from fostercare.workflows.child_file.forms import (
    AccessForm,
    AskAccessForm,
    ChildFilter,
    ChildForm,
    MoveHomeForm,
    OutcomeForm,
    SiblingForm,
)
from fostercare.workflows.child_file.models import LEGAL_STATUS, ChildFile, State
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.sight import Sight
from fostercare.workflows.tones import badge


def child_list(request):
    """The register, longest waiting first. A child is called by the file's number here, never by name."""
    _sees_children(request.user)
    narrowed = ChildFilter(request.GET or None, user=request.user)
    files = ChildFile.objects.visible_to(request.user).whole()
    page = paged(request, narrowed.narrow(files) if narrowed.is_bound else files, "opened_on", "pk")
    return render(
        request,
        "child_file/list.html",
        {
            "title": _("Children"),
            "lead": _("Longest waiting first."),
            "rows": [{"file": file, "badge": badge(file)} for file in page.rows],
            "pager": page,
            "filter_form": narrowed,
            "tools": _tools(request.user),
        },
    )


class NewChild(View):
    """A child came into a home: its officer opens the file."""

    def dispatch(self, request):
        if not access.allowed_somewhere(request.user, "register_children"):
            raise PermissionDenied("register_children")
        return super().dispatch(request)

    def get(self, request):
        return self._page(ChildForm(user=request.user))

    def post(self, request):
        form = ChildForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._page(form)
        access.require(request.user, "register_children", form.cleaned_data["home"].directorate)
        file = form.register()
        messages.success(request, _("The file %(number)s was opened.") % {"number": file.number})
        return redirect("case", file.number)

    def _page(self, form):
        return render(
            self.request,
            "child_file/new.html",
            {
                "title": _("Register a child"),
                "lead": _("The file is called by its number; the child's name stands on the file alone."),
                "form": form,
                "back": {"label": _("Children"), "url": reverse("child_list")},
                "submit_label": _("Open the file"),
            },
        )


def _sees_children(user):
    if not access.allowed_somewhere(user, "view_children"):
        raise PermissionDenied("view_children")


def _tools(user):
    tools = [
        {"label": _("Homes and centres"), "url": reverse("home_list")},
        {"label": _("Coming ages"), "url": reverse("coming_ages")},
    ]
    if any(access.allowed_somewhere(user, right) for right in ("note_openings", "approve_openings")):
        tools.append({"label": _("Openings of sealed records"), "url": reverse("opening_list")})
    if access.allowed_somewhere(user, "register_children"):
        tools.append({"label": _("Register a child"), "url": reverse("child_new"), "icon": "plus"})
    return [*tools, *exporting.tools("children", user)]


def road(file, checklist):
    """Registered, legal status checked, available; the check is no state, as the family may be traced meanwhile."""
    steps = straight(
        file,
        [
            (_("Registered"), [State.REGISTERED]),
            (_("Family traced"), [State.TRACING]),
            (_("Available for fostering"), [State.AVAILABLE]),
            (_("Reserved for viewing"), [State.RESERVED]),
            (_("With a family"), [State.PLACED]),
            (_("Of age and followed up"), [State.OF_AGE]),
            (_("Follow-up completed"), [State.COMPLETED]),
        ],
    )
    available = next((at for at, step in enumerate(steps) if step["label"] == _("Available for fostering")), None)
    if available is not None:
        steps.insert(available, _check_of_the_legal_status(checklist))
    return steps


def _check_of_the_legal_status(checklist):
    checked, answer = _legal_answer(checklist)
    when = answer and (answer.verified_at or answer.answered_at)
    return {
        "label": _("Legal status checked"),
        "state": "done" if checked else "ahead",
        "note": day(when) if checked else "",
    }


def sections(file, user, checklist):
    """The child itself, each line for those who may read it; brothers and sisters; families proposed and found."""
    sight = Sight(file, user)
    opened = sight.sealed(file.child)
    return {
        "title": _("Child's file %(number)s") % {"number": file.number},
        "crumbs": [{"label": _("Children"), "url": reverse("child_list")}, {"label": file.number, "ltr": True}],
        "child": file.child,
        "home_url": _home_url(file.child, user),
        "shut": sight.hidden(opened),
        "told": {key: CLASSES[key].said(value) for key, value in opened.of(file.child).items()},
        "may": {action: access.allowed(user, action, file.directorate_id) for action in SENSITIVE},
        "siblings": _siblings(file, user),
        "legal_status": _legal_status(checklist),
        "moves": file.moves.select_related("left", "joined"),
        "accesses": file.accesses.all(),
        "guardian": file.child.guardianships.filter(until=None).first(),
        "guardian_url": _url("child_guardian", "record_guardians", file, user),
        "complete_url": _url("child_complete", "register_children", file, user),
        "sealed": file.child.origin_entries.exists(),
        "matches": [{"match": match, "badge": badge(match)} for match in file.matches.order_by("-opened_on", "-pk")],
        "propose_url": _propose_url(file, user),
    }


SENSITIVE = ["view_origins"]


def _home_url(child, user):
    """The home's own page, for who may open it."""
    seen = Home.objects.visible_to(user).filter(pk=child.home_id).exists()
    return reverse("childrens_home", args=[child.home_id]) if seen else ""


def _legal_status(checklist):
    """Who checked the child's legal status, when and on which papers; nothing where the edition does not ask for it."""
    checked, answer = _legal_answer(checklist)
    papers = answer.documents.all() if answer else []
    named = [{"paper": paper, "label": checklist.book.document_label(paper.kind)} for paper in papers]
    return {"checked": checked, "answer": answer, "papers": named}


def _legal_answer(checklist):
    """Is the legal status checked, and the answer that says so."""
    item = checklist.book.by_code.get(LEGAL_STATUS)
    if item is None:
        return False, None
    line = checklist.line(item)
    return line.satisfied, next((part.answer for part in line.parts if part.answer), None)


def _siblings(file, user):
    group = file.child.sibling_group_id
    if group is None:
        return []
    return ChildFile.objects.visible_to(user).whole().filter(child__sibling_group=group).exclude(pk=file.pk)


def _url(name, right, file, user):
    return reverse(name, args=[file.number]) if access.allowed(user, right, file.directorate_id) else ""


def _propose_url(file, user):
    possible = file.state == State.AVAILABLE and access.allowed(user, "propose_matches", file.directorate_id)
    return reverse("match_propose", args=[file.number]) if possible else ""


PROCEDURES["child_file"] = Procedure(
    model=ChildFile,
    forms={
        "record_outcome": OutcomeForm,
        "join_sibling": SiblingForm,
        "move_home": MoveHomeForm,
        "ask_for_access": AskAccessForm,
        "record_access": AccessForm,
    },
    template="child_file/page.html",
    road=road,
    sections=sections,
)
