"""What works without a session, and what an ended one answers."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_language_can_be_changed_before_signing_in(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("login")})
    assert answer.url == reverse("login")
    assert 'lang="en"' in client.get(reverse("login")).content.decode()


def test_signing_out_after_the_session_ended_is_no_dead_end(client):
    assert client.post(reverse("logout")).url == reverse("login")


def test_a_page_asks_to_sign_in_and_comes_back_to_itself(client):
    address = reverse("registration_start")
    assert client.get(address).url == f"{reverse('login')}?next={address}"
    assert client.post(address).status_code == 302, "nothing was typed, so nothing has to be carried along"


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client):
    answer = client.get(reverse("registration_start"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse("login"))
