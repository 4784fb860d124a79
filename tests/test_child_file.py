"""A child's own file: its legal status is checked, siblings are found, homes change, and the grown-up reads it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from directorates.models import Directorate
from fostercare.records.models import Child
from fostercare.workflows import waiting
from fostercare.workflows.child_file.models import FileAccess
from fostercare.workflows.lifecycle import act
from tests.cases import again, clear, put
from tests.children import a_child, a_file, a_home, a_placement
from tests.people import LUXOR, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]
TODAY = timezone.localdate
DAY = timedelta(days=1)


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def an_act(client, name, file, act_name, data=None):
    return at(client, name, reverse("act", args=[file.number, act_name]), data)


def steps(record):
    return {task.flow_task.name for task in waiting.open_tasks(record)}


def where(child):
    return [(stay.place, stay.home and stay.home.name, stay.since, stay.until) for stay in child.stays.all()]


def test_the_legal_status_is_a_step_of_its_own_and_tells_who_checked_it_when_and_on_which_papers(client):
    file = a_file(available=False)
    assert steps(file) == {"legal_status"}
    page = at(client, "fathi", reverse("case", args=[file.number]))
    assert not page.context["legal_status"]["checked"]
    assert [step["state"] for step in page.context["steps"] if step["label"] == "فُحص الوضع القانوني"] == ["ahead"]
    clear(file, "make_available")
    assert steps(file) == {"make_available"}
    page = at(client, "fathi", reverse("case", args=[file.number]))
    legal = page.context["legal_status"]
    assert legal["answer"].verified_by == person("amal")
    assert [row["paper"].kind for row in legal["papers"]] == ["D24"]
    assert person("amal").full_name in page.content.decode()
    assert [step["state"] for step in page.context["steps"] if step["label"] == "فُحص الوضع القانوني"] == ["done"]


def test_a_sister_of_whom_one_learns_later_is_kept_with_the_others(client):
    first, second, third = (a_file(a_child()) for _child in range(3))
    assert an_act(client, "sawsan", first, "join_sibling").status_code == 403
    assert "sibling" in an_act(client, "huda", first, "join_sibling", {"sibling": "T-99"}).context["form"].errors
    assert "sibling" in an_act(client, "huda", first, "join_sibling", {"sibling": first.number}).context["form"].errors
    an_act(client, "huda", first, "join_sibling", {"sibling": second.number})
    an_act(client, "huda", third, "join_sibling", {"sibling": second.number.lower()})
    assert len(set(Child.objects.values_list("sibling_group", flat=True))) == 1
    page = at(client, "huda", reverse("case", args=[third.number]))
    assert {one.number for one in page.context["siblings"]} == {first.number, second.number}

    act(again(first).part_from_siblings, by=person("huda"), why="تحليل البصمة نفى القرابة")
    assert again(first).child.sibling_group is None
    assert again(second).child.sibling_group == again(third).child.sibling_group
    act(again(third).part_from_siblings, by=person("huda"), why="خطأ في القيد")
    assert not Child.objects.exclude(sibling_group=None).exists(), "one alone is no group"


def test_a_child_moves_to_another_home_and_every_day_before_and_after_has_its_place(client, luxor):
    file = a_file()
    other = a_home(directorate=luxor, name="دار طيبة", officer="wafaa")
    began, moved = file.child.admitted_on, TODAY() - 3 * DAY
    assert an_act(client, "sawsan", file, "move_home").status_code == 403
    early = {"home": other.pk, "moved_on": f"{began - DAY:%d/%m/%Y}", "why": "قرب الدار من الإخوة"}
    assert "قبل" in an_act(client, "huda", file, "move_home", early).content.decode()
    an_act(client, "huda", file, "move_home", {**early, "moved_on": f"{moved:%d/%m/%Y}"})
    file = again(file)
    assert (file.child.home, file.directorate, file.heading) == (other, luxor, "دار طيبة")
    assert where(file.child) == [("home", "دار الأمل", began, moved), ("home", "دار طيبة", moved, None)]
    assert not file.assignments.exists()
    assert at(client, "huda", reverse("case", args=[file.number])).status_code == 404
    assert "دار الأمل" in at(client, "nabil", reverse("case", args=[file.number])).content.decode()
    with pytest.raises(ValidationError):
        act(file.move_home, by=person("nabil"), home=other, moved_on=TODAY())
    act(again(file).move_home, by=person("nabil"), home=a_home(), moved_on=TODAY())
    assert [stay[:2] for stay in where(file.child)][-1] == ("home", "دار الأمل")


def test_the_tasks_of_a_child_that_moves_wait_in_its_new_directorate(client):
    file = a_file(available=False)
    luxor = Directorate.objects.get(code=LUXOR)
    act(file.move_home, by=person("huda"), home=a_home(directorate=luxor, name="دار طيبة"), moved_on=TODAY())
    assert waiting.open_tasks(again(file)).get().directorate == luxor


def test_a_grown_up_reads_the_own_file_accompanied_and_what_was_shown_is_kept(client):
    placement = a_placement(at="transition")
    file = again(placement.match.child_file)
    put(file, "of_age")
    ask = {"asked_on": f"{TODAY():%d/%m/%Y}", "companion": "دينا مصطفى، أخصائية المتابعة"}
    assert an_act(client, "salma", file, "ask_for_access").status_code == 404, "who sees no child's file sees none here"
    assert an_act(client, "sawsan", file, "ask_for_access", ask).status_code == 403
    an_act(client, "dina", file, "ask_for_access", ask)
    page = at(client, "dina", reverse("case", args=[file.number])).content.decode()
    assert "لم يتم الاطلاع بعد" in page and "دينا مصطفى، أخصائية المتابعة" in page
    early = {"shown_on": f"{TODAY() - DAY:%d/%m/%Y}", "shown": "شهادة الميلاد وصور الدار"}
    assert "تاريخ الطلب" in an_act(client, "dina", file, "record_access", early).content.decode()
    assert "shown" in an_act(client, "dina", file, "record_access", ask).context["form"].errors
    late = {**early, "shown_on": f"{TODAY():%d/%m/%Y}", "given": "نسخة من شهادة الميلاد وألبوم الصور"}
    an_act(client, "dina", file, "record_access", late)
    kept = FileAccess.objects.get()
    assert (kept.shown_on, kept.given, kept.recorded_by) == (TODAY(), late["given"], person("dina"))
    assert "ألبوم الصور" in at(client, "huda", reverse("case", args=[file.number])).content.decode()
    assert {change.act for change in file.history.all()} >= {"ask_for_access", "record_access"}
