"""Lists that stay quick however long they are: counts with a cap, filters that stick."""

from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext as _

from directorates.models import Officer
from directorates.wording import number

MOST = 1000


class Capped(Subquery):
    """How many rows a queryset has, counted no further than just above MOST."""

    template = "(SELECT count(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows):
        super().__init__(rows.order_by().values("pk")[: MOST + 1])


def in_one_statement(user, **figures) -> dict:
    """Several figures by one look into the database."""
    return Officer.objects.filter(pk=user.pk).values(**figures).get()


def said(count) -> str:
    """A capped count in words: 38, "1,000+", or none, since an Arabic zero is but a dot."""
    if not count:
        return _("none")
    return _("%(most)s+") % {"most": number(MOST)} if count > MOST else number(count)


def sticky(request, name, fields) -> dict:
    """What a list is narrowed to: what the address says, otherwise what this officer chose last."""
    key = f"{name} filters"
    if any(field in request.GET for field in fields):
        chosen = {field: request.GET[field] for field in fields if request.GET.get(field)}
        if request.session.get(key, {}) != chosen:
            request.session[key] = chosen
    return request.session.get(key, {})
