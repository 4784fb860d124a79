"""The minutes: read, edited by the rapporteur, signed by each member in turn."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from fostercare.workflows.committee import minutes
from fostercare.workflows.committee.pages import SittingPage


class MinutesPage(SittingPage):
    """With the last signature the minutes are locked and the decisions take effect."""

    template = "committee/minutes.html"
    works = {"edit": "edit", "sign": "sign", "correct": "correct"}

    def begin(self):
        self.minutes = minutes.of(self.sitting)
        if self.minutes is None:
            raise Http404

    def edit(self):
        """What was typed stays on the page, whether it was kept or refused."""
        posted = self.request.POST
        items = {
            row["item"]: {name: posted[key] for name in minutes.EDITABLE if (key := f"{name}_{row['item']}") in posted}
            for row in self.minutes.sections["items"]
        }
        if not self.attempt(minutes.edit, self.minutes, items=items, remarks=posted.get("remarks", "")):
            for row in self.minutes.sections["items"]:
                row.update(items[row["item"]])
            self.minutes.sections["remarks"] = posted.get("remarks", "")
            return False
        messages.success(self.request, _("The minutes were saved."))
        return True

    def sign(self):
        if not self.attempt(minutes.sign, self.minutes):
            return False
        messages.success(self.request, _("You have signed the minutes."))
        return True

    def correct(self):
        """What was signed stays: the correction is a copy that points to it, to be edited and signed in turn."""
        if not self.attempt(minutes.correct, self.minutes, why=self.request.POST.get("why", "")):
            return False
        messages.success(self.request, _("A correction has been begun: write it, and have it signed."))
        return True

    def context(self):
        locked = bool(self.minutes.locked_at)
        left = [] if locked else minutes.unsigned(self.minutes)
        return {
            "title": _("Minutes"),
            "minutes": self.minutes,
            "said": self.minutes.sections,
            "locked": locked,
            "editable": self.hands.manages and not locked,
            "signatories": [
                {"member": member, "signed": member not in left} for member in minutes.signatories(self.sitting)
            ],
            "earlier": [one for one in minutes.all_of(self.sitting) if one.pk != self.minutes.pk],
            "may_correct": self.hands.manages and locked,
            "why": self.request.POST.get("why", ""),
            "may_sign": any(member.officer_id == self.request.user.pk for member in left),
        }
