"""Support beside control: a need is followed until something came of it; a risk level has reasons and a history."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from fostercare.workflows.follow_up.models import Need, RiskChange
from fostercare.workflows.lifecycle import act
from fostercare.workflows.placement.models import Placement
from tests.children import a_child_with_a_family
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def placement():
    return a_child_with_a_family()


def at(client, name, url, data=None):
    client.force_login(person(name))
    return client.get(url) if data is None else client.post(url, data)


def visited(placement, **answers):
    visit = placement.visits.planned().first()
    act(visit.record, by=person("dina"), visited_on=timezone.localdate(), answers=answers, seen_alone=True)
    act(visit.sign_off, by=person("nadia"))
    return visit


def fresh(placement):
    return Placement.objects.whole().get(pk=placement.pk)


def test_a_need_that_a_visit_found_is_referred_served_and_concluded(client, placement):
    visited(placement, needs=["counselling", "legal"])
    need = placement.needs.get(what="counselling")
    page = at(client, "dina", reverse("case", args=[placement.number])).content.decode()
    assert reverse("need_act", args=[need.pk, "refer"]) in page and "دعم نفسي" in page
    today = timezone.localdate().strftime("%d/%m/%Y")
    for name, facts in [
        ("refer", {"service": "عيادة الصحة النفسية"}),
        ("serve", {}),
        ("conclude", {"outcome": "met"}),
    ]:
        at(client, "dina", reverse("need_act", args=[need.pk, name]), {"on": today, **facts})
    need.refresh_from_db()
    assert (need.state, need.service, need.outcome) == ("concluded", "عيادة الصحة النفسية", "met")
    page = at(client, "nadia", reverse("case", args=[placement.number])).content.decode()
    assert "تمت تلبية الاحتياج" in page


def test_the_next_visit_does_not_note_an_open_need_twice(placement):
    for _visit in range(2):
        visited(placement, needs=["counselling"])
    assert placement.needs.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.create(placement=placement, what="counselling")


def test_a_need_is_noted_between_the_visits_by_those_who_follow_the_child(client, placement):
    url = reverse("need_note", args=[placement.number])
    typed = {"whose": "family", "what": "financial", "note": "فقد الأب عمله", "found_on": "1/1/2026"}
    assert at(client, "salma", url, typed).status_code == 403
    assert at(client, "nabil", url, typed).status_code == 404
    at(client, "dina", url, typed)
    assert placement.needs.get().whose == "family"
    again = at(client, "dina", url, typed)
    assert again.context["form"].non_field_errors() and "فقد الأب عمله" in again.content.decode()


def test_the_level_has_a_history_with_signs_and_reasons_and_moves_the_visits(client, placement):
    visited(placement, risk_after="medium", risk_signs=["family_conflict"], risk_reason="خلافات متكررة")
    url = reverse("act", args=[placement.number, "assess_risk"])
    at(client, "nadia", url, {"level": "high", "signs": ["unexplained_marks"], "reason": "كدمات لم تُفسَّر"})
    placement = fresh(placement)
    assert placement.risk == "high"
    assert [(one.before, one.level, one.signs) for one in placement.risk_changes.all()] == [
        ("medium", "high", ["unexplained_marks"]), ("low", "medium", ["family_conflict"]),
    ]  # fmt: skip
    following = placement.visits.planned().first()
    assert following.planned_on <= timezone.localdate() + timedelta(days=2)
    page = at(client, "nadia", reverse("case", args=[placement.number])).content.decode()
    assert "كدمات لم تُفسَّر" in page and "آثار على الجسم لم تُفسَّر" in page
    assert "كدمات لم تُفسَّر" not in at(client, "salma", reverse("case", args=[placement.number])).content.decode()


def test_a_level_needs_a_reason_and_no_sign_changes_it_by_itself(client, placement):
    url = reverse("act", args=[placement.number, "assess_risk"])
    answer = at(client, "nadia", url, {"level": "high", "signs": ["unsafe_home"], "reason": ""})
    assert answer.context["form"].errors.keys() == {"reason"}
    visited(placement, risk_after="low", risk_signs=["unsafe_home", "withdrawn"], risk_reason="أُصلح الخطر")
    assert fresh(placement).risk == "low"
    assert not placement.risk_changes.exists()


def test_the_history_of_the_level_is_not_rewritten(placement):
    visited(placement, risk_after="medium", risk_reason="خلافات")
    for attempt in (lambda: RiskChange.objects.update(level="low"), lambda: RiskChange.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
