"""The register of processing says who reads what, as the table of rights has it, on a page and on paper."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from directorates.roles import ROLES
from fostercare.guidebook.book import book
from fostercare.guidebook.processing import activities
from tests.people import person

pytestmark = [pytest.mark.django_db]


def test_who_reads_a_class_follows_from_the_table_of_rights(edition):
    found = {activity.key: dict(activity.readers) for activity in activities(book(edition))}
    label = {key: str(role.label) for key, role in ROLES.items()}
    origins = found["children"]["أصول الطفل وظروف العثور عليه"]
    assert label["case_worker"] in origins and label["family_childhood_officer"] not in origins
    security = found["applicants"]["بيانات جنائية وأمنية"]
    assert set(security) == {label["family_childhood_head"], label["security_liaison"]}
    assert label["data_protection_officer"] in found["requests"]["بيانات شخصية"]
    assert label["social_worker"] not in found["requests"]["بيانات شخصية"]


def test_page_and_paper_say_the_same(client, edition):
    client.force_login(person("ghada"))
    page = client.get(reverse("processing_register")).content.decode()
    paper = PdfReader(BytesIO(client.get(reverse("processing_register_pdf")).content))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    told = "".join(sheet.extract_text() for sheet in paper.pages)
    for activity in activities(book(edition)):
        assert activity.title in page and activity.title.split()[0] in told
