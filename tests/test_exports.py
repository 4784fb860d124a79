"""A list that leaves holds what its officer may see, is locked, ends, and is known to all who answer for its cases."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import msoffcrypto
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from msoffcrypto.exceptions import InvalidKeyError
from openpyxl import load_workbook

from directorates import access
from directorates.models import Directorate
from fostercare.desk.exports import making
from fostercare.desk.exports.listings import LISTINGS
from fostercare.desk.exports.models import Export
from fostercare.guidebook.models import Answer
from fostercare.guidebook.parameters import Parameters
from fostercare.guidebook.publishing import in_force
from fostercare.ledger.reading import openings_of
from fostercare.workflows.application.models import Application
from fostercare.workflows.child_file.models import ChildFile
from fostercare.workflows.transfer.models import Transfer
from fostercare.workflows.travel.models import Travel
from tests.cases import a_household
from tests.children import a_child, a_child_with_a_family, a_home
from tests.people import LUXOR, person
from tests.sittings import a_sitting
from tests.test_speed import a_grievance_more, an_incident_more

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

REASON = "لقاء الأسر يوم الخميس، يطلع عليها قسم الأسرة"


def an_application(heading="أسرة عادل", place=None):
    household = a_household()
    if place:
        household.directorate = place
        household.save()
    return Application(
        household=household, directorate=household.directorate, edition=in_force(), heading=heading
    ).open()


def a_child_of_a_home(place=None, **more):
    home = a_home(place, name="دار الرعاية", officer="sawsan") if place else a_home()
    child = a_child(home, **more)
    return ChildFile(child=child, directorate=home.directorate, edition=in_force(), heading=home.name).open()


def on_the_move(placement):
    """A journey abroad and a transfer of the family's file, both asked for."""
    today, adult = timezone.localdate(), placement.match.application.household.adults[0]
    usual = {"placement": placement, "directorate": placement.directorate, "edition": placement.edition}
    usual["heading"] = placement.heading
    journey = {"countries": "السعودية", "leaves_on": today, "returns_on": today + timedelta(days=9)}
    Travel(**usual, **journey, purpose="عمرة", companion=adult, passport="A1").open()
    Transfer(**usual, sender=placement.directorate, receiver=luxor(), moves_on=today, address="الكرنك").open()


def an_exemption_asked(application=None):
    application = application or an_application()
    item = application.edition.items.exclude(exempted_by="").first()
    asked = {"case": application.case, "item": item, "person": application.household.adults[0]}
    return Answer.objects.create(**asked, state="exemption_asked", answered_by=person("salma"))


def luxor():
    return Directorate.objects.get(code=LUXOR)


def ask(client, key="applications", columns=None, **more):
    """What the page shows after the form was sent: the export, its password, the errors."""
    columns = columns or [column.key for column in LISTINGS[key].columns if not column.right]
    answer = client.post(reverse("export_ask", args=[key]), {"reason": REASON, "columns": columns, **more})
    return answer.context


def fetched(client, export):
    return client.post(reverse("export_file", args=[export.pk]))


def opened(answer, password):
    """The rows of a fetched list, its first line apart."""
    file = msoffcrypto.OfficeFile(BytesIO(b"".join(answer.streaming_content)))
    assert file.is_encrypted()
    file.load_key(password=password, verify_password=True)
    plain = BytesIO()
    file.decrypt(plain, verify_integrity=True)
    sheet = load_workbook(plain).worksheets[0]
    return sheet.cell(1, 1).value, [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def taken(client, key="applications", **more):
    context = ask(client, key, **more)
    return opened(fetched(client, context["export"]), context["password"])


def test_a_list_holds_ones_own_cases_says_who_took_it_and_why_and_opens_with_its_password_alone(client):
    ours, theirs = an_application("أسرة عادل"), an_application("أسرة من الأقصر", luxor())
    client.force_login(person("huda"))
    context = ask(client)
    answer = fetched(client, context["export"])
    content = b"".join(answer.streaming_content)
    assert "أسرة".encode() not in content and theirs.number.encode() not in content
    file = msoffcrypto.OfficeFile(BytesIO(content))
    with pytest.raises(InvalidKeyError):
        file.load_key(password="0000-0000-0000-0000", verify_password=True)
    line, (head, *rows) = opened(fetched(client, context["export"]), context["password"])
    assert REASON in line and person("huda").full_name in line
    assert [row[:2] for row in rows] == [[ours.number, "أسرة عادل"]]
    assert len(head) == len(rows[0])
    assert answer["Content-Disposition"].isascii() and "attachment" in answer["Content-Disposition"]


def test_whoever_heads_one_office_and_works_in_another_takes_out_only_the_first(client):
    ours, theirs = an_application(), an_application("أسرة من الأقصر", luxor())
    huda = person("huda")
    access.appoint(huda, "family_childhood_officer", luxor())
    client.force_login(huda)
    assert client.get(reverse("case", args=[theirs.number])).status_code == 200
    _line, (_head, *rows) = taken(client)
    assert [row[0] for row in rows] == [ours.number]
    _line, (_head, *rows) = taken(client, directorate=luxor().pk)
    assert [row[0] for row in rows] == [ours.number]


def test_a_sensitive_column_needs_its_right_and_stays_shut_where_one_does_not_hold_it(client):
    file = a_child_of_a_home(health="حساسية من الفول السوداني")
    there = a_child_of_a_home(luxor(), health="سليم")
    hany = person("hany")
    client.force_login(hany)  # heads the directorate: no right to health
    assert ask(client, "children", columns=["number", "health"])["form"].errors["columns"]
    access.appoint(hany, "family_childhood_head", luxor())
    client.force_login(hany)
    _line, (_head, *rows) = taken(client, "children", columns=["health", "number"])
    assert sorted(rows) == sorted([[file.number, "•••"], [there.number, "سليم"]])


def test_no_child_is_named_in_any_list(client):
    a_child_with_a_family(child=a_child(full_name="ياسمين فريدة النادرة"))
    huda = person("huda")
    client.force_login(huda)
    for key in ("children", "matches", "placements", "visits"):
        line, rows = taken(client, key, columns=[column.key for column in LISTINGS[key].columns])
        assert len(rows) > 1
        assert "ياسمين" not in str(rows)


def test_a_formula_stays_a_text_and_a_control_sign_breaks_nothing(client):
    an_application('=HYPERLINK("http://evil.example","اضغط")')
    an_application("+أسرة\x0bعلي")
    client.force_login(person("huda"))
    context = ask(client, columns=["family"])
    _line, (_head, *rows) = opened(fetched(client, context["export"]), context["password"])
    assert sorted(rows) == [["+أسرةعلي"], ['=HYPERLINK("http://evil.example","اضغط")']]


def test_it_can_be_fetched_by_its_maker_alone_three_times_and_not_after_its_hours(client):
    an_application()
    client.force_login(person("huda"))
    export = ask(client)["export"]
    client.force_login(person("fathi"))  # sees that it was made, and cannot fetch it
    assert export in [row["export"] for row in client.get(reverse("export_list")).context["rows"]]
    assert fetched(client, export).status_code == 404
    client.force_login(person("huda"))
    assert client.get(reverse("export_file", args=[export.pk])).status_code == 405
    assert [fetched(client, export).status_code for _ in range(4)] == [200, 200, 200, 404]
    late = ask(client)["export"]
    Export.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert fetched(client, late).status_code == 404


def test_what_is_over_is_deleted_and_stays_written_down(client):
    an_application()
    client.force_login(person("huda"))
    export = ask(client)["export"]
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    call_command("clocks")
    assert not default_storage.exists(export.file.name)
    assert Export.objects.get(pk=export.pk).file == ""
    assert REASON in client.get(reverse("export_list")).content.decode()


def test_who_was_moved_meanwhile_fetches_nothing(client):
    an_application()
    huda = person("huda")
    client.force_login(huda)
    export = ask(client)["export"]
    access.release(huda.appointments.get())
    access.appoint(huda, "family_childhood_head", luxor())
    assert fetched(client, export).status_code == 403


def test_it_stands_on_every_case_and_with_those_who_answer_for_the_directorate(client):
    ours, theirs = an_application(), an_application("أسرة", luxor())
    client.force_login(person("shadia"))  # of the Ministry: the whole country
    ask(client)
    for case, head, other in ((ours, "hany", theirs), (theirs, "nabil", ours)):
        assert [(entry.by, entry.after["reason"]) for entry in openings_of(case.number)] == [
            (person("shadia").pk, REASON)
        ]
        client.force_login(person(head))
        assert REASON in client.get(reverse("case_openings", args=[case.number])).content.decode()
        assert REASON in client.get(reverse("export_list")).content.decode()
        assert client.get(reverse("case_openings", args=[other.number])).status_code == 404


def test_a_list_of_one_directorate_is_not_told_in_another(client):
    an_application()
    client.force_login(person("huda"))
    ask(client)
    client.force_login(person("nabil"))
    assert REASON not in client.get(reverse("export_list")).content.decode()


def the_book(**figures):
    units = {"export_hours": "hours"}
    rows = [SimpleNamespace(key=key, value=value, unit=units.get(key, "")) for key, value in figures.items()]
    return SimpleNamespace(parameters=Parameters(rows))


def test_without_a_reason_a_row_or_a_limit_nothing_is_made(client, monkeypatch):
    client.force_login(person("huda"))
    assert ask(client)["form"].non_field_errors()
    an_application()
    an_application()
    assert ask(client, reason="لازم")["form"].errors["reason"]
    with monkeypatch.context() as patch:
        patch.setattr(making, "book", lambda edition: the_book(export_rows=1, export_downloads=3, export_hours=24))
        assert ask(client)["form"].non_field_errors()
        patch.setattr(making, "book", lambda edition: the_book(export_rows=9, export_downloads=3))
        assert ask(client)["form"].non_field_errors()
    assert not Export.objects.exists()


def test_every_column_of_every_list_can_be_read(client):
    placement = a_child_with_a_family()
    an_incident_more(placement)
    a_grievance_more(1)
    on_the_move(placement)
    an_exemption_asked()
    a_sitting(at="planned")
    access.appoint(person("fathi"), "local_rapporteur", placement.directorate)  # who alone prepares its sittings
    client.force_login(person("fathi"))
    for key, listing in LISTINGS.items():
        columns = making.columns_for(person("fathi"), listing)
        _line, (head, *rows) = taken(client, key, columns=[column.key for column in columns])
        assert rows and head == [str(column.label) for column in columns]


def test_exemptions_transfers_and_journeys_leave_by_the_rules_of_their_lists(client):
    placement = a_child_with_a_family()
    on_the_move(placement)
    asked = an_exemption_asked()
    for who in ("huda", "nabil"):  # of Alexandria, and of Luxor to which the family moves
        client.force_login(person(who))
        for key in ("exemptions", "transfers", "journeys"):
            page = client.get(reverse(LISTINGS[key].page)).content.decode()
            assert reverse("export_ask", args=[key]) in page
            context = ask(client, key)
            assert bool(context.get("export")) == (who == "huda"), (who, key)
    assert openings_of(asked.case.number).first().after == {"page": "export", "reason": REASON}
    client.force_login(person("huda"))  # who prepares no sitting takes none out
    assert client.get(reverse("export_ask", args=["sittings"])).status_code == 403
    client.force_login(person("fathi"))
    costs = []
    for _more in range(3):
        an_exemption_asked()
        with CaptureQueriesContext(connection) as statements:
            ask(client, "exemptions")
        costs.append(len(statements))
    assert costs[1] == costs[2]


def test_a_list_costs_the_same_number_of_statements_with_1_10_and_100_rows(client):
    client.force_login(person("huda"))
    ask_for = reverse("export_ask", args=["applications"])
    columns = [column.key for column in LISTINGS["applications"].columns]
    costs = []
    for length in (1, 10, 100):
        while Application.objects.count() < length:
            an_application()
        client.post(ask_for, {"reason": REASON, "columns": columns})
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.post(ask_for, {"reason": REASON, "columns": columns})
        costs.append(len(statements))
    assert len(set(costs)) == 1 and costs[0] < 45
    assert Export.objects.latest("pk").rows == 100


def test_its_password_is_kept_nowhere(client):
    an_application()
    client.force_login(person("huda"))
    password = ask(client)["password"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT after::text FROM ledger_entry WHERE relation = 'exports_export'")
        assert not [row for row in cursor.fetchall() if password in row[0]]
    assert password not in client.get(reverse("export_list")).content.decode()
