"""Consents: each adult for oneself, the guardian of record for a child; withdrawn, asked again, never rewritten."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from fostercare.guidebook.models import Answer, Edition
from fostercare.guidebook.publishing import digest
from fostercare.records.models import Guardianship
from fostercare.workflows.consent.models import Consent
from tests.cases import an_application
from tests.children import a_file
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def a_scan():
    content = BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "PNG")
    return SimpleUploadedFile("scan.png", content.getvalue(), "image/png")


def say(client, application, adult, by="salma", **said):
    typed = {f"text-{text}": answer for text, answer in said.items()}
    url = reverse("consent_record", args=[application.number, f"p{adult.pk}"])
    return at(client, by, url, {"given_on": timezone.localdate(), "way": "paper", **typed})


def test_each_adult_consents_for_oneself_and_the_item_of_the_checklist_follows(client):
    application = an_application()
    husband, wife = application.household.adults
    page = at(client, "salma", reverse("case", args=[application.number])).content.decode()
    assert "لم تؤخذ الموافقة بعد" in page

    scanned = {"scan": a_scan()}
    url = reverse("consent_record", args=[application.number, f"p{husband.pk}"])
    answer = {"text-processing": "yes", "text-partners": "no", "given_on": timezone.localdate(), "way": "paper"}
    assert at(client, "salma", url, answer | scanned).status_code == 302

    consent = Consent.objects.get(text="processing")
    assert (consent.person, consent.version, consent.given) == (husband, 1, True)
    assert consent.paper.kind == "D56" and consent.paper.person == husband
    assert not Consent.objects.get(text="partners").given
    answered = Answer.objects.filter(case=application, item__code="EL-02", replaced_at=None)
    assert [(answer.person, answer.state) for answer in answered] == [(husband, "met")]
    assert not Consent.objects.filter(person=wife).exists()


def test_a_form_in_which_nothing_is_marked_says_so_and_keeps_what_was_typed(client):
    application = an_application()
    answer = say(client, application, application.household.adults[0])
    assert answer.status_code == 200
    assert "نص واحد على الأقل" in answer.content.decode()


def test_a_withdrawal_deletes_nothing_and_the_case_shows_what_follows(client):
    application = an_application()
    husband = application.household.adults[0]
    say(client, application, husband, processing="yes")
    consent = Consent.objects.get()
    url = reverse("consent_withdraw", args=[application.number, consent.pk])
    assert "لا يمس الرجوع ما تم قبله" in at(client, "salma", url).content.decode()
    typed = {"withdrawn_on": timezone.localdate(), "way": "post"}
    assert at(client, "salma", url, typed).status_code == 302

    consent.refresh_from_db()
    assert consent.withdrawn_on and consent.withdrawal_recorded_by == person("salma")
    page = at(client, "huda", reverse("case", args=[application.number])).content.decode()
    assert "تم الرجوع عن الموافقة" in page and "لا يمس الرجوع ما تم قبله" in page
    assert Answer.objects.get(case=application, item__code="EL-02", replaced_at=None).state == "not_met"
    assert at(client, "salma", url).status_code == 404  # once is enough


def test_what_was_said_cannot_be_rewritten_or_removed(client):
    application = an_application()
    say(client, application, application.household.adults[0], processing="yes")
    consent = Consent.objects.get()
    for change in ({"given": False}, {"given_on": timezone.localdate().replace(year=2020)}, {"version": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.delete()

    say(client, application, application.household.adults[0], processing="no")
    assert [one.given for one in Consent.objects.order_by("pk")] == [True, False]
    assert not Consent.objects.standing().get().given


def test_a_new_wording_shows_who_has_to_be_asked_again(client, edition):
    application = an_application()
    say(client, application, application.household.adults[0], processing="yes", partners="yes")
    reworded(edition, "processing")

    page = at(client, "salma", reverse("consents", args=[application.number])).content.decode()
    assert page.count("يُعاد أخذ الموافقة") == 1
    register = reverse("consent_list")
    rows = at(client, "huda", register, None).context["rows"]
    assert len(rows) == 2
    client.force_login(person("huda"))
    assert [row["consent"].text for row in client.get(register, {"show": "outdated"}).context["rows"]] == ["processing"]
    assert [row["consent"].text for row in client.get(register, {"show": "given"}).context["rows"]] == ["partners"]
    assert not at(client, "nabil", register).context["rows"]

    say(client, application, application.household.adults[0], processing="yes")
    assert Consent.objects.standing().get(text="processing").version == 2


def reworded(edition, key):
    """The next edition, in which one text has a new version, is in force."""
    lists = edition.lists | {
        "consent_texts": [
            row | {"version": row["version"] + 1} if row["key"] == key else row
            for row in edition.lists["consent_texts"]
        ]
    }
    Edition.objects.filter(pk=edition.pk).update(state="superseded")
    following = Edition.objects.create(
        number=edition.number + 1, year=edition.year, title_ar=edition.title_ar, title_en=edition.title_en, lists=lists
    )
    Edition.objects.filter(pk=following.pk).update(state="in_force", digest=digest(following))


def test_for_a_child_the_guardian_of_record_consents_and_nobody_before_one_is_recorded(client):
    file = a_file(available=False)
    url = reverse("consent_record", args=[file.number, f"c{file.child_id}"])
    typed = {"text-child_processing": "yes", "given_on": timezone.localdate(), "way": "statement"}
    assert at(client, "sawsan", url, typed).status_code == 403
    assert "صاحب ولاية" in at(client, "zaynab", url, typed).content.decode()
    assert not Consent.objects.exists()

    guardian = Guardianship.objects.create(
        child=file.child, guardian="higher", since=timezone.localdate(), recorded_by=person("fathi")
    )
    assert at(client, "zaynab", url, typed).status_code == 302
    consent = Consent.objects.get()
    assert (consent.child, consent.guardianship, consent.person) == (file.child, guardian, None)


def test_the_form_to_sign_is_printed_with_the_texts_in_force(client):
    application = an_application()
    answer = at(client, "salma", reverse("consent_form", args=[application.number]))
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for adult in application.household.adults:
        assert adult.full_name.split()[0] in told
    assert told.count("لا أوافق") == 4 and "إصدار" in told
