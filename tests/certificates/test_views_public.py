"""What the public and the candidate learn of certificates, and nothing else (R6.3)."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates.views import public
from station.models import User
from tests.factories import certificates as make
from tests.factories.station import make_alice

pytestmark = pytest.mark.django_db
URL = "/certificates/"


@pytest.fixture(autouse=True)
def _no_earlier_questions():
    cache.clear()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def ask(client, number: str, name: str):
    return client.post(URL, {"number": number, "name": name})


def test_number_and_name_together_say_valid_occupation_level_and_date_and_nothing_else(client) -> None:
    made = make.proof_read_round(1)
    (certificate,) = make.certificates_of(made)
    candidate = certificate.result.application.candidate
    response = ask(client, f" {certificate.number} ", " 考生一 ")
    text = text_of(response)
    for word in ("有效", "未领取", "电工", "四级/中级工", "2026年11月6日"):
        assert word in text
    page = response.content.decode()
    for secret in (candidate.identity_number, candidate.masked_identity, candidate.employer, candidate.mobile,
                   certificate.result.application.ticket.number, made.assessment.title):  # fmt: skip
        assert secret
        assert secret not in page
    make.hand_out(certificate)
    text = text_of(ask(client, certificate.number, "考生一"))
    assert "已领取" in text
    assert "未领取" not in text


def test_a_number_with_another_name_says_exactly_what_no_number_says(client) -> None:
    made = make.proof_read_round(1)
    (certificate,) = make.certificates_of(made)

    def answer(number: str, name: str) -> str:
        text = text_of(ask(client, number, name))
        return text[text.index("没有查到") : text.index("编号和姓名须同时填写")]

    assert answer(certificate.number, "别人") == answer("2615012001400099", "考生一")


def test_what_is_not_yet_proof_read_is_no_certificate(client) -> None:
    (certificate,) = make.certificates_of(make.numbered_round(1))
    assert "没有查到" in text_of(ask(client, certificate.number, "考生一"))


def test_both_must_be_given(client) -> None:
    response = client.post(URL, {"number": "2615012001400001", "name": ""})
    assert "没有查到" not in text_of(response)
    assert 'value="2615012001400001"' in response.content.decode()


def test_nobody_tries_name_after_name(client, monkeypatch) -> None:
    monkeypatch.setattr(public, "PER_NUMBER", 3)
    for name in "甲乙丙":
        assert ask(client, "2615012001400001", name).status_code == 200
    response = ask(client, "2615012001400001", "丁")
    assert response.status_code == 429
    assert "一小时后再查" in text_of(response)
    assert ask(client, "2615012001400002", "丁").status_code == 200


def test_nobody_tries_number_after_number(client, monkeypatch) -> None:
    monkeypatch.setattr(public, "PER_ADDRESS", 2)
    statuses = [ask(client, f"26150120014{n:05d}", "甲").status_code for n in (1, 2, 3)]
    assert statuses == [200, 200, 429]


def test_a_candidate_sees_their_own_certificates_and_nobody_else_s(client) -> None:
    made = make.proof_read_round(2)
    mine, other = make.certificates_of(made)
    candidate = mine.result.application.candidate
    candidate.user = candidate.user or make_alice()
    candidate.save()
    client.force_login(User.objects.get(pk=candidate.user_id))
    page = client.get(reverse("certificates:candidate_certificates")).content.decode()
    assert mine.number in page
    assert "可以领取" in page
    assert other.number not in page


def test_confirmed_and_not_yet_printed_says_what_is_awaited(client) -> None:
    made = make.stamped_round(1)
    candidate = made.applications[0].candidate
    candidate.user = candidate.user or make_alice()
    candidate.save()
    client.force_login(User.objects.get(pk=candidate.user_id))
    assert "已核准，待发证" in client.get("/my/certificates/").content.decode()


def test_without_any_the_page_says_what_would_fill_it(client) -> None:
    client.force_login(make_alice())
    assert "还没有证书" in client.get("/my/certificates/").content.decode()
