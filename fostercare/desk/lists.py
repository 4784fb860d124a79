"""Lists that stay quick however long they are: counts with a cap, filters that stick."""

from django.db import connection
from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext as _

from directorates.models import Officer
from directorates.wording import number

MOST = 1000


class Capped(Subquery):
    """How many rows a queryset has, counted no further than just above MOST."""

    template = "(SELECT count(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows):
        super().__init__(rows.order_by().values("pk")[: MOST + 1])


def in_one_statement(user, **figures) -> dict:
    """Several figures by one look into the database."""
    return Officer.objects.filter(pk=user.pk).values(**figures).get()


def capped_counts(rows, **conditions) -> dict:
    """How many of the rows meet each condition (SQL and its values), as `Capped` would count them.

    The rows are described once, and the database looks at each count for itself: on a page that is opened all day,
    building five querysets costs more than running them.
    """
    described, values = rows.query.sql_with_params()
    one = "(SELECT count(*) FROM (SELECT FROM these WHERE {} LIMIT {}) capped)"
    counts = ", ".join(one.format(condition, MOST + 1) for condition, *_values in conditions.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH these AS NOT MATERIALIZED ({described}) SELECT {counts}",
            [*values, *(value for _condition, *given in conditions.values() for value in given)],
        )
        return dict(zip(conditions, cursor.fetchone(), strict=True))


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
