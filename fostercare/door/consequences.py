"""What follows at the door when somebody signs in, is refused, gets another password, or leaves."""

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver

from directorates import events
from directorates.models import AccountEvent, Officer
from directorates.signals import left, password_renewed
from fostercare.door import lockout, mailing, second_step, sessions, single_sign_on


@receiver(user_logged_in)
def _signed_in(sender, request, user, **kwargs):
    request.session[sessions.DEVICE] = events.device(request)
    request.session[sessions.ADDRESS] = events.address(request)
    second_step.begin(request, user)
    events.note(user, events.Kind.SIGNED_IN, request=request)


@receiver(user_login_failed)
def _refused(sender, credentials, request=None, **kwargs):
    officer = Officer.objects.filter(username=credentials.get("username", "")).first()
    if officer is None:
        events.log.warning("an unknown name was refused")
        return
    kind = events.Kind.SHUT if lockout.is_shut(officer.username) else events.Kind.REFUSED
    events.note(officer, kind, request=request)


@receiver(post_save, sender=AccountEvent)
def _told(sender, instance, **kwargs):
    mailing.tell(instance)


@receiver(left)
def _left(sender, officer, **kwargs):
    single_sign_on.unlink(officer)
    second_step.remove(officer)
    sessions.end(officer)


@receiver(password_renewed)
def _renewed(sender, officer, without_second_step, **kwargs):
    lockout.forgive(officer)
    single_sign_on.unlink(officer)
    sessions.end(officer)
    if without_second_step:
        second_step.remove(officer)
