"""The next edition of the guidebook: drafted by one person, put in force by another, and then never changed again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from fostercare.guidebook import publishing
from fostercare.guidebook.book import book
from fostercare.guidebook.edition_changes import before, changes
from fostercare.guidebook.edition_words import act_label, said
from fostercare.guidebook.models import Edition, Item, Parameter
from tests.cases import an_application


@pytest.fixture
def draft(edition, editor):
    return publishing.draft_from(edition, by=editor)


@pytest.fixture
def signed_in(client):
    def sign_in(officer):
        client.force_login(officer)
        return client

    return sign_in


def figure(client, draft, key, **typed):
    """Send the form of one figure, as it stands but for what is typed."""
    row = draft.parameters.get(key=key)
    value = "" if row.value is None else row.value
    usual = {"source": row.source, "note": row.note, "ar": row.ar, "en": row.en, "value": value}
    if row.unsourced:
        usual["unsourced"] = "on"
    sent = {name: value for name, value in {**usual, **typed}.items() if value is not None}
    return client.post(reverse("edition_figure", args=[draft.pk, key]), sent)


def texts(client, draft, code, **typed):
    row = draft.items.get(code=code)
    names = ("title_ar", "title_en", "help_ar", "help_en", "note")
    return client.post(
        reverse("edition_item", args=[draft.pk, code]), {name: getattr(row, name) for name in names} | typed
    )


def put_in_force(client, draft):
    return client.post(reverse("edition_publish", args=[draft.pk]), {"read": "on"})


# Reading


def test_everybody_reads_the_edition_in_force(signed_in, salma, edition):
    client = signed_in(salma)
    page = client.get(reverse("edition", args=[edition.pk])).content.decode()
    for item in edition.items.all()[:5]:
        assert item.code in page and item.title_ar in page
    figures = client.get(reverse("edition_figures", args=[edition.pk])).content.decode()
    assert "٦٠ سنة" in figures and "غير مسند" in figures


def test_a_draft_is_for_those_who_work_on_it(signed_in, salma, editor, publisher, draft):
    for url in ("edition", "edition_figures", "edition_changes"):
        assert signed_in(salma).get(reverse(url, args=[draft.pk])).status_code == 404
        for officer in (editor, publisher):
            assert signed_in(officer).get(reverse(url, args=[draft.pk])).status_code == 200


def test_a_figure_is_said_with_its_unit(edition):
    figures = {row.key: said(row, edition) for row in edition.parameters.all()}
    assert figures["marriage_min_years"] == "٣ سنوات"
    assert figures["timer_register"] == "يوم عمل واحد"
    assert figures["income_floor"].startswith("لم")
    assert figures["bequest_max_percent"].startswith("٣٣٫٣٣")
    assert figures["marriage_waiver_authority"] == "اللجنة المحلية للأسر البديلة الكافلة"


def test_every_figure_and_every_gate_can_be_said(edition):
    for row in edition.parameters.all():
        assert said(row, edition) and not said(row, edition).isascii() or row.unit == "phone", row.key
    later = {"travel", "transfer", "incident", "support"}
    for item in edition.items.all():
        for gate in item.gates:
            if gate["act"].partition(".")[0] not in later:
                assert str(act_label(gate["act"])) != str(act_label("nothing.at_all")), gate


# Drafting


def test_a_draft_of_an_older_edition_answers_what_the_program_has_learned_to_ask(edition, editor):
    older = Edition(number=9, year=2025, lists=edition.lists | {"ending_kinds": []})
    del older.lists["consent_texts"], older.lists["retention_rules"]
    older.save()
    kept = edition.parameters.get(key="spouse_min_age")
    Parameter.objects.create(edition=older, position=1, key=kept.key, value=23, unit=kept.unit, ar=kept.ar, en=kept.en)
    draft = publishing.draft_from(older, by=editor)
    assert draft.lists["consent_texts"] and draft.lists["retention_rules"]
    assert draft.lists["ending_kinds"] == []  # what it says, it says on
    assert draft.parameters.get(key="spouse_min_age").value == 23
    assert {row.key for row in draft.parameters.all()} == {row.key for row in edition.parameters.all()}


def test_the_next_edition_begins_as_a_copy(signed_in, editor, edition):
    answer = signed_in(editor).post(reverse("edition_draft", args=[edition.pk]))
    draft = Edition.objects.get(state=Edition.State.DRAFT)
    assert answer["Location"] == reverse("edition", args=[draft.pk])
    assert draft.number == edition.number + 1 and draft.drafted_by == editor
    assert not changes(edition, draft)


def test_there_is_one_draft_at_a_time(signed_in, editor, edition, draft):
    answer = signed_in(editor).post(reverse("edition_draft", args=[edition.pk]))
    assert answer["Location"] == reverse("edition", args=[draft.pk])
    assert Edition.objects.filter(state=Edition.State.DRAFT).count() == 1


def test_a_figure_is_changed_in_the_digits_of_the_keyboard(signed_in, editor, draft):
    assert figure(signed_in(editor), draft, "marriage_min_years", value="٥").status_code == 302
    assert draft.parameters.get(key="marriage_min_years").value == 5


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("income_floor", "6000", 6000),
        ("income_floor", "", None),
        ("quorum_share_over", "0٫6", 0.6),
        ("decision_route", "exceptions_only", "exceptions_only"),
        ("rapporteur_votes", "True", True),
        ("working_week", ["sunday", "monday"], ["sunday", "monday"]),
        ("sufficiency_reviews", "٣، ٦, 9", [3, 6, 9]),
        ("ministry_hotline", "19999", "19999"),
    ],
)
def test_each_unit_has_its_own_field(signed_in, editor, draft, key, value, kept):
    assert figure(signed_in(editor), draft, key, value=value).status_code == 302
    assert draft.parameters.get(key=key).value == kept


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("marriage_min_years", "-1"),
        ("marriage_min_years", "three"),
        ("marriage_min_years", "2.5"),
        ("decision_route", "by_lot"),
        ("working_week", ["someday"]),
        ("sufficiency_reviews", "3; DROP"),
        ("quorum_share_over", "2"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_and_kept_on_the_page(signed_in, editor, draft, key, value):
    before_it = draft.parameters.get(key=key).value
    answer = figure(signed_in(editor), draft, key, value=value)
    assert answer.status_code == 200 and answer.context["form"].errors["value"]
    assert draft.parameters.get(key=key).value == before_it


def test_a_figure_names_its_source_or_admits_that_it_has_none(signed_in, editor, draft):
    client = signed_in(editor)
    for source, unsourced in (("", None), ("قرار ١٢ لسنة ٢٠٢٧", "on")):
        answer = figure(client, draft, "marriage_min_years", source=source, unsourced=unsourced)
        assert answer.context["form"].errors["source"]
    figure(client, draft, "timer_register", source="قرار ١٢ لسنة ٢٠٢٧", unsourced=None)
    row = draft.parameters.get(key="timer_register")
    assert (row.source, row.unsourced, row.origin) == ("قرار ١٢ لسنة ٢٠٢٧", False, "")


def test_items_follow_the_authority_that_grants_their_exemption(signed_in, editor, draft):
    figure(signed_in(editor), draft, "over_max_age_authority", value="ministry")
    assert draft.items.get(code="EL-03").exempted_by == "ministry"
    assert not publishing.problems(draft)


def test_texts_are_written_in_their_own_language(signed_in, editor, draft):
    client = signed_in(editor)
    assert texts(client, draft, "EL-05", title_ar="مرور خمس سنوات على الزواج").status_code == 302
    assert draft.items.get(code="EL-05").title_ar == "مرور خمس سنوات على الزواج"
    refused = texts(client, draft, "EL-05", title_ar="five years", help_en="خمس")
    assert set(refused.context["form"].errors) == {"title_ar", "help_en"}


def test_only_an_editor_edits_and_only_a_draft(signed_in, salma, publisher, editor, edition, draft):
    for officer in (salma, publisher):
        assert figure(signed_in(officer), draft, "marriage_min_years").status_code == 403
        assert texts(signed_in(officer), draft, "EL-05").status_code == 403
    assert figure(signed_in(editor), edition, "marriage_min_years").status_code == 404
    assert texts(signed_in(editor), edition, "EL-05").status_code == 404


# Comparing


def test_what_changed_is_told_with_what_was(signed_in, editor, edition, draft):
    client = signed_in(editor)
    figure(client, draft, "marriage_min_years", value="5")
    texts(client, draft, "EL-05", title_ar="مرور خمس سنوات على الزواج")
    assert before(draft) == edition
    told = {change.code: change.rows for part in changes(edition, draft) for change in part["changes"]}
    assert told["marriage_min_years"][0][1:] == ("٣ سنوات", "٥ سنوات")
    assert told["EL-05"][0][1:] == ("مرور ثلاث سنوات على الزواج", "مرور خمس سنوات على الزواج")
    page = client.get(reverse("edition_changes", args=[draft.pk])).content.decode()
    assert "<del>٣ سنوات</del>" in page and "<ins>٥ سنوات</ins>" in page


def test_lists_and_lost_rows_are_told_too(edition, draft):
    draft.lists["refusal_reasons"] = draft.lists["refusal_reasons"][1:]
    draft.save()
    edition.refresh_from_db()
    draft.items.get(code="EL-01").delete()
    told = [change for part in changes(edition, draft) for change in part["changes"]]
    assert [change.code for change in told if change.word] == ["EL-01"]
    assert any(edition.lists["refusal_reasons"][0]["ar"] == row[1] for change in told for row in change.rows)


def test_the_first_edition_is_compared_with_none(signed_in, salma, edition):
    assert before(edition) is None
    assert signed_in(salma).get(reverse("edition_changes", args=[edition.pk])).status_code == 200


# Publishing


def test_a_second_person_puts_a_draft_in_force(signed_in, editor, publisher, edition, draft):
    assert put_in_force(signed_in(publisher), draft).status_code == 302
    edition.refresh_from_db()
    draft.refresh_from_db()
    assert (edition.state, draft.state) == (Edition.State.SUPERSEDED, Edition.State.IN_FORCE)
    assert draft.published_by == publisher and draft.digest == publishing.digest(draft)


def test_nobody_else_does(signed_in, salma, editor, edition, draft):
    for officer in (salma, editor):
        assert put_in_force(signed_in(officer), draft).status_code == 403
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT


def test_who_drafted_an_edition_does_not_publish_it(signed_in, publisher, draft):
    draft.drafted_by = publisher
    draft.save()
    client = signed_in(publisher)
    assert client.get(reverse("edition_publish", args=[draft.pk])).context["blocked"]
    assert put_in_force(client, draft).status_code == 403
    with pytest.raises(PermissionDenied):
        publishing.publish(draft, by=publisher)


def test_publishing_asks_for_a_second_look(signed_in, publisher, draft):
    answer = signed_in(publisher).post(reverse("edition_publish", args=[draft.pk]), {})
    assert answer.context["form"].errors["read"]
    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT


def test_a_draft_that_does_not_hold_together_is_not_put_in_force(signed_in, publisher, draft):
    Item.objects.filter(edition=draft, code="EL-05").update(applies_when=["on_tuesdays"])
    with pytest.raises(ValidationError, match="on_tuesdays"):
        publishing.publish(draft, by=publisher)
    answer = put_in_force(signed_in(publisher), draft)
    assert "on_tuesdays" in answer.content.decode()


def test_an_edition_in_force_cannot_be_changed_even_behind_the_pages(edition):
    row = Parameter.objects.get(edition=edition, key="marriage_min_years")
    row.value = 1
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_cases_keep_the_edition_under_which_they_began(signed_in, editor, publisher, edition, draft):
    earlier = an_application()
    figure(signed_in(editor), draft, "marriage_min_years", value="5")
    put_in_force(signed_in(publisher), draft)
    later = an_application()
    assert book(earlier.edition).parameters.value("marriage_min_years") == 3
    assert book(later.edition).parameters.value("marriage_min_years") == 5
