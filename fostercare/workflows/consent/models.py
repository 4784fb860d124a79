"""Who consented to which text, and who withdrew: each adult for oneself, the guardian of record for a child.

A consent is never rewritten: it is withdrawn, or another one is written down after it. The texts are rows of the
edition (`consent_texts`); a consent names the version that was read, so that a new wording shows who is asked again.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet
from fostercare.guidebook.models import Case


class Way(models.TextChoices):
    PAPER = "paper", _("on a signed paper")
    STATEMENT = "statement", _("by a statement before the officer, which is put in writing")
    POST = "post", _("by post, with a signature")


class ConsentQuerySet(ScopedQuerySet):
    view_action = "view_privacy"
    directorate_path = "case__directorate_id"

    def standing(self):
        """The last word on each text: what nothing was written down after."""
        return self.filter(superseded_at=None)

    def in_state(self, state, rows):
        """Those in one state (see `saying.Line.state`), judged by the versions of the texts in these rows."""
        if state == "withdrawn":
            return self.filter(withdrawn_on__isnull=False)
        if state == "refused":
            return self.filter(given=False)
        if not state:
            return self
        now = Q(pk__in=())
        for row in rows:
            now |= Q(text=row["key"], version__gte=row["version"])
        given = self.filter(given=True, withdrawn_on=None)
        return given.filter(now) if state == "given" else given.exclude(now)


class Consent(models.Model):
    """What one person said to one version of one text."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    person = models.ForeignKey("records.Person", models.PROTECT, null=True, related_name="consents")
    child = models.ForeignKey("records.Child", models.PROTECT, null=True, related_name="consents")
    guardianship = models.ForeignKey("records.Guardianship", models.PROTECT, null=True, related_name="consents")
    text = models.CharField(_("text"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    given = models.BooleanField(_("consents"))
    given_on = models.DateField(_("date of the answer"))
    way = models.CharField(_("way"), max_length=10, choices=Way.choices, default=Way.PAPER)
    paper = models.ForeignKey(
        "records.Document", models.SET_NULL, null=True, blank=True, related_name="consents", verbose_name=_("signed paper")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by_way = models.CharField(_("way of the withdrawal"), max_length=10, choices=Way.choices, blank=True)
    withdrawal_note = models.CharField(_("note"), max_length=300, blank=True)
    withdrawal_recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["text", "id"], name="consent_standing", condition=Q(superseded_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, child__isnull=True, guardianship__isnull=True)
                | Q(person__isnull=True, child__isnull=False, guardianship__isnull=False),
                name="an_adult_for_oneself_a_guardian_for_a_child",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal_recorded_by__isnull=True)
                | Q(withdrawn_on__gte=F("given_on"), withdrawal_recorded_by__isnull=False, given=True),
                name="what_was_given_is_withdrawn_afterwards",
            ),
            models.UniqueConstraint(
                fields=["person", "child", "text"], condition=Q(superseded_at=None), nulls_distinct=False,
                name="one_standing_word_on_a_text",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_consent_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="what_was_consented_to_stays",
                fields=["person", "child", "guardianship", "text", "version", "given", "given_on", "way", "recorded_by"],
            ),
        ]
