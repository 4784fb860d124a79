"""The visit on a phone, as the server sees it: taken along, sent exactly once, and nothing that was typed is lost."""

import json
import uuid
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from directorates import access
from directorates.signals import left
from fostercare.door.second_step import DUE, STEP
from fostercare.guidebook.models import Assignment
from fostercare.ledger.reading import openings_of
from fostercare.workflows.follow_up.drafting import keep, version
from fostercare.workflows.follow_up.phone.models import Delivery, Phone, Picture, Taken
from fostercare.workflows.lifecycle import act
from tests.children import a_child_at_home
from tests.people import person
from tests.test_follow_up import fresh, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

NOW = "2026-11-25T10:24:00+02:00"


@pytest.fixture
def visit():
    return a_child_at_home().visits.first()


@pytest.fixture
def dinas(client, visit):
    """Dina's phone, with the visit on it."""
    phone = APhone(client, "dina")
    phone.take(visit)
    return phone


class APhone:
    def __init__(self, client, who):
        self.client = client
        client.force_login(person(who))
        self.key = self.post("key").json()["phone"]

    def post(self, where, **fields):
        return self.client.post(reverse(f"phone_{where}"), {"phone": getattr(self, "key", ""), **fields})

    def take(self, *visits):
        return self.post("take", visit=[visit.pk for visit in visits])

    def send(self, visit, answers, key=None, seen="", **more):
        sent = {"visit": visit.pk, "answers": json.dumps(answers), "seen": seen, "typed_at": NOW}
        return self.post("send", key=key or uuid.uuid4(), **sent | more)

    def send_picture(self, visit, question, file, **more):
        sent = {"visit": visit.pk, "question": question, "picture": file, "typed_at": NOW}
        return self.post("send", key=uuid.uuid4(), **sent | more)


def all_answers(visit):
    """Every question answered, as the phone's form gives it."""
    questions = {row["key"] for row in fresh(visit).edition.lists["visit_questions"] if row["kind"] == "multi_choice"}
    given = {key: value for screen in typed(visit).values() for key, value in screen.items()}
    return {key: [value] if key in questions else value for key, value in given.items() if value}


def a_photograph(**exif):
    out = BytesIO()
    picture = Image.new("RGB", (3000, 1500), "green")
    kept = picture.getexif()
    kept[0x010F] = "A camera"
    kept.get_ifd(0x8825).update({1: "N", 2: (31.0, 2.0, 3.0), 3: "E", 4: (31.0, 22.0, 1.0)})
    picture.save(out, "JPEG", exif=kept)
    return SimpleUploadedFile("IMG_2026_نور.jpg", out.getvalue(), "image/jpeg")


# Taking along


def test_the_list_holds_only_what_the_worker_follows(client, visit):
    client.force_login(person("dina"))
    hello = client.get(reverse("phone_hello")).json()
    assert [row["id"] for row in hello["visits"]] == [visit.pk]
    assert (hello["visits"][0]["place"], hello["may"]) == ("المنتزه", True)
    assert "tel:+201000000318" in hello["visits"][0]["html"]
    assert visit.placement.child.first_name not in hello["visits"][0]["html"]
    client.force_login(person("nabil"))
    assert client.get(reverse("phone_hello")).json()["visits"] == []


def test_the_forms_are_the_editions_and_are_written_down_as_lying_on_the_phone(client, visit):
    phone = APhone(client, "dina")
    (taken,) = phone.take(visit).json()["visits"]
    kinds = {row["key"]: row["kind"] for row in taken["questions"]}
    assert (kinds["visit_date"], kinds["photos"], kinds["carer_signature"]) == ("date", "photo", "signature")
    injury = next(row for row in taken["questions"] if row["key"] == "injury_marks")
    assert injury["signs"]["yes"]["what"] == "injury" and 'type="radio"' in injury["html"]
    lying = Taken.objects.get(phone__key=phone.key)
    assert openings_of(visit.placement.number).filter(by=person("dina").pk).count() == 1
    assert lying.visit == visit and timezone.now() < lying.until <= timezone.now() + timedelta(hours=72)


def test_nobody_else_gets_a_phones_secret(client, dinas):
    secret = dinas.post("key").json()["secret"]
    assert len(secret) == 44
    client.force_login(person("nadia"))
    answer = dinas.post("key")
    assert answer.status_code == 404 and secret not in answer.content.decode()


def test_without_a_session_or_before_the_second_step_nothing_is_told_and_nothing_taken_in(client, dinas, visit):
    session = client.session
    session[STEP] = DUE
    session.save()
    assert client.get(reverse("phone_hello"), headers={"Sec-Fetch-Dest": "empty"}).status_code == 302
    assert dinas.send(visit, {"workers": "دينا"}).status_code == 302
    client.logout()
    assert "application/json" not in dinas.send(visit, {"workers": "دينا"})["Content-Type"]
    assert not Delivery.objects.exists()


def test_whoever_leaves_leaves_no_secret_behind(dinas):
    left.send(sender=Phone, officer=person("dina"))
    phone = Phone.objects.get()
    assert phone.stopped_at and not phone.secret


# Sending


def test_a_visit_that_is_sent_twice_is_recorded_once(dinas, visit):
    key, answers = uuid.uuid4(), all_answers(visit)
    first, second = dinas.send(visit, answers, key), dinas.send(visit, answers, key)
    assert first.json() == second.json() and first.json()["outcome"] == "recorded"
    visit = fresh(visit)
    assert (visit.state, visit.recorded_by, visit.answers["place"]) == ("recorded", person("dina"), "home")
    assert visit.past_acts().filter(act="record").count() == Delivery.objects.count() == 1
    assert not dinas.client.get(reverse("phone_hello")).json()["visits"]
    assert not Taken.objects.filter(until__gt=timezone.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_are_one(client, edition):
    visit = a_child_at_home().visits.first()
    phone = APhone(client, "dina")
    phone.take(visit)
    key, answers, together, replies = uuid.uuid4(), all_answers(visit), Barrier(2), []

    def send():
        other = Client()
        other.force_login(person("dina"))
        together.wait()
        sent = {"phone": phone.key, "key": key, "visit": visit.pk, "answers": json.dumps(answers), "typed_at": NOW}
        replies.append(other.post(reverse("phone_send"), sent).json())
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert replies[0] == replies[1] and replies[0]["outcome"] == "recorded"
    assert fresh(visit).past_acts().filter(act="record").count() == 1


def test_what_is_incomplete_comes_back_with_sentences_and_is_a_draft_in_the_office(dinas, visit):
    answers = all_answers(visit) | {"weight_kg": "كثير"}
    del answers["place"]
    reply = dinas.send(visit, answers).json()
    assert reply["outcome"] == "unfinished" and set(reply["errors"]) == {"weight_kg", "place"}
    visit = fresh(visit)
    assert (visit.state, visit.answers["weight_kg"], reply["seen"]) == ("planned", "كثير", version(visit))
    mended = dinas.send(visit, {"weight_kg": "١٢٫٥", "place": "home"}, seen=reply["seen"]).json()
    assert mended["outcome"] == "recorded" and fresh(visit).answers["weight_kg"] == "12.5"


def test_what_is_unreadable_is_refused_and_nothing_is_kept(dinas, visit):
    assert dinas.send(visit, ["no", "answers"]).status_code == 400
    assert dinas.send(visit, {"workers": {"deep": 1}}).status_code == 400
    assert dinas.send(visit, {"workers": "ا" * 300_000}).status_code == 400
    assert dinas.send(visit, {}, key="not a key").status_code == 400
    assert not Delivery.objects.exists()


def test_what_the_supervisor_asked_is_answered_on_the_phone_before_the_rest(client, dinas, visit):
    answers = all_answers(visit)
    dinas.send(visit, answers)
    act(fresh(visit).return_for_correction, by=person("nadia"), why="سؤال", questions=["من حضر الزيارة؟"])
    asked = fresh(visit).sent_back.get()
    (taken,) = dinas.take(visit).json()["visits"]
    assert (taken["questions"][0]["key"], taken["questions"][0]["required"]) == (asked.key, True)
    reply = dinas.send(visit, {asked.key: "الأم والجدة"}, seen=taken["seen"]).json()
    asked.refresh_from_db()
    assert (reply["outcome"], asked.answer, asked.answered_by) == ("recorded", "الأم والجدة", person("dina"))


# Two versions


def test_two_versions_of_one_visit_stand_side_by_side_and_a_person_chooses(client, dinas, visit):
    keep(fresh(visit), {"workers": "نادية", "place": "office", "name_in_use": ""}, by=person("dina"), seen="")
    reply = dinas.send(visit, all_answers(visit)).json()
    assert reply["outcome"] == "differs" and fresh(visit).answers["workers"] == "نادية"
    page = client.get(reply["choose"])
    assert set(page.context["form"].fields) == {"workers", "place"}
    client.post(reply["choose"], {"workers": "office", "place": "phone"})
    visit = fresh(visit)
    assert (visit.answers["workers"], visit.answers["place"], visit.answers["name_in_use"]) == (
        "نادية", "home", "كما ينبغي",
    )  # fmt: skip
    assert Delivery.objects.get().settled_by == person("dina")
    assert client.get(reply["choose"]).status_code == 302


def test_what_the_office_did_not_touch_is_no_conflict(dinas, visit):
    keep(fresh(visit), {"workers": "كما ينبغي", "change_details": "انتقلت الأسرة"}, by=person("dina"), seen="")
    answers = {key: value for key, value in all_answers(visit).items() if key != "change_details"}
    assert dinas.send(visit, answers).json()["outcome"] == "recorded"
    assert fresh(visit).answers["change_details"] == "انتقلت الأسرة"


def test_a_visit_recorded_in_the_office_meanwhile_keeps_the_phones_version_for_the_supervisor(client, dinas, visit):
    record = fresh(visit)
    act(record.record, by=person("dina"), visited_on=timezone.localdate(), answers={"workers": "دينا"})
    reply = dinas.send(visit, all_answers(visit)).json()
    assert reply["outcome"] == "held" and fresh(visit).answers == {"workers": "دينا"}
    client.force_login(person("nadia"))
    assert "كما ينبغي" in client.get(reverse("delivery", args=[Delivery.objects.get().pk])).content.decode()
    listed = client.get(reverse("visit_list"), {"show": "versions"})
    assert [row.pk for row in listed.context["rows"]] == [visit.pk]
    client.post(reverse("delivery", args=[Delivery.objects.get().pk]), {"why": "سُجلت الزيارة بالمكتب"})
    assert (Delivery.objects.get().settlement, Delivery.objects.get().answers["workers"]) == ("set_aside", "كما ينبغي")


def test_an_officer_moved_elsewhere_is_told_and_what_was_typed_is_kept(client, dinas, visit):
    Assignment.objects.filter(officer=person("dina")).delete()
    access.release(person("dina").appointments.get(), by=person("hany"))
    reply = dinas.send(visit, all_answers(visit)).json()
    assert reply["outcome"] == "held" and reply["said"]
    assert fresh(visit).state == "planned" and Delivery.objects.get().answers["workers"] == "كما ينبغي"
    assert dinas.take(visit).status_code == 403
    hello = client.get(reverse("phone_hello")).json()
    assert (hello["may"], hello["visits"]) == (False, [])


def test_a_stranger_can_hand_nothing_in(client, visit, dinas):
    colleague = APhone(Client(), "dina")
    colleague.client.force_login(person("omar"))
    assert colleague.send(visit, {"workers": "عمر"}).status_code == 404
    assert not Delivery.objects.exists()


# Pictures


def test_a_photograph_is_a_document_with_its_consent_and_without_its_place(dinas, visit):
    answer = dinas.send_picture(visit, "photos", a_photograph(), consent="yes")
    assert answer.json()["outcome"] == "kept"
    picture = Picture.objects.get()
    assert (picture.visit, picture.consent, picture.document.kind) == (visit, True, "D49")
    kept = Image.open(picture.document.file)
    assert kept.size == (3000, 1500) and not kept.getexif() and not kept.info.get("exif")
    assert "نور" not in picture.document.file.name


def test_no_photograph_without_consent_not_even_in_the_database(dinas, visit):
    assert dinas.send_picture(visit, "photos", a_photograph(), consent="no").status_code == 422
    assert not Picture.objects.exists()
    dinas.send_picture(visit, "photos", a_photograph(), consent="yes")
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.update(consent=False)


def test_a_signature_needs_no_consent_and_what_is_no_picture_is_refused(dinas, visit):
    out = BytesIO()
    Image.new("RGB", (400, 120), "white").save(out, "PNG")
    out.seek(0)
    assert dinas.send_picture(visit, "carer_signature", out).json()["outcome"] == "kept"
    assert Picture.objects.get().document.kind == "D50"
    bad = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff no picture")
    assert dinas.send_picture(visit, "photos", bad, consent="yes").status_code == 422


# Phones


def test_a_lost_phone_is_stopped_and_its_secret_is_gone(client, dinas, visit):
    client.force_login(person("nadia"))
    page = client.get(reverse("phone_list")).content.decode()
    assert visit.placement.number in page and str(person("dina")) in page
    client.post(reverse("phone_stop", args=[Phone.objects.get().pk]))
    client.force_login(person("dina"))
    assert dinas.post("key").json()["stopped"] is True
    assert Phone.objects.get().secret == ""
    assert dinas.send(visit, {"workers": "دينا"}).status_code == 404


def test_another_directorates_phones_are_not_seen(client, dinas):
    client.force_login(person("nabil"))
    assert str(person("dina")) not in client.get(reverse("phone_list")).content.decode()
    assert client.post(reverse("phone_stop", args=[Phone.objects.get().pk])).status_code == 404
