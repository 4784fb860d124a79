"""The register of homes, and what a child's file learns: guardian of record, tracing, what becomes known later."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.records.models import Guardianship, Home
from fostercare.workflows.lifecycle import NotNow, act
from tests.cases import again, clear
from tests.children import a_child, a_file, a_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


NEW = {
    "name": "دار السلام", "kind": "home", "address": "٣ شارع الحرية", "licence_state": "licensed", "capacity": "20",
    "licence_from": "1/1/2026", "licence_until": "31/12/2027", "places_male_0": "8", "places_female_0": "6",
}  # fmt: skip


def test_the_directorate_enters_a_home_with_its_places_by_age_and_sex(client, alexandria):
    assert "capacity" in at(client, "huda", reverse("home_new"), {**NEW, "capacity": ""}).context["form"].errors
    at(client, "huda", reverse("home_new"), {**NEW, "directorate": alexandria.pk})
    home = Home.objects.get(name="دار السلام")
    assert [(row.sex, row.age_from, row.age_under, row.places) for row in home.places.all()] == [
        ("female", 0, 2, 6), ("male", 0, 2, 8),
    ]  # fmt: skip
    a_child(home, sex="male", birth_date=timezone.localdate() - timedelta(days=400))
    edit = reverse("home_edit", args=[home.pk])
    crowded = at(client, "huda", edit, {**NEW, "places_male_12": "9"})
    assert "٢٣" in crowded.content.decode()
    assert at(client, "sawsan", edit).status_code == 404
    assert at(client, "nabil", edit).status_code == 404
    assert at(client, "hany", edit).status_code == 403


def test_the_register_is_narrowed_by_licence_and_by_room(client):
    today = timezone.localdate()
    full = a_home(capacity=1, licence_until=today + timedelta(days=30))
    a_file(home=full)
    lapsed = a_home(name="دار النور", licence_until=today - timedelta(days=1))
    closed = a_home(name="دار البر", licence_state="withdrawn", kind="centre")
    for query, wanted in [
        ("", {full, lapsed, closed}), ("?licence=soon", {full}), ("?licence=expired", {lapsed}),
        ("?licence=withdrawn", {closed}), ("?room=full", {full}), ("?room=free", {lapsed, closed}),
        ("?kind=centre", {closed}), ("?kind=nonsense", {full, lapsed, closed}),
    ]:  # fmt: skip
        assert set(at(client, "huda", reverse("home_list") + query).context["rows"]) == wanted, query


def test_the_ministry_sees_the_country_and_a_directorate_itself(client, luxor):
    a_file(home=a_home(capacity=10))
    a_home(luxor, name="دار طيبة", capacity=5)
    total = at(client, "fathi", reverse("home_totals")).context["total"]
    assert (total["homes"], total["capacity"], total["children"]) == (2, 15, 1)
    assert at(client, "nabil", reverse("home_totals")).context["total"]["homes"] == 1


def test_the_state_is_the_guardian_of_a_child_from_its_admission_and_delegates_by_a_decision(client):
    file = a_file(available=False)
    first = Guardianship.objects.create(
        child=file.child, guardian="higher", since=file.child.admitted_on, recorded_by=person("sawsan")
    )
    url = reverse("child_guardian", args=[file.number])
    today = timezone.localdate()
    typed = {"guardian": "delegate", "since": today.strftime("%d/%m/%Y"), "delegate": "", "reference": ""}
    assert {"delegate", "reference"} <= at(client, "zaynab", url, typed).context["form"].errors.keys()
    at(client, "zaynab", url, {**typed, "delegate": "مدير مديرية الإسكندرية", "reference": "١٢ لسنة ٢٠٢٦"})
    first.refresh_from_db()
    assert first.until == today - timedelta(days=1)
    assert "مدير مديرية الإسكندرية" in at(client, "dina", reverse("case", args=[file.number])).content.decode()
    assert at(client, "dina", url).status_code == 403


def test_the_database_keeps_one_guardian_and_names_a_delegate():
    child, by = a_child(), person("sawsan")
    day = timezone.localdate()
    Guardianship.objects.create(child=child, guardian="higher", since=day, recorded_by=by)
    for constraint, more in [
        ("one_guardian_of_record_a_child", {"guardian": "higher"}),
        ("a_delegate_is_named_with_the_decision", {"guardian": "delegate", "until": day}),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Guardianship.objects.create(child=child, since=day, recorded_by=by, **more)


def test_a_child_whose_family_is_being_traced_waits_for_the_outcome(client):
    file = a_file(available=False)
    act(again(file).begin_tracing, by=person("dina"))
    clear(file, "make_available")
    with pytest.raises(NotNow, match="نتيجة البحث"):
        act(again(file).make_available, by=person("fathi"))
    outcome = reverse("act", args=[file.number, "record_outcome"])
    at(client, "dina", outcome, {"outcome": "returning"})
    with pytest.raises(NotNow, match="عودة"):
        act(again(file).make_available, by=person("fathi"))
    at(client, "dina", outcome, {"outcome": "not_found"})
    act(again(file).make_available, by=person("fathi"))
    shown = {name: "لم تُعرف الأسرة" in at(client, name, reverse("case", args=[file.number])).content.decode()
             for name in ("dina", "fathi", "huda", "hany", "amal")}  # fmt: skip
    assert shown == {"dina": True, "fathi": True, "huda": False, "hany": False, "amal": False}


def test_what_becomes_known_completes_the_file_and_never_the_name(client):
    file = a_file(available=False)
    url = reverse("child_complete", args=[file.number])
    at(client, "sawsan", url, {"full_name": "اسم آخر", "can_express_view": "yes", "health_notes": "تحسن السمع"})
    child = again(file).child
    assert (child.full_name, child.can_express_view) == ("نور محمد أحمد", True)
    assert "تحسن السمع" in at(client, "sawsan", reverse("case", args=[file.number])).content.decode()
    assert at(client, "dina", url).status_code == 403
