"""An account by identity document and mobile number (R2.1): two pages, a code in between; somebody on record only after
proof."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registration import consents
from registration.enums import ConsentKind
from registration.models import Candidate, Consent
from registration.roster.normalising import clean_mobile
from registration.services.accounts import give_consent, has_consent
from registration.services.candidates import register_candidate
from station import clock
from station.enums import Role
from station.models import AuditEntry, ProfileValue, ShortMessage, User, VerificationCode
from station.refusals import Refused
from tests.factories.accounts import PASSWORD, code_at, texts_to
from tests.factories.registration import OPEN, identity_number, person

URL, CODE_URL = "/sign-up/", "/sign-up/code/"
SAME_ANSWER = "这个证件号码不能在网上注册"


def typed(serial: int = 7, **changes: str) -> dict[str, str]:
    facts = {
        "identity_type": "resident",
        "identity_number": identity_number(serial),
        "name": "欧阳·阿依努尔",
        "mobile": f"139{serial:08d}",
        "consent_personal_data": "on",
    }
    return {name: value for name, value in {**facts, **changes}.items() if value}


def secret(mobile: str, **changes: str) -> dict[str, str]:
    facts = {"password": PASSWORD, "password_again": PASSWORD}
    return facts | {"verification_code": code_at(mobile) if texts_to(mobile) else "000000"} | changes


def sign_up(client: Client, facts: dict[str, str], *, where: str = URL, **changes: str) -> HttpResponse:
    """Both pages; the answer of the first where it is refused."""
    first = client.post(where, facts)
    if first.status_code != 302:
        return first
    assert first.url == CODE_URL
    return client.post(CODE_URL, secret(clean_mobile(facts["mobile"]), **changes))


def test_a_new_person_signs_up_and_is_signed_in(client: Client) -> None:
    response = sign_up(client, typed())
    assert (response.status_code, response.url) == (302, "/my/")
    candidate = Candidate.objects.select_related("user").get()
    assert candidate.user.has_role(Role.CANDIDATE)
    assert (candidate.sex, candidate.birth_date.isoformat()) == (1, "1990-05-01")
    assert candidate.mobile_proven_at == OPEN
    assert identity_number(7) not in candidate.user.username
    assert client.get("/my/").status_code == 200


def test_the_way_back_leads_to_our_own_pages_only(client: Client) -> None:
    assert sign_up(client, typed(), where=f"{URL}?next=/my/notifications/").url == "/my/notifications/"
    assert sign_up(Client(), typed(9), where=f"{URL}?next=https://elsewhere.example/").url == "/my/"
    assert sign_up(Client(), typed(11), where=f"{URL}?next=//elsewhere.example/").url == "/my/"


def test_the_consent_is_on_record_with_the_version_of_its_text(client: Client) -> None:
    sign_up(client, typed(consent_photo="on"))
    rows = [(row.kind, row.version, row.text_sha256, row.granted) for row in Consent.objects.order_by("id")]
    texts = [consents.current(kind) for kind in ConsentKind]
    assert rows == [(text.kind, text.version, text.sha256, True) for text in texts]


def test_the_consent_for_the_photo_is_given_by_itself(client: Client) -> None:
    sign_up(client, typed())
    candidate = Candidate.objects.get()
    assert not has_consent(candidate, ConsentKind.PHOTO)
    give_consent(candidate=candidate, kind=ConsentKind.PHOTO, actor=candidate.user, now=OPEN)
    assert has_consent(candidate, ConsentKind.PHOTO)
    give_consent(candidate=candidate, kind=ConsentKind.PHOTO, actor=candidate.user, now=OPEN, granted=False)
    assert not has_consent(candidate, ConsentKind.PHOTO)


def test_a_consent_is_never_changed_afterwards(client: Client) -> None:
    sign_up(client, typed())
    consent = Consent.objects.get()
    consent.granted = False
    with pytest.raises(Refused):
        consent.save()


def test_without_the_consent_no_message_is_sent_and_nothing_is_kept(client: Client) -> None:
    response = client.post(URL, typed(consent_personal_data=""))
    assert response.status_code == 422
    assert "不同意处理个人信息的" in response.content.decode()
    assert (User.objects.count(), ShortMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"identity_number": identity_number(7)[:-1] + "0"}, "校验不通过"),
        ({"identity_number": "370102199005010"}, "15 位旧身份证"),
        ({"mobile": "12345"}, "手机号码应为 1 开头的 11 位数字"),
        ({"identity_type": "passport", "identity_number": "E12345678"}, "护照号码推算不出性别"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_before_a_message_is_sent_and_what_was_typed_stays(
    client: Client, changes: dict[str, str], answer: str
) -> None:
    response = client.post(URL, typed(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert answer in page
    assert "欧阳·阿依努尔" in page
    assert (User.objects.count(), ShortMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"password_again": "另一个密码-2026"}, "两次输入的密码不一致"),
        ({"password": "139000000071", "password_again": "139000000071"}, "不能含证件号码或手机号码"),
        ({"password": f"a{identity_number(7)}", "password_again": f"a{identity_number(7)}"}, "不能含证件号码"),
        ({"password": "12345678", "password_again": "12345678"}, "密码"),
        ({"verification_code": "12345"}, "6 位数字"),
    ],
)
def test_a_slip_on_the_second_page_does_not_use_up_the_code(
    client: Client, changes: dict[str, str], answer: str
) -> None:
    response = sign_up(client, typed(), **changes)
    assert response.status_code == 422
    assert answer in response.content.decode()
    assert VerificationCode.objects.get().tries == 0
    assert User.objects.count() == 0
    assert client.post(CODE_URL, secret("13900000007")).status_code == 302


def test_a_passport_s_holder_says_sex_and_birth_date(client: Client) -> None:
    facts = typed(identity_type="passport", identity_number="E12345678", sex="2", birth_date="1991-02-03")
    assert sign_up(client, facts).status_code == 302
    assert (Candidate.objects.get().sex, Candidate.objects.get().birth_date.isoformat()) == (2, "1991-02-03")


def test_who_goes_back_finds_what_they_typed_and_goes_on_to_the_same_code(client: Client) -> None:
    client.post(URL, typed(consent_photo="on"))
    page = client.get(URL).content.decode()
    assert "欧阳·阿依努尔" in page
    assert identity_number(7) in page
    response = client.post(URL, typed(consent_photo="on"), follow=True)
    assert "验证码刚才已经发出" in response.content.decode()
    assert VerificationCode.objects.count() == 1
    assert client.post(CODE_URL, secret("13900000007")).status_code == 302


def test_what_waits_between_the_pages_is_encrypted_and_gone_after_an_hour(client: Client) -> None:
    client.post(URL, typed())
    kept = Session.objects.get().get_decoded()
    said = str(kept) + client.cookies.output()
    assert "code:sign_up" in kept
    assert identity_number(7) not in said
    assert "13900000007" not in said
    assert "欧阳" not in said
    clock.move_to(OPEN + timedelta(hours=1, seconds=1), frozen=True)
    response = client.get(CODE_URL, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "请重新填写" in response.content.decode()


def test_the_session_of_the_visitor_is_not_the_session_of_the_account(client: Client) -> None:
    """A session id that somebody planted before is worth nothing after."""
    client.post(URL, typed())
    before = client.cookies["sessionid"].value
    client.post(CODE_URL, secret("13900000007"))
    assert client.cookies["sessionid"].value != before
    assert "code:sign_up" not in client.session


# --- codes that don't fit ------------------------------------------------------------------------------------------------


def wrong(mobile: str) -> str:
    return f"{(int(code_at(mobile)) + 1) % 1_000_000:06d}"


def test_a_wrong_code_says_how_many_tries_are_left_and_the_fifth_ends_it(client: Client) -> None:
    client.post(URL, typed())
    said = [
        client.post(CODE_URL, secret("13900000007", verification_code=wrong("13900000007"))).content.decode()
        for _ in range(5)
    ]
    assert [f"还可以试 {left} 次" in page for left, page in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    last = client.post(CODE_URL, secret("13900000007")).content.decode()
    assert "作废" in last
    assert User.objects.count() == 0


def test_an_expired_code_is_void_and_a_new_one_serves(client: Client) -> None:
    client.post(URL, typed())
    old = code_at("13900000007")
    clock.move_to(OPEN + timedelta(minutes=10), frozen=True)
    assert "验证码已失效" in client.post(CODE_URL, secret("13900000007")).content.decode()
    assert client.post("/sign-up/resend/", follow=True).redirect_chain == [(CODE_URL, 302)]
    assert client.post(CODE_URL, secret("13900000007", verification_code=old)).status_code == 422
    assert client.post(CODE_URL, secret("13900000007")).status_code == 302


def test_a_second_code_within_the_minute_is_refused_with_the_seconds_to_wait(client: Client) -> None:
    client.post(URL, typed())
    page = client.post("/sign-up/resend/", follow=True).content.decode()
    assert "刚刚发过验证码" in page
    assert "秒后再试" in page
    assert VerificationCode.objects.count() == 1


def test_a_code_proves_the_number_on_the_first_page_and_no_other(client: Client) -> None:
    """Swapping who one is between the pages: what was proven stays with whom it was proven for."""
    client.post(URL, typed())
    code = code_at("13900000007")
    client.post(URL, typed(9, mobile="13900000007"))  # within the minute: refused, the first one's code stands
    victim = typed(9)
    other = Client()
    other.post(URL, victim)
    assert other.post(CODE_URL, secret("13900000009", verification_code=code)).status_code == 422
    assert User.objects.count() == 0


def test_a_code_serves_once(client: Client) -> None:
    client.post(URL, typed())
    form = secret("13900000007")
    assert client.post(CODE_URL, form).status_code == 302
    second = Client()
    second.post(URL, typed())  # a minute has not gone by: no new code, and the old one is used
    assert second.post(CODE_URL, form).status_code == 302  # no first page kept: sent back to it
    assert User.objects.count() == 1


# --- people on record ----------------------------------------------------------------------------------------------------


def on_record(serial: int = 7) -> Candidate:
    return register_candidate(facts=person(serial, name="欧阳·阿依努尔"), actor=None, now=OPEN)


def test_a_person_the_station_entered_takes_their_account_with_name_number_and_mobile(client: Client) -> None:
    known = on_record()
    assert sign_up(client, typed()).status_code == 302
    known.refresh_from_db()
    assert known.user is not None
    assert known.mobile_proven_at == OPEN
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("changes", [{"name": "欧阳阿依"}, {"mobile": "13911112222"}])
def test_without_proof_nobody_takes_a_person_on_record(client: Client, changes: dict[str, str]) -> None:
    known = on_record()
    response = sign_up(client, typed(**changes))
    assert response.status_code == 422
    assert SAME_ANSWER in response.content.decode()
    known.refresh_from_db()
    assert known.user is None
    assert (known.mobile, User.objects.count()) == ("13900000007", 0)


def test_taken_and_unproven_are_answered_in_the_same_words_and_only_after_the_code(client: Client) -> None:
    sign_up(client, typed())
    on_record(9)
    clock.move_to(OPEN + timedelta(minutes=2), frozen=True)
    taken, unproven = Client(), Client()
    assert taken.post(URL, typed()).status_code == unproven.post(URL, typed(9, mobile="13911112222")).status_code == 302
    answers = [
        taken.post(CODE_URL, secret("13900000007")).context["form"].errors.as_json(),
        unproven.post(CODE_URL, secret("13911112222")).context["form"].errors.as_json(),
    ]
    assert answers[0] == answers[1]


def test_of_two_sign_ups_at_the_same_moment_one_gets_the_number(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = on_record()
    monkeypatch.setattr("registration.services.candidates.find_by_identity", lambda number: None)
    response = sign_up(client, typed(mobile="13911112222"))
    assert SAME_ANSWER in response.content.decode()
    known.refresh_from_db()
    assert (known.user, known.mobile, User.objects.count()) == (None, "13900000007", 0)


def test_a_whole_class_behind_one_address_signs_up(client: Client) -> None:
    assert {sign_up(Client(), typed(serial)).status_code for serial in range(1, 30)} == {302}


def test_the_address_of_one_network_gets_no_more_than_its_limit_an_hour(client: Client) -> None:
    ProfileValue.objects.filter(key="codes.per_hour_address").update(value=2)
    assert [Client().post(URL, typed(serial)).status_code for serial in (1, 2, 3)] == [302, 302, 422]
    assert "从您的网络地址一小时内发的验证码已达2条" in Client().post(URL, typed(3)).content.decode()
    assert Client(REMOTE_ADDR="198.51.100.7").post(URL, typed(3)).status_code == 302


# --- signing in ------------------------------------------------------------------------------------------------------


def log_in(number: str, password: str = PASSWORD) -> int:
    return Client().post(reverse("accounts:login"), {"username": number, "password": password}).status_code


def test_candidates_sign_in_with_their_identity_number_however_it_is_typed(client: Client) -> None:
    sign_up(client, typed())
    number = identity_number(7)
    assert log_in(number) == log_in(f" {number[:6]} {number[6:14]} {number[14:].lower()} ") == 302
    assert log_in(number, "别的密码-2026") == log_in(identity_number(8)) == 200


def test_failed_log_ins_are_counted_without_the_identity_number(client: Client) -> None:
    sign_up(client, typed())
    log_in(identity_number(7), "别的密码-2026")
    log_in(identity_number(8), "别的密码-2026")
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert AccessAttempt.objects.count() == 2
    assert identity_number(7) not in kept
    assert identity_number(8) not in kept


def test_five_wrong_passwords_pause_the_account_and_a_right_one_before_clears_the_count(client: Client) -> None:
    sign_up(client, typed())
    number = identity_number(7)
    for _ in range(4):
        log_in(number, "别的密码-2026")
    assert log_in(number) == 302
    assert AccessAttempt.objects.count() == 0
    for _ in range(5):
        status = log_in(number, "别的密码-2026")
    assert status == 429
    assert log_in(number) == 429


def test_nothing_personal_stands_in_the_audit_facts(client: Client) -> None:
    sign_up(client, typed())
    said = " ".join(str(entry.facts) for entry in AuditEntry.objects.all())
    assert AuditEntry.objects.filter(verb="account.sign_up").count() == 1
    assert identity_number(7) not in said
    assert "欧阳" not in said


def test_whoever_comes_to_apply_is_told_why_to_log_in_and_that_one_registers_first(client: Client) -> None:
    page = client.get("/accounts/login/", {"next": "/my/apply/x/"}).content.decode()
    assert "报名和查看自己的报名要先登录" in page
    assert "/sign-up/?next=/my/apply/x/" in page
    assert "要先登录" not in client.get("/accounts/login/").content.decode()
