"""What follows for phones in the field when an officer leaves."""

from django.dispatch import receiver
from django.utils import timezone

from directorates.signals import left
from fostercare.workflows.follow_up.phone.models import Phone


@receiver(left)
def stop_the_phones(sender, officer, **kwargs):
    """The account is closed, so nothing on the officer's phones may be opened again."""
    Phone.objects.filter(officer=officer, stopped_at=None).update(stopped_at=timezone.now(), secret="")
