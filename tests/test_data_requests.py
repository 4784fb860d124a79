"""A person asks about their own data: verified, prepared, answered by another, handed over, in time and on paper."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fostercare.guidebook import papers
from fostercare.guidebook.models import Paper
from fostercare.ledger.reading import EXPORT, note
from fostercare.workflows import waiting
from fostercare.workflows.cases import find
from fostercare.workflows.data_request.models import DataRequest
from fostercare.workflows.data_request.receiving import receive
from fostercare.workflows.data_subjects import Subject
from fostercare.workflows.extracts import extract
from fostercare.workflows.lifecycle import NotNow, act
from fostercare.workflows.origins.models import OriginEntry
from tests.cases import a_paper, an_application, put
from tests.children import a_child, a_child_with_a_family, a_file, a_home
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

FOUND = "عُثر عليه أمام مسجد النور"


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def do(client, name, asked, what, **typed):
    return at(client, name, reverse("act", args=[asked.number, what]), typed)


def again(asked):
    return find(person("ghada"), asked.number)


def a_request(what="access", application=None, days=0):
    application = application or an_application()
    today = timezone.localdate()
    subject = Subject(person=application.household.adults[0])
    told = {"text": "أطلب بياناتي", "asked_on": today - timedelta(days=days)}
    return again(receive(application.case, subject, by=person("salma"), what=what, **told))


def answered(asked, granted=True):
    act(again(asked).verify_identity, by=person("salma"), identity="الرقم القومي")
    act(again(asked).prepare, by=person("huda"), proposal="يُسلَّم المستخرج")
    decide = again(asked).answer if granted else again(asked).refuse
    return act(decide, by=person("ghada"), reply="تُسلَّم إليكم بياناتكم.")


def test_from_the_counter_to_the_hand_over(client):
    application = an_application()
    husband = application.household.adults[0]
    page = at(client, "salma", reverse("data_request_new"), {"case": application.number})
    typed = {"whose": f"p{husband.pk}", "what": "access", "text": "أطلب بياناتي", "way": "counter"}
    answer = at(client, "salma", page["Location"], {**typed, "asked_on": timezone.localdate()})
    asked = DataRequest.objects.get()
    assert answer["Location"] == reverse("case", args=[asked.number])
    assert asked.number.startswith("D-02-") and husband.full_name not in asked.heading

    assert do(client, "salma", asked, "verify_identity", identity="بطاقة الرقم القومي").status_code == 302
    assert do(client, "huda", asked, "prepare", proposal="يُسلَّم المستخرج").status_code == 302
    assert do(client, "huda", asked, "answer", reply="نعم").status_code == 403
    assert do(client, "ghada", asked, "answer", reply="تُسلَّم إليكم بياناتكم.").status_code == 302
    for code in ("DP-01", "DP-02"):
        assert at(client, "ghada", reverse("print_letter", args=[asked.number, code]), {}).status_code == 302
    typed = {"delivered_on": timezone.localdate(), "delivered_how": "باليد"}
    assert do(client, "salma", asked, "hand_over", **typed).status_code == 302
    assert again(asked).state == "delivered" and not waiting.open_tasks(asked)
    extract_paper = Paper.objects.get(kind="DP-02")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(papers.content(extract_paper))).pages)
    assert husband.full_name.split()[0] in text
    assert at(client, "ihab", reverse("paper", args=[asked.number, extract_paper.pk])).status_code == 403


def test_it_is_due_by_the_edition_s_term_from_the_day_it_was_asked():
    asked = a_request(days=10)
    due = timezone.localdate() + timedelta(days=20)
    assert asked.due_on == due
    assert [(task.flow_task.name, task.due_on) for task in waiting.open_tasks(asked)] == [("verify_identity", due)]


def test_a_number_of_another_directorate_is_not_found(client):
    page = at(client, "wafaa", f"{reverse('data_request_new')}?case={an_application().number}")
    assert "لا يوجد في نطاق العمل" in page.content.decode()


def test_who_prepared_does_not_answer():
    asked = a_request()
    act(asked.verify_identity, by=person("salma"), identity="الرقم القومي")
    act(again(asked).prepare, by=person("huda"), proposal="يُسلَّم")
    assert again(asked).get_state_display()
    transitions = {task.flow_task.name for task in waiting.open_tasks(asked)}
    assert transitions == {"answer"}


def test_a_granted_restriction_is_shown_to_everybody_who_opens_the_case(client):
    application = an_application()
    page = reverse("case", args=[application.number])
    asked = a_request("restriction", application)
    assert "معالجة البيانات في هذا الملف مقيدة" not in at(client, "omar", page).content.decode()
    answered(asked)
    assert "معالجة البيانات في هذا الملف مقيدة" in at(client, "omar", page).content.decode()
    assert asked.number not in at(client, "omar", page).content.decode()  # the request itself is not Omar's to see
    assert asked.number in at(client, "huda", page).content.decode()


def test_a_young_person_of_age_reads_the_own_file_with_somebody_beside_them(client):
    today = timezone.localdate()
    young = a_file(a_child(birth_date=today - timedelta(days=19 * 366)), available=False)
    small = a_file(a_child(a_home(), full_name="يوسف أحمد علي"), available=False)
    url = reverse("data_request_new")
    typed = {"what": "own_file", "text": "أريد ملفي", "way": "officer", "asked_on": today}
    refused = at(client, "ghada", f"{url}?case={small.number}", {**typed, "whose": f"c{small.child_id}"})
    assert refused.context["form"].errors["what"]
    at(client, "ghada", f"{url}?case={young.number}", {**typed, "whose": f"c{young.child_id}"})
    asked = answered(DataRequest.objects.get())
    told = {"delivered_on": today, "delivered_how": "بمقر المديرية"}
    assert do(client, "salma", asked, "hand_over", **told).context["form"].errors["accompanied_by"]
    assert do(client, "salma", asked, "hand_over", **told, accompanied_by="الأخصائية النفسية").status_code == 302
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.filter(pk=asked.pk).update(accompanied_by="")


def test_the_extract_names_nobody_else_and_nothing_that_is_sealed():
    placement = a_child_with_a_family()
    household, child = placement.match.application.household, placement.child
    husband, wife = household.adults
    OriginEntry.objects.create(child=child, text=FOUND, written_by=person("sawsan"))
    a_paper(placement.match.application, "D06", husband)
    a_paper(placement.match.application, "D11", wife)

    told = str(extract(Subject(person=husband)))
    assert husband.full_name in told and placement.number in told and "صحيفة الحالة الجنائية" in told
    for word in (wife.full_name, wife.short_name, child.full_name, FOUND, child.home.name, "MMPI"):
        assert word not in told

    told = str(extract(Subject(child=child)))
    assert child.full_name in told and placement.number in told
    for word in (husband.full_name, wife.full_name, husband.short_name, household.address, FOUND, child.legal_basis):
        assert word not in told


def a_granted(what="correction", application=None):
    """A request of the husband that the data-protection officer granted."""
    return again(answered(a_request(what, application)))


def typed(client, asked, **changes):
    """The form of the data, with everything as it stands but for the changes."""
    form = at(client, "huda", reverse("data_request_correct", args=[asked.number])).context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (said | changes).items()}


def test_a_granted_correction_is_carried_out_on_the_request_and_shows_what_really_changed(client):
    application = an_application()
    husband = application.household.adults[0]
    asked = a_granted(application=application)
    correct = reverse("data_request_correct", args=[asked.number])
    assert [task.flow_task.name for task in waiting.open_tasks(asked)] == ["carry_out"]
    assert at(client, "ghada", correct).status_code == 403  # who granted it does not see the file either
    page = at(client, "huda", reverse("case", args=[asked.number])).content.decode()
    assert correct in page and "لم يتغير شيء" in page
    handing = {"delivered_on": timezone.localdate(), "delivered_how": "باليد"}
    assert "يلزم أولًا تنفيذ" in do(client, "salma", asked, "hand_over", **handing).content.decode()

    wrong = at(client, "huda", correct, typed(client, asked, national_id="29001011234567"))
    assert wrong.context["form"].errors
    changes = {
        "full_name": "حسام عبد الرازق محمد السيد",
        "occupation": "محاسب",
        "health": "ربو",
        "address": "٧ شارع النيل",
    }
    assert at(client, "huda", correct, typed(client, asked, **changes)).status_code == 302
    husband.refresh_from_db()
    application = find(person("huda"), application.number)
    assert husband.occupation == "محاسب" and application.household.address == "٧ شارع النيل"
    assert application.heading == application.household.name and "السيد" in application.heading

    page = at(client, "huda", reverse("case", args=[asked.number])).content.decode()
    for word in ("حسام عبد الرازق محمد علي", "حسام عبد الرازق محمد السيد", "١٢ شارع النصر", "٧ شارع النيل", "محاسب"):
        assert word in page
    assert "ربو" not in page and "البيانات المختومة" in page
    seen = at(client, "ihab", reverse("case", args=[asked.number])).content.decode()
    assert "٧ شارع النيل" not in seen and "العنوان" in seen  # an inspector reads that it changed


def test_whoever_had_the_data_is_told_or_it_is_said_why_not(client):
    application = an_application()
    note({application.number}, person("fathi"), {"page": EXPORT, "reason": "مراجعة سنوية لملفات الأسر"})
    asked = a_granted(application=application)
    form = at(client, "salma", reverse("act", args=[asked.number, "carry_out"])).context["form"]
    ((key, label),) = form.fields["told"].choices
    assert "مراجعة سنوية" in label and person("fathi").full_name in label
    refused = do(client, "salma", asked, "carry_out", done="صُححت المهنة")
    assert refused.context["form"].errors["untold"]
    assert do(client, "salma", asked, "carry_out", done="صُححت المهنة", told=[key]).status_code == 302
    assert [task.flow_task.name for task in waiting.open_tasks(asked)] == ["hand_over"]
    act(again(asked).hand_over, by=person("salma"), delivered_on=timezone.localdate(), delivered_how="باليد")
    asked = again(asked)
    assert (asked.state, asked.told) == ("delivered", [key])


def test_who_granted_a_request_does_not_carry_it_out():
    asked = a_granted("restriction")
    with pytest.raises(NotNow, match="الموظف نفسه"):
        act(asked.carry_out, by=person("ghada"), done="قُيدت المعالجة", told=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        put(asked, "carried_out")  # and not without a word of what was done


def test_what_is_only_shown_needs_no_carrying_out():
    asked = a_granted("access")
    assert [task.flow_task.name for task in waiting.open_tasks(asked)] == ["hand_over"]
    with pytest.raises(NotNow):
        act(asked.carry_out, by=person("salma"), done="شيء", told=[])


def test_a_child_s_data_are_corrected_but_for_the_name_as_registered(client):
    file = a_file(health="حساسية", available=False)
    told = {"text": "تاريخ الميلاد خطأ", "asked_on": timezone.localdate()}
    asked = again(receive(file.case, Subject(child=file.child), by=person("ghada"), what="correction", **told))
    asked = again(answered(asked))
    correct = reverse("data_request_correct", args=[asked.number])
    assert at(client, "salma", correct).status_code == 403  # she reads no child's file
    form = at(client, "huda", correct).context["form"]
    assert "full_name" not in form.fields
    born = file.child.birth_date - timedelta(days=40)
    assert at(client, "huda", correct, typed(client, asked, birth_date=born, health="")).status_code == 302
    file.child.refresh_from_db()
    assert file.child.birth_date == born
    page = at(client, "huda", reverse("case", args=[asked.number])).content.decode()
    assert "البيانات المختومة" in page and "حساسية" not in page
