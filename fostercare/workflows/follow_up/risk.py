"""The history of a child's risk level: every change with its reason and the signs that were seen. People judge it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RiskChange(models.Model):
    """A level that was judged anew, on a visit or between the visits."""

    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="risk_changes")
    visit = models.ForeignKey("follow_up.Visit", models.PROTECT, null=True, blank=True, related_name="+")
    before = models.CharField(_("risk before"), max_length=8)
    level = models.CharField(_("risk level"), max_length=8)
    signs = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("signs"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("on"), default=timezone.localdate)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("change of the risk level")
        verbose_name_plural = _("changes of the risk level")
        indexes = [models.Index(fields=["placement", "-on", "-id"], name="risk_of_placement")]
        triggers = [pgtrigger.Protect(name="risks_are_not_rewritten", operation=pgtrigger.Update | pgtrigger.Delete)]


def found_on(visit, by):
    """What a signed-off visit found is the placement's level from then on."""
    placement, found = visit.placement, visit.answers.get("risk_after")
    if not found or found == placement.risk:
        return
    RiskChange.objects.create(
        placement=placement, visit=visit, before=placement.risk, level=found, on=visit.visited_on, by=by,
        signs=visit.answers.get("risk_signs") or [], reason=visit.answers.get("risk_reason", ""),
    )  # fmt: skip
    placement.risk = found
    placement.save(update_fields=["risk"])
