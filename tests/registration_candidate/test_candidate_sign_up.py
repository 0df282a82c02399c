"""An account by identity document and mobile number; an account for somebody on record only after proof."""

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from registration import consents
from registration.enums import ConsentKind
from registration.models import Candidate, Consent
from registration.services.accounts import give_consent, has_consent
from registration.services.candidates import register_candidate
from station.enums import Role
from station.models import AuditEntry, User
from station.refusals import Refused
from tests.factories.registration import OPEN, identity_number, person
from tests.registration_candidate.conftest import PASSWORD

URL = "/sign-up/"
SAME_ANSWER = "这个证件号码不能在网上注册"


def typed(serial: int = 7, **changes: str) -> dict[str, str]:
    facts = {
        "identity_type": "resident",
        "identity_number": identity_number(serial),
        "name": "欧阳·阿依努尔",
        "mobile": f"139{serial:08d}",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "consent_personal_data": "on",
    }
    return {name: value for name, value in {**facts, **changes}.items() if value}


def test_a_new_person_signs_up_and_is_signed_in(client: Client) -> None:
    response = client.post(URL, typed())
    assert (response.status_code, response.url) == (302, "/my/")
    candidate = Candidate.objects.select_related("user").get()
    assert candidate.user.has_role(Role.CANDIDATE)
    assert (candidate.sex, candidate.birth_date.isoformat()) == (1, "1990-05-01")
    assert identity_number(7) not in candidate.user.username
    assert client.get("/my/").status_code == 200


def test_the_way_back_leads_to_our_own_pages_only(client: Client) -> None:
    assert client.post(f"{URL}?next=/my/notifications/", typed()).url == "/my/notifications/"
    assert Client().post(f"{URL}?next=https://elsewhere.example/", typed(9)).url == "/my/"


def test_the_consent_is_on_record_with_the_version_of_its_text(client: Client) -> None:
    client.post(URL, typed(consent_photo="on"))
    rows = [(row.kind, row.version, row.text_sha256, row.granted) for row in Consent.objects.order_by("id")]
    texts = [consents.current(kind) for kind in ConsentKind]
    assert rows == [(text.kind, text.version, text.sha256, True) for text in texts]


def test_the_consent_for_the_photo_is_given_by_itself(client: Client) -> None:
    client.post(URL, typed())
    candidate = Candidate.objects.get()
    assert not has_consent(candidate, ConsentKind.PHOTO)
    give_consent(candidate=candidate, kind=ConsentKind.PHOTO, actor=candidate.user, now=OPEN)
    assert has_consent(candidate, ConsentKind.PHOTO)
    give_consent(candidate=candidate, kind=ConsentKind.PHOTO, actor=candidate.user, now=OPEN, granted=False)
    assert not has_consent(candidate, ConsentKind.PHOTO)


def test_a_consent_is_never_changed_afterwards(client: Client) -> None:
    client.post(URL, typed())
    consent = Consent.objects.get()
    consent.granted = False
    with pytest.raises(Refused):
        consent.save()


def test_without_the_consent_nothing_is_kept(client: Client) -> None:
    response = client.post(URL, typed(consent_personal_data=""))
    assert response.status_code == 422
    assert "不同意处理个人信息的" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"identity_number": identity_number(7)[:-1] + "0"}, "校验不通过"),
        ({"identity_number": "370102199005010"}, "15 位旧身份证"),
        ({"mobile": "12345"}, "手机号码应为 1 开头的 11 位数字"),
        ({"password_again": "另一个密码-2026"}, "两次输入的密码不一致"),
        ({"password": "139000000071", "password_again": "139000000071"}, "不能含证件号码或手机号码"),
        ({"password": f"a{identity_number(7)}", "password_again": f"a{identity_number(7)}"}, "不能含证件号码"),
        ({"identity_type": "passport", "identity_number": "E12345678"}, "护照号码推算不出性别"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    client: Client, changes: dict[str, str], answer: str
) -> None:
    response = client.post(URL, typed(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert answer in page
    assert "欧阳·阿依努尔" in page
    assert User.objects.count() == 0


def test_a_passport_s_holder_says_sex_and_birth_date(client: Client) -> None:
    facts = typed(identity_type="passport", identity_number="E12345678", sex="2", birth_date="1991-02-03")
    assert client.post(URL, facts).status_code == 302
    assert (Candidate.objects.get().sex, Candidate.objects.get().birth_date.isoformat()) == (2, "1991-02-03")


def on_record(serial: int = 7) -> Candidate:
    return register_candidate(facts=person(serial, name="欧阳·阿依努尔"), actor=None, now=OPEN)


def test_a_person_the_station_entered_takes_their_account_with_name_number_and_mobile(client: Client) -> None:
    known = on_record()
    assert client.post(URL, typed()).status_code == 302
    known.refresh_from_db()
    assert known.user is not None
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("changes", [{"name": "欧阳阿依"}, {"mobile": "13911112222"}])
def test_without_proof_nobody_takes_a_person_on_record(client: Client, changes: dict[str, str]) -> None:
    known = on_record()
    response = client.post(URL, typed(**changes))
    assert response.status_code == 422
    assert SAME_ANSWER in response.content.decode()
    known.refresh_from_db()
    assert known.user is None
    assert (known.mobile, User.objects.count()) == ("13900000007", 0)


def test_taken_and_unproven_are_answered_in_the_same_words(client: Client) -> None:
    client.post(URL, typed())
    on_record(9)
    taken = Client().post(URL, typed()).context["form"].errors.as_json()
    unproven = Client().post(URL, typed(9, mobile="13911112222")).context["form"].errors.as_json()
    assert taken == unproven


def test_of_two_sign_ups_at_the_same_moment_one_gets_the_number(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = on_record()
    monkeypatch.setattr("registration.services.candidates.find_by_identity", lambda number: None)
    response = client.post(URL, typed(mobile="13911112222"))
    assert SAME_ANSWER in response.content.decode()
    known.refresh_from_db()
    assert (known.user, known.mobile, User.objects.count()) == (None, "13900000007", 0)


def test_after_five_guesses_a_number_is_paused(client: Client) -> None:
    on_record()
    for _ in range(5):
        assert client.post(URL, typed(mobile="13911112222")).status_code == 422
    response = client.post(URL, typed())
    assert response.status_code == 429
    assert "一小时后再试" in response.content.decode()
    assert User.objects.count() == 0


def test_a_whole_class_behind_one_address_signs_up(client: Client) -> None:
    assert {Client().post(URL, typed(serial)).status_code for serial in range(1, 30)} == {302}


# --- signing in ------------------------------------------------------------------------------------------------------


def log_in(number: str, password: str = PASSWORD) -> int:
    return Client().post(reverse("accounts:login"), {"username": number, "password": password}).status_code


def test_candidates_sign_in_with_their_identity_number_however_it_is_typed(client: Client) -> None:
    client.post(URL, typed())
    number = identity_number(7)
    assert log_in(number) == log_in(f" {number[:6]} {number[6:14]} {number[14:].lower()} ") == 302
    assert log_in(number, "别的密码-2026") == log_in(identity_number(8)) == 200


def test_failed_log_ins_are_counted_without_the_identity_number(client: Client) -> None:
    client.post(URL, typed())
    log_in(identity_number(7), "别的密码-2026")
    log_in(identity_number(8), "别的密码-2026")
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert AccessAttempt.objects.count() == 2
    assert identity_number(7) not in kept
    assert identity_number(8) not in kept


def test_five_wrong_passwords_pause_the_account_and_a_right_one_before_clears_the_count(client: Client) -> None:
    client.post(URL, typed())
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
    client.post(URL, typed())
    said = " ".join(str(entry.facts) for entry in AuditEntry.objects.all())
    assert AuditEntry.objects.filter(verb="account.sign_up").count() == 1
    assert identity_number(7) not in said
    assert "欧阳" not in said
