"""The page on which it is recorded that a condition of an approval is met."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from directorates.wording import day
from fostercare.ledger.reading import opens
from fostercare.workflows.application.conditions import Condition
from fostercare.workflows.screens import ActPage


class ConditionActPage(ActPage):
    """An act on a condition, on the page that every act has."""

    def find(self, pk):
        condition = Condition.objects.visible_to(self.request.user).whole().filter(pk=pk).first()
        if condition is None:
            raise Http404
        opens(self.request, condition.case.number)
        return condition

    def url(self):
        return reverse("case", args=[self.record.case.number])

    def forms(self):
        return {}

    def history(self):
        return self.record.past_acts()

    def facts(self):
        return [
            {"label": _("Family"), "value": self.record.case.heading},
            {"label": _("Condition"), "value": self.record.text},
            {"label": _("To be met by"), "value": day(self.record.due_on, self.record.decision.decided_on)},
        ]
