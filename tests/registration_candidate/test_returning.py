"""Nothing typed is lost at a time-out: it comes back in the same form, to the same person, for an hour (R2.1)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from announcements.models import Offering
from registration.models import Application, Candidate
from station import clock
from station.crypto import decrypt
from station.tasks import forget_codes
from tests.factories.accounts import PASSWORD, signed_up
from tests.factories.registration import OPEN, identity_number, person
from tests.pages import field_values

EMPLOYER = "济南第二机床厂工具车间"
ORIGIN = "http://testserver"


@pytest.fixture
def entry(offering: Offering) -> str:
    return reverse("registration:application_enter", args=[offering.public_id])


@pytest.fixture
def hers(alice: Candidate) -> Client:
    """Alice signed in here by herself; her log-in has run out since."""
    client = Client()
    log_in(client, 2)
    client.get("/my/")
    run_out(client)
    return client


def log_in(client: Client, serial: int, target: str = "") -> HttpResponse:
    form = {"username": identity_number(serial), "password": PASSWORD, "next": target}
    return client.post(reverse("accounts:login"), form)


def run_out(client: Client) -> None:
    Session.objects.all().delete()
    del client.cookies[settings.SESSION_COOKIE_NAME]


def typed(**changes: str) -> dict[str, str]:
    facts = {
        "ethnicity": "回族",
        "education": "",
        "employer": EMPLOYER,
        "mobile": "13900000002",
        "email": "a@example.org",
    }
    return facts | changes


def send(client: Client, entry: str, **changes: str) -> HttpResponse:
    return client.post(entry, typed(**changes), headers={"referer": ORIGIN + entry})


def shown(client: Client, entry: str) -> dict[str, str]:
    return field_values(client.get(entry).content)


def test_what_was_typed_comes_back_in_the_form_after_the_log_in_and_is_not_saved(hers: Client, entry: str) -> None:
    answer = send(hers, entry)
    assert answer.url == f"/accounts/login/?next={entry}"
    assert "已替您暂存一小时" in hers.get(answer.url).content.decode()
    assert log_in(hers, 2, entry).url == entry
    response = hers.get(entry)
    assert "登录超时前填写的内容已放回下面，还没有保存" in response.content.decode()
    values = field_values(response.content)
    assert (values["ethnicity"], values["employer"], values["email"]) == ("回族", EMPLOYER, "a@example.org")
    assert Application.objects.count() == 0


def test_subjects_asked_for_by_the_offering_come_back_too_and_speak_like_the_rest(hers: Client, entry: str) -> None:
    log_in(hers, 2)
    hers.post(entry, typed(education="doctor"))
    page = reverse("registration:my_application_condition", args=[Application.objects.get().public_id])
    assert shown(hers, page)["attempt_theory"] == "new"
    run_out(hers)
    hers.post(page, {"work_years": "9", "attempt_theory": "retake"}, headers={"referer": ORIGIN + page})
    log_in(hers, 2, page)
    values = shown(hers, page)
    assert (values["work_years"], values["attempt_theory"]) == ("9", "retake")
    refused = hers.post(page, {"attempt_theory": "first"})
    assert "选的不在可选项里" in refused.content.decode()
    assert "选择一个有效的选项" not in refused.content.decode()


def test_once_it_has_been_sent_again_it_waits_no_longer(hers: Client, entry: str) -> None:
    send(hers, entry)
    log_in(hers, 2, entry)
    assert shown(hers, entry)["employer"] == EMPLOYER
    assert shown(hers, entry)["employer"] == EMPLOYER  # a second look does not lose it
    assert send(hers, entry, education="technical").status_code == 302
    application = Application.objects.get()
    assert application.candidate.employer == EMPLOYER
    address = reverse("registration:my_application_person", args=[application.public_id])
    assert "登录超时前" not in hers.get(address).content.decode()


def test_another_person_who_signs_in_on_this_browser_sees_nothing_of_it(hers: Client, entry: str) -> None:
    signed_up(person(5), now=OPEN)
    send(hers, entry)
    log_in(hers, 5, entry)
    response = hers.get(entry)
    assert EMPLOYER not in response.content.decode()
    assert "登录超时前" not in response.content.decode()
    hers.logout()
    log_in(hers, 2, entry)
    assert EMPLOYER not in hers.get(entry).content.decode()


def test_a_browser_that_nobody_was_signed_in_on_keeps_nothing(entry: str, alice: Candidate) -> None:
    stranger = Client()
    answer = send(stranger, entry)
    assert Session.objects.filter(session_data__contains="returning").count() == 0
    assert "请重新登录后再办" in stranger.get(answer.url).content.decode()
    log_in(stranger, 2, entry)
    assert EMPLOYER not in stranger.get(entry).content.decode()


def test_who_signs_out_leaves_nothing_that_says_whose_browser_it_was(hers: Client, entry: str) -> None:
    log_in(hers, 2)
    assert hers.cookies["whose"].value
    hers.post(reverse("accounts:logout"))
    assert hers.cookies["whose"].value == ""
    send(hers, entry)
    log_in(hers, 2, entry)
    assert EMPLOYER not in hers.get(entry).content.decode()


def test_the_cookie_names_an_account_by_its_identifier_signed_and_out_of_reach_of_scripts(hers: Client) -> None:
    cookie = hers.cookies["whose"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert identity_number(2) not in cookie.value
    hers.cookies["whose"] = cookie.value[:-2] + "xx"
    answer = hers.post("/my/account/photo-consent/", {"granted": "1"})
    assert "请重新登录后再办" in hers.get(answer.url).content.decode()


def test_it_is_kept_for_an_hour_encrypted_and_on_the_server_alone(hers: Client, entry: str) -> None:
    answer = send(hers, entry)
    kept = Session.objects.get().get_decoded()
    assert "returning" in kept
    assert EMPLOYER not in str(kept)
    assert EMPLOYER not in answer.url + hers.cookies.output()
    clock.move_to(OPEN + timedelta(hours=1, seconds=1), frozen=True)
    log_in(hers, 2, entry)
    assert EMPLOYER not in hers.get(entry).content.decode()


def test_passwords_and_codes_are_never_kept(hers: Client) -> None:
    address = reverse("registration:my_mobile")
    form = {"mobile": "13711112222", "password_now": PASSWORD, "verification_code": "271828"}
    hers.post(address, form, headers={"referer": ORIGIN + address})
    log_in(hers, 2, address)
    values = shown(hers, address)
    assert (values["mobile"], values.get("password_now", "")) == ("13711112222", "")
    said = decrypt(hers.session["returning"]["said"], "returning")
    assert PASSWORD not in said
    assert "271828" not in said


def test_the_form_of_another_page_is_left_as_it_is(hers: Client, entry: str) -> None:
    send(hers, entry)
    log_in(hers, 2, entry)
    assert shown(hers, reverse("registration:my_mobile")).get("mobile", "") == ""
    assert shown(hers, entry)["employer"] == EMPLOYER


def test_a_form_that_leads_away_from_its_page_comes_back_on_its_page(hers: Client, entry: str) -> None:
    """A button's address can only be posted to: after the log-in the page it stood on is opened."""
    answer = hers.post("/my/account/photo-consent/", {"granted": "0"}, headers={"referer": f"{ORIGIN}/my/account/"})
    assert answer.url == "/accounts/login/?next=/my/account/"
    away = hers.post(entry, typed(), headers={"referer": "https://elsewhere.example/"})
    assert away.url == f"/accounts/login/?next={entry}"


def test_what_waited_for_somebody_who_never_came_back_is_swept_away(hers: Client, entry: str) -> None:
    send(hers, entry)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    forget_codes()
    assert Session.objects.count() == 0


def test_far_too_much_is_not_kept(hers: Client, entry: str) -> None:
    answer = send(hers, entry, employer="长" * 70_000)
    assert "请重新登录后再办" in hers.get(answer.url).content.decode()


# --- a token that no longer fits -----------------------------------------------------------------------------------------


@pytest.fixture
def strict(alice: Candidate) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_page_from_before_another_log_in_loses_no_text_and_does_nothing(strict: Client, entry: str) -> None:
    answer = send(strict, entry)
    assert answer.status_code == 403
    assert "填写的内容还在" in answer.content.decode()
    assert f'href="{entry}"' in answer.content.decode()
    assert Application.objects.count() == 0
    assert shown(strict, entry)["employer"] == EMPLOYER


def test_what_another_site_posts_is_never_put_into_a_form(strict: Client, entry: str) -> None:
    answer = strict.post(entry, typed(), headers={"referer": "https://elsewhere.example/"})
    assert answer.status_code == 403
    assert "请按浏览器的“返回”" in answer.content.decode()
    assert EMPLOYER not in strict.get(entry).content.decode()
