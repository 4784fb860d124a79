"""What family, home and child say of each other while they get to know each other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fostercare.guidebook.book import book
from fostercare.guidebook.facts import Facts
from fostercare.guidebook.predicates import able_to_express_view


class Side(models.TextChoices):
    FAMILY = "family", _("the family")
    HOME = "centre", _("the children's home")
    CHILD = "child", _("the child")


class Statement(models.Model):
    """What one side said on a day; the last one counts, and the child's own words are kept as they were spoken."""

    match = models.ForeignKey("match.Match", models.PROTECT, related_name="statements")
    side = models.CharField(_("who says it"), max_length=6, choices=Side.choices)
    willing = models.BooleanField(_("wishes the match"))
    words = models.TextField(_("in their own words"), blank=True)
    said_on = models.DateField(_("said on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-said_on", "-pk"]
        verbose_name = _("statement on a match")
        verbose_name_plural = _("statements on matches")
        constraints = [
            models.CheckConstraint(condition=~Q(side="child") | ~Q(words=""), name="a_child_is_kept_in_its_own_words")
        ]


def sides_of(match) -> list:
    """Who has a say: the child too, from the edition's age or where a specialist judged that it can express a view."""
    heard = able_to_express_view(
        Facts(today=timezone.localdate(), child=match.child_file.child_facts()), book(match.edition).parameters
    )
    return [side for side in Side if side != Side.CHILD or heard]


def unwilling(match) -> list:
    """The sides that have a say and have not said yet that they wish the match."""
    standing = said(match)
    return [side for side in sides_of(match) if side not in standing or not standing[side].willing]


def said(match) -> dict:
    """The standing statement of each side that has made one."""
    standing = {}
    for statement in match.statements.select_related("recorded_by"):
        standing.setdefault(statement.side, statement)
    return standing
