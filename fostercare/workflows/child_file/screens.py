"""The register of children: the list, a new file, the homes; and what a child's file shows of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.records.models import Home
from fostercare.workflows.cases import PROCEDURES, Procedure
from fostercare.workflows.child_file.forms import ChildFilter, ChildForm
from fostercare.workflows.child_file.models import ChildFile, State
from fostercare.workflows.paging import paged
from fostercare.workflows.roads import straight
from fostercare.workflows.tones import badge

IN_THE_HOME = [State.REGISTERED, State.TRACING, State.AVAILABLE, State.RESERVED]


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


def home_list(request):
    """The homes and centres, with how many children live in each."""
    _sees_children(request.user)
    page = paged(request, _homes(request.user), "directorate_id", "name", "pk")
    return render(
        request,
        "child_file/homes.html",
        {
            "title": _("Homes and centres"),
            "rows": page.rows,
            "pager": page,
            "today": timezone.localdate(),
            "crumbs": [{"label": _("Children"), "url": reverse("child_list")}, {"label": _("Homes and centres")}],
        },
    )


def home_page(request, pk):
    """One home: what it is licensed for, who answers for it, which children live there."""
    home = _homes(request.user).prefetch_related("officers").filter(pk=pk).first()
    if home is None:
        raise Http404
    files = ChildFile.objects.visible_to(request.user).whole().filter(child__home=home, state__in=IN_THE_HOME)
    page = paged(request, files, "opened_on", "pk")
    return render(
        request,
        "child_file/home.html",
        {
            "title": home.name,
            "lead": home.get_kind_display(),
            "home": home,
            "rows": [{"file": file, "badge": badge(file)} for file in page.rows],
            "pager": page,
            "today": timezone.localdate(),
            "crumbs": [
                {"label": _("Children"), "url": reverse("child_list")},
                {"label": _("Homes and centres"), "url": reverse("home_list")},
                {"label": home.name},
            ],
        },
    )


def _homes(user):
    in_the_home = Count("children", filter=Q(children__file__state__in=IN_THE_HOME))
    return Home.objects.visible_to(user).select_related("directorate").annotate(children_now=in_the_home)


def _sees_children(user):
    if not access.allowed_somewhere(user, "view_children"):
        raise PermissionDenied("view_children")


def _tools(user):
    tools = [{"label": _("Homes and centres"), "url": reverse("home_list")}]
    if access.allowed_somewhere(user, "register_children"):
        tools.append({"label": _("Register a child"), "url": reverse("child_new"), "icon": "plus"})
    return tools


def road(file, checklist):
    return straight(
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


def sections(file, user, checklist):
    """The child itself, each line for those who may read it; brothers and sisters; families proposed and found."""
    return {
        "title": _("Child's file %(number)s") % {"number": file.number},
        "crumbs": [{"label": _("Children"), "url": reverse("child_list")}, {"label": file.number, "ltr": True}],
        "child": file.child,
        "may": {action: access.allowed(user, action, file.directorate_id) for action in SENSITIVE},
        "siblings": _siblings(file, user),
        "matches": [{"match": match, "badge": badge(match)} for match in file.matches.order_by("-opened_on", "-pk")],
        "propose_url": _propose_url(file, user),
    }


SENSITIVE = ["view_religion", "view_origins", "view_health_data"]


def _siblings(file, user):
    group = file.child.sibling_group_id
    if group is None:
        return []
    return ChildFile.objects.visible_to(user).whole().filter(child__sibling_group=group).exclude(pk=file.pk)


def _propose_url(file, user):
    possible = file.state == State.AVAILABLE and access.allowed(user, "propose_matches", file.directorate_id)
    return reverse("match_propose", args=[file.number]) if possible else ""


PROCEDURES["child_file"] = Procedure(
    model=ChildFile, forms={}, template="child_file/page.html", road=road, sections=sections
)
