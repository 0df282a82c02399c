"""Codes by text message: one purpose, one number, ten minutes, five tries, once; and how many are sent (R2.1)."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from station import clock, short_messages, verification
from station.clock import at
from station.crypto import blind_index
from station.enums import CodePurpose
from station.models import ProfileValue, ShortMessage, VerificationCode
from station.refusals import Refused
from tests.factories.accounts import code_at

pytestmark = pytest.mark.django_db
NOW = at(datetime(2026, 9, 14).date(), 9, 0)
MOBILE, OTHER, SUBJECT = "13900000001", "13900000002", blind_index("370102199005011238", "identity")
ABOUT = {"purpose": CodePurpose.SIGN_UP, "mobile": MOBILE, "subject": SUBJECT}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def standing_clock(db: None) -> None:
    clock.move_to(NOW, frozen=True)


def ask(now: datetime = NOW, origin: str = "203.0.113.5", **changes: object) -> VerificationCode:
    return verification.ask(**{**ABOUT, "origin": origin, "now": now, **changes})


def prove(code: str, now: datetime = NOW, **changes: object) -> VerificationCode:
    return verification.prove(**{**ABOUT, "code": code, "now": now, **changes})


def wrong(mobile: str = MOBILE) -> str:
    return f"{(int(code_at(mobile)) + 1) % 1_000_000:06d}"


# --- what a code proves --------------------------------------------------------------------------------------------------


def test_the_code_from_the_message_proves_the_number_once() -> None:
    ask()
    code = code_at(MOBILE)
    assert prove(code).used_at == NOW
    with pytest.raises(Refused, match="验证码已失效"):
        prove(code)


def test_neither_the_code_nor_the_number_stands_in_the_table() -> None:
    row = ask()
    code = code_at(MOBILE)
    kept = " ".join(str(value) for value in VerificationCode.objects.filter(pk=row.pk).values_list().get())
    assert MOBILE not in kept
    assert code not in kept.replace(str(row.public_id), "").replace(row.code_hash, "").split()
    assert len(row.code_hash) == 64


def test_a_code_serves_for_ten_minutes_and_not_a_moment_longer() -> None:
    ask()
    code, ends = code_at(MOBILE), NOW + timedelta(minutes=10)
    with pytest.raises(Refused, match="验证码已失效"):
        prove(code, now=ends)
    assert prove(code, now=ends - timedelta(microseconds=1))


@pytest.mark.parametrize(
    "changes", [{"purpose": CodePurpose.LOG_IN}, {"mobile": OTHER}, {"subject": blind_index("another", "identity")}]
)
def test_a_code_opens_nothing_but_what_it_was_asked_for(changes: dict[str, str]) -> None:
    ask()
    with pytest.raises(Refused, match="验证码已失效"):
        prove(code_at(MOBILE), **changes)


def test_after_five_tries_the_right_code_is_void_too() -> None:
    ask()
    said = []
    for _ in range(verification.TRIES):
        with pytest.raises(Refused) as refusal:
            prove(wrong())
        said.append(refusal.value.reasons[0].remedy)
    assert [f"还可以试 {left} 次" in text for left, text in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    assert said[4] == "请重新发送验证码。"
    with pytest.raises(Refused, match="试错 5 次"):
        prove(code_at(MOBILE))


def test_a_new_code_makes_the_old_one_void() -> None:
    ask()
    old = code_at(MOBILE)
    ask(now=NOW + MINUTE)
    new = code_at(MOBILE)
    if old != new:
        with pytest.raises(Refused, match="验证码不对"):
            prove(old, now=NOW + MINUTE)
    assert prove(new, now=NOW + MINUTE)


def test_a_proof_holds_for_its_own_affair_and_for_a_moment() -> None:
    ask()
    proof = prove(code_at(MOBILE))
    verification.require_proof(proof, **ABOUT, now=NOW + timedelta(minutes=10))
    for changes in ({"mobile": OTHER}, {"subject": "x" * 64}, {"purpose": CodePurpose.LOG_IN}):
        with pytest.raises(Refused, match="不对应"):
            verification.require_proof(proof, **{**ABOUT, **changes}, now=NOW)
    with pytest.raises(Refused, match="不对应"):
        verification.require_proof(proof, **ABOUT, now=NOW + timedelta(minutes=10, seconds=1))
    with pytest.raises(Refused, match="不对应"):
        verification.require_proof(ask(now=NOW + HOUR), **ABOUT, now=NOW + HOUR)


def test_a_blind_goes_all_the_way_and_reaches_nobody(django_capture_on_commit_callbacks) -> None:
    """Asked for a number without an account, the database does the same work, and no message leaves."""
    with django_capture_on_commit_callbacks(execute=True) as handed:
        row = ask(blind=True)
    assert len(handed) == 1
    message = ShortMessage.objects.get()
    assert (row.message, message.recipient, message.text) == (message, "", "")
    assert message.sent_at is not None
    assert short_messages.with_state(ShortMessage.objects.all(), NOW).get().delivery_state == "delivery_sent"


def test_a_blind_and_a_real_code_ask_the_database_the_same() -> None:
    counts = []
    for blind, mobile in ((True, MOBILE), (False, OTHER)):
        with CaptureQueriesContext(connection) as asked:
            ask(mobile=mobile, blind=blind)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- how many are sent ---------------------------------------------------------------------------------------------------


def limit(key: str, value: int) -> None:
    ProfileValue.objects.filter(key=f"codes.{key}").update(value=value)


def test_one_number_gets_one_code_a_minute_and_is_told_the_seconds() -> None:
    ask()
    with pytest.raises(Refused, match="刚刚发过验证码") as refusal:
        ask(now=NOW + timedelta(seconds=17))
    assert refusal.value.reasons[0].remedy == "请在43秒后再试。"
    assert ask(now=NOW + MINUTE)
    assert VerificationCode.objects.count() == 2


def test_one_number_gets_five_an_hour_and_is_told_the_time_of_day() -> None:
    for minute in range(5):
        ask(now=NOW + minute * 2 * MINUTE)
    with pytest.raises(Refused, match="一小时内发的验证码已达5条") as refusal:
        ask(now=NOW + 20 * MINUTE)
    assert "请在10:01以后再试" in refusal.value.reasons[0].remedy
    assert ask(now=NOW + HOUR)


def test_one_number_gets_ten_a_day_and_is_told_the_day() -> None:
    for number in range(10):
        ask(now=NOW + number * HOUR)
    with pytest.raises(Refused, match="24小时内发的验证码已达10条") as refusal:
        ask(now=NOW + 12 * HOUR)
    assert "请在9月15日（周二）09:01以后再试" in refusal.value.reasons[0].remedy


def test_one_network_address_has_a_limit_of_its_own() -> None:
    limit("per_hour_address", 2)
    for number in range(2):
        ask(mobile=f"1390000001{number}")
    with pytest.raises(Refused, match="从您的网络地址一小时内"):
        ask(mobile="13900000019")
    assert ask(mobile="13900000019", origin="198.51.100.7")
    assert ask(mobile="13900000018", now=NOW + HOUR)


def test_the_whole_station_has_a_limit_a_day() -> None:
    limit("per_day_overall", 2)
    for number in range(2):
        ask(mobile=f"1390000001{number}", origin=f"203.0.113.{number}")
    with pytest.raises(Refused, match="全所24小时内发的验证码已达上限"):
        ask(mobile="13900000019")
    assert ask(mobile="13900000019", now=NOW + DAY)


def test_other_numbers_are_not_held_up_by_one() -> None:
    ask()
    assert ask(mobile=OTHER)


def test_a_refused_request_leaves_no_row_behind() -> None:
    ask()
    with pytest.raises(Refused):
        ask()
    assert (VerificationCode.objects.count(), ShortMessage.objects.count()) == (1, 1)


def test_codes_that_count_for_nothing_are_forgotten() -> None:
    ask()
    ask(now=NOW + 2 * DAY)
    assert verification.forget(now=NOW + 2 * DAY + MINUTE) == 1
    assert [row.made_at for row in VerificationCode.objects.all()] == [NOW + 2 * DAY]


def test_codes_are_six_digits_of_all_kinds() -> None:
    codes = []
    for number in range(40):
        mobile = f"137000000{number:02d}"
        ask(mobile=mobile)
        codes.append(code_at(mobile))
    assert {len(code) for code in codes} == {6}
    assert max(Counter(codes).values()) <= 2
