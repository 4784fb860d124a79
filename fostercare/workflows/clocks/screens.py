"""A file is put on hold and taken off it; the calendar of public holidays, read by all and kept by the Ministry."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_safe

from directorates import access
from directorates.keys import read_key
from directorates.wording import Number, digits, full_day
from fostercare.workflows.cases import find
from fostercare.workflows.clocks import holds
from fostercare.workflows.clocks.forms import HoldForm, HolidayForm, LiftForm
from fostercare.workflows.clocks.models import Holiday
from fostercare.workflows.clocks.recounting import recount


class HoldPage(View):
    """The clocks of a case are stopped; what was typed is kept where this is not possible."""

    title = property(lambda self: _("Put the file on hold"))

    def dispatch(self, request, number):
        self.record = find(request.user, number)
        access.require(request.user, "manage_holds", self.record.directorate_id)
        return super().dispatch(request, number)

    def get(self, request, number):
        return self._page(self.form())

    def post(self, request, number):
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            self.do(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form)
        return redirect("case", number)

    def form(self, data=None):
        return HoldForm(data, record=self.record)

    def do(self, given):
        hold = holds.hold(self.record, by=self.request.user, **given)
        messages.success(self.request, _("The file is on hold until %(day)s.") % {"day": full_day(hold.until)})

    def facts(self):
        return []

    def _page(self, form):
        return render(
            self.request,
            "cases/hold.html",
            {
                "title": self.title,
                "form": form,
                "back": {"label": self.record.number, "url": reverse("case", args=[self.record.number])},
                "facts": [{"label": _("Family"), "value": self.record.heading}, *self.facts()],
                "submit_label": self.title,
            },
        )


class LiftPage(HoldPage):
    """The clocks run again."""

    title = property(lambda self: _("Lift the hold"))

    def form(self, data=None):
        return LiftForm(data)

    def do(self, given):
        holds.lift(self.record, by=self.request.user, **given)
        messages.success(
            self.request, _("The hold is lifted; the deadlines lie later by the working days of the pause.")
        )

    def facts(self):
        until = self.record.on_hold_until
        return [{"label": _("On hold until"), "value": full_day(until)}] if until else []


@require_safe
def holiday_list(request):
    """The holidays of a year, for everybody whose deadlines are counted by them."""
    years = [day.year for day in Holiday.objects.dates("day", "year")]
    asked, this_year = request.GET.get("year", ""), timezone.localdate().year
    year = read_key(asked) if read_key(asked) in years else this_year
    keeps = access.allowed_somewhere(request.user, "manage_holidays")
    return render(
        request,
        "clocks/holidays.html",
        {
            "title": _("Public holidays"),
            "lead": _("Deadlines in working days leave these days out."),
            "crumbs": [{"label": _("Guidebook"), "url": reverse("edition_list")}, {"label": _("Public holidays")}],
            "tabs": [{"label": digits(one), "url": f"?year={one}", "current": one == year} for one in years],
            "tools": [{"label": _("Add a holiday"), "url": reverse("holiday_new"), "icon": "plus"}] if keeps else [],
            "rows": Holiday.objects.filter(day__year=year).select_related("changed_by"),
            "keeps": keeps,
            "empty_sentence": _("No holiday of this year has been written down."),
        },
    )


class HolidayPage(View):
    """A holiday is added, moved or called off; with it every open deadline that it touches."""

    def dispatch(self, request, pk=None):
        access.require(request.user, "manage_holidays", None)
        self.holiday = get_object_or_404(Holiday, pk=pk) if pk else Holiday()
        return super().dispatch(request)

    def get(self, request):
        return self._page(HolidayForm(instance=self.holiday))

    def post(self, request):
        form = HolidayForm(request.POST, instance=self.holiday)
        if not form.is_valid():
            return self._page(form)
        with transaction.atomic():
            form.instance.changed_by = request.user
            holiday = form.save()
            moved = recount()
        told = ngettext(
            "The calendar was saved; %(n)s open deadline was counted anew.",
            "The calendar was saved; %(n)s open deadlines were counted anew.",
            moved,
        )
        messages.success(request, told % {"n": Number(moved)})
        return redirect(f"{reverse('holiday_list')}?year={holiday.day.year}")

    def _page(self, form):
        expected = self.holiday.expected_on
        return render(
            self.request,
            "clocks/holiday.html",
            {
                "title": self.holiday.name if self.holiday.pk else _("Add a holiday"),
                "form": form,
                "back": {"label": _("Public holidays"), "url": reverse("holiday_list")},
                "facts": [{"label": _("Foreseen on"), "value": full_day(expected)}] if expected else [],
            },
        )
