"""A password that leaked opens nothing: the second step, its recovery codes, and who has to have it."""

import re

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from directorates.roles import ROLES, SECOND_STEP
from fostercare.door import second_step
from fostercare.door.models import Phone
from fostercare.vault import keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

PASSWORD = "زهور-الربيع-٩٩"


def code(officer, steps=0):
    """What the officer's app shows now, or so many half-minutes later."""
    device = Phone.objects.get(user=officer)
    app = TOTP(device.bin_key)
    return f"{TOTP(device.bin_key, t0=-steps * app.step).token():06}"


@pytest.fixture
def demanded(settings):
    settings.SECOND_STEP = True


@pytest.fixture
def huda(huda):
    huda.set_password(PASSWORD)
    huda.save()
    return huda


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(reverse("login"), {"username": name, "password": password, **more})


@pytest.fixture
def set_up(client, huda, demanded):
    """Huda at her desk with the second step set up; the recovery codes she wrote down."""
    sign_in(client, "huda")
    client.get(reverse("second_step_set"))
    answer = client.post(reverse("second_step_set"), {"code": code(huda), "password": PASSWORD})
    return answer.context["codes"]


def test_committees_heads_and_the_ministry_need_it():
    assert {"local_chair", "local_member", "directorate_head", "family_childhood_head"} <= SECOND_STEP
    assert all(key in SECOND_STEP for key, role in ROLES.items() if role.national)
    assert "social_worker" not in SECOND_STEP


def test_whoever_needs_it_sets_it_up_before_anything_else(client, huda, demanded):
    sign_in(client, "huda")
    assert client.get(reverse("application_list")).url == reverse("second_step_set")
    page = client.get(reverse("second_step_set"))
    assert "data:image/png" in page.content.decode() and "no-store" in page["Cache-Control"]

    wrong = client.post(reverse("second_step_set"), {"code": "000000", "password": PASSWORD})
    assert wrong.context["form"].errors and not Phone.objects.get(user=huda).confirmed
    Phone.objects.update(throttling_failure_count=0)

    codes = client.post(reverse("second_step_set"), {"code": code(huda), "password": PASSWORD}).context["codes"]
    assert len(set(codes)) == 10
    assert client.get(reverse("application_list")).status_code == 200


def test_whoever_needs_none_works_at_once(client, salma, demanded):
    client.force_login(salma)
    assert client.get(reverse("home")).status_code == 200


def test_the_password_alone_shows_nothing(set_up, huda):
    stranger = Client()
    sign_in(stranger, "huda")
    for name in ("home", "application_list", "own_password", "account", "second_step_set"):
        assert stranger.get(reverse(name)).url == reverse("second_step"), name
    part = stranger.get(reverse("home"), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("second_step")


def test_the_code_opens_and_leads_to_the_page_that_was_asked_for(set_up, huda):
    again = Client()
    sign_in(again, "huda")
    again.get(reverse("application_list"))
    before = again.session.session_key
    answer = again.post(reverse("second_step"), {"code": code(huda, steps=1)})
    assert answer.url == reverse("application_list")
    assert again.session.session_key != before, "the session goes on under a new key"
    assert again.get(reverse("application_list")).status_code == 200


def test_a_code_opens_once(set_up, huda):
    shown = code(huda, steps=1)
    for opened in (True, False):
        client = Client()
        sign_in(client, "huda")
        assert (client.post(reverse("second_step"), {"code": shown}).status_code == 302) is opened


def test_arabic_digits_are_digits(set_up, huda):
    again = Client()
    sign_in(again, "huda")
    eastern = code(huda, steps=1).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert again.post(reverse("second_step"), {"code": eastern}).status_code == 302


def test_wrong_codes_cost_time_even_for_the_right_one(set_up, huda):
    client = Client()
    sign_in(client, "huda")
    for _ in range(3):
        client.post(reverse("second_step"), {"code": "123456"})
    answer = client.post(reverse("second_step"), {"code": code(huda, steps=1)})
    assert answer.context["form"].errors


def test_a_recovery_code_opens_once_and_is_kept_as_a_password_is(set_up, huda):
    stored = "".join(huda.recovery_codes.values_list("encoded", flat=True))
    assert set_up[0].replace("-", "") not in stored
    first = Client()
    sign_in(first, "huda")
    assert first.post(reverse("second_step"), {"code": set_up[0].upper()}).status_code == 302
    assert huda.recovery_codes.filter(used_at=None).count() == 9

    second = Client()
    sign_in(second, "huda")
    assert second.post(reverse("second_step"), {"code": set_up[0]}).status_code == 200


def test_new_codes_want_the_code_and_end_the_old_ones(client, set_up, huda):
    old = set(huda.recovery_codes.values_list("encoded", flat=True))
    assert client.post(reverse("second_step_codes"), {"code": "111111"}).context["form"].errors
    Phone.objects.update(throttling_failure_count=0)
    client.post(reverse("second_step_codes"), {"code": code(huda, steps=1)})
    assert not old & set(huda.recovery_codes.values_list("encoded", flat=True))


def test_another_phone_is_set_up_right_after_the_first_is_removed(client, set_up, huda):
    assert client.post(reverse("second_step_remove"), {"code": code(huda, steps=1)}).status_code == 302
    assert client.get(reverse("home")).url == reverse("second_step_set")


def test_setting_it_up_signs_out_everywhere_else(client, huda, demanded):
    elsewhere = Client()
    sign_in(elsewhere, "huda")
    sign_in(client, "huda")
    client.get(reverse("second_step_set"))
    client.post(reverse("second_step_set"), {"code": code(huda), "password": PASSWORD})
    assert elsewhere.get(reverse("home")).url.startswith(reverse("login"))


def test_a_form_sent_too_late_is_kept_through_both_steps(set_up, huda):
    late = Client()
    typed = {"text": "كُتب قبل انتهاء الجلسة"}
    page = late.post(reverse("search"), typed)
    assert page.context["form"] is not None
    names = {"sign-in-username": "huda", "sign-in-password": PASSWORD}
    assert late.post(reverse("search"), typed | names).context["form"].errors["code"]
    Phone.objects.update(throttling_failure_count=0)
    answer = late.post(reverse("search"), typed | names | {"sign-in-code": code(huda, steps=1)})
    assert answer.status_code == 200
    assert late.session[second_step.STEP] == second_step.PASSED


def test_whoever_lost_phone_and_codes_is_helped_by_a_second_person(set_up, huda, hany, settings):
    settings.SECOND_STEP = False
    desk = Client()
    desk.force_login(hany)
    password = desk.post(reverse("new_password", args=["huda"]), {"without_second_step": "on"}).context["password"]
    assert not Phone.objects.filter(user=huda).exists()
    back = Client()
    sign_in(back, "huda", password)
    assert back.get(reverse("home")).url == reverse("own_password")


def test_a_new_password_alone_leaves_the_second_step(set_up, huda, hany, settings):
    settings.SECOND_STEP = False
    desk = Client()
    desk.force_login(hany)
    password = desk.post(reverse("new_password", args=["huda"])).context["password"]
    back = Client()
    sign_in(back, "huda", password)
    assert back.get(reverse("home")).url == reverse("second_step")


def test_the_key_is_written_for_whoever_cannot_photograph(client, huda, demanded):
    sign_in(client, "huda")
    page = client.get(reverse("second_step_set"))
    assert re.fullmatch(r"(\w{4} ){7}\w{4}", page.context["key"])


def test_until_the_code_is_right_the_page_shows_nothing_of_the_officer(set_up, huda):
    client = Client()
    sign_in(client, "huda")
    page = client.get(reverse("second_step")).content.decode()
    assert huda.full_name not in page and reverse("application_list") not in page


def test_a_session_left_open_binds_no_phone(client, huda, demanded):
    sign_in(client, "huda")
    client.get(reverse("second_step_set"))
    answer = client.post(reverse("second_step_set"), {"code": code(huda), "password": "not hers"})
    assert answer.context["form"].errors["password"]
    assert not Phone.objects.get(user=huda).confirmed


def test_the_key_lies_locked_bound_to_its_officer_and_under_keys_that_change(set_up, huda, salma, settings):
    phone = Phone.objects.get(user=huda)
    shared, before = phone.bin_key, phone.key
    assert shared.hex() not in before
    stolen = Phone(user=salma, key=before)
    with pytest.raises(InvalidTag):
        stolen.bin_key  # noqa: B018

    settings.FILE_KEYS = [keys.new(), *settings.FILE_KEYS]
    client = Client()
    sign_in(client, "huda")
    assert client.post(reverse("second_step"), {"code": code(huda, steps=1)}).status_code == 302
    phone = Phone.objects.get(user=huda)
    assert phone.key != before and phone.bin_key == shared
