"""The member's pack: where it is read while the files are open; the rapporteur sees how far it is and who opened it."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from fostercare.ledger.reading import opens
from fostercare.workflows.committee import packs
from fostercare.workflows.committee.agenda import locked
from fostercare.workflows.committee.models import Pack
from fostercare.workflows.committee.pages import SittingPage


class PackPage(SittingPage):
    """What is heard, and where in the pack it stands. Asked for by htmx it gives only how far the making is."""

    template = "committee/pack.html"
    works = {"ask": "ask"}

    def begin(self):
        if self.sitting.state not in packs.FILES_OPEN:
            raise Http404

    def get(self, request):
        if request.htmx:
            context = self.context()
            if context["making"]:
                return render(request, "committee/pack_making.html", context)
            return HttpResponseClientRefresh()
        return super().get(request)

    def ask(self):
        """Have them made anew: after a failure, or for a member who was seated since."""
        if done := self.attempt(_ask_anew, self.sitting):
            messages.success(self.request, _("The packs are being made."))
        return done

    def context(self):
        rows = list(self._rows())
        own = next((row for row in rows if row["own"]), None)
        items = list(self.sitting.items.standing().select_related("case").order_by("position"))
        return {
            "title": _("Members' pack"),
            "own": own,
            "making": [
                row["making"] for row in ([own] if own else []) + (rows if self.hands.manages else []) if row["making"]
            ],
            "items": list(self._items(items, own)),
            "rows": rows if self.hands.manages else [],
            "file_url": reverse("sitting_pack_file", args=[self.sitting.number]),
        }

    def _rows(self):
        """Each member with the pack that is ready and the one in the making."""
        found = list(self.sitting.packs.select_related("member__officer").order_by("pk"))
        for member in self.sitting.body.members.on(self.sitting.held_on).select_related("officer"):
            theirs = [pack for pack in found if pack.member_id == member.pk]
            yield {
                "member": member,
                "own": member.officer_id == self.request.user.pk,
                "ready": next((pack for pack in reversed(theirs) if pack.ready_at), None),
                "making": next((pack for pack in theirs if pack.ready_at is None), None),
            }

    def _items(self, items, own):
        """The agenda with its pages in the member's own pack; what the member stays out of has none."""
        read = packs.readable(self.sitting, own["member"], items) if own else items
        pages = {row["item"]: row["page"] for row in own["ready"].contents} if own and own["ready"] else {}
        for item in items:
            yield {"item": item, "page": pages.get(item.pk), "out": item not in read}


class PackFile(SittingPage):
    """The pack itself; that it was opened is written down."""

    @method_decorator([never_cache, csp_exempt()])  # browsers' own readers of PDFs do not open under a policy
    def dispatch(self, request, number):
        return super().dispatch(request, number)

    def get(self, request):
        pack = Pack.objects.open_to(request.user).filter(sitting=self.sitting).order_by("-ready_at").first()
        if pack is None:
            raise Http404
        packs.opened(pack)
        opens(
            request,
            *self.sitting.items.filter(pk__in=[row["item"] for row in pack.contents]).values_list(
                "case__number", flat=True
            ),
        )
        name = f'inline; filename="{self.sitting.number}-pack.pdf"'
        return FileResponse(pack.file.open("rb"), content_type="application/pdf", headers={"Content-Disposition": name})


@transaction.atomic
def _ask_anew(sitting, *, by):
    sitting = locked(sitting, *packs.FILES_OPEN)
    sitting.body.require(by, "manage_sittings")
    packs.ask(sitting)
