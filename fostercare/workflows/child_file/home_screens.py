"""The homes and centres: the register, one home with its places and children, and the country at a glance."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from directorates import access
from fostercare.records.models import Child, Home
from fostercare.workflows.child_file.home_forms import AGES, SOON, HomeFilter, HomeForm
from fostercare.workflows.child_file.models import ChildFile, State
from fostercare.workflows.paging import paged
from fostercare.workflows.tones import badge

IN_THE_HOME = [State.REGISTERED, State.TRACING, State.AVAILABLE, State.RESERVED]


def home_list(request):
    """The homes and centres, with how many children live in each."""
    access.require_somewhere(request.user, "view_children")
    narrowed = HomeFilter(request.GET or None, user=request.user)
    homes = _homes(request.user)
    page = paged(request, narrowed.narrow(homes) if narrowed.is_bound else homes, "directorate_id", "name", "pk")
    return render(
        request,
        "child_file/homes.html",
        {
            "title": _("Homes and centres"),
            "rows": page.rows,
            "pager": page,
            "today": timezone.localdate(),
            "filter_form": narrowed,
            "tools": _tools(request.user),
            "crumbs": [{"label": _("Children"), "url": reverse("child_list")}, {"label": _("Homes and centres")}],
        },
    )


def home_totals(request):
    """Directorate by directorate: homes, places, children, and what is the matter with licences."""
    access.require_somewhere(request.user, "view_children")
    today = timezone.localdate()
    homes = Home.objects.visible_to(request.user)
    rows = list(
        homes.order_by("directorate__code").values("directorate__code", "directorate__name_ar", "directorate__name_en")
        .annotate(
            homes=Count("pk"), capacity=Sum("capacity"), expired=Count("pk", filter=Q(licence_until__lt=today)),
            soon=Count("pk", filter=Q(licence_until__range=(today, today + SOON))),
            not_licensed=Count("pk", filter=Q(licence_state__in=[Home.Licence.SUSPENDED, Home.Licence.WITHDRAWN])),
        )
    )  # fmt: skip
    living = _living().filter(home__in=homes).values_list("home__directorate__code").annotate(Count("pk"))
    children = dict(living)
    for row in rows:
        row["children"] = children.get(row["directorate__code"], 0)
    return render(
        request,
        "child_file/home_totals.html",
        {
            "title": _("Homes by directorate"),
            "rows": rows,
            "total": {key: sum(row[key] for row in rows) for key in TOTALLED},
            "crumbs": [
                {"label": _("Children"), "url": reverse("child_list")},
                {"label": _("Homes and centres"), "url": reverse("home_list")},
                {"label": _("Homes by directorate")},
            ],
        },
    )


TOTALLED = ["homes", "capacity", "children", "expired", "soon", "not_licensed"]


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
            "places": _places(home),
            "rows": [{"file": file, "badge": badge(file)} for file in page.rows],
            "pager": page,
            "today": timezone.localdate(),
            "tools": _tools_of(home, request.user),
            "crumbs": [
                {"label": _("Children"), "url": reverse("child_list")},
                {"label": _("Homes and centres"), "url": reverse("home_list")},
                {"label": home.name},
            ],
        },
    )


class KeepHome(View):
    """A home is entered into the register, or what the register says of it is put right."""

    def dispatch(self, request, pk=None):
        if pk is None:
            access.require_somewhere(request.user, "keep_homes")
            self.home = None
        else:
            self.home = Home.objects.visible_to(request.user).select_related("directorate").filter(pk=pk).first()
            if self.home is None:
                raise Http404
            access.require(request.user, "keep_homes", self.home.directorate)
        return super().dispatch(request)

    def get(self, request):
        return self._page(HomeForm(instance=self.home, user=request.user))

    def post(self, request):
        form = HomeForm(request.POST, instance=self.home, user=request.user)
        if not form.is_valid():
            return self._page(form)
        home = form.save()
        messages.success(request, _("Saved."))
        return redirect("childrens_home", home.pk)

    def _page(self, form):
        back = {"label": _("Homes and centres"), "url": reverse("home_list")}
        if self.home:
            back = {"label": self.home.name, "url": reverse("childrens_home", args=[self.home.pk])}
        title = _("Change the register") if self.home else _("Enter a home")
        context = {"title": title, "form": form, "back": back, "submit_label": _("Save")}
        return render(self.request, "child_file/home_form.html", context)


def _homes(user):
    in_the_home = Count("children", filter=Q(children__file__state__in=IN_THE_HOME))
    return Home.objects.visible_to(user).select_related("directorate").annotate(children_now=in_the_home)


def _living():
    return Child.objects.filter(file__state__in=IN_THE_HOME)


def _places(home):
    """Places and children by age and sex, a row for each age that has either."""
    given = {(row.sex, row.age_from): row.places for row in home.places.all()}
    today, taken = timezone.localdate(), {}
    for sex, born in _living().filter(home=home).values_list("sex", "birth_date"):
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        youngest = next((first for first, under in AGES if first <= years < under), AGES[-1][0])
        taken[sex, youngest] = taken.get((sex, youngest), 0) + 1
    rows = [
        {
            "from": youngest,
            "under": under,
            "cells": [
                {"sex": sex, "places": given.get((sex, youngest), 0), "children": taken.get((sex, youngest), 0)}
                for sex in ("male", "female")
            ],
        }
        for youngest, under in AGES
    ]
    return [row for row in rows if any(cell["places"] or cell["children"] for cell in row["cells"])]


def _tools(user):
    tools = [{"label": _("Homes by directorate"), "url": reverse("home_totals")}]
    if access.allowed_somewhere(user, "keep_homes"):
        tools.append({"label": _("Enter a home"), "url": reverse("home_new"), "icon": "plus"})
    return tools


def _tools_of(home, user):
    if not access.allowed(user, "keep_homes", home.directorate):
        return []
    return [{"label": _("Change the register"), "url": reverse("home_edit", args=[home.pk]), "icon": "edit"}]
