"""Mail leaves through a queue: written beside what happened, sent by `manage.py mail` when the server answers.

Nobody waits for the mail server and nothing fails with it. Where the environment names no server nothing is written.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directorates.models import AccountEvent
from directorates.wording import full_moment, local
from fostercare.door.models import Notice

Kind = AccountEvent.Kind
# Of what happened to an account its officer is told: whatever opens it, or would help somebody else to.
TOLD = {
    Kind.SHUT, Kind.CODE_USED, Kind.STEP_SET, Kind.STEP_REMOVED, Kind.CODES_RENEWED, Kind.PASSWORD_CHANGED,
    Kind.PASSWORD_RENEWED, Kind.MAIL_CHANGED, Kind.LINKED, Kind.UNLINKED,
}  # fmt: skip
TRIES, FIRST = 6, timedelta(minutes=5)
KEPT = timedelta(days=30)
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
log = logging.getLogger("fostercare.mail")


def tell(event, address="") -> None:
    """Write to the officer of an account what happened to it; `address`: where that is not the account's own."""
    address = address or event.officer.email
    if not (settings.MAIL and address and event.kind in TOLD):
        return
    with translation.override(settings.LANGUAGE_CODE):
        body = _(
            "%(what)s\n%(when)s\n\nIf this was not your doing: change the password, end the other sessions under "
            "“My account”, and tell the head of the directorate.\n"
        ) % {"what": event.get_kind_display(), "when": full_moment(local(event.at))}
        subject = _("Your account in the foster families information system")
    Notice.objects.create(officer=event.officer, address=address, subject=subject, body=body)


def send_waiting() -> int:
    """Send what waits, one by one; whoever else does the same takes others. Returns how many left.

    A server that does not answer ends the round, and everything waits. A mail that it refuses is tried again later, six
    times in all.
    """
    sent = 0
    with get_connection() as server:
        while (done := _send_next(server)) is not None:
            sent += done
    return sent


@transaction.atomic
def _send_next(server) -> bool | None:
    """Did the next mail leave? None where none waits."""
    notice = _waiting().filter(next_at__lte=timezone.now()).select_for_update(skip_locked=True).first()
    if notice is None:
        return None
    try:
        EmailMessage(notice.subject, notice.body, to=[notice.address], connection=server).send()
        notice.sent_at = timezone.now()
    except REFUSED as error:
        log.warning("notice %s was refused: %s", notice.pk, type(error).__name__)
        notice.tries += 1
        notice.next_at = timezone.now() + FIRST * 4**notice.tries
    notice.save(update_fields=["sent_at", "tries", "next_at"])
    return notice.sent_at is not None


def oldest_waiting():
    """Since when the oldest mail waits that is still to be sent; None where none does."""
    return _waiting().order_by("asked_at").values_list("asked_at", flat=True).first()


def sweep() -> int:
    """Forget what was sent, or given up, long ago. Returns how many."""
    return Notice.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]


def _waiting():
    return Notice.objects.filter(sent_at=None, tries__lt=TRIES)
