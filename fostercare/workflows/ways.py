"""By which way a family was told something, as invitations and notifications write it down."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    BY_HAND = "by_hand", _("handed over at their home")
    AT_THE_OFFICE = "at_the_office", _("handed over at the office")
    POST = "post", _("by registered post with a receipt")
    PHONE = "phone", _("by telephone")
    MESSAGE = "message", _("by message")


# Of these there is a signature or a receipt, from which a term can run.
PROVEN = [Way.BY_HAND, Way.AT_THE_OFFICE, Way.POST]
