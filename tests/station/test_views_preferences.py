"""Large text (长辈模式) is a switch that works before anyone signs in (look.md)."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_large_text_is_kept_in_a_cookie_and_leads_back(client: Client) -> None:
    response = client.post(reverse("station:preferences"), {"large_text": "1", "next": "/verify/?number=1"})
    assert (response.status_code, response["Location"]) == (302, "/verify/?number=1")
    assert response.cookies["large_text"].value == "1"
    assert response.cookies["large_text"]["samesite"] == "Lax"
    assert 'class="large-text"' in client.get(reverse("station:document_lookup")).content.decode()


def test_large_text_can_be_put_back(client: Client) -> None:
    client.cookies["large_text"] = "1"
    response = client.post(reverse("station:preferences"), {"large_text": "0", "next": "/"})
    assert response.cookies["large_text"].value == ""


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    response = client.post(reverse("station:preferences"), {"large_text": "1", "next": elsewhere})
    assert response["Location"] == "/"


def test_opening_the_address_changes_nothing(client: Client) -> None:
    assert client.get(reverse("station:preferences")).status_code == 405
