"""A family learns what was decided: by letter, on a day, with a proof. Before that no refusal is closed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directorates.wording import full_day
from fostercare.guidebook.models import Answer
from fostercare.workflows import lifecycle, waiting
from fostercare.workflows.application.notifying import Notification
from fostercare.workflows.letters import issue
from tests.cases import again, an_application, walk
from tests.test_uploads import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def refused():
    return walk(an_application(at="ready_for_committee"), "refuse", reasons=["R01"], text="عدم ملاءمة السكن")


def form(on=None, **more):
    slip = SimpleUploadedFile("slip.pdf", PDF, content_type="application/pdf")
    day = on or timezone.localdate()
    return {"way": "at_the_office", "received_on": f"{day:%d/%m/%Y}", "received_by": "مقدم الطلب", "file": slip} | more


def told(application, by, **more):
    client = Client()
    client.force_login(by)
    return client.post(reverse("notification", args=[application.number]), form(**more))


def holds_closing_back(application):
    return "CM-04" in [obstacle.item.code for obstacle in lifecycle.obstacles(again(application), "close")]


def test_a_refusal_is_closed_when_the_family_has_its_letter_and_not_before(refused, salma):
    assert holds_closing_back(refused)
    assert waiting.open_tasks(refused).get().flow_task.name == "notify_refusal"
    page = told(refused, salma).content.decode()
    assert "LT-04" in page and not Notification.objects.exists()  # no letter, nothing to hand over

    letter = issue(again(refused), "LT-04", by=salma)
    assert told(refused, salma).status_code == 302
    notification = Notification.objects.get()
    assert (notification.letter, notification.way, notification.proof.kind) == (letter, "at_the_office", "D44")
    assert Answer.objects.get(item__code="CM-04", replaced_at=None).date == timezone.localdate()
    assert not holds_closing_back(refused)
    assert waiting.open_tasks(refused).get().flow_task.name == "close"

    client = Client()
    client.force_login(salma)
    page = client.get(reverse("case", args=[refused.number])).content.decode()
    assert str(full_day(refused.decisions.get().contest_until)) in page


def test_the_day_lies_between_the_letter_and_today_and_the_office_alone_records_it(refused, salma, huda, nabil):
    issue(again(refused), "LT-04", by=salma)
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = told(refused, salma, on=yesterday)
    assert answer.status_code == 200 and "مقدم الطلب" in answer.content.decode()
    assert told(refused, salma, way="phone").status_code == 200  # a call proves nothing
    assert (told(refused, huda).status_code, told(refused, nabil).status_code) == (403, 404)
    assert not Notification.objects.exists()


def test_a_new_decision_is_told_anew(salma):
    application = an_application(at="approved")
    issue(application, "LT-02", by=salma)
    told(application, salma)
    assert Answer.objects.filter(item__code="CM-04", replaced_at=None).exists()
    application = walk(again(application), "revoke", reasons=["R01"], text="تغير حال الأسرة")
    assert holds_closing_back(application)
    assert "LT-04" in told(application, salma).content.decode()
