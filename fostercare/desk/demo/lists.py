"""A head takes a list out for a meeting: it stands on its cases, and with those who answer for them."""

from directorates.models import Officer
from fostercare.desk.exports.listings import LISTINGS
from fostercare.desk.exports.making import make

REASON = "لقاء الأسر الكافلة بالإسكندرية، يطلع عليها فريق المتابعة وتُعدم بعد اللقاء"


def taken_out():
    listing = LISTINGS["placements"]
    columns = [column for column in listing.columns if not column.right]
    make(Officer.objects.get(username="huda"), "placements", listing, reason=REASON, columns=columns)
