"""A follow-up worker in the field: visits lie on a phone, and one of them was answered in the office as well."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from directorates.models import Officer
from fostercare.workflows.follow_up.drafting import keep
from fostercare.workflows.follow_up.phone.models import Phone, Taken
from fostercare.workflows.follow_up.phone.receiving import send_visit
from fostercare.workflows.follow_up.phone.taking import ahead

IN_THE_OFFICE = {"announced": "yes", "place": "home", "workers": "الأخصائية وزميلة من الإدارة"}
ON_THE_PHONE = {"announced": "no", "place": "home", "workers": "الأخصائية وحدها", "people_seen": ["child"]}


def go_out():
    """The first worker who has visits ahead takes two along, and hands one in as a second version."""
    workers = Officer.objects.filter(assignments__role="case_worker").distinct().order_by("username")
    for worker, visits in ((worker, list(ahead(worker)[:2])) for worker in workers):
        if visits:
            _go_out(worker, visits)
            return


def _go_out(worker, visits):
    phone = Phone.objects.create(officer=worker, name="Android · Chrome")
    until = timezone.now() + timedelta(hours=settings.PHONE_HOURS)
    Taken.objects.bulk_create(Taken(phone=phone, visit=visit, until=until) for visit in visits)
    keep(visits[0], IN_THE_OFFICE, by=worker, seen="")
    send_visit(phone, worker, uuid4(), visits[0], ON_THE_PHONE, seen="", typed_at=timezone.now())
