"""A member reads a sitting as one bound PDF under the member's own name, while the files are open and no longer."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fostercare.desk import health
from fostercare.guidebook import papers
from fostercare.workflows import lifecycle
from fostercare.workflows.committee import agenda, pack_making, pack_paper, presence
from fostercare.workflows.committee.models import Pack
from tests.cases import a_household, an_application
from tests.people import person
from tests.sittings import a_sitting, adjourn, again, hand, resolve, sign, unprinted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture
def sitting():
    """An announced sitting of Alexandria's committee with one family on its agenda."""
    return a_sitting(cases=[an_application(at="ready_for_committee")], at="announced")


@pytest.fixture
def quickly(monkeypatch):
    """Each case is one page: for tests that are not about what is read."""
    blank = pack_paper.numbers(["x"])
    monkeypatch.setattr(pack_paper, "item", lambda *about: [blank])


def client_of(officer):
    client = Client()
    client.force_login(officer)
    return client


def opens(officer, sitting):
    answer = client_of(officer).get(reverse("sitting_pack_file", args=[sitting.number]))
    return PdfReader(io.BytesIO(answer.getvalue())) if answer.status_code == 200 else answer.status_code


def text_of(pages):
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_pack_holds_the_index_and_of_each_case_the_checklist_the_study_and_the_memo(sitting, maha, adel, omar):
    study = pack_paper.numbers(["الدراسة الموقعة"])
    papers.archive(sitting.items.get().case, "D31", lambda paper: study, omar)
    call_command("packs", once=True)
    pack, other = opens(maha, sitting), opens(adel, sitting)
    item = sitting.items.get()
    begins = Pack.objects.get(member__officer=maha).contents[0]["page"]
    index, case = text_of(pack.pages[: begins - 1]), [text_of([page]) for page in pack.pages[begins - 1 :]]
    assert item.case.number in index
    assert "قائمة بنود الدليل" in case[0] and "مذكرة عرض" in case[-1]
    assert "الدراسة الموقعة" in case[-2]
    assert all(maha.full_name in text_of([page]) and adel.full_name not in text_of([page]) for page in pack.pages)
    assert len(other.pages) == len(pack.pages) and adel.full_name in text_of(other.pages[:1])
    assert str(sitting.number) in index


def test_the_rapporteur_sees_who_opened_the_pack(sitting, quickly, maha, rami, adel):
    page = reverse("sitting_pack", args=[sitting.number])
    assert 'id="making"' in client_of(maha).get(page).content.decode()
    call_command("packs", once=True)
    assert Pack.objects.filter(opened_at=None).count() == 3
    opens(maha, sitting)
    first = Pack.objects.get(member__officer=maha).opened_at
    opens(maha, sitting)
    assert Pack.objects.get(opened_at__isnull=False).opened_at == first
    seen = client_of(rami).get(page).content.decode()
    assert seen.count("لم تُفتح بعد") == 2
    assert maha.full_name not in client_of(adel).get(page).content.decode()  # members do not watch one another


def test_a_pack_is_read_from_the_publication_to_the_last_signature_and_by_its_member_alone(quickly, maha, yusuf, nabil):
    case = an_application(at="ready_for_committee")
    planned = a_sitting(cases=[case], at="planned")
    assert opens(maha, planned) == 404
    agenda.take_off(planned.items.get(), by=person("rami"))
    sitting = a_sitting(cases=[case])
    call_command("packs", once=True)
    assert len(opens(maha, sitting).pages) == 2
    assert [opens(somebody, sitting) for somebody in (yusuf, nabil, person("salma"), person("zaynab"))] == [
        404,
        404,
        403,
        403,
    ]
    resolve(sitting.items.get(), "recommend")
    adjourn(sitting)
    assert len(opens(maha, sitting).pages) == 2
    with unprinted():
        sign(sitting)
    assert opens(maha, sitting) == 404
    assert client_of(maha).get(reverse("sitting_pack", args=[sitting.number])).status_code == 404
    file = Pack.objects.get(member__officer=maha).file
    call_command("packs", once=True)
    assert not Pack.objects.exclude(file="").exists() and not file.storage.exists(file.name)


def queue():
    return next(sign.state for sign in health.signs() if sign.name == "queue")


def test_a_pack_that_came_too_late_for_its_sitting_is_waited_for_no_longer(quickly):
    sitting = a_sitting(cases=[an_application(at="ready_for_committee")])
    Pack.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    assert queue() == "late"
    resolve(sitting.items.get(), "recommend")
    adjourn(sitting)
    with unprinted():
        sign(sitting)
    assert queue() == "ok"


def test_what_a_member_stays_out_of_is_not_in_the_members_pack_and_its_file_is_shut(quickly, maha, rami, adel):
    cases = [an_application(at="ready_for_committee", household=a_household()) for _ in range(2)]
    sitting = a_sitting(cases=cases, at="announced")
    first = sitting.items.get(position=1)
    presence.recuse(first, hand(sitting.body, "voting"), by=maha)
    call_command("packs", once=True)
    told = {pack.member.officer: [row["position"] for row in pack.contents] for pack in Pack.objects.all()}
    assert told == {maha: [2], rami: [1, 2], adel: [1, 2]}
    shut, left = (reverse("case", args=[case.number]) for case in cases)
    assert [client_of(maha).get(page).status_code for page in (shut, left)] == [404, 200]
    assert client_of(adel).get(shut).status_code == 200


def test_a_late_item_makes_the_packs_anew_and_the_one_before_is_read_meanwhile(sitting, quickly, maha, rami):
    call_command("packs", once=True)
    agenda.put_on(sitting, an_application(at="ready_for_committee", household=a_household()), by=rami, why="عاجل")
    assert len(opens(maha, sitting).pages) == 2
    call_command("packs", once=True)
    assert len(opens(maha, sitting).pages) == 3
    call_command("packs", once=True)
    assert Pack.objects.filter(member__officer=maha).count() == 2
    assert Pack.objects.exclude(file="").filter(member__officer=maha).count() == 1


def test_what_was_asked_for_anew_while_it_was_made_is_not_handed_out(sitting, quickly, maha, rami, monkeypatch):
    set_one, asked = pack_paper.item, []

    def while_it_is_set(*about):
        if not asked:
            asked.append(
                agenda.put_on(
                    sitting, an_application(at="ready_for_committee", household=a_household()), by=rami, why="عاجل"
                )
            )
        return set_one(*about)

    monkeypatch.setattr(pack_paper, "item", while_it_is_set)
    call_command("packs", once=True)
    assert [len(pack.contents) for pack in Pack.objects.all()] == [2, 2, 2]


def test_a_crash_loses_nothing_and_doubles_nothing(sitting, quickly, monkeypatch):
    with monkeypatch.context() as power:
        power.setattr(pack_paper, "numbers", lambda labels: (_ for _ in ()).throw(SystemExit("the power fails")))
        with pytest.raises(SystemExit):
            call_command("packs", once=True)
    assert Pack.objects.filter(ready_at=None).count() == 3
    call_command("packs", once=True)
    call_command("packs", once=True)
    assert Pack.objects.exclude(file="").count() == Pack.objects.count() == 3


def test_what_fails_is_tried_three_times_and_then_waits_for_somebody(sitting, quickly, rami, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    broken = {"now": True}
    numbers = pack_paper.numbers

    def sometimes(labels):
        if broken["now"]:
            raise ValueError("no paper")
        return numbers(labels)

    monkeypatch.setattr(pack_paper, "numbers", sometimes)
    call_command("packs", once=True)
    assert {pack.tries for pack in Pack.objects.all()} == {3}
    page = reverse("sitting_pack", args=[sitting.number])
    assert "is-late" in client_of(rami).get(page).content.decode()
    broken["now"] = False
    client_of(rami).post(page, {"do": "ask"})
    call_command("packs", once=True)
    assert Pack.objects.exclude(file="").count() == 3


def test_the_page_costs_the_same_for_every_length_of_the_agenda(quickly, maha, rami):
    sitting = a_sitting(cases=[an_application(at="ready_for_committee")], at="announced")
    client, page, cost = client_of(maha), reverse("sitting_pack", args=[sitting.number]), None
    for _ in range(3):
        call_command("packs", once=True)
        client.get(page)
        with CaptureQueriesContext(connection) as statements:
            client.get(page)
        assert len(statements) == (cost := cost or len(statements))
        agenda.put_on(sitting, an_application(at="ready_for_committee", household=a_household()), by=rami, why="عاجل")


def test_a_sitting_that_is_put_off_is_announced_with_new_packs(sitting, quickly, maha, rami):
    call_command("packs", once=True)
    lifecycle.act(
        again(sitting).put_off, by=rami, why="عذر قهري", sits_on=sitting.sits_on.replace(year=sitting.sits_on.year + 1)
    )
    call_command("packs", once=True)
    assert opens(maha, sitting) == 404
    lifecycle.act(again(sitting).publish_agenda, by=rami)
    assert opens(maha, sitting) == 404
    assert pack_making.make_next()
    assert len(opens(maha, sitting).pages) == 2
