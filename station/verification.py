"""Codes by text message: six digits that prove that a mobile number is at hand.

Only a keyed hash is kept. A code serves for ten minutes, five tries, one purpose, one number and one subject (whose
identity number it is about), and once; a newer one makes it void. How many are sent is limited in the database, so
that every process counts the same.
"""

import hmac
import math
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from station import clock, profile, short_messages
from station.crypto import blind_index
from station.enums import CodePurpose
from station.identifiers import new_digits, new_public_id
from station.models import ProfileValue, VerificationCode
from station.refusals import Reason, Refused
from station.verbs import verb
from station.wording import clock_time, short_date

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
DIGITS = 6
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SENDING = "不能发送验证码"
PROVING = "验证码没有通过"
# What a code was proven for has to be done soon after.
PROOF_HOLDS = timedelta(minutes=10)
AT_THE_WINDOW = "急办的，请本人持证件到报名窗口办理。"


def mobile_index(mobile: str) -> str:
    return blind_index(mobile, "mobile")


# --- asking ------------------------------------------------------------------------------------------------------------


@verb
def ask(
    *, purpose: str, mobile: str, subject: str, origin: str, now: datetime, blind: bool = False
) -> VerificationCode:
    """Send a new code to `mobile` (normalised). `subject` is the blind index of what it is about, `origin` the caller's
    address. With `blind` all goes its way and no message leaves: nobody can tell from outside (`short_messages.send`).
    """
    _queue_up()
    index, caller = mobile_index(mobile), blind_index(origin, "code.origin") if origin else ""
    _refuse_too_many(index, caller, now)
    digits, public_id = new_digits(DIGITS), new_public_id()
    message = short_messages.send(
        purpose="code",
        recipient="" if blind else mobile,
        text=f"{digits} 是您{CodePurpose(purpose).label}的验证码，10分钟内有效。请勿告诉他人；不是您本人操作的，不必理会。",
        useless_after=now + GOOD_FOR,
        now=now,
    )
    return VerificationCode.objects.create(
        public_id=public_id,
        purpose=purpose,
        mobile_index=index,
        subject=subject,
        origin=caller,
        code_hash=_hash(str(public_id), digits),
        made_at=now,
        expires_at=now + GOOD_FOR,
        message=message,
    )


def _hash(public_id: str, digits: str) -> str:
    return blind_index(f"{public_id}:{digits}", "verification")


def _queue_up() -> None:
    """One code at a time, station-wide: two can't both be the last that is allowed. The limit's own rows are the lock."""
    rows = ProfileValue.objects.select_for_update(no_key=True).filter(key="codes.per_day_overall").order_by("id")
    list(rows.values_list("id", flat=True))


def _refuse_too_many(mobile: str, origin: str, now: datetime) -> None:
    today = clock.local_date(now)
    # A minute ahead: who waited for the lock may have read the clock after us. Further ahead a moved clock was set back.
    rows = VerificationCode.objects.filter(made_at__lt=now + MINUTE)
    same_mobile, same_origin = rows.filter(mobile_index=mobile), rows.filter(origin=origin)
    limits: list[tuple[str, QuerySet[VerificationCode], timedelta, str, str]] = [
        ("codes.per_minute", same_mobile, MINUTE, "这个手机号码刚刚发过验证码", "mobile"),
        ("codes.per_hour", same_mobile, HOUR, "这个手机号码一小时内发的验证码已达{limit}条", "mobile"),
        ("codes.per_day", same_mobile, DAY, "这个手机号码24小时内发的验证码已达{limit}条", "mobile"),
        ("codes.per_day_overall", rows, DAY, "全所24小时内发的验证码已达上限", ""),
    ]
    if origin:
        limits.append(
            ("codes.per_hour_address", same_origin, HOUR, "从您的网络地址一小时内发的验证码已达{limit}条", "")
        )
    for key, counted, span, text, field in limits:
        limit = int(profile.value(key, on=today))
        again = _allowed_again(counted, limit, span, now)
        if again is not None:
            raise Refused(SENDING, Reason(text.format(limit=limit), "", _when(again, now), field))


def _allowed_again(counted: QuerySet[VerificationCode], limit: int, span: timedelta, now: datetime) -> datetime | None:
    """When the next may be sent; None: at once."""
    recent = counted.filter(made_at__gt=now - span).order_by("-made_at").values_list("made_at", flat=True)[:limit]
    made = list(recent)
    if limit <= 0:
        return now + span
    return made[-1] + span if len(made) >= limit else None


def _when(again: datetime, now: datetime) -> str:
    wait = again - now
    if wait <= MINUTE:
        return f"请在{math.ceil(wait.total_seconds())}秒后再试。"
    day = "" if clock.local_date(again) == clock.local_date(now) else short_date(again)
    return f"请在{day}{clock_time(again + MINUTE)}以后再试；{AT_THE_WINDOW}"


# --- proving -----------------------------------------------------------------------------------------------------------


def prove(*, purpose: str, mobile: str, subject: str, code: str, now: datetime) -> VerificationCode:
    """The code used up, or Refused. Each try is counted in a transaction of its own, so that a refusal of what comes
    after can't take the count back."""
    answer = _try(purpose=purpose, mobile=mobile, subject=subject, code=code, now=now)
    if isinstance(answer, Refused):
        raise answer
    return answer


@transaction.atomic(durable=True)
def _try(*, purpose: str, mobile: str, subject: str, code: str, now: datetime) -> VerificationCode | Refused:
    row = standing(purpose=purpose, mobile=mobile, subject=subject, now=now)
    if row is None:
        return _refusal("验证码已失效：过了10分钟、用过，或之后又发过新的", "请重新发送验证码。")
    counted = VerificationCode.objects.filter(pk=row.pk, used_at=None, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not counted:
        return _refusal(f"这个验证码已经试错 {TRIES} 次，作废", "请重新发送验证码。")
    if not hmac.compare_digest(_hash(str(row.public_id), code), row.code_hash):
        row.refresh_from_db(fields=["tries"])
        left = TRIES - row.tries
        return _refusal("验证码不对", f"请对照短信重新输入，还可以试 {left} 次。" if left else "请重新发送验证码。")
    if not VerificationCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        return _refusal("这个验证码已经用过", "请重新发送验证码。")
    row.refresh_from_db()
    return row


def _refusal(text: str, remedy: str) -> Refused:
    return Refused(PROVING, Reason(text, "", remedy, "verification_code"))


def standing(*, purpose: str, mobile: str, subject: str, now: datetime) -> VerificationCode | None:
    """The code that could still be typed: the newest, neither used nor expired."""
    rows = VerificationCode.objects.filter(purpose=purpose, mobile_index=mobile_index(mobile), subject=subject)
    newest = rows.order_by("-id").first()
    return newest if newest and newest.used_at is None and now < newest.expires_at else None


def require_proof(proof: VerificationCode, *, purpose: str, mobile: str, subject: str, now: datetime) -> None:
    """That `proof` came from `prove`, a moment ago, for just this: a step can't be carried over to another person."""
    wanted = (purpose, mobile_index(mobile), subject)
    fits = (proof.purpose, proof.mobile_index, proof.subject) == wanted
    if not fits or proof.used_at is None or now - proof.used_at > PROOF_HOLDS:
        raise _refusal("验证码与所填的证件号码、手机号码不对应", "请重新发送验证码。")


def forget(*, now: datetime) -> int:
    """Codes that count for no limit any more."""
    return VerificationCode.objects.filter(made_at__lt=now - 2 * DAY).delete()[0]
