"""Guessing passwords ends after five: a pause for that account and that address, said in plain words."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.station import make_user

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "ji-nan-2026-right", "ji-nan-2026-wrong"


def sign_in(client: Client, username: str, password: str) -> int:
    address = reverse(settings.LOGIN_URL)
    return client.post(address, {"username": username, "password": password}).status_code


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client: Client) -> None:
    make_user("bob", password=RIGHT)
    make_user("dora", password=RIGHT)
    answers = [sign_in(client, "bob", WRONG) for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert sign_in(client, "bob", RIGHT) == 429
    assert sign_in(client, "dora", RIGHT) == 302  # the pause is bob's alone


def test_the_right_password_forgets_earlier_slips(client: Client) -> None:
    make_user("bob", password=RIGHT)
    for _ in range(2):
        assert [sign_in(client, "bob", WRONG) for _ in range(3)] == [200] * 3
        assert sign_in(client, "bob", RIGHT) == 302
        client.logout()


def test_the_pause_is_explained_in_chinese(client: Client) -> None:
    make_user("bob", password=RIGHT)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "bob", WRONG)
    page = client.post(reverse(settings.LOGIN_URL), {"username": "bob", "password": RIGHT}).content.decode()
    assert "分钟" in page
    assert RIGHT not in page
